"""age files (age-encryption.org/v1): to an X25519 recipient, or under a passphrase."""
import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_decrypt,
    crypto_scalarmult,
    crypto_scalarmult_base,
)
from nacl.exceptions import CryptoError

from . import bech32
from .refusal import Refused, require
from .sealing import hkdf

VERSION = b"age-encryption.org/v1\n"
CHUNK = 65_536
TAG = 16
HIGHEST_WORK = 18
"""[P-1] of scrypt."""


@dataclass(frozen=True)
class Stanza:
    """What one recipient needs: arguments behind `->`, and a body."""

    arguments: list[str]
    body: bytes


@dataclass(frozen=True)
class Header:
    stanzas: list[Stanza]
    authenticated: bytes
    mac: bytes


def recipient_of(scalar: bytes) -> str:
    """`age1…` of an identity."""
    return bech32.encode("age", crypto_scalarmult_base(scalar))


def _unpadded(text: str, number: str) -> bytes:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(number, "age: no base64") from error
    require(base64.b64encode(content).decode().rstrip("=") == text, number, "age: another spelling of base64")
    return content


def _header(content: bytes, number: str) -> tuple[Header, bytes]:
    """The header, and what follows it."""
    require(content.startswith(VERSION), number, "no age file")
    end = content.find(b"\n---", len(VERSION) - 1)
    require(end >= 0, number, "an age file without an end of its header")
    line_end = content.find(b"\n", end + 1)
    require(line_end >= 0 and content[end + 4 : end + 5] == b" ", number, "an age file without a MAC")
    try:
        mac = _unpadded(content[end + 5 : line_end].decode("ascii"), number)
        lines = content[len(VERSION) : end].decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Refused(number, "age: a header that is no ASCII") from error
    stanzas, at = [], 0
    while at < len(lines):
        require(lines[at].startswith("-> "), number, "age: no stanza")
        arguments, body = lines[at][3:].split(" "), ""
        at += 1
        while at < len(lines):
            body += lines[at]
            at += 1
            if len(lines[at - 1]) < 64:
                break
        stanzas.append(Stanza(arguments, _unpadded(body, number)))
    return Header(stanzas, content[: end + 4], mac), content[line_end + 1 :]


def _unwrap(key: bytes, body: bytes) -> bytes | None:
    try:
        return crypto_aead_chacha20poly1305_ietf_decrypt(body, b"", bytes(12), key)
    except (CryptoError, ValueError):
        # Somebody else's stanza, or another passphrase's.
        return None


def _by_identity(stanza: Stanza, scalar: bytes, number: str) -> bytes | None:
    if stanza.arguments[0] != "X25519" or len(stanza.arguments) != 2:
        return None
    share = _unpadded(stanza.arguments[1], number)
    require(len(share) == 32, number, "age: a share of another length")
    public = crypto_scalarmult_base(scalar)
    salt = share + public
    return _unwrap(hkdf(crypto_scalarmult(scalar, share), salt, b"age-encryption.org/v1/X25519"), stanza.body)


def _by_passphrase(stanza: Stanza, passphrase: str, number: str) -> bytes | None:
    if stanza.arguments[0] != "scrypt" or len(stanza.arguments) != 3:
        return None
    work = int(stanza.arguments[2])
    require(0 < work <= HIGHEST_WORK, "P-1", "scrypt asks for too much")
    salt = b"age-encryption.org/v1/scrypt" + _unpadded(stanza.arguments[1], number)
    key = hashlib.scrypt(passphrase.encode(), salt=salt, n=2**work, r=8, p=1, maxmem=2**30, dklen=32)
    return _unwrap(key, stanza.body)


def _payload(file_key: bytes, content: bytes, number: str) -> bytes:
    key = hkdf(file_key, content[:16], b"payload")
    sealed = content[16:]
    whole = CHUNK + TAG
    count = max(1, -(-len(sealed) // whole))
    plain = []
    for at in range(count):
        nonce = at.to_bytes(11, "big") + (b"\x01" if at == count - 1 else b"\x00")
        try:
            part = sealed[at * whole : (at + 1) * whole]
            plain.append(crypto_aead_chacha20poly1305_ietf_decrypt(part, b"", nonce, key))
        except (CryptoError, ValueError) as error:
            raise Refused(number, "age: a part does not open") from error
    require(count == 1 or plain[-1] != b"", number, "age: an empty last part")
    return b"".join(plain)


def stanza_count(content: bytes, number: str) -> int:
    return len(_header(content, number)[0].stanzas)


def decrypt(content: bytes, number: str, *, scalar: bytes | None = None, passphrase: str | None = None) -> bytes:
    """The content of an age file, by one of the two. Refused under that number of the page where neither opens it."""
    header, rest = _header(content, number)
    for stanza in header.stanzas:
        if scalar is not None:
            file_key = _by_identity(stanza, scalar, number)
        else:
            require(len(header.stanzas) == 1, "P-1", "age: a passphrase beside others")
            file_key = _by_passphrase(stanza, passphrase or "", number)
        if file_key is None:
            continue
        mac = hmac.digest(hkdf(file_key, b"", b"header"), header.authenticated, "sha256")
        require(hmac.compare_digest(mac, header.mac), number, "age: another MAC")
        return _payload(file_key, rest, number)
    raise Refused(number, "age: for somebody else")

"""What a person gives to open a slot: passphrase, key file, device, recovery key (section 4)."""
import re
import unicodedata
from dataclasses import dataclass

from .refusal import require
from .sealing import sha256

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OWN_KEY_FILE = re.compile(rb"coffer-key-file 1\r?\nvault ([0-9a-z]{26})\r?\nkey ([0-9a-f]{64})(\r?\n)?")


@dataclass(frozen=True)
class Factors:
    """A passphrase or the 32 characters of a recovery key, and what is wanted besides."""

    password: str
    kind: str = "passphrase"
    key_file: bytes | None = None
    device: bytes | None = None


def key_file_secret(content: bytes, vault_id: str) -> bytes:
    """[F-1] to [F-3]"""
    require(1 <= len(content) <= 1_048_576, "F-2", "a key file of no or too many bytes")
    if not content.startswith(b"coffer-key-file 1"):
        return sha256(b"coffer/v1/key-file:file:", content)
    own = OWN_KEY_FILE.fullmatch(content)
    require(own is not None and len(content) <= 512, "F-3", "a spoilt key file")
    require(own[1].decode() == vault_id, "F-3", "another vault's key file")
    return sha256(b"coffer/v1/key-file:key:", bytes.fromhex(own[2].decode()))


def secret_of(factors: Factors, needs_key_file: bool, needs_device: bool) -> bytes:
    """[S-3] Argon2id's secret; empty where there is none."""
    key_file = (factors.key_file or b"") if needs_key_file else b""
    require(not needs_key_file or len(key_file) == 32, "S-3", "the slot wants a key file")
    if not needs_device:
        return key_file
    require(factors.device is not None, "S-3", "the slot wants a device")
    return sha256(b"coffer/v1/factors:", factors.device or b"", key_file)


def password_bytes(factors: Factors) -> bytes:
    """[S-2]"""
    return unicodedata.normalize("NFKC", factors.password).encode()


def crockford(typed: str) -> str:
    """[Y-4]"""
    text = unicodedata.normalize("NFKC", typed).upper()
    return re.sub("[^0-9A-Z]", "", text).replace("O", "0").replace("I", "1").replace("L", "1")


def recovery_characters(typed: str) -> str:
    """[Y-1] to [Y-4]"""
    text = crockford(typed)
    key, checksum = text[:32], text[32:]
    bits = int.from_bytes(sha256(b"coffer/v1/recovery-checksum:", key.encode())[:3], "big") >> 4
    expected = "".join(CROCKFORD[bits >> shift & 31] for shift in (15, 10, 5, 0))
    require(len(text) == 36 and checksum == expected, "Y-2", "another checksum")
    return key

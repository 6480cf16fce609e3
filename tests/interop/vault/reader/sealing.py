"""Derived keys, sealed messages and envelopes (sections 3 and 8), signatures."""
import hashlib
import hmac
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.signing import VerifyKey

from . import canonical
from .refusal import Refused, require


def hkdf(key: bytes, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """RFC 5869 with SHA-256, of at most one block."""
    secret = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(secret, info + b"\x01", "sha256")[:length]


def derive(key: bytes, context: str) -> bytes:
    """[K-1]"""
    return hkdf(key, b"", context.encode())


def open_sealed(key: bytes, associated: Any, sealed: bytes, number: str) -> bytes:
    """[K-2], where `associated` is canonical JSON. What does not open is refused under that number."""
    return open_sealed_bytes(key, canonical.bytes_of(associated), sealed, number)


def open_sealed_bytes(key: bytes, associated: bytes, sealed: bytes, number: str) -> bytes:
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[24:], associated, sealed[:24], key)
    except (CryptoError, ValueError) as error:
        raise Refused(number, "does not open") from error


def open_envelope(key: bytes, associated: Any, envelope: bytes, number: str) -> bytes:
    """[V-1]"""
    require(envelope[:1] == b"\x01", "V-1", "an envelope of another version")
    return open_sealed(key, associated, envelope[1:], number)


def check_signature(public: bytes, message: Any, signature: bytes, number: str) -> None:
    """Ed25519 over canonical JSON."""
    check_signature_bytes(public, canonical.bytes_of(message), signature, number)


def check_signature_bytes(public: bytes, message: bytes, signature: bytes, number: str) -> None:
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError) as error:
        raise Refused(number, "the signature is not right") from error


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()

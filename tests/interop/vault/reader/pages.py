"""Encrypted pages (Z-1 to Z-4): each by itself, under the database key."""
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.poly1305 import Poly1305

from . import aegis
from .refusal import Refused

PAGE = 4096
PLAIN_HEADER = 24
"""Bytes of page 1 that are not encrypted."""
MAGIC = b"SQLite format 3\0"


def _aegis(key: bytes, number: int, content: bytes, skip: int) -> bytes | None:
    """[Z-2]"""
    body, tag, nonce = content[skip:-64], content[-64:-32], content[-32:]
    one_time = aegis.stream(key, nonce, 64)
    return aegis.decrypt(one_time[:32], one_time[32:60] + number.to_bytes(4, "big"), body, tag)


def _chacha20(key: bytes, number: int, content: bytes, skip: int) -> bytes | None:
    """[Z-3]"""
    body, nonce, tag = content[skip:-32], content[-32:-16], content[-16:]
    counter = int.from_bytes(nonce[12:], "little") ^ number

    def crypt(with_key: bytes, count: int, text: bytes) -> bytes:
        begin = (count & 0xFFFFFFFF).to_bytes(4, "little") + nonce[:12]
        return Cipher(algorithms.ChaCha20(with_key, begin), mode=None).encryptor().update(text)

    one_time = crypt(key, counter, bytes(64))
    if not hmac.compare_digest(Poly1305.generate_tag(one_time[:32], content[:-16]), tag):
        return None
    return crypt(one_time[32:], counter + 1, body)


CIPHERS: dict[str, tuple[Callable[[bytes, int, bytes, int], bytes | None], int]] = {
    "aegis": (_aegis, 64),
    "chacha20": (_chacha20, 32),
}
"""How a page is opened, and how many bytes at its end are not content."""


def open_page(cipher: str, key: bytes, number: int, content: bytes) -> bytes:
    """One page of 4,096 bytes as SQLite knows it."""
    opener, reserved = CIPHERS[cipher]
    skip = PLAIN_HEADER if number == 1 else 0
    plain = opener(key, number, content, skip)
    if plain is None:
        raise Refused("Z-4", f"page {number} does not open")
    head = MAGIC + content[len(MAGIC) : skip] if skip else b""
    return head + plain + bytes(reserved)

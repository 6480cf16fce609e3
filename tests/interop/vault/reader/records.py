"""Customers' keys, sealed values and blind index (sections 8 and 9)."""
import hmac
import re
import unicodedata
from typing import Any

from .refusal import require
from .sealing import derive, open_envelope
from .vault import Vault

LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ς": "σ"}
)  # fmt: skip
MARKS = re.compile("[\u02b9-\u02bf\u02c8-\u02cb\u0640\ua78b\ua78c]")
HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


def record_key(vault: Vault, customer: str, name: str, wrapped: bytes) -> bytes:
    """[V-2] the customer's key of that class"""
    require(name in vault.keys.classes, "V-2", "no key to that class")
    associated = {"context": "coffer/v1/record-key", "compartment": name, "vault": vault.id, "customer": customer}
    return open_envelope(vault.keys.classes[name], associated, wrapped, "V-2")


def open_value(vault: Vault, key: bytes, customer: str, field: str, version: int, envelope: bytes) -> str:
    """[V-3] the value's JSON"""
    place: dict[str, Any] = {"vault": vault.id, "customer": customer, "field": field, "version": version}
    return open_envelope(key, {"context": "coffer/v1/sealed-value"} | place, envelope, "V-3").decode()


def _kept(text: str, categories: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in categories)


def normalised(text: str) -> str:
    """[B-2]"""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = MARKS.sub("", "".join(sign for sign in decomposed if unicodedata.category(sign)[0] != "M"))
    folded = unicodedata.normalize("NFKC", plain).translate(HIRAGANA).lower().translate(LETTERS)
    return _kept(folded, "LN")


def words(text: str) -> list[str]:
    """[B-3] runs of letters, digits and marks, each normalised"""
    signs = unicodedata.normalize("NFKC", text)
    runs = "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in signs).split(" ")
    return [word for word in map(normalised, runs) if word]


def token(class_key: bytes, normal: str) -> bytes:
    """[B-1] [B-2]"""
    return hmac.digest(derive(class_key, "coffer/v1/blind-index"), normal.encode(), "sha256")[:16]


def tokens(class_key: bytes, text: str) -> set[bytes]:
    """[B-3]"""
    head = text.encode("utf-16-le")[:2000].decode("utf-16-le", "replace")
    return {token(class_key, each) for each in {normalised(head), *words(head)[:64]} if each}

"""Identity cards: the fingerprint of one (I-3), and whether it counts as compared (Q-8)."""
from typing import Any

from . import bech32
from .sealing import sha256
from .vault import Vault


def fingerprint(signing_key: bytes, recipient: str) -> str:
    """[I-3] in 33 hexadecimal digits"""
    keys = signing_key + bech32.decode("age", recipient, "I-4")
    return sha256(b"coffer/v1/card-fingerprint\0", keys).hex()[:33]


def compared(vault: Vault, signed: dict[str, Any]) -> dict[str, bool]:
    """[Q-8] of each card, by person, whether the content of the policy `cards` has it by just these keys and names"""
    found = {}
    for row in vault.db.execute("SELECT * FROM card"):
        entry = signed.get(row["person"], {})
        shown = {"name": row["name"], "organisation": row["organisation"]}
        shown["fingerprint"] = fingerprint(row["signing_key"], row["recipient"])
        found[row["person"]] = shown.items() <= entry.items()
    return found

"""Grants (section 5): from a person's own keys to the keys of the vault."""
from dataclasses import dataclass
from typing import Any

from . import age, canonical
from .refusal import require
from .slots import KeyBundle

CLASSES = ("confidential", "restricted")


@dataclass(frozen=True)
class VaultKeys:
    """What a grant gives; a class that the role may not read is not in `classes`."""

    vault_key: bytes
    classes: dict[str, bytes]


def open_grant(keyring: dict[str, Any], bundle: KeyBundle) -> VaultKeys:
    """[G-1] [G-2]"""
    entries = [entry for entry in keyring["people"] if entry["person"] == bundle.person]
    require(len(entries) == 1, "G-1", "not one entry of the person")
    require(entries[0]["grant"] is not None, "G-1", "the person is suspended")
    sealed = canonical.unbase64(entries[0]["grant"], "G-1")
    require(len(sealed) <= 2048 and age.stanza_count(sealed, "G-1") == 1, "G-1", "not for one recipient alone")
    plain = age.decrypt(sealed, "G-1", scalar=bundle.age_scalar)
    require(len(plain) == 151 and plain[0] == 1, "G-1", "no grant")
    require(plain[1:27] == keyring["vaultId"].encode(), "G-2", "another vault's grant")
    require(plain[27:53] == bundle.person.encode(), "G-2", "another person's grant")
    classes = {}
    for name, part in zip(CLASSES, (plain[85:118], plain[118:151])):
        if part[0] == 1:
            classes[name] = part[1:]
        else:
            require(part == bytes(33), "G-1", "a class that is neither there nor not")
    return VaultKeys(plain[53:85], classes)

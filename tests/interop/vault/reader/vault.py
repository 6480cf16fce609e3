"""A vault opened by what one person gives: keyring, keys, and the database as SQLite sees it in memory. Nothing is written."""
import hmac
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import canonical, files, grants, image, keyring, membership, rosters, slots, wal, witness
from .factors import Factors
from .grants import VaultKeys
from .page_sum import require_same_pages
from .pages import CIPHERS, open_page
from .refusal import require
from .sealing import derive, open_sealed
from .slots import KeyBundle

LARGEST = 1 << 30
SCHEMA = 116
TRIGGERS = {"customer_added", "customer_moved", "customer_removed"}
"""[D-5]"""


@dataclass(frozen=True)
class Vault:
    folder: Path
    keyring: dict[str, Any]
    bundle: KeyBundle
    keys: VaultKeys
    rosters: list[dict[str, Any]]
    seen: dict[str, Any]
    """What the person saw last (G-14)."""
    db: sqlite3.Connection

    @property
    def id(self) -> str:
        return self.keyring["vaultId"]


def database_key(alleged: dict[str, Any], vault_key: bytes) -> bytes:
    """[D-1]"""
    database = alleged["database"]
    require(database["cipher"] in CIPHERS, "D-3", "another cipher")
    associated = {
        "context": "coffer/v1/database-key",
        "vault": alleged["vaultId"],
        "database": database["id"],
        "cipher": database["cipher"],
    }
    wrapped = canonical.unbase64(database["wrappedKey"], "D-1", 72)
    return open_sealed(derive(vault_key, "coffer/v1/database-key"), associated, wrapped, "D-1")


def _optional(path: Path) -> bytes:
    return files.read(path, LARGEST) if files.exists(path) else b""


def database_pages(folder: Path, alleged: dict[str, Any], vault_key: bytes) -> bytes:
    """[A-5] [D-2] [Z-1] to [Z-5]: the plain pages, from the file that the keyring names and the log beside it"""
    header = canonical.unbase64(alleged["database"]["header"], "D-2", 24)
    content, log = _optional(folder / "records.db"), _optional(folder / "records.db-wal")
    if not hmac.compare_digest(content[:24], header) and files.exists(folder / "records.db.next"):
        # The keys were exchanged, and the rename did not happen: the log is that of the file before.
        content, log = files.read(folder / "records.db.next", LARGEST), b""
    require(hmac.compare_digest(content[:24], header), "D-2", "another file's header")
    key, cipher = database_key(alleged, vault_key), alleged["database"]["cipher"]
    image_of = wal.image(content, log, lambda number, page: open_page(cipher, key, number, page))
    require_same_pages(content, alleged, key)
    return image_of


def _check_schema(db: sqlite3.Connection) -> None:
    """[D-5]"""
    require(db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA, "D-5", "another schema")
    rows = db.execute("SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger')")
    require({row["name"] for row in rows} == TRIGGERS, "D-5", "views or triggers that the page does not have")


def open_vault(folder: Path, factors: Factors) -> Vault:
    """Everything that must hold before anything is believed; in the order of the page."""
    alleged = keyring.read(folder)
    bundle, slot = slots.enter(alleged, factors)
    keys = grants.open_grant(alleged, bundle)
    keyring.check_mac(alleged, keys.vault_key)
    signed, claim = rosters.open_roster(alleged, keys, bundle.root_key)
    seen = witness.open_witness(alleged, bundle)
    membership.check_claim(signed, claim, seen)
    membership.check(signed, slot, keys)
    db = image.opened(database_pages(folder, alleged, keys.vault_key))
    _check_schema(db)
    return Vault(folder, alleged, bundle, keys, signed, seen, db)

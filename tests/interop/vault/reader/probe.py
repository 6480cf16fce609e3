"""What somebody gets at with their own passphrase and a program of their own: every key they can come by, on everything sealed."""
import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
from nacl.exceptions import CryptoError

from . import canonical, records
from .sealing import derive
from .vault import Vault

DERIVED = ("slot-key", "database-key", "roster", "attempts", "blind-index", "blob-hash", "keyring-mac")


@dataclass(frozen=True, eq=False)
class Sealed:
    """`kind`: what it is; `name`: the class whose key opens it in the end."""

    kind: str
    name: str
    associated: bytes
    content: bytes


def _sealed(kind: str, name: str, context: str, place: dict[str, Any], content: bytes) -> Sealed:
    return Sealed(kind, name, canonical.bytes_of({"context": f"coffer/v1/{context}"} | place), content)


def _logged(vault: Vault, classes: dict[str, str]) -> Iterator[Sealed]:
    rows = vault.db.execute("SELECT entity_id, field, old_value, value FROM change WHERE entity = 'customer'")
    for row in rows:
        for text in (row["old_value"], row["value"]):
            value = None if text is None else json.loads(text)
            cells = value if row["field"] == "*" and value is not None else {row["field"]: value}
            for cell, inner in cells.items():
                part, _, field = cell.partition(":")
                if part != "value" or not isinstance(inner, dict) or "sealed" not in inner:
                    continue
                place = {"vault": vault.id, "customer": row["entity_id"], "field": field, "version": inner["version"]}
                envelope = canonical.unbase64(inner["sealed"], "V-5")
                yield _sealed("history", classes[field], "sealed-value", place, envelope[1:])


def everything_sealed(vault: Vault) -> Iterator[Sealed]:
    """All envelopes and chunks in the tables and in the log."""
    db, classes = vault.db, {row["id"]: row["class"] for row in vault.db.execute("SELECT id, class FROM field")}
    for row in db.execute("SELECT * FROM customer"):
        for name in ("confidential", "restricted"):
            if row[f"{name}_key"] is not None:
                place = {"compartment": name, "vault": vault.id, "customer": row["id"]}
                yield _sealed("record key", name, "record-key", place, row[f"{name}_key"][1:])
    values = """SELECT c.id AS customer, f.id AS field, v.sealed, v.version FROM field_value v
      JOIN customer c ON c.row = v.customer JOIN field f ON f.row = v.field WHERE v.sealed IS NOT NULL"""
    for row in db.execute(values):
        place = {"vault": vault.id} | {name: row[name] for name in ("customer", "field", "version")}
        yield _sealed("value", classes[row["field"]], "sealed-value", place, row["sealed"][1:])
    yield from _logged(vault, classes)
    keys = """SELECT c.id AS customer, b.id AS blob, b.form, k.wrapped FROM blob_key k
      JOIN customer c ON c.row = k.customer JOIN blob b ON b.row = k.blob"""
    for row in db.execute(keys):
        place = {"vault": vault.id, "customer": row["customer"], "blob": row["blob"]}
        yield _sealed("blob key", row["form"], "blob-key", place, row["wrapped"][1:])
    chunks = """SELECT b.id AS blob, b.form, k.number, k.bytes, k.number = (SELECT max(number) FROM blob_chunk WHERE blob = b.row) AS last
      FROM blob_chunk k JOIN blob b ON b.row = k.blob WHERE b.form <> 'plain'"""
    for row in db.execute(chunks):
        place = {"vault": vault.id, "blob": row["blob"], "number": row["number"], "isLast": row["last"] == 1}
        yield _sealed("chunk", row["form"], "blob-chunk", place, row["bytes"])


def _opened(key: bytes, sealed: Sealed) -> bytes | None:
    content = sealed.content
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(content[24:], sealed.associated, content[:24], key)
    except (CryptoError, ValueError):
        return None  # XChaCha20-Poly1305 refuses: that is what is asked.


def _with_derived(keys: set[bytes]) -> set[bytes]:
    return keys | {derive(key, f"coffer/v1/{context}") for key in keys for context in DERIVED}


def everything_opened(vault: Vault) -> tuple[dict[Sealed, bytes], set[bytes]]:
    """What opens by keys that are given, derived, or found in what opens, again and again until nothing more does; and the keys."""
    bundle, given = vault.bundle, vault.keys
    keys = _with_derived(
        {bundle.root_key, bundle.signing_seed, bundle.age_scalar, given.vault_key, *given.classes.values()}
    )
    shut, opened = list(everything_sealed(vault)), {}
    while True:
        found = {sealed: plain for sealed in shut for key in keys if (plain := _opened(key, sealed)) is not None}
        if not found:
            return opened, keys
        opened |= found
        shut = [sealed for sealed in shut if sealed not in found]
        keys |= _with_derived({plain[:32] for plain in found.values() if len(plain) in (32, 64)})


def forms_of(text: str) -> list[bytes]:
    """In which a text could stand somewhere."""
    plain = text.encode()
    return [plain, plain.hex().encode(), base64.b64encode(json.dumps(text, ensure_ascii=False).encode())]


def everything_in(vault: Vault) -> bytes:
    """All that stands in the database: every table, every column, every row."""
    parts = []
    tables = vault.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    for (table,) in tables.fetchall():
        for row in vault.db.execute(f'SELECT * FROM "{table}"'):
            parts += [each if isinstance(each, bytes) else str(each).encode() for each in row]
    return b"\n".join(parts)


def report(vault: Vault, texts: list[str], guess: str) -> dict[str, Any]:
    """By class and kind: how much is there, and how much opens. Which texts stand there readable; whether a guess can be tested."""
    sealed, (opened, keys) = list(everything_sealed(vault)), everything_opened(vault)
    whole = everything_in(vault)
    tokens = {row["token"] for row in vault.db.execute("SELECT token FROM blind_index")}
    count = lambda of: dict(Counter(f"{each.name} {each.kind}" for each in of))  # noqa: E731
    return {
        "there": count(sealed),
        "opened": count(opened),
        "contents": sorted({plain.decode() for each, plain in opened.items() if each.kind in ("value", "chunk")}),
        "readable": [text for text in texts if any(form in whole for form in forms_of(text))],
        "guessable": any(records.token(key, records.normalised(guess)) in tokens for key in keys),
    }

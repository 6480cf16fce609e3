"""Who was erased, and what that took out of the logs (section 21)."""
import hashlib
import json
import sqlite3
from typing import Any

from . import canonical
from .refusal import Refused, require
from .rosters import check_signed
from .shapes import exactly, is_id, many, matching, require_shape, whole
from .standing import signing_keys
from .vault import Vault

CONTEXT = "coffer/v1/erasure"
GAPS = """SELECT 'change', seq, -1 FROM change WHERE salt IS NULL UNION ALL SELECT 'journal', seq, -1 FROM journal WHERE salt IS NULL
          UNION ALL SELECT 'subject', entry, number FROM subject WHERE salt IS NULL"""


_BODY = exactly(
    {
        "context": lambda value: value == CONTEXT,
        "vault": is_id,
        "id": is_id,
        "at": whole(),
        "person": is_id,
        "customers": many(matching("[0-9a-f]{64}"), 1, 1000),
    }
)


def customer_hash(customer: str) -> str:
    """[X-1]"""
    return hashlib.sha256(b"coffer/v1/erased-customer\0" + customer.encode()).hexdigest()


def _is_signed(body: dict[str, Any], signature: str, keys: list[str]) -> bool:
    """[G-11] by one of the keys"""
    for key in keys:
        try:
            check_signed(body, key, signature, "X-5")
        except Refused:
            continue
        return True
    return False


def _tombstone(vault: Vault, row: sqlite3.Row) -> list[str]:
    """[X-1] the hashes of a tombstone"""
    read = canonical.parse(row["document"], "X-1")
    require(canonical.text_of(read) == row["document"] and set(read) == {"body", "signature"}, "X-1", "another form")
    body: dict[str, Any] = read["body"]
    require_shape(_BODY, body, "X-1", "tombstone")
    require(all(body[name] == row[name] for name in ("id", "at", "person")), "X-2", "another tombstone")
    customers = list(body["customers"])
    require(customers == sorted(set(customers)), "X-1", "customers in another order")
    keys = signing_keys(vault.rosters, body["person"], body["at"])
    require(_is_signed(body, read["signature"], keys), "X-5", "a tombstone that its person has not signed")
    return customers


def _gaps(db: sqlite3.Connection, erasure: str) -> str:
    """[X-4]"""
    rows = db.execute("SELECT log, seq, number FROM erased_entry WHERE erasure = ? ORDER BY log, seq, number", (erasure,))
    return hashlib.sha256("".join(f"{log} {seq} {number}\n" for log, seq, number in rows).encode()).hexdigest()


def check(vault: Vault) -> dict[str, int]:
    """[X-5] how many erasures, customers and entries without a body there are"""
    db = vault.db
    missing = {tuple(row) for row in db.execute(GAPS)}
    noted = {tuple(row) for row in db.execute("SELECT log, seq, number FROM erased_entry")}
    require(missing == noted, "X-5", "entries that are missing, or there, against what was erased")
    said = [json.loads(row[0]) for row in db.execute("SELECT details FROM journal WHERE action = 'erased' ORDER BY seq")]
    gaps = {each["erasure"]: each["gaps"] for each in said}
    rows = db.execute("SELECT * FROM erasure").fetchall()
    hashes: set[str] = set()
    for row in rows:
        hashes.update(_tombstone(vault, row))
        require(row["done_at"] is not None and gaps.get(row["id"]) == _gaps(db, row["id"]), "X-5", "other gaps")
    logged = {tuple(row) for row in db.execute("SELECT entity_id, value FROM change WHERE entity = 'erasure'")}
    require(logged == {(row["id"], row["document"]) for row in rows}, "X-2", "other tombstones than the log has")
    listed = {row[0].hex() for row in db.execute("SELECT hash FROM erased_customer")}
    require(hashes == listed, "X-2", "other customers than the tombstones have")
    here = {customer_hash(row[0]) for row in db.execute("SELECT id FROM customer")}
    require(not hashes & here, "X-5", "somebody who was erased is there")
    return {"erasures": len(rows), "customers": len(hashes), "entries": len(missing)}

"""Who was erased, and what that took out of the logs (section 21)."""
import hashlib
import hmac
import json
import sqlite3
from typing import Any

from . import canonical
from .refusal import Refused, require
from .roles import role_of, rules_of
from .rosters import check_signed
from .sealing import derive
from .shapes import exactly, is_id, many, matching, require_shape, whole
from .standing import entries_of, of_person, signing_keys
from .vault import Vault

CONTEXT = "coffer/v1/erasure"
GAPS = """SELECT 'change', seq, -1 FROM change WHERE salt IS NULL UNION ALL SELECT 'journal', seq, -1 FROM journal WHERE salt IS NULL
          UNION ALL SELECT 'subject', entry, number FROM subject WHERE salt IS NULL"""

ABOUT_CUSTOMERS = {
    "opened", "history-opened", "shown", "listed", "revealed", "copied", "refused", "log-read", "secrets-checked",
    "export-begins", "export-ends", "print-begins", "print-ends", "attachment-begins", "attachment-ends",
    "bundle-begins", "bundle-ends", "audit-begins", "audit-ends", "proof-made", "kit-begins", "kit-ends",
    "posture-saved", "file-cut-off", "bulk-changed", "imported", "import-undone", "bundle-opened", "bundle-taken-in",
    "handed-over",
}
"""[X-3] actions of entries that can be about a customer"""

_BODY = exactly(
    {
        "context": lambda value: value == CONTEXT,
        "vault": is_id,
        "id": is_id,
        "at": whole(),
        "person": is_id,
        "customers": many(matching("[0-9a-f]{64}"), 1, 1000),
        "marks": many(matching("[0-9a-f]{32}"), 0, 10_000),
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


def _may_erase(vault: Vault, person: str) -> bool:
    """[X-9] whether somebody may have customers erased, by the rosters of now"""
    found = of_person(vault.rosters, person)
    role = role_of(vault.rosters, person)
    return found is not None and found["status"] == "active" and "erase" in rules_of(vault.rosters, role or "")["permissions"]


def _check_counting(vault: Vault, rows: list[sqlite3.Row], hashes: dict[str, list[str]]) -> None:
    """[X-5] each tombstone counts, or others that do, and were filed later, name all its customers"""
    logged = "SELECT min(seq), max(seq) FROM change WHERE entity = 'erasure' AND entity_id = ? AND value = ?"
    places = {row["id"]: vault.db.execute(logged, (row["id"], row["document"])).fetchone() for row in rows}
    counts = {row["id"] for row in rows if _may_erase(vault, row["person"])}
    filed: dict[str, int] = {}
    for erasure in counts:
        for each in hashes[erasure]:
            filed[each] = max(filed.get(each, 0), places[erasure][0])
    for row in rows:
        anew = all(filed.get(each, 0) > places[row["id"]][1] for each in hashes[row["id"]])
        require(row["id"] in counts or anew, "X-5", "a tombstone of somebody who may not erase")


def _was_allowed(vault: Vault, person: str, seq: int) -> bool:
    """[X-5] whether that entry of the journal is before any checkpoint by the roster that gave somebody role and status of now"""
    role = role_of(vault.rosters, person)
    entries = [max(entry["setIn"]["role"], entry["setIn"]["status"]) for entry in entries_of(vault.rosters, person)]
    roles = [each["setIn"] for roster in vault.rosters for each in roster["body"]["roles"] if each["id"] == role]
    since = max(entries + roles, default=0)
    checkpoints = vault.db.execute("SELECT seq, checkpoint FROM journal WHERE action = 'checkpoint' ORDER BY seq")
    known = (row["seq"] for row in checkpoints if json.loads(row["checkpoint"])["policy"].get("roster", 0) >= since)
    return bool(entries) and seq < next(known, seq + 1)


def mark(outer: bytes, kind: str, text: str) -> bytes:
    """[X-10] by what a number of somebody who was erased is recognised"""
    return hmac.digest(derive(outer, "coffer/v1/erased-mark"), f"{kind}\0{text}".encode(), "sha256")[:16]


def _tombstone(vault: Vault, row: sqlite3.Row) -> tuple[list[str], list[str]]:
    """[X-1] the hashes of a tombstone, and its marks"""
    read = canonical.parse(row["document"], "X-1")
    require(canonical.text_of(read) == row["document"] and set(read) == {"body", "signature"}, "X-1", "another form")
    body: dict[str, Any] = read["body"]
    require_shape(_BODY, body, "X-1", "tombstone")
    require(all(body[name] == row[name] for name in ("id", "at", "person")), "X-2", "another tombstone")
    customers, marks = list(body["customers"]), list(body["marks"])
    require(customers == sorted(set(customers)), "X-1", "customers in another order")
    require(marks == sorted(set(marks)), "X-1", "marks in another order")
    keys = signing_keys(vault.rosters, body["person"], body["at"])
    require(_is_signed(body, read["signature"], keys), "X-5", "a tombstone that its person has not signed")
    return customers, marks


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
    entries = db.execute("SELECT details, seq FROM journal WHERE action = 'erased' ORDER BY seq").fetchall()
    said = [json.loads(details) for details, _ in entries]
    gaps = {each["erasure"]: each["gaps"] for each in said}
    places = {each["erasure"]: seq for each, (_, seq) in zip(said, entries)}
    rows = db.execute("SELECT * FROM erasure").fetchall()
    named: dict[str, list[str]] = {}
    marks: set[tuple[str, str]] = set()
    require(len(gaps) == len(said), "X-5", "an erasure that was said twice")
    for row in rows:
        named[row["id"]], own = _tombstone(vault, row)
        marks.update((row["id"], each) for each in own)
        require(row["done_at"] is not None and gaps.get(row["id"]) == _gaps(db, row["id"]), "X-5", "other gaps")
        allowed = _may_erase(vault, row["person"]) or _was_allowed(vault, row["person"], places[row["id"]])
        is_empty = gaps[row["id"]] == hashlib.sha256(b"").hexdigest()
        require(allowed or is_empty, "X-5", "carried out by the word of somebody who never might erase")
    logged = {tuple(row) for row in db.execute("SELECT entity_id, value FROM change WHERE entity = 'erasure'")}
    require(logged == {(row["id"], row["document"]) for row in rows}, "X-2", "other tombstones than the log has")
    _check_counting(vault, rows, named)
    others = db.execute("SELECT count(*) FROM change WHERE salt IS NULL AND entity <> 'customer'").fetchone()[0]
    actions = {row[0] for row in db.execute("SELECT action FROM journal WHERE salt IS NULL")}
    require(others == 0 and actions <= ABOUT_CUSTOMERS, "X-5", "what is missing was never about a customer")
    hashes = {each for customers in named.values() for each in customers}
    listed = {row[0].hex() for row in db.execute("SELECT hash FROM erased_customer")}
    require(hashes == listed, "X-2", "other customers than the tombstones have")
    marked = {(row["erasure"], row["mark"].hex()) for row in db.execute("SELECT mark, erasure FROM erased_mark")}
    require(marks == marked, "X-2", "other marks than the tombstones have")
    here = {customer_hash(row[0]) for row in db.execute("SELECT id FROM customer")}
    require(not hashes & here, "X-5", "somebody who was erased is there")
    return {"erasures": len(rows), "customers": len(hashes), "marks": len(marks), "entries": len(missing)}

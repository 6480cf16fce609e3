"""What the tables say, as cells (section 18): the other side of the comparison with the log."""
import hashlib
import json
import sqlite3
from typing import Any

from . import field_values
from .canonical import base64_of

Cells = dict[str, Any]


def _address(point: sqlite3.Row) -> dict[str, str] | None:
    if point["street"] is None:
        return None
    return {
        "street": point["street"],
        "city": point["city"],
        "region": point["region"],
        "postalCode": point["postal_code"],
        "country": point["country"],
    }


def _point(row: sqlite3.Row) -> dict[str, Any]:
    plain = {name: row[name] for name in ("type", "label", "value", "position")}
    return plain | {"address": _address(row), "contactId": row["contact"]}


def _contact(row: sqlite3.Row) -> dict[str, Any]:
    plain = {name: row[name] for name in ("name", "department", "note", "position")}
    return plain | {"jobTitle": row["job_title"]}


def attachment(row: sqlite3.Row) -> dict[str, Any]:
    """[T-1]"""
    plain = {name: row[name] for name in ("name", "size", "class", "blob", "content", "position")}
    return plain | {"mediaType": row["media_type"], "addedAt": row["added_at"]}


def _value(kind: str, row: sqlite3.Row) -> Any:
    """[V-5] [W-3]"""
    if row["sealed"] is not None:
        return {"sealed": base64_of(row["sealed"]), "version": row["version"]}
    return None if row["text"] is None else field_values.from_row(kind, row)


def false_authors(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """[M-6] changes of which a table says that somebody else made them, though no merge took them in"""
    return db.execute(
        """SELECT m.seq FROM merged m JOIN change c ON c.seq = m.seq JOIN batch b ON b.row = c.batch
           WHERE m.person <> c.person AND b.kind <> 'merge'"""
    ).fetchall()


def customer(db: sqlite3.Connection, row: sqlite3.Row) -> Cells:
    """[W-2] the cells of one customer, without those that say nothing"""
    texts = {"kind": "kind", "name": "name", "organisation": "organisation", "jobTitle": "job_title", "notes": "notes"}
    cells: Cells = {cell: row[column] for cell, column in texts.items() if row[column] != ""}
    cells["created"] = row["created_at"]
    cells["assignee"] = row["assignee"]
    since = row["deleted_at"]
    cells["deleted"] = {"at": since, "gone": True} if row["gone"] else since

    def parts(sql: str) -> list[sqlite3.Row]:
        return db.execute(sql, (row["row"],)).fetchall()

    for point in parts("SELECT * FROM point WHERE customer = ?"):
        cells[f"point:{point['id']}"] = _point(point)
    for contact in parts("SELECT * FROM contact WHERE customer = ?"):
        cells[f"contact:{contact['id']}"] = _contact(contact)
    for each in parts("SELECT * FROM attachment WHERE customer = ?"):
        cells[f"attachment:{each['id']}"] = attachment(each)
    for tag in parts("SELECT tag.id FROM customer_tag JOIN tag ON tag.row = tag WHERE customer = ?"):
        cells[f"tag:{tag['id']}"] = True
    values = "SELECT v.*, f.id, f.type FROM field_value v JOIN field f ON f.row = v.field WHERE customer = ?"
    for value in parts(values):
        cells[f"value:{value['id']}"] = _value(value["type"], value)
    return {cell: value for cell, value in cells.items() if value is not None}


LAYOUT = {
    "field": ("field", ("section", "name", "type", "class", "options", "currency", "position", "deleted_at")),
    "section": ("section", ("name", "position", "deleted_at")),
    "tag": ("tag", ("name", "colour", "deleted_at")),
    "view": ("saved_view", ("name", "query", "columns", "position", "owner", "deleted_at")),
}
"""[W-4] the table of each entity, and its cells, which are columns"""
AS_JSON = {"options", "query", "columns"}


def layout(db: sqlite3.Connection, entity: str) -> dict[str, Cells]:
    """[W-4] by id"""
    table, columns = LAYOUT[entity]
    return {
        row["id"]: {
            column: json.loads(row[column]) if column in AS_JSON else row[column]
            for column in columns
            if row[column] is not None
        }
        for row in db.execute(f"SELECT * FROM {table}")
    }


def customers(db: sqlite3.Connection) -> dict[str, Cells]:
    """[W-2] by id"""
    return {row["id"]: customer(db, row) for row in db.execute("SELECT * FROM customer")}


def settings(db: sqlite3.Connection) -> dict[str, Cells]:
    """[W-5] by key"""
    return {row["key"]: {"value": json.loads(row["value"])} for row in db.execute("SELECT * FROM setting")}


def cards(db: sqlite3.Connection) -> dict[str, Cells]:
    """[W-5] by person"""
    return {
        row["person"]: {
            "format": "coffer-card",
            "version": 1,
            "personId": row["person"],
            "name": row["name"],
            "organisation": row["organisation"],
            "signingKey": base64_of(row["signing_key"]),
            "recipient": row["recipient"],
            "addedAt": row["added_at"],
            "checkedAt": row["checked_at"],
            "checkedHow": row["checked_how"],
            "checkedNote": row["checked_note"],
        }
        for row in db.execute("SELECT * FROM card")
    }


def _went_along(db: sqlite3.Connection, ledger_row: int) -> str:
    """[W-7]"""
    found = hashlib.sha256()
    rows = db.execute(
        "SELECT c.id FROM ledger_customer l JOIN customer c ON c.row = l.customer WHERE l.ledger = ? ORDER BY c.row", (ledger_row,)
    )
    for row in rows:
        found.update(f"{row['id']}\n".encode())
    return found.hexdigest()


def entries_of_erased(db: sqlite3.Connection) -> set[str]:
    """[W-7] entries of whom the hash says nothing any more"""
    return {entry for row in db.execute("SELECT handed FROM erasure") for entry in json.loads(row["handed"])}


def ledger(db: sqlite3.Connection) -> dict[str, Cells]:
    """[W-5] by id"""
    return {
        row["id"]: {
            "direction": row["direction"],
            "kind": row["kind"],
            "bundleId": row["bundle"],
            "people": json.loads(row["people"]),
            "hasPassphrase": row["has_passphrase"] == 1,
            "purpose": row["purpose"],
            "note": row["note"],
            "reason": row["reason"],
            "expiresAt": row["expires_at"],
            "classes": json.loads(row["classes"]),
            "counts": {
                "customers": row["customers"],
                "attachments": row["attachments"],
                "attachmentBytes": row["attachment_bytes"],
            },
            "fileHash": row["file_hash"],
            "contentHash": row["content_hash"],
            "batchId": row["batch"],
            "customersHash": _went_along(db, row["row"]),
        }
        for row in db.execute("SELECT * FROM ledger")
    }


def kits(db: sqlite3.Connection) -> dict[str, Cells]:
    """[W-5] by id"""
    return {
        row["id"]: {
            "label": row["label"],
            "person": row["person"],
            "personName": row["person_name"],
            "customers": row["customers"],
        }
        for row in db.execute("SELECT * FROM kit")
    }


def receipts(db: sqlite3.Connection) -> list[str]:
    """[W-5] the files, in order"""
    return sorted(row["body"] for row in db.execute("SELECT body FROM receipt"))

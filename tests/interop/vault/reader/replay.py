"""What the change log adds up to, by entity and id (L-12, section 18)."""
import json
import sqlite3
from typing import Any

from .refusal import require
from .tables import Cells

class Replayed:
    """Every record as the rows of `change`, in their order, left it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.records: dict[str, dict[str, Cells]] = {}
        self.receipts: list[str] = []
        for row in db.execute("SELECT entity, entity_id, field, value FROM change WHERE salt IS NOT NULL ORDER BY seq"):
            self._apply(row)

    def of(self, entity: str) -> dict[str, Cells]:
        return self.records.get(entity, {})

    def _apply(self, row: sqlite3.Row) -> None:
        entity, record, cell = row["entity"], row["entity_id"], row["field"]
        if entity == "ledger" and cell == "receipt":
            self.receipts.append(row["value"])
            return
        if entity == "batch":
            return  # What was taken back is no record (W-8).
        value = None if row["value"] is None else json.loads(row["value"])
        known = self.records.setdefault(entity, {})
        if entity == "setting":
            known[record] = {cell: value}
        elif cell == "*":
            self._whole(known, record, value)
        else:
            require(record in known, "L-12", f"a cell of a {entity} that was never made")
            # An emptied text of a customer says nothing; a column of a field keeps it.
            if value is None or (entity == "customer" and value == ""):
                known[record].pop(cell, None)
            else:
                known[record][cell] = value

    @staticmethod
    def _whole(known: dict[str, Cells], record: str, value: Any) -> None:
        if value is None:
            known.pop(record, None)
        else:
            known[record] = value


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)

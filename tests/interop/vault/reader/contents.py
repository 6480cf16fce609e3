"""Everything sealed that the person's keys open, and everything recomputed that is kept to find it by (sections 8, 9, 15)."""
import json
import sqlite3
from typing import Any

from . import blobs, field_values, records, tables
from .grants import CLASSES
from .refusal import require
from .tables import Cells
from .vault import Vault


class Contents:
    """What one person reads of a vault: cells of customers with sealed values opened, and the hashes of attachments."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.fields = {row["id"]: row for row in vault.db.execute("SELECT * FROM field")}
        self.sealed_apart = 0
        """Sealed values and attachments of classes that the person has no key to."""
        self.customers = {
            row["id"]: self._customer(row) for row in vault.db.execute("SELECT * FROM customer ORDER BY id")
        }

    def _customer(self, row: sqlite3.Row) -> Cells:
        keys = {
            name: records.record_key(self.vault, row["id"], name, row[f"{name}_key"])
            for name in CLASSES
            if row[f"{name}_key"] is not None and name in self.vault.keys.classes
        }
        cells = tables.customer(self.vault.db, row)
        for cell, value in cells.items():
            part, _, key = cell.partition(":")
            if part == "value":
                cells[cell] = self._value(row, keys, key, value)
            elif part == "attachment":
                cells[cell] = value | {"sha256": self._attachment(row, value)}
        return cells

    def _value(self, customer: sqlite3.Row, keys: dict[str, bytes], field_id: str, value: Any) -> Any:
        field = self.fields[field_id]
        found = self._tokens(customer["row"], field["row"])
        if field["class"] not in CLASSES:
            require(not isinstance(value, dict) or "sealed" not in value, "W-3", "a sealed value of a plain field")
            require(not found, "B-3", "tokens of a plain value")
            return value
        require(isinstance(value, dict) and "sealed" in value, "W-3", "a plain value of a sealed field")
        if field["class"] not in keys:
            self.sealed_apart += 1
            return None
        row = self.vault.db.execute(
            "SELECT sealed, version FROM field_value WHERE customer = ? AND field = ?",
            (customer["row"], field["row"]),
        ).fetchone()
        opened = json.loads(
            records.open_value(
                self.vault, keys[field["class"]], customer["id"], field_id, row["version"], row["sealed"]
            )
        )
        options = {option["id"]: option["name"] for option in json.loads(field["options"])}
        text = field_values.text_of(field["type"], opened, options)
        expected = records.tokens(self.vault.keys.classes[field["class"]], text)
        require(found == expected, "B-3", "other tokens than the value's")
        return opened

    def _tokens(self, customer: int, field: int) -> set[bytes]:
        sql = "SELECT token FROM blind_index WHERE customer = ? AND field = ?"
        return {row["token"] for row in self.vault.db.execute(sql, (customer, field))}

    def _attachment(self, customer: sqlite3.Row, cell: dict[str, Any]) -> str | None:
        form = cell["class"] if cell["class"] in CLASSES else "plain"
        if form != "plain" and form not in self.vault.keys.classes:
            self.sealed_apart += 1
            return None
        opened = blobs.read(self.vault, customer, cell["blob"], cell["content"])
        if opened is None:
            return None
        require(len(opened.content) == cell["size"], "T-1", "another size")
        return opened.sha256.hex()

"""The tables against the log, row for row (L-12)."""
from . import tables
from .refusal import require
from .replay import Replayed, same
from .tables import Cells
from .vault import Vault


def _check(entity: str, logged: dict[str, Cells], found: dict[str, Cells]) -> int:
    require(logged.keys() == found.keys(), "L-12", f"{entity}: other rows than the log has")
    for record, cells in logged.items():
        require(same(cells, found[record]), "L-12", f"{entity} {record}: not what the log adds up to")
    return len(found)


def tables_with_log(vault: Vault) -> dict[str, int]:
    """How many rows of each entity were compared."""
    db, log = vault.db, Replayed(vault.db)
    require(not tables.false_authors(db), "M-6", "another's change that was not taken in")
    found = {entity: tables.layout(db, entity) for entity in tables.LAYOUT} | {
        "customer": tables.customers(db),
        "setting": tables.settings(db),
        "card": tables.cards(db),
        "ledger": tables.ledger(db),
        "kit": tables.kits(db),
    }
    for entry in tables.entries_of_erased(db):
        for rows in (found["ledger"], log.of("ledger")):
            rows[entry].pop("customersHash")
    counts = {entity: _check(entity, log.of(entity), rows) for entity, rows in found.items()}
    require(sorted(log.receipts) == tables.receipts(db), "L-12", "receipts: not those of the log")
    return counts

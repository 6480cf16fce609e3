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


def _taken_back(vault: Vault) -> dict[int, int]:
    """[W-8] by which batch each one is taken back, as the log says"""
    undoes, by = dict[int, int](), dict[int, int]()
    batches = vault.db.execute(
        """SELECT b.row, b.kind, taken.row AS undoes FROM batch b LEFT JOIN change c ON c.batch = b.row AND c.entity = 'batch'
           LEFT JOIN batch taken ON taken.id = c.entity_id WHERE b.kind IN ('undo', 'redo') ORDER BY b.row"""
    )
    for row, kind, taken in batches:
        require(taken is not None and taken < row, "W-8", "a batch that takes nothing back")
        undoes[row], by[taken] = taken, row
        if kind == "redo":
            by.pop(undoes.get(taken, 0), None)
    return by


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
    said = dict(tuple(row) for row in db.execute("SELECT row, undone_by FROM batch WHERE undone_by IS NOT NULL"))
    require(said == _taken_back(vault), "W-8", "taken back by other batches than the log says")
    require(sorted(log.receipts) == tables.receipts(db), "L-12", "receipts: not those of the log")
    return counts

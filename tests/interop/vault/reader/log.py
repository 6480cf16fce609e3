"""The two logs, their trees, and the checkpoints that say whose the entries are (section 7)."""
import base64
import json
import sqlite3
from typing import Any

from . import canonical, note, tree
from .refusal import require
from .sealing import sha256
from .shapes import by_name, exactly, matching, require_shape, whole
from .standing import has_ended, signing_keys
from .vault import Vault

KEPT = (8, 16, 24)
_SAID = exactly(
    {
        "changes": whole(),
        "changesRoot": matching("[0-9a-f]{64}"),
        "changesSince": whole(),
        "journalSince": whole(),
        "policy": by_name(whole()),
    }
)
"""[L-7]"""
TOLERATED_MS = 60_000


def _salted(salt: bytes, body: str) -> str:
    """[L-3]"""
    require(len(salt) == 16, "L-3", "a salt of another length")
    return f'["{base64.urlsafe_b64encode(salt).rstrip(b"=").decode()}",{body}]'


def change_body(row: Any) -> str:
    """[L-3]"""
    members = [f'"field":{canonical.text_of(row["field"])}', f'"id":{canonical.text_of(row["entity_id"])}']
    members += [f'"old":{row["old_value"]}'] if row["old_value"] is not None else []
    members += [f'"value":{row["value"]}'] if row["value"] is not None else []
    return "{" + ",".join(members) + "}"


def commitment(salt: bytes, body: str) -> str:
    return sha256(_salted(salt, body).encode()).hex()


def _commit(row: sqlite3.Row, body: str | None, name: str) -> str:
    """[L-4]"""
    if row["salt"] is None:
        require(body is None and row["commitment"] is not None, "L-4", f"{name}: erased by half")
        return str(row["commitment"].hex())
    require(body is not None and row["commitment"] is None, "L-4", f"{name}: erased by half")
    return commitment(row["salt"], body or "")


def _change(row: sqlite3.Row) -> tuple[dict[str, Any], str | None]:
    names = ("at", "device", "entity", "kind", "person", "tick")
    line = {name: row[name] for name in names} | {"batch": row["batch_id"], "v": 1}
    is_empty = row["field"] == "" and row["entity_id"] == "" and row["old_value"] is None and row["value"] is None
    return line, None if is_empty else change_body(row)


def _journal(row: sqlite3.Row) -> tuple[dict[str, Any], str | None]:
    names = ("action", "at", "device", "person", "session")
    line = {name: row[name] for name in names} | {"v": 1}
    if row["checkpoint"] is not None:
        line["checkpoint"] = canonical.parse(row["checkpoint"], "L-7")
    return line, row["details"]


LOGS = {
    "change": (
        "SELECT c.*, b.id AS batch_id, b.kind FROM change c JOIN batch b ON b.row = c.batch ORDER BY c.seq",
        _change,
    ),
    "journal": ("SELECT * FROM journal ORDER BY seq", _journal),
}


def _leaves(db: sqlite3.Connection, name: str) -> list[bytes]:
    """[L-1] to [L-4]"""
    sql, read = LOGS[name]
    found: list[bytes] = []
    for at, row in enumerate(db.execute(sql), 1):
        require(row["seq"] == at, "L-1", f"{name}: a gap")
        line, body = read(row)
        text = canonical.text_of(line | {"commit": _commit(row, body, name)})
        require(len(text.encode()) <= 1024, "L-2", f"{name} {at}: a line too long")
        found.append(tree.leaf(text))
        require(row["hash"] == found[-1], "L-1", f"{name} {at}: another hash")
    return found


def _check_kept(db: sqlite3.Connection, name: str, leaves: list[bytes]) -> None:
    """[L-1] the roots of whole subtrees"""
    rows = db.execute("SELECT level, number, hash FROM tree_node WHERE log = ?", (name,))
    kept = {(row["level"], row["number"]): row["hash"] for row in rows}
    whole = {
        (level, number): tree.root(leaves[number << level : (number + 1) << level])
        for level in KEPT
        for number in range(len(leaves) >> level)
    }
    require(kept == whole, "L-1", f"{name}: other subtrees")


def _check_subjects(db: sqlite3.Connection) -> None:
    """[L-5]"""
    rows = db.execute(
        "SELECT s.*, c.id FROM subject s LEFT JOIN customer c ON c.row = s.customer ORDER BY s.entry, s.number"
    )
    leaves: dict[int, list[bytes]] = {}
    for row in rows:
        known = leaves.setdefault(row["entry"], [])
        require(row["number"] == len(known), "L-5", "a gap among the customers")
        if row["salt"] is None:
            require(row["customer"] is None and row["hash"] is not None, "L-5", "erased by half")
            known.append(row["hash"])
        else:
            require(row["id"] is not None and row["hash"] is None, "L-5", "erased by half")
            known.append(tree.leaf(_salted(row["salt"], json.dumps(row["id"]))))
    for row in db.execute("SELECT seq, details FROM journal WHERE details IS NOT NULL"):
        said = json.loads(row["details"]).get("subjects")
        found = leaves.pop(row["seq"], [])
        expected = None if not found else {"count": len(found), "root": tree.root(found).hex()}
        require(said == expected, "L-5", f"journal {row['seq']}: other customers")


def _check_heads(vault: Vault, leaves: dict[str, list[bytes]]) -> None:
    """[D-6] [G-14]"""
    for name, own in leaves.items():
        head = vault.keyring["database"][f"{name}Head"]
        require(head["size"] <= len(own), "D-6", f"{name}: an older copy")
        expected = canonical.base64_of(tree.root(own[: head["size"]]))
        require(expected == head["root"], "D-6", f"{name}: another line of history")
        seen = vault.seen["changes" if name == "change" else name]
        require(seen["size"] <= len(own), "G-14", f"{name}: older than the person saw it")
        require(tree.root(own[: seen["size"]]).hex() == seen["root"], "G-14", f"{name}: other than the person saw it")


def _check_cosignatures(vault: Vault, given: note.Note) -> int:
    """[L-8] how many people whose keys are known here vouch for the note; what others signed says nothing"""
    known = {row["person"]: {row["signing_key"]} for row in vault.db.execute("SELECT person, signing_key FROM card")}
    for person in {person["id"] for roster in vault.rosters for person in roster["body"]["people"]}:
        keys = signing_keys(vault.rosters, person, 0)
        known.setdefault(person, set()).update(canonical.unbase64(key, "G-4", 32) for key in keys)
    return sum(
        any(note.cosigned_at(given, person, key) is not None for key in keys) for person, keys in known.items()
    )


def _require_own(db: sqlite3.Connection, log: str, since: int, size: int, person: str) -> None:
    """[L-9]"""
    sql = f"SELECT count(*) FROM {log} WHERE seq > ? AND seq <= ? AND person <> ?"
    require(db.execute(sql, (since, size, person)).fetchone()[0] == 0, "L-9", f"{log}: entries of somebody else")


def _require_begun(db: sqlite3.Connection, origin: str, size: int, leaves: list[bytes]) -> None:
    """[L-10] that what goes on under another name says which line of history it was"""
    rows = db.execute("SELECT seq, details FROM journal WHERE action = 'line-begun' AND seq <= ?", (size,)).fetchall()
    said = [json.loads(row["details"]) | {"seq": row["seq"]} for row in rows if row["details"] is not None]
    fits = [
        each["size"] == each["seq"] - 1 and each["root"] == tree.root(leaves[: each["size"]]).hex()
        for each in said
        if each["origin"] == origin
    ]
    require(any(fits), "L-10", "another line of history that does not say of which it was")


def _check_clock(db: sqlite3.Connection) -> None:
    """[L-10]"""
    rows = db.execute("SELECT at, action FROM journal ORDER BY seq").fetchall()
    for one, other in zip(rows, rows[1:]):
        went_back = one["at"] - other["at"] > TOLERATED_MS
        require(not went_back or other["action"] == "clock-moved", "L-10", "the clock went back, and nothing says so")


def _check_checkpoints(vault: Vault, leaves: dict[str, list[bytes]]) -> dict[str, int]:
    """[L-7] to [L-9] how many there are, how many entries none of them covers, and how often somebody vouched for one"""
    signed, unsigned, known = {"change": 0, "journal": 0}, 0, 0
    before: str | None = None
    vouched = 0
    rows = vault.db.execute(
        """SELECT k.*, j.at, j.action, j.person AS author, j.checkpoint FROM checkpoint k
           LEFT JOIN journal j ON j.seq = k.journal_size ORDER BY k.journal_size"""
    ).fetchall()
    for row in rows:
        require(row["action"] == "checkpoint" and row["author"] == row["person"], "L-7", "without its entry")
        said, size, person = canonical.parse(row["checkpoint"], "L-7"), row["journal_size"], row["person"]
        require_shape(_SAID, said, "L-7", "a checkpoint's line")
        given = note.parse(row["note"])
        require(not has_ended(vault.rosters, person, known), "L-9", "signed after the account had ended")
        keys = signing_keys(vault.rosters, person, row["at"])
        note.check(given, person, [canonical.unbase64(key, "G-4", 32) for key in keys])
        vouched += _check_cosignatures(vault, given)
        origin, noted, root = given.checkpoint
        if before is not None and before != origin:
            _require_begun(vault.db, before, size, leaves["journal"])
        before = origin
        require(origin.startswith(f"coffer.invalid/{vault.id}/"), "L-8", "another vault's")
        require((noted, root) == (size, tree.root(leaves["journal"][:size])), "L-8", "not what was signed")
        changes = {"changes": row["change_size"], "changesRoot": tree.root(leaves["change"][: row["change_size"]]).hex()}
        require(changes.items() <= said.items(), "L-7", "another tree of changes")
        since = {"change": said["changesSince"], "journal": said["journalSince"]}
        ends = {"change": row["change_size"], "journal": size}
        for log, start in since.items():
            require(signed[log] <= start <= ends[log], "L-9", f"{log}: two checkpoints for one entry")
            _require_own(vault.db, log, start, ends[log], person)
            unsigned += start - signed[log]
        signed = ends
        known = max(known, said["policy"].get("roster", 0))
    tail = sum(len(own) - signed[log] for log, own in leaves.items())
    return {"checkpoint": len(rows), "unsigned": unsigned + tail, "vouched": vouched}


def check(vault: Vault) -> dict[str, int]:
    """Both logs, their heads and checkpoints; how many there are of each."""
    leaves = {name: _leaves(vault.db, name) for name in LOGS}
    for name, own in leaves.items():
        _check_kept(vault.db, name, own)
    _check_subjects(vault.db)
    _check_clock(vault.db)
    _check_heads(vault, leaves)
    times = vault.db.execute("SELECT at, tick FROM change ORDER BY seq").fetchall()
    require([tuple(t) for t in times] == sorted({tuple(t) for t in times}), "L-11", "the clock went back")
    return {name: len(own) for name, own in leaves.items()} | _check_checkpoints(vault, leaves)

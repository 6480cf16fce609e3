"""Audit files and proofs (section 20), from the page alone: no vault is needed."""
import base64
import io
import json
import re
import tarfile
from typing import Any

from . import age, bech32, minisign, note, time_stamps, tree
from .canonical import unbase64
from .refusal import require
from .sealing import sha256

FIRST = ["README.txt", "keys.txt", "checkpoint", "disclosed.ndjson"]
LAST = ["SHA256SUMS", "SHA256SUMS.minisig"]
LINES = 256
ORIGIN = re.compile(r"coffer\.invalid/([0-9a-hjkmnp-tv-z]{26})/[0-9a-hjkmnp-tv-z]{26}")
DISCLOSED = re.compile(r'\{"seq":([1-9][0-9]*),"disclosed":(\["[A-Za-z0-9_-]{22}",.*\])\}')


def _files(content: bytes) -> dict[str, bytes]:
    """[J-1] In their order."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if member.isdir():
                require(name in (".", "", "log", "changes", "stamps"), "J-1", "another folder")
                continue
            require(member.isreg() and not member.pax_headers and name not in found, "J-1", "no plain file, or twice")
            found[name] = archive.extractfile(member).read()
    return found


def _parts(files: dict[str, bytes], folder: str) -> list[str]:
    """[J-4] The lines of a log out of its parts."""
    names = [name for name in files if name.startswith(f"{folder}/")]
    require(len(names) > 0, "J-4", "no part")
    lines: list[str] = []
    for number, name in enumerate(names):
        require(name == f"{folder}/{number:06}.ndjson", "J-4", "another name")
        *own, rest = files[name].decode().split("\n")
        require(rest == "", "J-4", "a last line without its end")
        require(len(own) == LINES or number == len(names) - 1 and (len(own) > 0 or number == 0), "J-4", "another length")
        require(len(own) <= LINES, "J-4", "another length")
        lines += own
    return lines


def _vault(origin: str) -> str:
    match = ORIGIN.fullmatch(origin)
    require(match is not None, "L-8", "no origin of a vault")
    return match[1]


def _signer(signed: note.Note) -> str:
    return next(name for name, content in signed.signatures if len(content) == 68).removeprefix("coffer.invalid/person/")


def _keys(text: str) -> dict[str, dict[str, str]]:
    """[J-7] By person."""
    blocks = [dict(line.split(": ", 1) for line in block.strip("\n").split("\n")) for block in text.split("\n\n")]
    for block in blocks:
        labels = ["person", "name", "signing-key", "recipient", "minisign", "words", "words-zh"]
        require(list(block)[:7] == labels, "J-7", "another label")
    return {block["person"]: block for block in blocks}


def _said(line: str) -> tuple[int, bytes]:
    """[L-7] The tree of changes, as the journal's last line says it."""
    said = json.loads(line)
    require(said.get("action") == "checkpoint", "J-5", "the last entry is no checkpoint")
    return said["checkpoint"]["changes"], bytes.fromhex(said["checkpoint"]["changesRoot"])


def read(question: dict[str, Any]) -> dict[str, Any]:
    """Opens a file with an identity, checks all that the page says MUST hold, and tells what is in it."""
    scalar = bech32.decode("age-secret-key-", question["identity"].lower(), "J-1")
    files = _files(age.decrypt(base64.b64decode(question["file"]), "J-1", scalar=scalar))
    names = list(files)
    stamps = [n for n in names if n.startswith("stamps/")]
    order = [*FIRST[:3], *stamps, *FIRST[3:], *(n for n in names if n.startswith("log/")), *(n for n in names if n.startswith("changes/")), *LAST]
    require(names == order, "J-1", "other files, or another order")
    signed = note.parse(files["checkpoint"].decode())
    origin, size, root = signed.checkpoint
    keys = _keys(files["keys.txt"].decode())
    signer = _signer(signed)
    require(signer in keys, "J-7", "no key of the signer")
    public = unbase64(keys[signer]["signing-key"], "J-7", 32)
    if "signingKey" in question:
        require(keys[signer]["signing-key"] == question["signingKey"], "J-7", "another key than the compared one")
    by_signer = minisign.is_signed_by(public, files["SHA256SUMS"], files["SHA256SUMS.minisig"].decode(), "J-2")
    require(by_signer, "J-2", "sums by somebody else")
    sums = "".join(f"{sha256(files[name]).hex()}  {name}\n" for name in names if name not in LAST)
    require(files["SHA256SUMS"].decode() == sums, "J-2", "other sums")
    note.check(signed, signer, [public])
    journal, changes = _parts(files, "log"), _parts(files, "changes")
    require((len(journal), tree.root([tree.leaf(line) for line in journal])) == (size, root), "J-5", "another journal")
    found = (len(changes), tree.root([tree.leaf(line) for line in changes]))
    require(found == _said(journal[-1]), "J-5", "other changes")
    disclosed = _disclosed(files["disclosed.ndjson"].decode(), journal)
    if "note" in question:
        _follows(question["note"], _vault(origin), journal)
    return {
        "vaultId": _vault(origin),
        "signer": {"personId": signer, "name": keys[signer]["name"]},
        "entries": size,
        "changes": len(changes),
        "disclosed": disclosed,
        "timeStamps": _stamps(files, stamps, _vault(origin), journal),
    }


def _stamps(files: dict[str, bytes], names: list[str], vault: str, journal: list[str]) -> list[dict[str, Any]]:
    """[J-12] each against its note, and that against the journal"""
    found = []
    for number in range(len(names) // 3):
        own = [f"stamps/{number:06}.{kind}" for kind in ("note", "tsr", "pem")]
        require(names[number * 3 : number * 3 + 3] == own, "J-12", "another name")
        text, data, certificates = (files[name] for name in own)
        _follows(text.decode(), vault, journal)
        stamp = time_stamps.answer(data, certificates.decode())
        require(stamp.imprint == sha256(text), "J-12", "about something else")
        found.append({"size": note.parse(text.decode()).checkpoint[1], "at": stamp.at})
    require(len(names) == len(found) * 3, "J-12", "not three of each")
    return found


def _disclosed(text: str, journal: list[str]) -> int:
    """[J-6] How many."""
    last = 0
    *lines, rest = text.split("\n")
    require(rest == "", "J-6", "a last line without its end")
    for line in lines:
        match = DISCLOSED.fullmatch(line)
        require(match is not None, "J-6", "another form")
        seq = int(match[1])
        require(last < seq <= len(journal), "J-6", "out of order, or of no entry")
        require(json.loads(journal[seq - 1])["commit"] == sha256(match[2].encode()).hex(), "J-6", "not what was committed to")
        last = seq
    return len(lines)


def _follows(kept: str, vault: str, journal: list[str]) -> None:
    """[J-9]"""
    origin, size, root = note.parse(kept).checkpoint
    require(_vault(origin) == vault, "J-9", "a note of another vault")
    require(size <= len(journal), "J-9", "older than the note")
    require(tree.root([tree.leaf(line) for line in journal[:size]]) == root, "J-9", "another log than then")


def _included(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a path leads to (RFC 9162, section 2.1.3.2)."""
    require(index < size, "J-11", "an index beyond the tree")
    at, last = index, size - 1
    for sibling in path:
        require(last > 0, "J-11", "a path too long")
        if at % 2 == 1 or at == last:
            leaf = sha256(b"\1", sibling, leaf)
            while at % 2 == 0 and at != 0:
                at, last = at // 2, last // 2
        else:
            leaf = sha256(b"\1", leaf, sibling)
        at, last = at // 2, last // 2
    require(last == 0, "J-11", "a path too short")
    return leaf


def _entry(shown: dict[str, Any]) -> dict[str, Any]:
    if "disclosed" in shown:
        require(json.loads(shown["line"])["commit"] == sha256(shown["disclosed"].encode()).hex(), "J-11", "not what was committed to")
    return {"line": shown["line"], "disclosed": shown.get("disclosed")}


def proof(question: dict[str, Any]) -> dict[str, Any]:
    """A proof of one entry, by the key of who signed it."""
    head, _, text = question["proof"].partition("\n\n")
    first, extra, index, *path = head.split("\n")
    form = first == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and re.fullmatch(r"index (0|[1-9][0-9]*)", index)
    require(bool(form), "J-10", "no proof")
    shown = json.loads(unbase64(extra[6:], "J-10"))
    require(set(shown) <= {"line", "disclosed", "change"}, "J-10", "another member")
    signed = note.parse(text)
    note.check(signed, _signer(signed), [unbase64(question["signingKey"], "J-11", 32)])
    _, size, root = signed.checkpoint
    at = int(index[6:])
    found = _included(tree.leaf(shown["line"]), at, size, [unbase64(each, "J-10", 32) for each in path])
    require(found == root, "J-11", "another root")
    if "change" not in shown:
        return {"log": "journal", "seq": at + 1, **_entry(shown)}
    require(at == size - 1, "J-10", "not the last entry")
    changes, changes_root = _said(shown["line"])
    change = shown["change"]
    leaf = tree.leaf(change["line"])
    found = _included(leaf, change["index"], changes, [unbase64(each, "J-10", 32) for each in change["proof"]])
    require(found == changes_root, "J-11", "another root of changes")
    return {"log": "change", "seq": change["index"] + 1, **_entry(change)}

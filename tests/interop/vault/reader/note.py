"""Signed notes, checkpoints and cosignatures as C2SP has them (L-8)."""
import re
from dataclasses import dataclass

from .canonical import unbase64
from .refusal import Refused, require
from .sealing import check_signature_bytes, sha256

NOTE, COSIGNATURE = b"\x01", b"\x04"
CHECKPOINT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]*)\n([^\n]+)\n")
SIGNATURE = re.compile(r"— ([^ +]+) ([^ ]+)")


@dataclass(frozen=True)
class Note:
    body: str
    signatures: list[tuple[str, bytes]]
    """Names, and what stands behind them: key id and signature."""

    @property
    def checkpoint(self) -> tuple[str, int, bytes]:
        """Origin, size and root."""
        found = CHECKPOINT.fullmatch(self.body)
        if found is None:
            raise Refused("L-8", "no checkpoint")
        return found[1], int(found[2]), unbase64(found[3], "L-8", 32)


def parse(text: str) -> Note:
    body, empty, rest = text.rpartition("\n\n")
    require(empty != "" and rest.endswith("\n"), "L-8", "no note")
    signatures = []
    for line in rest[:-1].split("\n"):
        found = SIGNATURE.fullmatch(line)
        if found is None:
            raise Refused("L-8", "no signature")
        signatures.append((found[1], unbase64(found[2], "L-8")))
    return Note(body + "\n", signatures)


def _key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return sha256(f"{name}\n".encode(), kind, public)[:4]


def check(note: Note, person: str, publics: list[bytes]) -> None:
    """That the person has signed it, with one of these keys."""
    name = f"coffer.invalid/person/{person}"
    for public in publics:
        for by, content in note.signatures:
            if by == name and content[:4] == _key_id(name, NOTE, public):
                check_signature_bytes(public, note.body.encode(), content[4:], "L-8")
                return
    raise Refused("L-9", "not signed by its person")


def cosigned_at(note: Note, person: str, public: bytes) -> int | None:
    """When the person said that they had seen it, in seconds."""
    name = f"coffer.invalid/person/{person}"
    for by, content in note.signatures:
        if by == name and content[:4] == _key_id(name, COSIGNATURE, public):
            seconds = int.from_bytes(content[4:12], "big")
            message = f"cosignature/v1\ntime {seconds}\n{note.body}"
            check_signature_bytes(public, message.encode(), content[12:], "L-8")
            return seconds
    return None

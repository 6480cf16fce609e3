"""The content of attachments (section 15)."""
import hashlib
import hmac
import sqlite3
from dataclasses import dataclass

from .records import record_key
from .refusal import Refused, require
from .sealing import derive, open_envelope, open_sealed
from .vault import Vault

CHUNK = 1_048_576


@dataclass(frozen=True)
class Opened:
    content: bytes
    sha256: bytes


def _secret(vault: Vault, customer: sqlite3.Row, blob: sqlite3.Row) -> tuple[bytes, bytes]:
    """[T-6] the blob's key, and the SHA-256 of its content"""
    wrapped = vault.db.execute(
        "SELECT wrapped FROM blob_key WHERE blob = ? AND customer = ?", (blob["row"], customer["row"])
    ).fetchone()
    require(wrapped is not None, "T-6", "no key of the content for this customer")
    key = record_key(vault, customer["id"], blob["form"], customer[f"{blob['form']}_key"])
    associated = {
        "context": "coffer/v1/blob-key",
        "vault": vault.id,
        "customer": customer["id"],
        "blob": blob["id"],
    }
    secret = open_envelope(key, associated, wrapped["wrapped"], "T-6")
    require(len(secret) == 64, "T-6", "another length")
    return secret[:32], secret[32:]


def _chunk(vault: Vault, blob: sqlite3.Row, key: bytes | None, number: int, is_last: bool, content: bytes) -> bytes:
    """[T-4] [T-5]"""
    if key is None:
        return content
    place = {"vault": vault.id, "blob": blob["id"], "number": number, "isLast": is_last}
    return open_sealed(key, {"context": "coffer/v1/blob-chunk"} | place, content, "T-5")


def read(vault: Vault, customer: sqlite3.Row, blob_id: str, mark: str | None) -> Opened | None:
    """The content that one of a customer's attachments names; `None` where it was deleted (T-8)."""
    blob = vault.db.execute("SELECT * FROM blob WHERE id = ?", (blob_id,)).fetchone()
    if blob is None or mark is None:
        return None
    require(blob["keyed_hash"] is not None, "T-7", "content that was never written to its end")
    key, digest = (None, blob["sha256"]) if blob["form"] == "plain" else _secret(vault, customer, blob)
    require((blob["form"] == "plain") == (blob["sha256"] is not None), "T-4", "a hash in the wrong form")
    rows = vault.db.execute(
        "SELECT number, bytes FROM blob_chunk WHERE blob = ? ORDER BY number", (blob["row"],)
    ).fetchall()
    count = max(1, -(-blob["size"] // CHUNK))
    require([row["number"] for row in rows] == list(range(count)), "T-3", "chunks missing or too many")
    parts = [_chunk(vault, blob, key, at, at == count - 1, row["bytes"]) for at, row in enumerate(rows)]
    require(all(len(part) == CHUNK for part in parts[:-1]), "T-3", "a chunk of another length")
    content = b"".join(parts)
    require(len(content) == blob["size"], "T-3", "another length")
    require(hashlib.sha256(content).digest() == digest, "T-3", "another content")
    require(_mark(key, digest) == mark, "T-9", "not the content that the log names")
    _check_keyed_hash(vault, blob, digest)
    return Opened(content, digest)


def _mark(key: bytes | None, digest: bytes) -> str:
    """[T-9]"""
    if key is None:
        return digest.hex()
    return hmac.digest(derive(key, "coffer/v1/blob-content"), digest, "sha256").hex()


def _check_keyed_hash(vault: Vault, blob: sqlite3.Row, digest: bytes) -> None:
    """[T-7]"""
    source = vault.keys.vault_key if blob["form"] == "plain" else vault.keys.classes.get(blob["form"])
    if source is None:
        raise Refused("T-7", "no key to that class")
    keyed = hmac.digest(derive(source, "coffer/v1/blob-hash"), digest, "sha256")
    require(keyed == blob["keyed_hash"], "T-7", "another keyed hash")

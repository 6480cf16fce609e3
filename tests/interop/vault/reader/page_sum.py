"""The sum over all pages, by which older ones are told (D-7)."""
import hashlib
import hmac
from typing import Any

from .canonical import unbase64
from .pages import CIPHERS, PAGE
from .refusal import require
from .sealing import derive, open_sealed

LANES = 8


def page_sum(content: bytes, cipher: str, database_key: bytes) -> bytes:
    """Of the file as it lies."""
    key, end = derive(database_key, "coffer/v1/page-sum"), CIPHERS[cipher][1]
    lanes = [0] * LANES
    for number in range(1, len(content) // PAGE + 1):
        message = number.to_bytes(4, "big") + content[number * PAGE - end : number * PAGE]
        digest = hashlib.blake2b(message, key=key, digest_size=4 * LANES).digest()
        for lane in range(LANES):
            lanes[lane] = (lanes[lane] + int.from_bytes(digest[4 * lane : 4 * lane + 4], "little")) & 0xFFFFFFFF
    return b"".join(lane.to_bytes(4, "little") for lane in lanes)


def require_same_pages(content: bytes, alleged: dict[str, Any], database_key: bytes) -> None:
    """[D-7] [D-9], where the keyring knows the pages."""
    database, context = alleged["database"], "coffer/v1/sealed-page-sum"
    if database["pages"] is None:
        return
    associated = {"context": context, "vault": alleged["vaultId"], "database": database["id"]}
    sealed = unbase64(database["pages"], "D-7", 72)
    expected = open_sealed(derive(database_key, context), associated, sealed, "D-7")
    require(hmac.compare_digest(expected, page_sum(content, database["cipher"], database_key)), "D-9", "other pages")

"""Shares of a recovery key, put together (H-1 to H-7)."""
from .bech32 import expanded, polymod
from .factors import CROCKFORD, crockford
from .refusal import require
from .sealing import sha256

BECH32M = 0x2BC830A3


def _product(one: int, other: int) -> int:
    """[H-5] in GF(2^8)"""
    result = 0
    while other:
        if other & 1:
            result ^= one
        one = one << 1 ^ (0x11B if one & 0x80 else 0)
        other >>= 1
    return result


def _inverse(value: int) -> int:
    result = 1
    for _ in range(254):
        result = _product(result, value)
    return result


class Share:
    """[H-2] [H-4] [H-6]"""

    def __init__(self, typed: str) -> None:
        signs = crockford(typed)
        require(len(signs) == 56 and set(signs) <= set(CROCKFORD), "H-2", "no share")
        values = [CROCKFORD.index(sign) for sign in signs]
        require(polymod(expanded("coffer-share") + values) == BECH32M, "H-6", "another checksum")
        require(values[0] == 1, "H-6", "a share of a newer app")
        self.needed, self.of, self.number = values[1:4]
        self.set = signs[4:10]
        whole = 0
        for value in values[10:50]:
            whole = whole << 5 | value
        point = whole.to_bytes(25, "big")
        self.values, self.place = point[:24], point[24]
        require(2 <= self.needed <= self.of <= 10 and 1 <= self.number <= self.of, "H-1", "other numbers")
        require(self.place > 0, "H-4", "place 0")


def recovery_key(typed: list[str]) -> str:
    """The 32 characters of the recovery key."""
    require(len(typed) > 0, "H-1", "too few")
    shares = [Share(text) for text in typed]
    first = shares[0]
    require(all((s.set, s.needed, s.of) == (first.set, first.needed, first.of) for s in shares), "H-3", "of two sets")
    require(len({s.number for s in shares}) == len(shares) == len({s.place for s in shares}), "H-3", "one twice")
    require(len(shares) >= first.needed, "H-1", "too few")
    secret = bytearray(24)
    for share in shares:
        weight = 1
        for other in shares:
            if other is not share:
                weight = _product(weight, _product(other.place, _inverse(other.place ^ share.place)))
        for at in range(24):
            secret[at] ^= _product(weight, share.values[at])
    key, check = bytes(secret[:20]), bytes(secret[20:])
    digest = sha256(b"coffer/v1/recovery-share:", first.set.encode(), b":", key)
    require(digest[:4] == check, "H-7", "shares that do not fit together")
    whole = int.from_bytes(key, "big")
    return "".join(CROCKFORD[whole >> 5 * (31 - at) & 31] for at in range(32))

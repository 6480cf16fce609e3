"""Merkle trees of RFC 6962, section 2.1, over the lines of a log (L-1)."""
from .sealing import sha256


def leaf(line: str) -> bytes:
    return sha256(b"\0", line.encode())


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01", left, right)


def root(leaves: list[bytes]) -> bytes:
    """The tree as far as it goes: whole subtrees are joined as they come, the rest at the end."""
    whole: list[bytes] = []
    for count, each in enumerate(leaves, 1):
        whole.append(each)
        while count % 2 == 0:
            right, left = whole.pop(), whole.pop()
            whole.append(_parent(left, right))
            count //= 2
    if not whole:
        return sha256()
    found = whole.pop()
    while whole:
        found = _parent(whole.pop(), found)
    return found


def inclusion(leaves: list[bytes], index: int) -> list[bytes]:
    """Section 2.1.1."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion(leaves[:split], index), root(leaves[split:])]
    return [*inclusion(leaves[split:], index - split), root(leaves[:split])]


def consistency(leaves: list[bytes], size: int, whole: bool = True) -> list[bytes]:
    """Section 2.1.2: that the tree of all leaves extends that of the first ones."""
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if size <= split:
        return [*consistency(leaves[:split], size, whole), root(leaves[split:])]
    return [*consistency(leaves[split:], size - split, False), root(leaves[:split])]


def _split(count: int) -> int:
    """The largest power of two below it."""
    return 1 << (count - 1).bit_length() - 1

"""AEGIS-256 (draft-irtf-cfrg-aegis-aead) in plain Python: tables of AES for one round, six blocks of state."""
import hmac

BLOCK = 16
_C0 = bytes.fromhex("000101020305080d1522375990e97962")
_C1 = bytes.fromhex("db3d18556dc22ff12011314273b528dd")

Block = tuple[int, int, int, int]
"""Four columns of AES, each 32 bits big-endian."""


def _double(value: int) -> int:
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _s_box() -> list[int]:
    """AES's S-box: the inverse in GF(2^8), then an affine map."""
    log, power = [0] * 256, [0] * 255
    value = 1
    for exponent in range(255):
        power[exponent], log[value] = value, exponent
        value ^= _double(value)
    box = []
    for byte in range(256):
        inverse = 0 if byte == 0 else power[(255 - log[byte]) % 255]
        spread = inverse | inverse << 8
        box.append((inverse ^ spread >> 7 ^ spread >> 6 ^ spread >> 5 ^ spread >> 4 ^ 0x63) & 0xFF)
    return box


_T0 = [_double(s) << 24 | s << 16 | s << 8 | _double(s) ^ s for s in _s_box()]
_T1 = [t >> 8 | (t & 0xFF) << 24 for t in _T0]
_T2 = [t >> 16 | (t & 0xFFFF) << 16 for t in _T0]
_T3 = [t >> 24 | (t & 0xFFFFFF) << 8 for t in _T0]


def _columns(block: bytes) -> Block:
    whole = int.from_bytes(block, "big")
    return whole >> 96, whole >> 64 & 0xFFFFFFFF, whole >> 32 & 0xFFFFFFFF, whole & 0xFFFFFFFF


def _bytes(block: Block) -> bytes:
    a, b, c, d = block
    return (a << 96 | b << 64 | c << 32 | d).to_bytes(BLOCK, "big")


def _xor(one: Block, other: Block) -> Block:
    return one[0] ^ other[0], one[1] ^ other[1], one[2] ^ other[2], one[3] ^ other[3]


def _round(block: Block, key: Block) -> Block:
    """One round of AES."""
    a, b, c, d = block
    return (
        _T0[a >> 24] ^ _T1[b >> 16 & 255] ^ _T2[c >> 8 & 255] ^ _T3[d & 255] ^ key[0],
        _T0[b >> 24] ^ _T1[c >> 16 & 255] ^ _T2[d >> 8 & 255] ^ _T3[a & 255] ^ key[1],
        _T0[c >> 24] ^ _T1[d >> 16 & 255] ^ _T2[a >> 8 & 255] ^ _T3[b & 255] ^ key[2],
        _T0[d >> 24] ^ _T1[a >> 16 & 255] ^ _T2[b >> 8 & 255] ^ _T3[c & 255] ^ key[3],
    )


class _State:
    def __init__(self, key: bytes, nonce: bytes) -> None:
        k0, k1 = _columns(key[:16]), _columns(key[16:])
        n0, n1 = _columns(nonce[:16]), _columns(nonce[16:])
        c0, c1 = _columns(_C0), _columns(_C1)
        self.s = [_xor(k0, n0), _xor(k1, n1), c1, c0, _xor(k0, c0), _xor(k1, c1)]
        for _ in range(4):
            for word in (k0, k1, _xor(k0, n0), _xor(k1, n1)):
                self.update(word)

    def update(self, word: Block) -> None:
        a, b, c, d, e, f = self.s
        self.s = [
            _round(f, _xor(a, word)),
            _round(a, b),
            _round(b, c),
            _round(c, d),
            _round(d, e),
            _round(e, f),
        ]

    def mask(self) -> Block:
        _, b, c, d, e, f = self.s
        return (
            b[0] ^ e[0] ^ f[0] ^ c[0] & d[0],
            b[1] ^ e[1] ^ f[1] ^ c[1] & d[1],
            b[2] ^ e[2] ^ f[2] ^ c[2] & d[2],
            b[3] ^ e[3] ^ f[3] ^ c[3] & d[3],
        )

    def tag(self, length: int) -> bytes:
        """32 bytes, of a message of that many bytes without associated data."""
        lengths = bytes(8) + (8 * length).to_bytes(8, "little")
        word = _xor(self.s[3], _columns(lengths))
        for _ in range(7):
            self.update(word)
        a, b, c, d, e, f = self.s
        return _bytes(_xor(_xor(a, b), c)) + _bytes(_xor(_xor(d, e), f))


def stream(key: bytes, nonce: bytes, length: int) -> bytes:
    """The key stream: what zeros are encrypted to."""
    state, out = _State(key, nonce), b""
    while len(out) < length:
        out += _bytes(state.mask())
        state.update((0, 0, 0, 0))
    return out[:length]


def decrypt(key: bytes, nonce: bytes, content: bytes, tag: bytes) -> bytes | None:
    """The plain text; `None` where the tag of 32 bytes does not fit."""
    state, out = _State(key, nonce), []
    whole = len(content) - len(content) % BLOCK
    for at in range(0, whole, BLOCK):
        plain = _xor(_columns(content[at : at + BLOCK]), state.mask())
        state.update(plain)
        out.append(_bytes(plain))
    rest = content[whole:]
    if rest:
        last = bytes(one ^ other for one, other in zip(rest, _bytes(state.mask())))
        state.update(_columns(last.ljust(BLOCK, b"\0")))
        out.append(last)
    return b"".join(out) if hmac.compare_digest(state.tag(len(content)), tag) else None

"""bech32 (BIP 173) as age uses it, without its limit of 90 characters."""
from .refusal import Refused

SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check


def expanded(prefix: str) -> list[int]:
    return [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]


def regroup(values: bytes | list[int], from_bits: int, to_bits: int) -> list[int]:
    """Values of so many bits as values of other bits, with zeros to fill the last."""
    whole, bits, out = 0, 0, []
    for value in values:
        whole, bits = whole << from_bits | value, bits + from_bits
        while bits >= to_bits:
            bits -= to_bits
            out.append(whole >> bits & (1 << to_bits) - 1)
    if bits:
        out.append(whole << to_bits - bits & (1 << to_bits) - 1)
    return out


def encode(prefix: str, content: bytes) -> str:
    values = regroup(content, 8, 5)
    check = polymod(expanded(prefix) + values + [0] * 6) ^ 1
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(SIGNS[value] for value in values)


def decode(prefix: str, text: str, number: str) -> bytes:
    """32 bytes. Refused under that number of the page where it is not the one form of them."""
    values = [SIGNS.find(sign) for sign in text[len(prefix) + 1 : -6]]
    if not text.startswith(prefix + "1") or -1 in values:
        raise Refused(number, "no bech32")
    content = bytes(regroup(values, 5, 8)[:32])
    if len(content) != 32 or encode(prefix, content) != text:
        raise Refused(number, "bech32: another checksum or length")
    return content

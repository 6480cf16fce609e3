"""minisign's prehashed signatures (P-4)."""
import hashlib

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from .canonical import unbase64
from .refusal import require

TRUSTED = "trusted comment: "


def is_signed_by(public: bytes, message: bytes, text: str, number: str) -> bool:
    """Whether it is that key's signature, whatever key id it names."""
    untrusted, line, trusted, all_of_it, *rest = text.split("\n")
    form = untrusted.startswith("untrusted comment:") and trusted.startswith(TRUSTED) and not any(rest)
    require(form, number, "no signature file")
    signature = unbase64(line, number, 74)
    require(signature[:2] == b"ED", number, "not the prehashed form")
    key = VerifyKey(public)
    try:
        key.verify(hashlib.blake2b(message).digest(), signature[10:])
        key.verify(signature[10:] + trusted[len(TRUSTED) :].encode(), unbase64(all_of_it, number, 64))
    except BadSignatureError:
        return False
    return True

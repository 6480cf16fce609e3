"""Canonical JSON (section 2), written and read strictly."""
import base64
import binascii
import json
from typing import Any

from .refusal import Refused, require

LARGEST = 2**53 - 1
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _string(text: str) -> str:
    """[C-3]"""
    require(not any(0xD800 <= ord(sign) <= 0xDFFF for sign in text), "C-3", "half of a surrogate pair")
    return '"' + "".join(
        ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if sign < " " else sign) for sign in text
    ) + '"'


def _by_utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def text_of(value: Any) -> str:
    """[C-1] to [C-3]"""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        require(abs(value) <= LARGEST, "C-2", "a number out of range")
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return "[" + ",".join(text_of(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_string(k)}:{text_of(value[k])}" for k in sorted(value, key=_by_utf16)) + "}"
    raise Refused("C-2", f"no canonical form of {type(value).__name__}")


def bytes_of(value: Any) -> bytes:
    return text_of(value).encode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    require(len(members) == len(pairs), "C-1", "a member twice")
    return members


def parse(text: str, number: str) -> Any:
    """JSON in which no member stands twice. What is not JSON is refused under that number of the page."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refused(number, "no JSON") from error


def unbase64(text: str, number: str, length: int | None = None) -> bytes:
    """Base64 in its one padded form."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(number, "no base64") from error
    require(base64.b64encode(content).decode() == text, number, "another spelling of base64")
    require(length is None or len(content) == length, number, "another length")
    return content


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()

"""What JSON may look like: members and no others, kinds and lengths. Each check says whether a value is of that form."""
import re
from collections.abc import Callable
from typing import Any

from .canonical import LARGEST, unbase64
from .refusal import Refused, require

Check = Callable[[Any], bool]
ID = re.compile("[0-9a-hjkmnp-tv-z]{26}")


def is_id(value: Any) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def whole(least: int = 0, most: int = LARGEST) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def text(least: int = 0, most: int = LARGEST) -> Check:
    """Of so many UTF-16 units."""
    return lambda value: isinstance(value, str) and least <= len(value.encode("utf-16-le", "surrogatepass")) // 2 <= most


def matching(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*allowed: Any) -> Check:
    return lambda value: any(type(value) is type(each) and value == each for each in allowed)


def or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


def base64_bytes(least: int, most: int | None = None) -> Check:
    def check(value: Any) -> bool:
        try:
            return isinstance(value, str) and least <= len(unbase64(value, "")) <= (most or least)
        except Refused:
            return False

    return check


def many(check: Check, least: int = 0, most: int = LARGEST) -> Check:
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(check, value))


def exactly(members: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """An object with all of these members, perhaps some of the optional ones, and no others."""
    known = members | (optional or {})
    return lambda value: (
        isinstance(value, dict)
        and members.keys() <= value.keys() <= known.keys()
        and all(known[name](each) for name, each in value.items())
    )


def by_key(pattern: str, check: Check) -> Check:
    """An object whose names are of that form."""
    named = matching(pattern)
    return lambda value: isinstance(value, dict) and all(named(name) and check(value[name]) for name in value)


def by_id(check: Check) -> Check:
    """An object whose names are ids."""
    return lambda value: isinstance(value, dict) and all(is_id(name) and check(value[name]) for name in value)


def by_name(check: Check) -> Check:
    """An object of any names."""
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


def require_shape(check: Check, value: Any, number: str, what: str) -> None:
    require(check(value), number, f"{what}: other members than the page has, or of another form")


RECIPIENT = matching("age1[02-9ac-hj-np-z]{58}")
KEY = base64_bytes(32)
SIGNATURE = base64_bytes(64)

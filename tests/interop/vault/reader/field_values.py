"""Plain values of fields, in the form of the log and in that of the tables (W-3)."""
import datetime
import json
import re
import sqlite3
from typing import Any

from .refusal import Refused, require

EPOCH = datetime.date(1970, 1, 1).toordinal()
DAYS_BEFORE_10000 = datetime.date(9999, 12, 31).toordinal() + 1


def day_number(text: str) -> int:
    """[L-13]"""
    found = re.fullmatch(r"(?:(\d{4})|-)-(\d\d)-(\d\d)", text)
    if found is None:
        raise Refused("L-13", "no day")
    year, month, day = found[1], int(found[2]), int(found[3])
    try:
        if year is not None:
            return datetime.date(int(year), month, day).toordinal() - EPOCH
        # Any leap year has the days in the order in which 10000 has them.
        within = datetime.date(2000, month, day).toordinal() - datetime.date(2000, 1, 1).toordinal()
    except ValueError as error:
        raise Refused("L-13", "no day of the calendar") from error
    return DAYS_BEFORE_10000 - EPOCH + within


def from_row(kind: str, row: sqlite3.Row) -> Any:
    """[W-3] a plain value as the log has it, from its columns `text` and `number`, which must agree"""
    text, number = row["text"], row["number"]
    if kind == "number":
        require(number is not None and float(text) == number, "W-3", "a number and another text")
        return number
    if kind == "yes-no":
        require(text in ("true", "false") and number == (text == "true"), "W-3", "neither yes nor no")
        return text == "true"
    if kind == "date":
        require(number == day_number(text), "L-13", "a day and another number")
        return text
    require(number is None, "W-3", "a number where there is none")
    if kind in ("choice", "choices"):
        return json.loads(text)
    if kind == "money":
        amount, _, currency = text.partition(" ")
        return {"amount": amount, "currency": currency}
    return text


def text_of(kind: str, value: Any, options: dict[str, str]) -> str:
    """[B-3] the text of a value, of which tokens are made"""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return ", ".join(name for name in (options.get(each, "") for each in value) if name)
    if kind == "money":
        return f"{value['amount']} {value['currency']}"
    return value

"""What several rosters, made apart, say together of one person (G-7)."""
from typing import Any

from .canonical import LARGEST

MOST_PAST_KEYS = 50
STRICTNESS = ("removed", "suspended", "active")


def _order(entry: dict[str, Any]) -> tuple[Any, ...]:
    """The entry that holds comes first."""
    removed = entry["status"] == "removed"
    return (
        not removed,
        0 if removed else -entry["setIn"]["status"],
        STRICTNESS.index(entry["status"]),
        entry["since"],
        entry["by"],
    )


def _joined(pauses: list[tuple[int, int]]) -> list[dict[str, int]]:
    whole: list[dict[str, int]] = []
    for begin, end in sorted(pauses):
        if whole and begin <= whole[-1]["to"]:
            whole[-1]["to"] = max(whole[-1]["to"], end)
        else:
            whole.append({"from": begin, "to": end})
    return whole


def _keys(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """[G-7] the key that the person signs with, and those of before"""
    newest = max(entry["setIn"]["keys"] for entry in entries)
    holds = min(entry["signingKey"] for entry in entries if entry["setIn"]["keys"] == newest)
    until: dict[str, tuple[int, int]] = {}
    for entry in entries:
        own = [{"signingKey": entry["signingKey"], "until": LARGEST}]
        for past in entry["pastKeys"] + own:
            said = (entry["setIn"]["keys"], past["until"])
            until[past["signingKey"]] = max(until.get(past["signingKey"], said), said)
    until.pop(holds, None)
    past_keys = sorted((end, key) for key, (_, end) in until.items())[-MOST_PAST_KEYS:]
    return {"signingKey": holds, "pastKeys": [{"signingKey": key, "until": end} for end, key in past_keys]}


def entries_of(rosters: list[dict[str, Any]], person: str) -> list[dict[str, Any]]:
    return [entry for roster in rosters for entry in roster["body"]["people"] if entry["id"] == person]


def signing_keys(rosters: list[dict[str, Any]], person: str, at: int) -> list[str]:
    """[G-11] the keys, in base64, by which something that the person signed then may be checked"""
    found = of_person(rosters, person)
    if found is None:
        return []
    past = [each["signingKey"] for each in found["pastKeys"] if each["until"] >= at]
    return [found["signingKey"], *past]


def has_ended(rosters: list[dict[str, Any]], person: str, known: int) -> bool:
    """[L-9] whether whoever goes by the roster of that number knows it"""
    entries = entries_of(rosters, person)
    if not entries:
        return False
    holds = min(entries, key=_order)
    return holds["status"] != "active" and known >= holds["setIn"]["status"]


def of_person(rosters: list[dict[str, Any]], person: str) -> dict[str, Any] | None:
    """[G-7] status, since when, by whom, the pauses, and the keys"""
    entries = entries_of(rosters, person)
    if not entries:
        return None
    holds = min(entries, key=_order)
    since = holds["since"]
    pauses = [(pause["from"], pause["to"]) for entry in entries for pause in entry["pauses"]]
    pauses += [
        (entry["since"], since) for entry in entries if entry["status"] != "active" and entry["since"] < since
    ]
    return {name: holds[name] for name in ("status", "since", "by")} | {"pauses": _joined(pauses)} | _keys(entries)

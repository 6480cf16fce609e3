"""What a role may do: the four that every vault has (G-10), and those of the rosters together (G-7)."""
from typing import Any

from . import canonical

PERMISSIONS = ("import", "export", "hand-over", "delete", "erase", "layout", "people", "audit", "backups", "settings")


def _rules(internal: str, confidential: str, restricted: str, customers: str, *permissions: str) -> dict[str, Any]:
    classes = {"internal": internal, "confidential": confidential, "restricted": restricted}
    return {"classes": classes, "customers": customers, "permissions": list(permissions)}


BUILT_IN = {
    "owner": _rules("write", "write", "write", "all", *PERMISSIONS),
    "manager": _rules("write", "write", "write", "all", "import", "export", "hand-over", "delete", "layout", "backups"),
    "member": _rules("write", "write", "none", "own"),
    "auditor": _rules("read", "none", "none", "all", "audit"),
}


def rules_of(rosters: list[dict[str, Any]], role: str) -> dict[str, Any]:
    """[G-7] [G-10]"""
    if role in BUILT_IN:
        return BUILT_IN[role]
    known = [each for roster in rosters for each in roster["body"]["roles"] if each["id"] == role]
    return min(known, key=lambda each: (-each["setIn"], canonical.text_of(each)))


def role_of(rosters: list[dict[str, Any]], person: str) -> str | None:
    """[G-7] by the highest `setIn`; of equal ones that which reads fewer sealed classes, then has fewer permissions, then the first"""
    entries = [entry for roster in rosters for entry in roster["body"]["people"] if entry["id"] == person]

    def order(entry: dict[str, Any]) -> tuple[int, int, int, str]:
        rules = rules_of(rosters, entry["role"])
        sealed = sum(rules["classes"][name] != "none" for name in ("confidential", "restricted"))
        return -entry["setIn"]["role"], sealed, len(rules["permissions"]), entry["role"]

    return min(entries, key=order)["role"] if entries else None


def factors_of(rosters: list[dict[str, Any]], role: str) -> dict[str, bool]:
    """[G-4] the factors that a role wants besides the passphrase, as the roster says that set it last"""
    if role not in BUILT_IN:
        factors: dict[str, bool] = rules_of(rosters, role)["factors"]
        return factors
    said = [each for roster in rosters for each in roster["body"].get("builtInFactors", []) if each["role"] == role]
    if not said:
        return {"keyFile": False, "device": False}
    newest = max(said, key=lambda each: each["setIn"])
    return {"keyFile": newest["keyFile"], "device": newest["device"]}

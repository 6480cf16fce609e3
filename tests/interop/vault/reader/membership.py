"""Whether somebody who opens a vault is in it as the rosters say: active, with no more keys than the role reads, and its factors."""
from typing import Any

from .grants import CLASSES, VaultKeys
from .refusal import require
from .roles import factors_of, role_of, rules_of
from .standing import entries_of, of_person


def check(rosters: list[dict[str, Any]], slot: dict[str, Any], keys: VaultKeys) -> None:
    """[G-1] [G-8] [S-10]"""
    found, role = of_person(rosters, slot["person"]), role_of(rosters, slot["person"])
    require(found is not None and found["status"] == "active" and role is not None, "G-8", "a grant of somebody who is not active")
    reads = {name for name in CLASSES if rules_of(rosters, role or "")["classes"][name] != "none"}
    require(set(keys.classes) <= reads, "G-1", "a key to a class that the role may not read")
    wanted = factors_of(rosters, role or "")
    lacks = (wanted["keyFile"] and not slot["needsKeyFile"]) or (wanted["device"] and not slot["needsDevice"])
    require(slot["kind"] != "passphrase" or not lacks, "S-10", "the role wants factors that the slot lacks")


def _ends(rosters: list[dict[str, Any]], person: str, key: str) -> list[int]:
    """[G-15] the rosters from which on the person's word by that key does not count"""
    found, role = of_person(rosters, person), role_of(rosters, person) or ""
    entries = entries_of(rosters, person)
    last = {part: max(entry["setIn"][part] for entry in entries) for part in ("role", "status", "keys")}
    changed = max((each["setIn"] for roster in rosters for each in roster["body"]["roles"] if each["id"] == role), default=0)
    ends = []
    if found is None or found["status"] != "active":
        ends.append(last["status"])
    if "people" not in rules_of(rosters, role)["permissions"]:
        ends.append(max(last["role"], changed))
    if found is None or found["signingKey"] != key:
        ends.append(last["keys"])
    return ends


def _stands(rosters: list[dict[str, Any]], key: str, number: int) -> bool:
    """[G-15]"""
    for person in {each["id"] for roster in rosters for each in roster["body"]["people"]}:
        found = of_person(rosters, person)
        if found is not None and key in [found["signingKey"], *(past["signingKey"] for past in found["pastKeys"])]:
            return all(number < end for end in _ends(rosters, person, key))
    return False


def check_claim(rosters: list[dict[str, Any]], claim: dict[str, Any], witness: dict[str, Any]) -> None:
    """[G-15] that the word for the vault's keys is of somebody who could give it"""
    if witness["keyClaim"] == claim["signature"]:
        return
    require(_stands(rosters, claim["signedBy"], claim["roster"]), "G-15", "the claim's signer had ended")
    require(claim["roster"] >= witness["roster"]["seq"], "G-15", "an older word than the one that was seen")

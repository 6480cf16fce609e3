"""Whether somebody who opens a vault is in it as the rosters say: active, with no more keys than the role reads, and its factors."""
from typing import Any

from .grants import CLASSES, VaultKeys
from .refusal import require
from .roles import factors_of, role_of, rules_of
from .standing import of_person


def check(rosters: list[dict[str, Any]], slot: dict[str, Any], keys: VaultKeys) -> None:
    """[G-1] [G-8] [S-10]"""
    found, role = of_person(rosters, slot["person"]), role_of(rosters, slot["person"])
    require(found is not None and found["status"] == "active" and role is not None, "G-8", "a grant of somebody who is not active")
    reads = {name for name in CLASSES if rules_of(rosters, role or "")["classes"][name] != "none"}
    require(set(keys.classes) <= reads, "G-1", "a key to a class that the role may not read")
    wanted = factors_of(rosters, role or "")
    lacks = (wanted["keyFile"] and not slot["needsKeyFile"]) or (wanted["device"] and not slot["needsDevice"])
    require(slot["kind"] != "passphrase" or not lacks, "S-10", "the role wants factors that the slot lacks")


def _stands(rosters: list[dict[str, Any]], key: str) -> bool:
    """[G-15] the key is of somebody who manages people now"""
    for person in {each["id"] for roster in rosters for each in roster["body"]["people"]}:
        found, role = of_person(rosters, person), role_of(rosters, person) or ""
        if found is not None and found["status"] == "active" and found["signingKey"] == key:
            return "people" in rules_of(rosters, role)["permissions"]
    return False


def check_claim(rosters: list[dict[str, Any]], claim: dict[str, Any], witness: dict[str, Any]) -> None:
    """[G-15] that the word for the vault's keys is of somebody who may give it now"""
    if witness["keyClaim"] == claim["signature"]:
        return
    require(_stands(rosters, claim["signedBy"]), "G-15", "the claim's signer manages people no more")
    require(claim["roster"] >= witness["roster"]["seq"], "G-15", "an older word than the one that was seen")

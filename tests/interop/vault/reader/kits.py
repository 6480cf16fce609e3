"""Where a field kit comes from (P-10)."""
import base64
from typing import Any

from . import canonical
from .refusal import require
from .roles import role_of, rules_of
from .rosters import check_roster, check_signed
from .shapes import exactly, is_id, matching, require_shape, whole
from .standing import of_person, signing_keys
from .vault import Vault

_BODY = exactly(
    {
        "context": lambda value: value == "coffer/v1/kit-origin",
        "kit": is_id,
        "vault": is_id,
        "rootKey": matching("[A-Za-z0-9+/]{43}="),
        "at": whole(),
        "person": is_id,
    }
)


def check(vault: Vault) -> None:
    """[P-10] that what a kit heard of people counts"""
    row = vault.db.execute("SELECT value FROM setting WHERE key = 'kit-people'").fetchone()
    if row is None:
        return
    said: dict[str, Any] = canonical.parse(row["value"], "P-10")
    require(set(said) == {"origin", "rosters"} and set(said["origin"]) == {"body", "signature"}, "P-10", "another form")
    body = said["origin"]["body"]
    require_shape(_BODY, body, "P-10", "origin of a kit")
    require(body["kit"] == vault.id and body["vault"] != vault.id, "P-10", "another kit's origin")
    signer, role = of_person(vault.rosters, body["person"]), role_of(vault.rosters, body["person"])
    require(signer is not None and signer["status"] == "active", "P-10", "the signer is not active")
    require("people" in rules_of(vault.rosters, role or "")["permissions"], "P-10", "the signer may not")
    check_signed(body, signing_keys(vault.rosters, body["person"], body["at"])[0], said["origin"]["signature"], "P-10")
    for roster in canonical.parse(said["rosters"], "P-10")["rosters"]:
        check_roster(body["vault"], roster, base64.b64decode(body["rootKey"]))

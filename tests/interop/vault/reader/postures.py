"""Signed postures in the database (E-3)."""
from . import canonical
from .canonical import unbase64
from .minisign import is_signed_by
from .refusal import require
from .standing import signing_keys
from .vault import Vault


def check(vault: Vault) -> int:
    """Every posture, by a key of somebody in the rosters; how many there are."""
    people = {person["id"] for roster in vault.rosters for person in roster["body"]["people"]}
    rows = vault.db.execute("SELECT * FROM posture").fetchall()
    for row in rows:
        body = row["body"]
        posture = canonical.parse(body, "E-3")
        require(canonical.text_of(posture) + "\n" == body, "E-3", "not in canonical form")
        require(posture["format"] == "coffer-posture" and posture["at"] == row["at"], "E-3", "another posture")
        require(posture["vaultId"] == vault.id, "E-3", "another vault's posture")
        keys = [key for person in people for key in signing_keys(vault.rosters, person, row["at"])]
        signed = [
            key for key in keys if is_signed_by(unbase64(key, "G-4", 32), body.encode(), row["signature"], "E-3")
        ]
        require(len(signed) == 1, "E-3", "signed by nobody who is known")
    return len(rows)

"""Signed policies (section 18): what is set for everybody, and whether it counts."""
from typing import Any

from . import canonical
from .refusal import require
from .roles import role_of, rules_of
from .rosters import check_signed
from .shapes import by_id, by_key, exactly, is_flag, is_id, matching, one_of, or_null, require_shape, text, whole
from .standing import of_person
from .vault import Vault

PERMISSIONS = {"settings": "settings", "backup-folder": "backups", "cards": "hand-over", "layout": "layout", "authorities": "settings"}
"""[Q-1] of each kind"""
_AFTER = exactly({"on": is_flag, "minutes": whole()})
_LOCK = {name: is_flag for name in ("screenLock", "userSwitch", "suspend", "keyFileRemoved", "lastWindowClosed")}
CONTENTS = {
    "settings": exactly(
        {
            "lock": exactly({"idle": _AFTER, "minimised": _AFTER} | _LOCK),
            "stepUp": exactly({"reveal": is_flag, "export": is_flag, "security": is_flag, "minutes": whole()}),
            "clipboardSeconds": whole(),
            "revealSeconds": whole(),
            "backups": exactly({"on": is_flag, "keep": whole()}),
        }
    ),
    "backup-folder": exactly({"folder": or_null(text())}),
    "cards": by_id(
        exactly(
            {
                "fingerprint": matching("[0-9a-f]{33}"),
                "name": text(1, 200),
                "organisation": text(0, 200),
                "how": one_of("in-person", "voice", "video", "other"),
                "at": whole(),
                "by": is_id,
            }
        )
    ),
    "layout": by_id(one_of("public", "internal", "confidential", "restricted")),
    "authorities": by_key("[0-9a-f]{64}", exactly({"name": text(0, 200), "at": whole(), "by": is_id})),
}


def checked(vault_id: str, rosters: list[dict[str, Any]], kind: str, value: str) -> dict[str, Any]:
    """[Q-1] [Q-3] the body of a policy that counts"""
    policy = canonical.parse(value, "Q-1")
    require(canonical.text_of(policy) == value and set(policy) == {"body", "signature"}, "Q-1", "another form")
    body = policy["body"]
    require(body["context"] == "coffer/v1/policy" and body["vault"] == vault_id, "Q-3", "another vault's policy")
    require(body["kind"] == kind and kind in PERMISSIONS, "Q-3", "another kind")
    require_shape(CONTENTS[kind], body["content"], "Q-3", f"policy {kind}")
    signer = of_person(rosters, body["person"])
    require(signer is not None and signer["status"] == "active", "Q-3", "the signer is not active")
    permissions = rules_of(rosters, role_of(rosters, body["person"]) or "")["permissions"]
    require(PERMISSIONS[kind] in permissions, "Q-3", "the signer may not")
    check_signed(body, signer["signingKey"], policy["signature"], "Q-3")
    return body


def check(vault: Vault) -> dict[str, dict[str, Any]]:
    """The body of each policy; one of each kind must be there (Q-2) and count."""
    rows = vault.db.execute("SELECT key, value FROM setting WHERE key LIKE 'policy:%'")
    stored = {row["key"].removeprefix("policy:"): row["value"] for row in rows}
    require(stored.keys() == PERMISSIONS.keys(), "Q-2", "a policy is missing, or of no kind")
    return {kind: checked(vault.id, vault.rosters, kind, value) for kind, value in stored.items()}


def check_classes(vault: Vault, signed: dict[str, str]) -> None:
    """[Q-9] that every field that the content of the policy `layout` names has that class in the tables"""
    found = {row["id"]: row["class"] for row in vault.db.execute("SELECT id, class FROM field")}
    for field, name in signed.items():
        # A policy of another copy may name fields that are not here.
        require(found.get(field, name) == name, "Q-9", f"field {field}: not of the class that was signed")

"""What the reader can be asked, by name."""
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import (
    attempts,
    audit_files,
    cards,
    compare,
    erasures,
    factors,
    format_vectors,
    keyring,
    kits,
    log,
    page_vectors,
    policies,
    postures,
    probe,
    shares,
    time_stamps,
)
from .contents import Contents
from .vault import Vault, open_vault


def _factors(question: dict[str, Any]) -> factors.Factors:
    if "recoveryKey" in question:
        return factors.Factors(factors.recovery_characters(question["recoveryKey"]), kind="recovery")
    key_file = None
    if "keyFile" in question:
        vault_id = keyring.read(Path(question["folder"]))["vaultId"]
        key_file = factors.key_file_secret(base64.b64decode(question["keyFile"]), vault_id)
    device = base64.b64decode(question["device"]) if "device" in question else None
    return factors.Factors(question["passphrase"], key_file=key_file, device=device)


def _open(question: dict[str, Any]) -> Vault:
    return open_vault(Path(question["folder"]), _factors(question))


def _vault(question: dict[str, Any]) -> dict[str, Any]:
    """Opens, checks all that the page says MUST hold, and tells what is in it."""
    vault = _open(question)
    kits.check(vault)
    signed = policies.check(vault)
    policies.check_classes(vault, signed["layout"]["content"])
    contents = Contents(vault)
    return {
        "vaultId": vault.id,
        "person": vault.bundle.person,
        "classes": sorted(vault.keys.classes),
        "people": [
            {name: person[name] for name in ("id", "name", "role", "status")}
            for person in vault.rosters[0]["body"]["people"]
        ],
        "log": log.check(vault),
        "policies": {kind: body["seq"] for kind, body in signed.items()},
        "cards": cards.compared(vault, signed["cards"]["content"]),
        "postures": postures.check(vault),
        "attempts": attempts.read(vault),
        "erased": erasures.check(vault),
        "timeStamps": time_stamps.check(vault),
        "compared": compare.tables_with_log(vault),
        "customers": contents.customers,
        "sealedApart": contents.sealed_apart,
    }


def _probe(question: dict[str, Any]) -> dict[str, Any]:
    return probe.report(_open(question), question["texts"], question["guess"])


def _policies(vectors: dict[str, Any]) -> list[dict[str, Any]]:
    """`policy-1.json`, signed by somebody who is the only one in a roster."""
    person = {"id": vectors["person"], "role": "owner", "status": "active", "since": 0, "by": vectors["person"], "pauses": []}
    person |= {"signingKey": vectors["signingKey"], "pastKeys": [], "setIn": {"role": 1, "status": 1, "keys": 1}}
    rosters = [{"body": {"people": [person], "roles": []}}]
    return [policies.checked(vectors["vaultId"], rosters, each["kind"], each["text"]) for each in vectors["policies"]]


def _time_stamp(vectors: dict[str, Any]) -> list[dict[str, Any]]:
    """`time-stamp-1.json`"""
    return [
        time_stamps.kept(each["note"], bytes.fromhex(each["nonce"]), base64.b64decode(each["answer"]), each["certificates"])
        for each in vectors["stamps"]
    ]


QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "audit-file": audit_files.read,
    "audit-proof": audit_files.proof,
    "format": format_vectors.computed,
    "pages": page_vectors.notes,
    "policies": _policies,
    "time-stamps": _time_stamp,
    "probe": _probe,
    "recovery-key": shares.recovery_key,
    "vault": _vault,
}

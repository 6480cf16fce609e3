"""The sealed roster and its signatures (G-3 to G-5)."""
import hmac
from typing import Any

from . import canonical
from .grants import VaultKeys
from .refusal import Refused, require
from .roster_shape import SEALED
from .sealing import check_signature, derive, open_sealed
from .shapes import require_shape


def certified_keys(vault_id: str, administrators: list[dict[str, Any]], anchors: set[str]) -> set[str]:
    """[G-5] the given keys, and whomever one of them certified, directly or through others"""
    trusted, before = set(anchors), -1
    while len(trusted) > before:
        before = len(trusted)
        for claim in administrators:
            if claim["by"] not in trusted or claim["signingKey"] in trusted:
                continue
            message = {"context": "coffer/v1/administrator", "vault": vault_id} | {
                name: claim[name] for name in ("person", "signingKey", "setIn", "assignment", "by")
            }
            try:
                check_signed(message, claim["by"], claim["signature"], "G-5")
            except Refused:
                continue  # A certificate that does not hold gives nothing.
            trusted.add(claim["signingKey"])
    return trusted


def check_signed(message: Any, signer: str, signature: str, number: str) -> None:
    public = canonical.unbase64(signer, number, 32)
    check_signature(public, message, canonical.unbase64(signature, number, 64), number)


def check_roster(vault_id: str, roster: dict[str, Any], root_key: bytes) -> None:
    """[G-5] for one signed roster"""
    body = roster["body"]
    require(body["vaultId"] == vault_id, "G-5", "another vault's roster")
    trusted = certified_keys(vault_id, body["administrators"], {canonical.base64_of(root_key)})
    require(body["signedBy"] in trusted, "G-5", "the roster's signer may not sign")
    message = {"context": "coffer/v1/roster-signature", "roster": body}
    check_signed(message, body["signedBy"], roster["signature"], "G-5")


def open_roster(
    keyring: dict[str, Any], keys: VaultKeys, root_key: bytes
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """[G-3] [G-5] the signed rosters that the keyring holds, and the word for the vault's keys"""
    vault_id = keyring["vaultId"]
    sealed = canonical.unbase64(keyring["roster"], "G-3")
    associated = {"context": "coffer/v1/roster", "vault": vault_id}
    text = open_sealed(derive(keys.vault_key, "coffer/v1/roster"), associated, sealed, "G-3").decode()
    held = canonical.parse(text, "G-3")
    require(canonical.text_of(held) == text, "G-3", "not in canonical form")
    require_shape(SEALED, held, "G-4", "the sealed roster")
    _check_claim(vault_id, held["keyClaim"], keys, root_key)
    for roster in held["rosters"]:
        check_roster(vault_id, roster, root_key)
    return held["rosters"], held["keyClaim"]


def _check_claim(vault_id: str, claim: dict[str, Any], keys: VaultKeys, root_key: bytes) -> None:
    """[G-5] that each key is the one that somebody who may vouched for"""
    commitments = claim["commitments"]
    for name, key in {"vault": keys.vault_key, **keys.classes}.items():
        own = derive(key, f"coffer/v1/{name}-key-commitment")
        committed = canonical.unbase64(commitments[name], "G-5", 32)
        require(hmac.compare_digest(own, committed), "G-5", f"another {name} key")
    trusted = certified_keys(vault_id, claim["administrators"], {canonical.base64_of(root_key)})
    require(claim["signedBy"] in trusted, "G-5", "the claim's signer may not sign")
    message = {"context": "coffer/v1/key-claim", "vault": vault_id, "commitments": commitments, "roster": claim["roster"]}
    check_signed(message, claim["signedBy"], claim["signature"], "G-5")

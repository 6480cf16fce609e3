"""`format-1.json`, computed anew from what each vector gives: the values that a reader of the page comes to."""
from typing import Any

from . import age, canonical, erasures, factors, grants, keyring, log, note, records, rosters, sealing, slots, standing, tree
from .canonical import unbase64
from .refusal import require
from .slots import KeyBundle


def _kek(vector: dict[str, Any]) -> dict[str, Any]:
    password = factors.password_bytes(factors.Factors(vector["passphrase"]))
    secret = bytes.fromhex(vector["keyFile"] or "")
    return vector | {"kek": slots.kek_of(password, secret, vector["kdf"]).hex()}


def _bundle_text(bundle: KeyBundle) -> str:
    keys = bundle.root_key + bundle.signing_seed + bundle.age_scalar
    return (b"\x01" + bundle.person.encode() + keys).hex()


def _keyring(vector: dict[str, Any]) -> dict[str, Any]:
    """By the passphrase with key file and device, and by the recovery key: both must come to the same."""
    alleged = keyring.parse(vector["text"].encode())
    secret = factors.key_file_secret(vector["keyFile"].encode(), alleged["vaultId"])
    device = bytes.fromhex(vector["deviceSecret"])
    ways = [
        factors.Factors(vector["passphrase"], key_file=secret, device=device),
        factors.Factors(factors.recovery_characters(vector["recoveryKey"]), kind="recovery"),
    ]
    found = []
    for way in ways:
        bundle, _ = slots.enter(alleged, way)
        keys = grants.open_grant(alleged, bundle)
        keyring.check_mac(alleged, keys.vault_key)
        rosters.open_roster(alleged, keys, bundle.root_key)
        sealed = unbase64(alleged["roster"], "G-3")
        associated = {"context": "coffer/v1/roster", "vault": alleged["vaultId"]}
        key = sealing.derive(keys.vault_key, "coffer/v1/roster")
        attempts = age.recipient_of(sealing.derive(keys.vault_key, "coffer/v1/attempts"))
        found.append(
            {
                "bundle": _bundle_text(bundle),
                "vaultKey": keys.vault_key.hex(),
                "confidentialKey": keys.classes["confidential"].hex(),
                "restrictedKey": keys.classes["restricted"].hex(),
                "roster": sealing.open_sealed(key, associated, sealed, "G-3").decode(),
                "auditRecipient": attempts == alleged["auditRecipient"],
            }
        )
    return {"byPassphrase": found[0], "byRecoveryKey": found[1]}


def _sealed_value(vector: dict[str, Any]) -> dict[str, Any]:
    place = {"vault": vector["vaultId"], "customer": vector["customerId"]}
    record = {"context": "coffer/v1/record-key", "compartment": vector["compartment"]} | place
    compartment = bytes.fromhex(vector["compartmentKey"])
    key = sealing.open_envelope(compartment, record, unbase64(vector["wrapped"], "V-2"), "V-2")
    value = {"context": "coffer/v1/sealed-value"} | place
    value |= {"field": vector["fieldId"], "version": vector["version"]}
    text = sealing.open_envelope(key, value, unbase64(vector["sealed"], "V-3"), "V-3").decode()
    return vector | {"recordKey": key.hex(), "text": text}


def _standings(vector: dict[str, Any]) -> list[dict[str, Any]]:
    """In either order in which the rosters may come."""
    given = canonical.parse(vector["apart"], "G-3")["rosters"]
    for roster in given:
        rosters.check_roster(vector["vaultId"], roster, unbase64(vector["rootKey"], "G-5", 32))
    ids = [person["id"] for person in vector["together"]]
    return [
        [{"id": person} | (standing.of_person(order, person) or {}) for person in ids]
        for order in (given, given[::-1])
    ]


def _log(vector: dict[str, Any]) -> dict[str, Any]:
    leaves = [bytes.fromhex(each) for each in vector["leaves"]]
    disclosures = []
    for each in vector["disclosures"]:
        body = each["text"].partition(",")[2][:-1]
        found = {"commitment": log.commitment(bytes.fromhex(each["salt"]), body)} if "commitment" in each else {}
        disclosures.append(each | found)
    given, person = note.parse(vector["witnessed"]), "01jz0000000000000000000001"
    public = unbase64(vector["signingKey"], "L-9", 32)
    for text in (vector["note"], vector["witnessed"]):
        note.check(note.parse(text), person, [public])
    require(given.checkpoint[1:] == (len(leaves), tree.root(leaves)), "L-8", "another tree")
    require(note.cosigned_at(given, person, public) == 1_767_000_060, "L-8", "another time")
    lines = [canonical.text_of(canonical.parse(line, "L-2")) for line in vector["lines"]]
    return vector | {
        "disclosures": disclosures,
        "lines": lines,
        "leaves": [tree.leaf(line).hex() for line in lines] + vector["leaves"][len(lines) :],
        "roots": [tree.root(leaves[: count + 1]).hex() for count in range(len(leaves))],
        "inclusion": [[each.hex() for each in tree.inclusion(leaves, index)] for index in range(len(leaves))],
        "consistency": [
            [each.hex() for each in tree.consistency(leaves, count + 1)] for count in range(len(leaves))
        ],
    }


def computed(vectors: dict[str, Any]) -> dict[str, Any]:
    """Each part of the file as this reader computes it."""
    return {
        "canonical": [{"value": v["value"], "text": canonical.text_of(v["value"])} for v in vectors["canonical"]],
        "derive": [v | {"out": sealing.derive(bytes.fromhex(v["key"]), v["context"]).hex()} for v in vectors["derive"]],
        "seal": [
            v
            | {
                "plain": sealing.open_sealed_bytes(
                    bytes.fromhex(v["key"]), v["associated"].encode(), unbase64(v["sealed"], "K-2"), "K-2"
                ).decode()
            }
            for v in vectors["seal"]
        ],
        "keyFiles": [
            v | {"secret": factors.key_file_secret(v["text"].encode(), "01jz0000000000000000000000").hex()}
            for v in vectors["keyFiles"]
        ],
        "keks": [_kek(v) for v in vectors["keks"]],
        "recovery": [v | {"characters": factors.recovery_characters(v["typed"])} for v in vectors["recovery"]],
        "keyring": _keyring(vectors["keyring"]),
        "rosters": _standings(vectors["rosters"]),
        "sealedValue": _sealed_value(vectors["sealedValue"]),
        "blindIndex": [
            v | {"token": records.token(bytes.fromhex(v["compartmentKey"]), v["text"]).hex()}
            for v in vectors["blindIndex"]
        ],
        "erasedMarks": [
            v | {"mark": erasures.mark(bytes.fromhex(v["key"]), v["kind"], v["text"]).hex()}
            for v in vectors["erasedMarks"]
        ],
        "log": _log(vectors["log"]),
    }

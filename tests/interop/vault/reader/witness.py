"""What a person saw last of the vault, sealed to themselves (G-14)."""
from typing import Any

from . import canonical
from .refusal import require
from .sealing import derive, open_sealed
from .shapes import SIGNATURE, exactly, is_id, or_null, require_shape, text, whole
from .slots import KeyBundle

_HEAD = exactly({"size": whole(), "root": text(64, 64)})
_WITNESS = exactly(
    {
        "copyId": is_id,
        "changes": _HEAD,
        "journal": _HEAD,
        "note": or_null(text(1, 400)),
        "roster": exactly({"seq": whole(1), "signature": SIGNATURE}),
        "keyClaim": SIGNATURE,
    }
)


def open_witness(keyring: dict[str, Any], bundle: KeyBundle) -> dict[str, Any]:
    entry = next(each for each in keyring["people"] if each["person"] == bundle.person)
    require(entry["witness"] is not None, "G-14", "what the person saw last was taken away")
    associated = {"context": "coffer/v1/witness", "vault": keyring["vaultId"], "person": bundle.person}
    key = derive(bundle.signing_seed, "coffer/v1/witness")
    plain = open_sealed(key, associated, canonical.unbase64(entry["witness"], "G-14"), "G-14").decode()
    witness: dict[str, Any] = canonical.parse(plain, "G-14")
    require(canonical.text_of(witness) == plain, "G-14", "not in canonical form")
    require_shape(_WITNESS, witness, "G-14", "what the person saw last")
    return witness

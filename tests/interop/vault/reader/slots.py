"""Key slots (section 4): from what a person gives to the person's own keys."""
import hmac
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, core, ffi, lib

from . import canonical
from .factors import Factors, password_bytes, secret_of
from .refusal import Refused, require
from .sealing import derive, open_sealed


@dataclass(frozen=True)
class KeyBundle:
    """[S-7]"""

    person: str
    root_key: bytes
    signing_seed: bytes
    age_scalar: bytes


def check_costs(slots: list[dict[str, Any]]) -> None:
    """[S-1] of all slots that are going to be tried"""
    costs = []
    for kdf in (slot["kdf"] for slot in slots):
        require(kdf["algorithm"] == "argon2id" and kdf["version"] == 0x13, "S-1", "another derivation")
        cost = kdf["memoryKiB"] * kdf["passes"]
        within = (
            65_536 <= kdf["memoryKiB"] <= 1_048_576
            and 3 <= kdf["passes"] <= 20
            and 4 <= kdf["lanes"] <= 16
            and cost <= 8_388_608
        )
        require(within, "S-1", "costs out of range")
        costs.append(cost)
    require(len(costs) <= 8 and sum(costs) <= 33_554_432, "S-1", "too dear together")


def kek_of(password: bytes, secret: bytes, kdf: dict[str, Any]) -> bytes:
    """[S-4]"""
    salt = canonical.unbase64(kdf["salt"], "S-1", 16)
    # What the context points to is kept by these names until the end.
    out = ffi.new("uint8_t[]", 32)
    memory = [ffi.new("uint8_t[]", part) for part in (password, salt, secret)]
    context = ffi.new(
        "argon2_context *",
        {
            "out": out, "outlen": 32, "version": 0x13, "flags": lib.ARGON2_DEFAULT_FLAGS,
            "pwd": memory[0], "pwdlen": len(password), "salt": memory[1], "saltlen": len(salt),
            "secret": memory[2] if secret else ffi.NULL, "secretlen": len(secret), "ad": ffi.NULL, "adlen": 0,
            "t_cost": kdf["passes"], "m_cost": kdf["memoryKiB"], "lanes": kdf["lanes"], "threads": kdf["lanes"],
            "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL,
        },
    )  # fmt: skip
    require(core(context, Type.ID.value) == lib.ARGON2_OK, "S-1", "Argon2id refuses")
    return bytes(ffi.buffer(out))


def open_slot(vault_id: str, slot: dict[str, Any], kek: bytes) -> KeyBundle | None:
    """[S-5] to [S-8]; `None` where passphrase or factors are not the slot's."""
    commitment = canonical.unbase64(slot["commitment"], "S-5", 32)
    if not hmac.compare_digest(derive(kek, "coffer/v1/slot-commitment"), commitment):
        return None
    alleged = {name: value for name, value in slot.items() if name != "sealed"}
    associated = {"context": "coffer/v1/key-bundle", "vault": vault_id, "slot": alleged}
    sealed = canonical.unbase64(slot["sealed"], "S-6", 163)
    plain = open_sealed(derive(kek, "coffer/v1/slot-key"), associated, sealed, "S-6")
    require(plain[0] == 1, "S-8", "a bundle from a newer app")
    require(plain[1:27] == slot["person"].encode(), "S-7", "another person's bundle")
    return KeyBundle(slot["person"], plain[27:59], plain[59:91], plain[91:123])


def enter(keyring: dict[str, Any], factors: Factors) -> tuple[KeyBundle, dict[str, Any]]:
    """[S-9] the first slot of that kind that opens, and what is in it"""
    slots = [slot for slot in keyring["slots"] if slot["kind"] == factors.kind]
    check_costs(slots)
    for slot in slots:
        secret = secret_of(factors, slot["needsKeyFile"], slot["needsDevice"])
        bundle = open_slot(keyring["vaultId"], slot, kek_of(password_bytes(factors), secret, slot["kdf"]))
        if bundle is not None:
            require(not slot["mustChange"], "S-9", "a passphrase for one use")
            return bundle, slot
    raise Refused("S-5", "no slot opens")

"""The members of `keyring.json` (section 5)."""
from .shapes import RECIPIENT, base64_bytes, exactly, is_flag, is_id, many, matching, one_of, or_null, text, whole

_HEAD = exactly({"size": whole(), "root": base64_bytes(32)})
_DATABASE = exactly(
    {
        "id": is_id,
        "cipher": one_of("aegis", "chacha20"),
        "wrappedKey": base64_bytes(72),
        "header": base64_bytes(24),
        "pages": or_null(base64_bytes(72)),
        "changeHead": _HEAD,
        "journalHead": _HEAD,
    }
)
_PERSON = exactly(
    {
        "person": is_id,
        "name": or_null(text(1, 200)),
        "nameTag": base64_bytes(16),
        "grant": or_null(base64_bytes(1, 2048)),
        "witness": or_null(base64_bytes(41, 1024)),
        "recoveryConfirmed": is_flag,
    }
)
_KDF = exactly(
    {
        "algorithm": one_of("argon2id"),
        "version": one_of(19),
        "memoryKiB": whole(),
        "passes": whole(),
        "lanes": whole(),
        "salt": base64_bytes(16),
    }
)
_SLOT = exactly(
    {
        "id": is_id,
        "person": is_id,
        "kind": one_of("passphrase", "recovery"),
        "label": text(0, 100),
        "createdAt": whole(),
        "changedAt": whole(),
        "kdf": _KDF,
        "needsKeyFile": is_flag,
        "needsDevice": is_flag,
        "mustChange": is_flag,
        "commitment": base64_bytes(32),
        "sealed": base64_bytes(163),
    }
)
KEYRING = exactly(
    {
        "format": one_of("coffer-keyring"),
        "version": one_of(1),
        "vaultId": is_id,
        "copyId": is_id,
        "generation": whole(1),
        "isSample": is_flag,
        "auditRecipient": RECIPIENT,
        "database": _DATABASE,
        "people": many(_PERSON, 1, 200),
        "roster": base64_bytes(1, 262_144),
        "slots": many(_SLOT, 1, 500),
        "mac": base64_bytes(32),
        "checksum": matching("[0-9a-f]{64}"),
    }
)

"""The members of a sealed roster (G-3, G-4)."""
from .roles import BUILT_IN, PERMISSIONS
from .shapes import KEY, RECIPIENT, SIGNATURE, either, exactly, is_flag, is_id, many, one_of, text, whole

_ROLE_ID = either(is_id, one_of(*BUILT_IN))
_ASSIGNMENT = exactly({"role": _ROLE_ID, "setIn": whole(1), "rulesSetIn": whole()})
_ADMINISTRATOR = exactly(
    {"person": is_id, "signingKey": KEY, "setIn": whole(1), "assignment": _ASSIGNMENT, "by": KEY, "signature": SIGNATURE}
)
_PERSON = exactly(
    {
        "id": is_id,
        "name": text(1, 200),
        "role": _ROLE_ID,
        "status": one_of("active", "suspended", "removed"),
        "signingKey": KEY,
        "recipient": RECIPIENT,
        "since": whole(),
        "by": is_id,
        "setIn": exactly({name: whole(1) for name in ("name", "role", "status", "keys")}),
        "pauses": many(exactly({"from": whole(), "to": whole()}), 0, 50),
        "pastKeys": many(exactly({"signingKey": KEY, "until": whole()}), 0, 50),
    }
)
_ACCESS = one_of("none", "read", "write")
_FACTORS = {"keyFile": is_flag, "device": is_flag}
_ROLE = exactly(
    {
        "id": is_id,
        "name": text(1, 200),
        "classes": exactly({"internal": one_of("read", "write"), "confidential": _ACCESS, "restricted": _ACCESS}),
        "customers": one_of("own", "all"),
        "permissions": many(one_of(*PERMISSIONS), 0, len(PERMISSIONS)),
        "factors": exactly(_FACTORS),
        "setIn": whole(1),
    }
)
_BODY = exactly(
    {
        "version": one_of(1),
        "vaultId": is_id,
        "seq": whole(1),
        "at": whole(),
        "signedBy": KEY,
        "administrators": many(_ADMINISTRATOR, 0, 50),
        "people": many(_PERSON, 1, 200),
        "roles": many(_ROLE, 0, 50),
    },
    {"builtInFactors": many(exactly(_FACTORS | {"role": one_of(*BUILT_IN), "setIn": whole(1)}), 0, 4)},
)
_COMMITMENTS = exactly({"vault": KEY, "confidential": KEY, "restricted": KEY})
SEALED = exactly(
    {
        "rosters": many(exactly({"body": _BODY, "signature": SIGNATURE}), 1, 4),
        "keyClaim": exactly(
            {
                "commitments": _COMMITMENTS,
                "administrators": many(_ADMINISTRATOR, 0, 50),
                "roster": whole(1),
                "signedBy": KEY,
                "signature": SIGNATURE,
            }
        ),
    }
)

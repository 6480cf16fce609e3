"""`attempts.log`: failed attempts, sealed to whoever has the vault key (section 1)."""
from typing import Any

from . import age, canonical, files
from .sealing import derive
from .vault import Vault

LARGEST = 128 * 1024


def read(vault: Vault) -> list[dict[str, Any]]:
    """The attempts that the folder tells of; none where there is no such file."""
    path = vault.folder / "attempts.log"
    if not files.exists(path):
        return []
    scalar = derive(vault.keys.vault_key, "coffer/v1/attempts")
    found = []
    for line in files.read(path, LARGEST).decode("ascii", "replace").split():
        content = age.decrypt(canonical.unbase64(line, "A-6"), "A-6", scalar=scalar)
        found.append(canonical.parse(content.decode(), "A-6"))
    return found

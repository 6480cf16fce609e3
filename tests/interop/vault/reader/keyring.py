"""`keyring.json` (section 5): read whole, and held to its checksum; what it says is alleged until its MAC holds."""
import hashlib
import hmac
from pathlib import Path
from typing import Any

from . import canonical, files
from .keyring_shape import KEYRING
from .refusal import Refused, require
from .sealing import derive
from .shapes import require_shape

LARGEST = 1_048_576


def parse(content: bytes) -> dict[str, Any]:
    """[R-1] to [R-4]"""
    require(len(content) <= LARGEST, "R-1", "too long")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("R-1", "no UTF-8") from error
    keyring = canonical.parse(text, "R-1")
    require(isinstance(keyring, dict) and keyring.get("format") == "coffer-keyring", "R-2", "no keyring")
    alleged = {name: value for name, value in keyring.items() if name != "checksum"}
    checksum = hashlib.sha256(canonical.bytes_of(alleged)).hexdigest()
    require(keyring.get("checksum") == checksum, "R-2", "another checksum")
    require(keyring.get("version") == 1, "R-2", "from a newer app")
    require(canonical.text_of(keyring) + "\n" == text, "R-3", "not in canonical form")
    require_shape(KEYRING, keyring, "R-3", "keyring.json")
    for list_name, name in (("slots", "id"), ("people", "person")):
        ids = [each[name] for each in keyring[list_name]]
        require(len(set(ids)) == len(ids), "R-4", f"one of {list_name} twice")
    return keyring


def read(folder: Path) -> dict[str, Any]:
    return parse(files.read(folder / "keyring.json", LARGEST))


def mac_of(keyring: dict[str, Any], vault_key: bytes) -> bytes:
    authenticated = {name: value for name, value in keyring.items() if name not in ("mac", "checksum")}
    key = derive(vault_key, "coffer/v1/keyring-mac")
    return hmac.digest(key, canonical.bytes_of(authenticated), "sha256")


def check_mac(keyring: dict[str, Any], vault_key: bytes) -> None:
    """[R-5]"""
    mac = canonical.unbase64(keyring["mac"], "R-5", 32)
    require(hmac.compare_digest(mac_of(keyring, vault_key), mac), "R-5", "another MAC")

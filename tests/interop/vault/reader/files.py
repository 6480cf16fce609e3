"""Files of a folder that somebody else can write (A-6): no link is followed, nothing is waited for."""
import os
import stat
from pathlib import Path

from .refusal import Refused, require


def read(path: Path, largest: int) -> bytes:
    """[A-6] the content of a regular file of at most that many bytes"""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Refused("A-6", f"{path.name} cannot be opened") from error
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        require(stat.S_ISREG(about.st_mode), "A-6", f"{path.name} is no file")
        require(about.st_size <= largest, "A-6", f"{path.name} is too long")
        return file.read(largest)


def exists(path: Path) -> bool:
    return os.path.lexists(path)

"""A database in memory, from its plain pages."""
import sqlite3

from .refusal import Refused, require


def opened(pages: bytes) -> sqlite3.Connection:
    """Python's own SQLite, which knows nothing of ciphers, on pages that were opened."""
    content = bytearray(pages)
    # The log was applied already, and SQLite takes none in memory: both versions of the format's header say so.
    content[18:20] = b"\x01\x01"
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(content))
    connection.row_factory = sqlite3.Row
    try:
        found = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Refused("D-3", "no database") from error
    require([tuple(row) for row in found] == [("ok",)], "D-3", "SQLite finds damage")
    return connection

"""`pages-1.json`: databases and logs as a killed process left them."""
from typing import Any

from . import image, wal
from .canonical import unbase64
from .pages import open_page


def notes(vector: dict[str, Any]) -> list[str]:
    """The texts of the table `note`."""
    key = bytes.fromhex(vector["key"])
    pages = wal.image(
        unbase64(vector["database"], "Z-1"),
        unbase64(vector["log"], "Z-5"),
        lambda number, content: open_page(vector["cipher"], key, number, content),
    )
    return [row["text"] for row in image.opened(pages).execute("SELECT text FROM note ORDER BY row")]

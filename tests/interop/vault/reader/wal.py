"""The write-ahead log (Z-5): whole pages, each encrypted as in the database, in the order in which they were written."""
from collections.abc import Callable

from .pages import PAGE
from .refusal import require

HEADER = 32
FRAME_HEADER = 24
MAGICS = {0x377F0682: "little", 0x377F0683: "big"}


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "big")


def _summed(content: bytes, order: str, before: tuple[int, int]) -> tuple[int, int]:
    one, two = before
    for at in range(0, len(content), 8):
        one = one + int.from_bytes(content[at : at + 4], order) + two & 0xFFFFFFFF
        two = two + int.from_bytes(content[at + 4 : at + 8], order) + one & 0xFFFFFFFF
    return one, two


def committed(log: bytes) -> tuple[dict[int, bytes], int | None]:
    """[Z-5] the latest committed form of each page, encrypted, and how many pages there are; `None` where nothing was committed"""
    pages: dict[int, bytes] = {}
    if len(log) < HEADER or _number(log, 0) not in MAGICS:
        return pages, None
    order = MAGICS[_number(log, 0)]
    require(_number(log, 4) == 3_007_000 and _number(log, 8) == PAGE, "Z-5", "another form of log")
    salt, sums = log[16:24], _summed(log[:24], order, (0, 0))
    if sums != (_number(log, 24), _number(log, 28)):
        return pages, None
    waiting: dict[int, bytes] = {}
    size = None
    for at in range(HEADER, len(log) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        head, page = log[at : at + FRAME_HEADER], log[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]
        sums = _summed(head[:8] + page, order, sums)
        if head[8:16] != salt or sums != (_number(head, 16), _number(head, 20)):
            break
        waiting[_number(head, 0)] = page
        if _number(head, 4) != 0:
            pages |= waiting
            waiting, size = {}, _number(head, 4)
    return pages, size


def image(database: bytes, log: bytes, open_page: Callable[[int, bytes], bytes]) -> bytes:
    """The database as SQLite would see it: each page from the log where that has it, otherwise from the file."""
    require(len(database) % PAGE == 0, "D-3", "half a page")
    newer, size = committed(log)
    count = len(database) // PAGE if size is None else size
    pages = []
    for number in range(1, count + 1):
        content = newer.get(number) or database[(number - 1) * PAGE : number * PAGE]
        require(len(content) == PAGE, "Z-5", f"page {number} is not there")
        pages.append(open_page(number, content))
    return b"".join(pages)

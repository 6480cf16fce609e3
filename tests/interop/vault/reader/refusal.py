"""The one way in which this reader refuses: what does not hold, by the number that the page gives it."""


class Refused(Exception):
    """What was read is not as the page says."""

    def __init__(self, number: str, what: str) -> None:
        super().__init__(f"[{number}] {what}")
        self.number = number
        self.what = what


def require(holds: bool, number: str, what: str) -> None:
    """Goes on only where it holds."""
    if not holds:
        raise Refused(number, what)

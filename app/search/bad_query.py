"""What is wrong with a query, and where."""

from app.core.errors import BadValue


class BadQuery(BadValue):
    """A query, or one value of it, that cannot be read.

    position, length: the characters of the text that are at fault; length is 0 where something is missing.
    suggestion: the whole text with the fault corrected, None where no correction is likely.
    """

    def __init__(self, message: str, position: int, length: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.position, self.length, self.suggestion = position, length, suggestion

    def inside(self, text: str, start: int, end: int) -> "BadQuery":
        """The same fault, of the value that stands in `text` from `start` to `end`; what is suggested is all of the text."""
        suggestion = None if self.suggestion is None else text[:start] + self.suggestion + text[end:]
        return BadQuery(str(self), start, end - start, suggestion)

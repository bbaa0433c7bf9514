"""The project's errors. Doors turn them into pages, problem documents and exit codes; nothing here knows HTTP."""


class DomainError(Exception):
    """Something the caller asked for cannot be done; the message says what and where.

    step: the place, from 0, of the step of a contribution that cannot be applied; None where it is not about one.
    """

    step: int | None = None


class NotFound(DomainError):
    """No such thing: the message names it."""


class Conflict(DomainError):
    """The thing is there, but its state forbids what was asked."""


class Forbidden(DomainError):
    """Whoever asks may not do that; the message names the permission it needs."""


class BadValue(DomainError):
    """A value that its property cannot hold; the message names the value and what was expected."""


class BadFile(DomainError):
    """A file that cannot be read as what it should be; names file, row and column where they are known."""

    def __init__(self, message: str, *, file: str, row: int | None = None, column: str | None = None) -> None:
        place = file + (f", row {row}" if row is not None else "") + (f", column {column}" if column else "")
        super().__init__(f"{place}: {message}")
        self.file, self.row, self.column = file, row, column

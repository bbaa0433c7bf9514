"""What happens when the files of an index turn out to be damaged while it is asked."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, Protocol, TypeVar

# How the engine's errors begin that speak of the files and not of the question.
_OF_FILES = (
    "Data corrupted", "An IO error", "Failed to open", "An internal error", "A thread holding", "Failed to deserialize",
)  # fmt: skip


class Unreadable(OSError):
    """The index failed while it was asked, and building it anew did not help."""


class Replaceable(Protocol):
    """What answers from files, and can go on with others that were built anew."""

    def replace(self, error: BaseException) -> None:
        """Go on with the files built anew; Unreadable where there are none."""


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Replaceable)


def is_damage(error: BaseException) -> bool:
    """Whether the engine fails because of its files: in Rust it may panic, which is no Exception."""
    if type(error).__name__ == "PanicException":
        return True
    return isinstance(error, OSError | ValueError) and str(error).startswith(_OF_FILES)


def cannot_open(error: BaseException) -> bool:
    """Whether it is an error of opening or writing an index: there, no question can be at fault."""
    return isinstance(error, OSError | ValueError) or is_damage(error)


def healing(ask: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Where the files fail, ask once more, of those that were built anew."""

    def asked(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(self, *args, **kwargs)
        except BaseException as error:
            if not is_damage(error):
                raise
            self.replace(error)
        return asked(self, *args, **kwargs)

    return update_wrapper(asked, ask)  # type: ignore[return-value]

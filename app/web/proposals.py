"""What the pages of contributions share: their preview, and the words that are sent with a decision."""

from collections.abc import Sequence
from typing import Protocol

from flask import Flask, request

from app.core.errors import BadValue, DomainError
from app.extensions import db
from app.services import changes, contributions
from app.services.permissions import Permission, may
from app.services.steps import Step
from app.web.access import actor

MAX_WORDS = 10_000


class Contributed(Protocol):
    """What can be previewed: steps, and who sent them in."""

    @property
    def steps(self) -> Sequence[Step]:
        """What it is to do."""
        ...

    @property
    def author_id(self) -> int | None:
        """Who sent it in."""
        ...


def preview_of(contributed: Contributed) -> tuple[tuple[changes.Touched, ...], str]:
    """What a contribution would do as things stand; and why it cannot be done, where it cannot."""
    try:
        found = contributions.preview(db.session, contributed.steps, author_id=contributed.author_id)
    except DomainError as error:
        return (), str(error)
    return changes.previewed(found), ""


def comment_of(name: str, required: str = "") -> str:
    """The words of a form, trimmed; BadValue where they are missing or too long."""
    text = request.form.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()
    if required and not text:
        raise BadValue(required)
    if len(text) > MAX_WORDS:
        raise BadValue(f"the text has {len(text):,} characters; at most {MAX_WORDS:,} can be kept")
    return text


def seen_versions() -> dict[int, int]:
    """The versions of the occurrences that the form was made from, `17:4 23:1`; what cannot be read is left out."""
    pairs = [part.partition(":") for part in request.form.get("base", "").split()[:1000]]
    return {int(key): int(version) for key, _, version in pairs if _is_number(key, 18) and _is_number(version, 9)}


def _is_number(text: str, length: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= length


def n_waiting() -> int | None:
    """How many contributions wait, for those who may review them; None for others, who are told nothing."""
    return changes.n_waiting(db.session) if may(actor(), Permission.REVIEW) else None


def register(app: Flask) -> None:
    """Let the head of every page tell reviewers what waits."""
    app.jinja_env.globals.update(n_waiting=n_waiting)

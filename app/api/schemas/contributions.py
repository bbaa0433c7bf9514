"""What is answered to a contribution, and how one that was sent stands."""

import datetime as dt

from pydantic import Field

from app.api.schemas.shape import Shape
from app.vocab.claims import ChangesetKind, ChangesetState, NoteKind


class FoundOut(Shape):
    """What was named in the body and is on record already; it was taken, and nothing was made."""

    pointer: str = Field(description="where the body names it", examples=["/source"])
    id: int
    name: str


class ContributionOut(Shape):
    """What became of what was sent. While it waits for review nothing has a number yet: see the contribution's address."""

    occurrence: int | None = Field(description="the record that it is about; null while a new one waits")
    changeset: int | None = Field(description="null where all of it is on record already")
    state: ChangesetState | None = Field(description="accepted: it stands; pending: it waits for an editor")
    url: str | None = Field(description="where it can be looked at again, with the token")
    claims: list[str] = Field(description="the names of its claims, in their order", examples=[["17-1", "17-2"]])
    sources: list[int]
    parties: list[int]
    investigations: list[int] = Field(description="the numbers of those that it opens or adds to")
    recommendations: list[int] = Field(description="the numbers of those that it makes")
    made: dict[str, int] = Field(description="what its steps made, by their refs")
    found: list[FoundOut]


class PartOut(Shape):
    """A part that can be accepted on its own."""

    number: int
    text: str


class StepOut(Shape):
    """A step in words."""

    text: str
    parts: list[PartOut]


class NoteOut(Shape):
    """A word said in the review."""

    kind: NoteKind
    author: str
    text: str
    created_at: dt.datetime


class SentRef(Shape):
    """A contribution in a list."""

    id: int
    url: str
    state: ChangesetState
    kind: ChangesetKind
    author: str
    comment: str
    created_at: dt.datetime
    decided_at: dt.datetime | None
    occurrences: list[int] = Field(description="the known records that it is about")
    changed: list[int] = Field(description="those of them that changed since it was sent")
    is_asked_back: bool = Field(description="a reviewer waits for an answer of its author")


class SentList(Shape):
    """Contributions, the oldest first."""

    items: list[SentRef]


class SentOut(Shape):
    """A contribution for its author and the reviewers."""

    id: int
    url: str
    state: ChangesetState
    kind: ChangesetKind
    author: str
    comment: str
    created_at: dt.datetime
    decided_at: dt.datetime | None
    decided_by: str | None
    occurrences: list[int] = Field(description="the records that it is about, or has made")
    claims: list[str] = Field(description="once it is accepted")
    steps: list[StepOut] = Field(description="what it asks for; empty where it never waited")
    meanwhile: list[str] = Field(description="what changed on its records since it was sent")
    notes: list[NoteOut]

"""What is sent to correct the record and to decide on what waits."""

from pydantic import Field

from app.api.schemas.accounts_in import PartyIn, Sent, SourceIn
from app.api.schemas.body import Body, Flag, Id, Line, Number, Words
from app.vocab.claims import Rank, Verdict


class ReasonIn(Body):
    """Why it is done; everybody reads it."""

    reason: Words
    base_version: Number | None = Field(None, description="as with an account")


class RankIn(ReasonIn):
    """An editor's mark on a claim."""

    rank: Rank | None = Field(description="null takes the mark away")


class MergeIn(ReasonIn):
    """The record is another one's double."""

    into: Id
    aircraft: dict[str, Number] | None = Field(
        None,
        max_length=20,
        description="the number there of each of its aircraft; one that is left out is another. Without it: by registration",
    )


class JudgementIn(ReasonIn):
    """Whether two records are of one occurrence."""

    other: Id
    verdict: Verdict


class SourceNewIn(SourceIn, Sent):
    """A source of its own."""


class PartyNewIn(PartyIn, Sent):
    """A party of its own."""


class NameIn(Sent):
    """A name of a party."""

    name: Line
    is_primary: Flag = Field(False, description="it becomes the first name; the old one stays as a further one")


class PartyMergeIn(ReasonIn):
    """Two parties are one."""

    into: Id


class AcceptIn(Body):
    """What is let into the record."""

    note: Words | None = None
    only: list[Number] | None = Field(
        None, max_length=5_000, description="the numbers of the parts to accept; the rest is rejected. Without it: all"
    )
    over: Flag = Field(False, description="although the records changed since it was sent (409)")


class NoteIn(Body):
    """A word to its author and the reviewers."""

    note: Words


class RevertIn(Body):
    """Why the changeset is undone."""

    comment: Words


class NothingIn(Body):
    """An empty object."""

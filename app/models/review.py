"""What is not part of the record: contributions that wait, notes on them, drafts, and what people watch."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigKey, code_type, occurrence_key
from app.vocab.claims import NoteKind


def _changeset() -> Mapped[int]:
    return mapped_column(BigKey, sa.ForeignKey("changeset.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False)


def _user(*, primary_key: bool = False) -> Mapped[int]:
    return mapped_column(BigKey, sa.ForeignKey("user.id", ondelete="RESTRICT"), primary_key=primary_key, autoincrement=False)


class Proposal(Base):
    """What a contribution is to do, as it was sent in, in the words of `app.services.steps`.

    `base` is JSON: the version of each occurrence that its author saw, by id. `version` counts its revisions from 1.
    """

    __tablename__ = "proposal"

    changeset_id: Mapped[int] = _changeset()
    steps: Mapped[str]
    base: Mapped[str]
    version: Mapped[int]
    changed_at: Mapped[dt.datetime]


class ReviewNote(Base):
    """A word said in a review."""

    __tablename__ = "review_note"
    __table_args__ = (sa.CheckConstraint("text <> '' OR kind <> 'note'", name="note_says_something"),)

    changeset_id: Mapped[int] = _changeset()
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    author_id: Mapped[int] = _user()
    kind: Mapped[NoteKind] = mapped_column(code_type(NoteKind))
    text: Mapped[str]
    created_at: Mapped[dt.datetime]


class SavedDraft(Base):
    """A form that somebody has not sent in yet. `form` names it, `content` is JSON of its fields."""

    __tablename__ = "saved_draft"

    user_id: Mapped[int] = _user(primary_key=True)
    form: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    title: Mapped[str]
    content: Mapped[str]
    changed_at: Mapped[dt.datetime]


class Watch(Base):
    """Somebody follows an occurrence; `seen` is the sequence up to which they have seen its changes."""

    __tablename__ = "watch"

    occurrence_id: Mapped[int] = occurrence_key()
    user_id: Mapped[int] = _user(primary_key=True)
    seen: Mapped[int] = mapped_column(BigKey)
    mailed: Mapped[int] = mapped_column(BigKey)
    created_at: Mapped[dt.datetime]


class WatchedQuery(Base):
    """Somebody follows a search, under a name of their own.

    `query` is its canonical text, `unit` what it counts. `seen` and `mailed` are the sequences up to which they were told.
    """

    __tablename__ = "watched_query"
    __table_args__ = (
        sa.CheckConstraint("name <> ''", name="name_not_empty"),
        sa.CheckConstraint("unit = 'occurrences' OR unit = 'aircraft'", name="unit_known"),
    )

    user_id: Mapped[int] = _user(primary_key=True)
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    query: Mapped[str]
    unit: Mapped[str]
    name: Mapped[str]
    seen: Mapped[int] = mapped_column(BigKey)
    mailed: Mapped[int] = mapped_column(BigKey)
    created_at: Mapped[dt.datetime]

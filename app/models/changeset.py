"""The log: atomic contributions, in the order in which they were accepted, chained by digest."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import CLUSTERED, Base, BigKey, code_type, occurrence_key
from app.vocab.claims import ChangesetKind, ChangesetState


class Changeset(Base):
    """One atomic contribution.

    `sequence` is given when it is accepted, gap-free from 1: the order of the log and the record time of all that it holds.
    `shared_digest` covers the parties and sources it brought, `digest` everything, with the digest before it.
    `author_id` None: the program itself, an import from the command line. `undoes` is the id of the changeset that a revert
    undoes, `split_from` of the one from which this was parted in review.
    """

    __tablename__ = "changeset"
    __table_args__ = (
        sa.CheckConstraint("(state = 'accepted') = (sequence IS NOT NULL)", name="accepted_has_sequence"),
        sa.CheckConstraint("(state = 'accepted') = (digest IS NOT NULL)", name="accepted_has_digest"),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_has_time"),
        sa.Index(None, "author_id"),
        sa.Index(
            "ix_changeset_open", "id", sqlite_where=sa.text("sequence IS NULL"), postgresql_where=sa.text("sequence IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    kind: Mapped[ChangesetKind] = mapped_column(code_type(ChangesetKind))
    state: Mapped[ChangesetState] = mapped_column(code_type(ChangesetState))
    author_id: Mapped[int | None] = mapped_column(BigKey, sa.ForeignKey("user.id", ondelete="RESTRICT"))
    comment: Mapped[str]
    created_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None] = mapped_column(BigKey, sa.ForeignKey("user.id", ondelete="RESTRICT"))
    decided_at: Mapped[dt.datetime | None]
    sequence: Mapped[int | None] = mapped_column(BigKey, unique=True)
    shared_digest: Mapped[str | None]
    digest: Mapped[str | None]
    undoes: Mapped[int | None] = mapped_column(BigKey)
    split_from: Mapped[int | None] = mapped_column(BigKey)


class ChangesetEntry(Base):
    """What one changeset did to one occurrence, as a digest of the rows it recorded and closed there."""

    __tablename__ = "changeset_entry"
    __table_args__ = (sa.Index(None, "changeset_id"), CLUSTERED)

    occurrence_id: Mapped[int] = occurrence_key()
    changeset_id: Mapped[int] = mapped_column(
        BigKey, sa.ForeignKey("changeset.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str]

"""Parties: who speaks, publishes, operates, builds, owns and investigates."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigKey, changeset_key, code_type, one_open
from app.vocab.claims import PartyKind


class Party(Base):
    """A body or a person. `name` repeats the primary one of its names; `country` is ISO 3166-1 alpha-2.

    `merged_into` repeats its open merge: the party that it is. A party that others were merged into is merged into none.
    """

    __tablename__ = "party"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    kind: Mapped[PartyKind] = mapped_column(code_type(PartyKind))
    name: Mapped[str]
    country: Mapped[str | None]
    recorded_in: Mapped[int] = changeset_key()
    merged_into: Mapped[int | None] = mapped_column(BigKey)


class PartyMerge(Base):
    """That two parties are one, and why."""

    __tablename__ = "party_merge"
    __table_args__ = (
        sa.CheckConstraint("party_id <> into_id", name="into_another"),
        one_open("uq_party_merge_open", "party_id"),
        sa.Index(None, "into_id"),
    )

    party_id: Mapped[int] = mapped_column(
        BigKey, sa.ForeignKey("party.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    into_id: Mapped[int] = mapped_column(BigKey, sa.ForeignKey("party.id", ondelete="RESTRICT"))
    reason: Mapped[str]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)


class PartyName(Base):
    """A name under which a party is known; `key` is the folded form by which importers find it."""

    __tablename__ = "party_name"
    __table_args__ = (
        sa.Index(None, "key"),
        sa.Index(None, "recorded_in"),
        sa.Index(
            "ix_party_name_closed_in", "closed_in",
            sqlite_where=sa.text("closed_in IS NOT NULL"), postgresql_where=sa.text("closed_in IS NOT NULL"),
        ),
    )  # fmt: skip

    party_id: Mapped[int] = mapped_column(
        BigKey, sa.ForeignKey("party.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    name: Mapped[str]
    key: Mapped[str]
    is_primary: Mapped[bool]
    recorded_in: Mapped[int] = changeset_key()
    closed_in: Mapped[int | None] = changeset_key(nullable=True)

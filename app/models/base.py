"""The declarative base: naming convention, column types and the small helpers that all tables share."""

import datetime as dt
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.vocab.coded import Coded

# Keys are given by the program, under the writer's lock: no identity column, so that tables can be spread over machines.
BigKey = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Instant(sa.TypeDecorator[dt.datetime]):
    """A moment in UTC, aware in Python; stored without a zone."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def code_type(codes: type[Coded]) -> sa.Enum:
    """The column type of a closed list: text, with a CHECK on both engines. A new member needs a migration."""
    return sa.Enum(codes, native_enum=False, length=32, values_callable=lambda each: [member.value for member in each])


def _check_codes(table: sa.Table) -> None:
    """A CHECK for each coded column. Comparisons, not IN: SQLite builds a table for an IN list at every row."""
    for column in table.columns:
        if isinstance(column.type, sa.Enum):
            known = sa.or_(*(column == value for value in column.type.enums))
            table.append_constraint(sa.CheckConstraint(known, name=f"{column.name}_known"))


class Base(DeclarativeBase):
    """All tables of the project."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: Instant(),
        dt.date: sa.Date(),
        str: sa.Text(),
        float: sa.Double(),
    }

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "__tablename__" in vars(cls):  # a door's subclass of a model has the model's table
            _check_codes(cls.metadata.tables[cls.__tablename__])


def occurrence_key() -> Mapped[int]:
    """The first part of the key of every table under the occurrence."""
    return mapped_column(BigKey, sa.ForeignKey("occurrence.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False)


def number() -> Mapped[int]:
    """The running number within the occurrence, from 1."""
    return mapped_column(sa.Integer, primary_key=True, autoincrement=False)


def changeset_key(*, nullable: bool = False) -> Mapped[Any]:
    """A reference to the changeset that recorded or closed the row."""
    return mapped_column(BigKey, sa.ForeignKey("changeset.id", ondelete="RESTRICT"), nullable=nullable)


def party_key(*, nullable: bool = False) -> Mapped[Any]:
    """A reference to a party."""
    return mapped_column(BigKey, sa.ForeignKey("party.id", ondelete="RESTRICT"), nullable=nullable)


def source_key() -> Mapped[int]:
    """A reference to a source."""
    return mapped_column(BigKey, sa.ForeignKey("source.id", ondelete="RESTRICT"))


def within(table: str, column: str) -> sa.ForeignKeyConstraint:
    """A reference to a numbered row of the same occurrence."""
    return sa.ForeignKeyConstraint(
        ["occurrence_id", column], [f"{table}.occurrence_id", f"{table}.number"], ondelete="RESTRICT"
    )


def one_open(name: str, *columns: str) -> sa.Index:
    """At most one open row for each value of the columns, whatever was closed before."""
    is_open = sa.text("closed_in IS NULL")
    return sa.Index(name, *columns, unique=True, sqlite_where=is_open, postgresql_where=is_open)


# Rows of one occurrence lie together on disk: SQLite clusters such a table by its key.
CLUSTERED = {"sqlite_with_rowid": False}

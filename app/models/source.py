"""Sources: where something can be read."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigKey, changeset_key, code_type, party_key
from app.vocab.claims import SourceKind


class Source(Base):
    """A report, statement, article or release of a dataset.

    `key` is its permanent name where one is known (a dossier's key, a dataset's release); `series` names the dataset of
    which it is one release; `redistributable` says whether its texts may be given on.
    """

    __tablename__ = "source"
    __table_args__ = (
        sa.CheckConstraint("url IS NULL OR url LIKE 'http://%' OR url LIKE 'https://%'", name="url_is_http"),
        sa.CheckConstraint(
            "archived_url IS NULL OR archived_url LIKE 'http://%' OR archived_url LIKE 'https://%'",
            name="archived_url_is_http",
        ),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    kind: Mapped[SourceKind] = mapped_column(code_type(SourceKind))
    title: Mapped[str]
    publisher_id: Mapped[int] = party_key()
    authors: Mapped[str | None]
    url: Mapped[str | None]
    archived_url: Mapped[str | None]
    published_on: Mapped[dt.date | None]
    retrieved_on: Mapped[dt.date | None]
    language: Mapped[str | None]
    licence: Mapped[str]
    redistributable: Mapped[bool]
    key: Mapped[str | None] = mapped_column(sa.Text, unique=True)
    series: Mapped[str | None]
    file_sha256: Mapped[str | None] = mapped_column(sa.Text, unique=True)
    recorded_in: Mapped[int] = changeset_key()

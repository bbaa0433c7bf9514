"""People who contribute."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigKey


class User(Base):
    """Somebody who may be the author of a changeset."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.Text, unique=True)
    created_at: Mapped[dt.datetime]

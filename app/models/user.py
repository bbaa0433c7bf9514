"""People who contribute, and what they sign in with."""

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, BigKey, code_type
from app.vocab.users import Role


def random_key() -> str:
    """128 random bits as text: an identifier that tells nothing and cannot be guessed."""
    return secrets.token_hex(16)


def user_key() -> Mapped[int]:
    """A reference to a user."""
    return mapped_column(BigKey, sa.ForeignKey("user.id", ondelete="RESTRICT"))


class User(Base):
    """Somebody who may be the author of a changeset.

    `email` is in small letters; None for an author who never signs in. `password` is a hash. A row is never deleted, because
    changesets refer to it: `active` False shuts the account.
    `fs_uniquifier` stands for the user in sessions and links, so that a new one ends them all. Columns beginning with `fs_`,
    `tf_` and `mf_` have the names that Flask-Security expects: its handles, the time code, the recovery codes. A time code is
    taken once: `tf_last_counter` is the last one taken.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.Text, unique=True)
    created_at: Mapped[dt.datetime]
    email: Mapped[str | None] = mapped_column(sa.Text, unique=True)
    role: Mapped[Role] = mapped_column(code_type(Role), default=Role.CONTRIBUTOR)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    confirmed_at: Mapped[dt.datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(sa.Text, unique=True, default=random_key)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(sa.Text, unique=True, default=random_key)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(sa.JSON(none_as_null=True)))

    # A door adds methods by a subclass with the same table, hence no check of types.
    webauthn: Mapped[list["Passkey"]] = relationship(
        back_populates="user", lazy="select", passive_deletes="all", enable_typechecks=False
    )


class Passkey(Base):
    """A public key with which a user signs in; attribute names are those that Flask-Security expects."""

    __tablename__ = "passkey"
    __table_args__ = (sa.UniqueConstraint("user_id", "name"),)

    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary, primary_key=True)
    user_id: Mapped[int] = user_key()
    name: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(sa.JSON(none_as_null=True)))
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    lastuse_datetime: Mapped[dt.datetime] = mapped_column("last_used_at")

    user: Mapped[User] = relationship(back_populates="webauthn", lazy="select", enable_typechecks=False)

    def get_user_mapping(self) -> dict[str, int]:
        """How Flask-Security finds the user of a key."""
        return {"id": self.user_id}


class SessionRecord(Base):
    """A session of a browser: the sign-in it began with. One that ended is refused at its next request."""

    __tablename__ = "session_record"
    __table_args__ = (sa.Index(None, "user_id"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=random_key)
    user_id: Mapped[int] = user_key()
    created_at: Mapped[dt.datetime]
    last_seen_on: Mapped[dt.date]
    agent: Mapped[str]
    ended_at: Mapped[dt.datetime | None]


class ApiToken(Base):
    """What a program signs in with. Only the digest is kept; `prefix` is the beginning, by which its owner tells it.

    `scopes` are permissions, separated by blanks. `expires_at` None: never.
    """

    __tablename__ = "api_token"
    __table_args__ = (sa.Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = user_key()
    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[str] = mapped_column(sa.Text, unique=True)
    scopes: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    last_used_on: Mapped[dt.date | None]
    revoked_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(lazy="raise")

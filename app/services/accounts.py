"""Users and what they sign in with: made, changed and ended here. Passwords are argon2id hashes, tokens SHA-256 digests."""

import datetime as dt
import hashlib
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.core.errors import BadValue, Conflict, NotFound
from app.core.text import squeeze
from app.models.database import take_turn
from app.models.user import ApiToken, SessionRecord, User, random_key
from app.services.pages import Page
from app.services.permissions import PROGRAM, Actor, Permission
from app.vocab.users import Role

TOKEN_BEGINNING = "adk_"
MIN_PASSWORD, MAX_PASSWORD = 12, 128
MAX_NAME, MAX_EMAIL, MAX_AGENT = 60, 254, 200
MAX_TOKENS = 50
SESSION_LIFE = dt.timedelta(days=30)
# Long enough to pass the length, and still among the first that anybody tries.
_COMMON = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "123456789101112", "1q2w3e4r5t6y", "1qaz2wsx3edc", "administrator",
        "changemechangeme", "iloveyou1234", "letmeinletmein", "password1234", "password12345", "passwordpassword",
        "qwerty123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf", "qwertyuiop[]", "unbelievable", "welcome12345",
    }
)  # fmt: skip


def now() -> dt.datetime:
    """The present moment in UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def actor_of(user: User) -> Actor:
    """The user as somebody who asks."""
    return Actor(user.id, user.name, frozenset({user.role}))


# -- passwords


def normalized(password: str) -> str:
    """A password as it is hashed: the same on every keyboard. Of one that is too long only as much as shows that it is."""
    return unicodedata.normalize("NFKD", password[: MAX_PASSWORD + 1])


def problems_of_password(password: str, *, name: str = "", email: str = "") -> list[str]:
    """Why a password cannot be taken, in sentences; empty for a good one. No rule asks for kinds of characters."""
    folded = password.casefold()
    own = [word for word in (name, email, email.partition("@")[0], "airdocket") if len(word) > 3]
    checks = (
        (len(password) >= MIN_PASSWORD, f"Write at least {MIN_PASSWORD} characters."),
        (len(password) <= MAX_PASSWORD, f"Write at most {MAX_PASSWORD} characters."),
        (len(set(folded)) > 4, "Write more than four different characters."),
        (folded not in _COMMON, "This is one of the passwords that are tried first; choose another one."),
        (
            not any(word.casefold() in folded for word in own),
            "Leave out your name, your e-mail address and the name of this site.",
        ),
    )
    return [message for good, message in checks if not good]


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(normalized(password))


# -- users


def check_name(session: Session, name: str) -> str:
    """The name as it is kept; BadValue or Conflict say why it cannot be taken."""
    kept = squeeze(name)
    if not 2 <= len(kept) <= MAX_NAME or not kept.isprintable():
        raise BadValue(f"{kept[:MAX_NAME]!r} is not a name; write 2 to {MAX_NAME} characters")
    if unicodedata.normalize("NFKC", kept).casefold() == PROGRAM.name:
        raise Conflict(f"the name {kept!r} is kept for the program itself; choose another one")
    if session.scalar(sa.select(User.id).where(sa.func.lower(User.name) == kept.lower())) is not None:
        raise Conflict(f"the name {kept!r} is taken")
    return kept


def check_email(session: Session, email: str) -> str:
    """The address in small letters; BadValue or Conflict say why it cannot be taken."""
    kept = email.strip().lower()
    local, at, domain = kept.rpartition("@")
    if not (local and at and "." in domain) or len(kept) > MAX_EMAIL or " " in kept or not kept.isprintable():
        raise BadValue(f"{kept[:80]!r} is not an e-mail address")
    if session.scalar(sa.select(User.id).where(User.email == kept)) is not None:
        raise Conflict(f"the e-mail address {kept} belongs to another user")
    return kept


def add_user(
    session: Session, name: str, email: str, *, role: Role, password_hash: str | None, confirmed: bool = False
) -> User:
    """A new user, flushed under the writer's turn; the caller commits soon. BadValue or Conflict for a name or an address."""
    take_turn(session)
    moment = now()
    user = User(
        id=(session.scalar(sa.select(sa.func.max(User.id))) or 0) + 1,
        name=check_name(session, name),
        email=check_email(session, email),
        role=role,
        password=password_hash,
        active=True,
        created_at=moment,
        confirmed_at=moment if confirmed else None,
        fs_uniquifier=random_key(),
        fs_webauthn_user_handle=random_key(),
    )
    session.add(user)
    session.flush()
    return user


def has_users(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(sa.select(User.id).limit(1)) is not None


def find_user(session: Session, name: str) -> User:
    """The user of that name or e-mail address; NotFound."""
    found = session.scalar(sa.select(User).where(sa.or_(User.name == name, User.email == name.lower())))
    if found is None:
        raise NotFound(f"there is no user {name!r}")
    return found


def user_by_id(session: Session, user_id: int) -> User:
    """The user of that number; NotFound."""
    found = session.get(User, user_id)
    if found is None:
        raise NotFound(f"there is no user {user_id}")
    return found


def set_role(session: Session, user: User, role: Role) -> None:
    """Give another role. Conflict for the last administrator; the caller commits."""
    take_turn(session)
    if user.role is Role.ADMIN and role is not Role.ADMIN:
        _keep_an_administrator(session, user)
    user.role = role
    session.flush()


def set_password(session: Session, user: User, password_hash: str) -> None:
    """Give another password, which ends the user's sessions. The caller commits."""
    take_turn(session)
    user.password = password_hash
    user.fs_uniquifier = random_key()
    end_sessions(session, user.id)
    session.flush()


def set_active(session: Session, user: User, active: bool) -> None:
    """Shut an account, which ends its sessions and tokens at once, or open it again. The caller commits."""
    take_turn(session)
    if not active and user.role is Role.ADMIN:
        _keep_an_administrator(session, user)
    user.active = active
    if not active:
        user.fs_uniquifier = random_key()
        end_sessions(session, user.id)
    session.flush()


def _keep_an_administrator(session: Session, user: User) -> None:
    others = sa.select(User.id).where(User.role == Role.ADMIN, User.active, User.id != user.id).limit(1)
    if session.scalar(others) is None:
        raise Conflict(f"{user.name} is the last administrator")


def list_users(session: Session, words: str, number: int, size: int) -> Page[User]:
    """A page of the users whose name or address holds the words, newest first; of all for none."""
    statement = sa.select(User).order_by(User.id.desc())
    if words:
        statement = statement.where(
            sa.or_(User.name.icontains(words, autoescape=True), User.email.icontains(words, autoescape=True))
        )
    total = session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0
    users = session.scalars(statement.limit(size).offset((number - 1) * size)).all()
    return Page(users, number, size, total)


# -- sessions


def new_session(user_id: int, agent: str) -> SessionRecord:
    """The record of a sign-in, for the caller to add."""
    moment = now()
    return SessionRecord(
        id=random_key(), user_id=user_id, created_at=moment, last_seen_on=moment.date(), agent=agent[:MAX_AGENT]
    )


def sessions_of(session: Session, user_id: int) -> Sequence[SessionRecord]:
    """The sessions that stand, newest first."""
    return session.scalars(
        sa.select(SessionRecord)
        .where(
            SessionRecord.user_id == user_id,
            SessionRecord.ended_at.is_(None),
            SessionRecord.created_at > now() - SESSION_LIFE,
        )
        .order_by(SessionRecord.created_at.desc(), SessionRecord.id)
    ).all()


def end_sessions(session: Session, user_id: int, *, only: str | None = None, but: str | None = None) -> int:
    """End a user's sessions: all, one, or all but one. How many ended; flushed, the caller commits."""
    take_turn(session)
    statement = sa.update(SessionRecord).where(SessionRecord.user_id == user_id, SessionRecord.ended_at.is_(None))
    if only is not None:
        statement = statement.where(SessionRecord.id == only)
    if but is not None:
        statement = statement.where(SessionRecord.id != but)
    return int(session.execute(statement.values(ended_at=now())).rowcount)  # type: ignore[attr-defined]


# -- API tokens


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `secret` is shown once and kept nowhere."""

    token: ApiToken
    secret: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def add_token(session: Session, user: User, name: str, scopes: Collection[Permission], expires_on: dt.date | None) -> NewToken:
    """A token that may do no more than its scopes and its owner; it ends after the day `expires_on`. The caller commits."""
    kept = squeeze(name)
    if not 1 <= len(kept) <= MAX_NAME or not kept.isprintable():
        raise BadValue(f"{kept[:MAX_NAME]!r} is not a name for a token; write 1 to {MAX_NAME} characters")
    if not scopes:
        raise BadValue("a token needs at least one scope")
    today = now().date()
    if expires_on is not None and expires_on < today:
        raise BadValue(f"{expires_on} is over; a token ends today or later")
    take_turn(session)
    if len(tokens_of(session, user.id)) >= MAX_TOKENS:
        raise Conflict(f"{user.name} has {MAX_TOKENS} tokens; revoke one first")
    secret = TOKEN_BEGINNING + secrets.token_urlsafe(32)
    ends = None if expires_on is None else dt.datetime.combine(expires_on + dt.timedelta(days=1), dt.time(), dt.UTC)
    token = ApiToken(
        id=(session.scalar(sa.select(sa.func.max(ApiToken.id))) or 0) + 1,
        user_id=user.id,
        name=kept,
        prefix=secret[: len(TOKEN_BEGINNING) + 6],
        digest=_digest(secret),
        scopes=" ".join(sorted(scopes)),
        created_at=now(),
        expires_at=ends,
    )
    session.add(token)
    session.flush()
    return NewToken(token, secret)


def tokens_of(session: Session, user_id: int) -> Sequence[ApiToken]:
    """The tokens that are not revoked, newest first; expired ones too."""
    return session.scalars(
        sa.select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None)).order_by(ApiToken.id.desc())
    ).all()


def last_day(token: ApiToken) -> dt.date | None:
    """The last day on which a token works; None for one that does not end."""
    return None if token.expires_at is None else (token.expires_at - dt.timedelta(seconds=1)).date()


def revoke_token(session: Session, user_id: int, token_id: int) -> None:
    """End a token of the user's; NotFound for another's. The caller commits."""
    take_turn(session)
    found = session.scalar(
        sa.select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    )
    if found is None:
        raise NotFound(f"there is no token {token_id}")
    found.revoked_at = now()
    session.flush()


def actor_of_token(session: Session, secret: str) -> Actor | None:
    """Whoever the token stands for, limited to its scopes; None for one that is unknown, over or of a shut account."""
    if not secret.startswith(TOKEN_BEGINNING):
        return None
    token = session.scalar(sa.select(ApiToken).where(ApiToken.digest == _digest(secret)).options(joinedload(ApiToken.user)))
    moment = now()
    if token is None or token.revoked_at is not None or not token.user.active:
        return None
    if token.expires_at is not None and token.expires_at <= moment:
        return None
    user, scopes = token.user, frozenset(Permission(each) for each in token.scopes.split(" "))
    found = Actor(user.id, user.name, frozenset({user.role}), scopes)
    if token.last_used_on != moment.date():
        take_turn(session)
        token.last_used_on = moment.date()
        session.commit()
    return found

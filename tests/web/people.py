"""Users for tests of pages, and ways to be signed in as one."""

import re
from email import message_from_bytes
from email.policy import default

import sqlalchemy as sa
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.models.user import User
from app.services import accounts
from app.vocab.users import Role

PASSWORD = "correct horse battery"
_HASH = accounts.hashed(PASSWORD)


def a_user(session: Session, role: Role = Role.CONTRIBUTOR, name: str | None = None) -> User:
    """A confirmed user of that role; found again by the name, which is the role's unless another is given."""
    name = name or role.label
    found = session.scalar(sa.select(User).where(User.name == name))
    if found is None:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        found = accounts.add_user(session, name, email, role=role, password_hash=_HASH, confirmed=True)
        session.commit()
    return found


def sign_in_as(client: FlaskClient, session: Session, role: Role = Role.CONTRIBUTOR, name: str | None = None) -> User:
    """Make the client's session one of such a user, without the form."""
    user = a_user(session, role, name)
    record = accounts.new_session(user.id, "a test")
    session.add(record)
    session.flush()
    given = {"_user_id": user.fs_uniquifier, "sid": record.id, "fs_paa": accounts.now().timestamp(), "_fresh": True}
    session.commit()  # nothing stays open, so that the test may go on to file something
    with client.session_transaction() as cookie:
        cookie.update(given)
    return user


def csrf(client: FlaskClient) -> str:
    """A CSRF token of the client's session, for the form field `csrf_token`."""
    with client.session_transaction() as cookie:
        cookie.setdefault("csrf_token", "0" * 40)
        raw = cookie["csrf_token"]
    return str(URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token").dumps(raw))


def send(client: FlaskClient, address: str, **fields: object):
    """Post a form with its CSRF token."""
    return client.post(address, data={"csrf_token": csrf(client), **fields})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: object):
    """Sign in with the form."""
    return send(client, "/account/sign-in", email=email, password=password, **more)


def mails(client: FlaskClient) -> list[tuple[str, str, str]]:
    """(to, subject, text) of the mails that were written, oldest first."""
    folder = client.application.config["AIRDOCKET"].mails
    read = [message_from_bytes(each.read_bytes(), policy=default) for each in sorted(folder.glob("*.eml"))]
    return [(each["To"], each["Subject"], each.get_content()) for each in read]


def link_in(text: str) -> str:
    """The first link of a mail, without the host."""
    return re.search(r"http://localhost(\S+)", text)[1]

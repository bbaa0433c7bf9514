"""Recording what a source says: the whole way through the form, without JavaScript."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import Account, Changeset, Claim, Occurrence, Party, SavedDraft, Source, User
from app.services import accounts
from app.services.dossiers import open_dossier
from app.vocab.claims import ChangesetState
from app.vocab.properties import BY_KEY, PROPERTIES, Property, Subject, ValueType
from app.vocab.users import Role
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences
from tests.web.test_pages import text_of

SOURCE = {
    "source": "new", "source.title": "Interim report on the accident to Airbus A321", "source.kind": "interim_report",
    "source.publisher": "Egyptian Civil Aviation Authority", "source.publisher.kind": "authority",
    "source.publisher.country": "EG", "source.published_on": "14 December 2015", "source.url": "https://example.org/report?id=7",
}  # fmt: skip
FACTS = {"0.date.1": "31 October 2015", "0.place.1": "near Hasna", "0.injuries.fatal.aboard": "224"}
NEW = "/occurrences/new"


@pytest.fixture
def editor(client: FlaskClient, session: Session) -> User:
    """An editor, who is signed in."""
    return signed_in(client, session, Role.EDITOR)


def signed_in(client: FlaskClient, session: Session, role: Role) -> User:
    """A user of that role whose session the client has; forms need no token from then on."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    email = f"{role.value}@example.org"
    user = session.scalar(sa.select(User).where(User.email == email))
    if user is None:
        user = accounts.add_user(session, f"An {role.value}", email, role=role, password_hash="none")  # noqa: S106
        user.confirmed_at = accounts.now()
        session.commit()
    record = accounts.new_session(user.id, "a test")
    given = {"_user_id": user.fs_uniquifier, "_fresh": True, "sid": record.id}
    session.add(record)
    session.commit()
    with client.session_transaction() as cookie:
        cookie.update(given)
    return user


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a page: the hidden fields and those that were filled."""
    form = page.split('<form method="post" class="contribute"', 1)[1].split("</form>", 1)[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        given = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if given.get("type") in ("radio", "checkbox") and not re.search(r"\schecked\b", tag):
            continue
        if "name" in given:
            found[given["name"]] = given.get("value", "")
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[unescape(name)] = unescape(text)
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"[^>]*\sselected\b', options)
        found[unescape(name)] = unescape(chosen[-1]) if chosen else ""
    return {name: value for name, value in found.items() if value}


def post(client: FlaskClient, address: str, fields: dict[str, str], do: str = "preview") -> TestResponse:
    """Send the form by one of its buttons."""
    return client.post(address, data={**fields, "do": do})


def errors_of(page: str) -> dict[str, str]:
    """The faults by field, as the summary lists them."""
    summary = page.split('id="faults"', 1)[-1].split("</div>", 1)[0] if 'id="faults"' in page else ""
    return {
        unescape(name): unescape(text)
        for name, text in re.findall(r'<li><a href="#([^"]*)">(.*?)</a></li>', summary, re.DOTALL)
    }


def send(client: FlaskClient, address: str, fields: dict[str, str], comment: str = "As the report says") -> TestResponse:
    """Preview, then submit what the preview sends on."""
    seen = post(client, address, fields)
    assert seen.status_code == 200, errors_of(seen.text)
    return post(client, address, {**fields_of(seen.text), "comment": comment}, "submit")


def test_the_form_opens(client: FlaskClient, editor: User) -> None:
    assert client.get(NEW).status_code == 200


def test_a_new_occurrence_goes_from_the_form_into_the_record(client: FlaskClient, session: Session, editor: User) -> None:
    answer = send(client, NEW, {**SOURCE, **FACTS, "1.aircraft.operator.1": "Kogalymavia"})
    assert answer.status_code == 303, errors_of(answer.text)
    assert re.fullmatch(r"/changes/\d+\?sent=1", answer.location)
    row = session.scalars(sa.select(Occurrence)).one()
    dossier = open_dossier(session, row.id)
    assert (str(row.occurred_on), row.place, row.n_fatal) == ("2015-10-31", "near Hasna", 224)
    source = dossier.sources[0]
    assert (source.source.title, source.publisher.name, source.publisher.country) == (
        SOURCE["source.title"], "Egyptian Civil Aviation Authority", "EG",
    )  # fmt: skip
    account = dossier.statements[0].account
    assert (str(account.said_on), str(account.published_on)) == ("2015-12-14", "2015-12-14")
    assert dossier.statements[0].speaker.name == "Egyptian Civil Aviation Authority"
    assert dossier.fact("aircraft.operator", aircraft=1).values == ("Kogalymavia",)  # type: ignore[union-attr]

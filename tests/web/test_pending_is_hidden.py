"""What waits for review, or was rejected, is on no page of anybody but its author and the reviewers."""

import re

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cli import main
from app.config import Settings
from app.models import Watch
from app.services import contributions as c
from app.services import steps as s
from app.services.permissions import Actor
from app.vocab.users import Role
from tests.web.examples import two_occurrences
from tests.web.people import a_user, mails, send, sign_in_as
from tests.web.routes import LEAVES, addresses_of, methods_of, rules, told

ASKED_FOR = "Zyxwv"
# Stands in every text of what waits; a reader who asks for its first word must not be told the second.
MARK = f"{ASKED_FOR} Quvtok"
ASKED = ("", f"?q={ASKED_FOR}", f"?q={ASKED_FOR.lower()}&kind=operator", "?kind=edit", "?occurrence=1", "?user=Hidden")


def what_waits(occurrence_id: int) -> list[s.Step]:
    """Steps that touch a known record and make a new one, with the mark in every text."""
    claims = (
        s.ClaimStep("place", f"{MARK} place", quote=f"{MARK} quote", locator=f"{MARK} page", raw=f"{MARK} raw"),
        s.ClaimStep("aircraft.operator", "new:1", aircraft=1),
        s.ClaimStep("cause.statement", f"{MARK} cause", stance="suspects"),
        s.ClaimStep("place", f"{MARK} corrected", replaces=3),
    )
    told = {
        "events": (s.EventStep("new:1", "safety", "opened", "2016-01-01", note=f"{MARK} event"),),
        "recommendations": (s.RecommendationStep(f"{MARK} recommendation", "new:1"),),
        "note": f"{MARK} account",
    }
    return [
        s.NewParty("new:1", f"{MARK} Airlines", "operator", "EG", (f"{MARK} Air",)),
        s.NewSource("new:2", "press", f"{MARK} Gazette", "new:1", authors=f"{MARK}", url="https://example.org/Quvtok"),
        s.NewOccurrence("new:3"),
        s.FileAccount(occurrence_id, "new:1", "new:2", "2016-01-01", claims=claims, **told),
        s.FileAccount("new:3", "new:1", "new:2", "2016-01-01", claims=claims[:3]),
        s.AddDocument(occurrence_id, "new:1", "safety", "new:2", note=f"{MARK} document"),
        s.Withdraw(occurrence_id, "claim", 1, f"{MARK} reason"),
        s.RenameParty(1, f"{MARK} renamed"),
    ]


@pytest.fixture
def hidden(session: Session) -> list[int]:
    """The ids of a changeset that waits, one that was asked back, and one that was rejected."""
    first, _ = two_occurrences(session)
    author = a_user(session, Role.CONTRIBUTOR, "Hidden")
    editor = a_user(session, Role.EDITOR, "Reviewer")
    author_, editor_ = (Actor(each.id, each.name, frozenset({each.role})) for each in (author, editor))
    made = []
    for decide in (None, c.ask_back, c.reject):
        number = c.submit(session, author_, what_waits(first), f"{MARK} comment", base={first: 1}).id
        session.commit()
        if decide is not None:
            decide(session, editor_, number, f"{MARK} note")
            session.commit()
        made.append(number)
    return made


def addresses(client: FlaskClient, hidden: list[int]) -> list[str]:
    """Every address that can be read, with ids of what is there and of what waits, and with questions for the mark."""
    known = {"changeset_id": (*hidden, 1), "occurrence_id": (1, 2, 3), "number": (1, 13, 14), "source_id": (1, 2, 9, 10, 11),
             "party_id": (1, 2, 9, 10, 11), "name": ("Hidden", ASKED_FOR)}  # fmt: skip
    found = []
    for rule in rules(client.application):
        if "GET" in methods_of(rule) and rule.endpoint not in LEAVES:
            for address in addresses_of(client.application, rule, known):
                found += [address + each for each in ASKED] if not rule.arguments else [address]
    return found


@pytest.mark.parametrize("role", [None, *Role])
def test_nothing_of_it_is_on_any_page_of_others(
    client: FlaskClient, session: Session, hidden: list[int], role: Role | None
) -> None:
    app = client.application
    checks = app.before_request_funcs[None]
    app.before_request_funcs[None] = [each for each in checks if each.__module__ != "app.web.limits"]
    if role is not None:
        sign_in_as(client, session, role, f"Somebody {role.label}")
    seen: dict[str, int] = {}
    for address in addresses(client, hidden):
        answer = client.get(address)
        if "quvtok" in told(answer).lower():
            seen[address] = answer.status_code
        answer.close()
    if role in (Role.EDITOR, Role.ADMIN):
        assert {f"/changes/{each}" for each in hidden} <= set(seen), "a reviewer sees it"
        assert {re.sub(r"[/?].*", "", each[1:]) for each in seen} <= {"changes", "review", "users"}
    else:
        assert seen == {}


def test_its_author_sees_it(client: FlaskClient, session: Session, hidden: list[int]) -> None:
    sign_in_as(client, session, Role.CONTRIBUTOR, "Hidden")
    for each in hidden:
        assert f"{MARK} comment" in client.get(f"/changes/{each}").text
    assert f"{MARK} place" not in client.get("/occurrences/1", follow_redirects=True).text


def test_nothing_of_it_is_mailed(
    client: FlaskClient, session: Session, settings: Settings, hidden: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(client, session, Role.READER, "Rita")
    assert send(client, "/occurrences/1/watch").status_code == 303
    session.execute(sa.update(Watch).values(seen=0, mailed=0))
    session.commit()
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)
    assert "mails=1" in CliRunner().invoke(main, ["mail-digests"]).stdout, "of what stands in the record"
    told_to = [(to, text) for to, _, text in mails(client) if "quvtok" in text.lower()]
    assert told_to == []

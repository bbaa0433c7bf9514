"""Walking through what a query finds while others edit: nothing comes twice, nothing that was there throughout is missed."""

import datetime as dt
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models.database import make_engine
from app.services import walking
from app.services.walking import Order
from tests.factories import A, an_occurrence, more_claims

API = "/api/v1/occurrences"
N, LIMIT = 16, 6


def fill(session: Session) -> None:
    """Records of which some share their dates and counts; every third has two aircraft."""
    for i in range(N):
        claims = [A("date", f"2001-0{1 + i % 4}-01"), A("place", "Reno"), A("injuries.fatal", str(i % 3), qualifier="all")]
        an_occurrence(session, claims[: 2 + i % 2], n_aircraft=1 + (i % 3 == 0))


def edit(session: Session, chance: random.Random) -> None:
    """Move a record in every order: its date, its dead, what is disputed."""
    said = dt.date(2016, 1, 1) + dt.timedelta(days=chance.randrange(2_000))
    claims = [
        A("date", f"20{chance.randrange(10, 25)}-05-0{chance.randrange(1, 9)}", said=said),
        A("injuries.fatal", str(chance.randrange(300)), qualifier="all", said=said),
        A("place", f"place {chance.randrange(1000)}", by=f"Witness {chance.randrange(3)}", said=said),
    ]
    more_claims(session, chance.randrange(1, N + 1), chance.sample(claims, chance.randrange(1, 4)))


def walk(client: FlaskClient, between=lambda: None, **asked: object) -> list[list[dict]]:
    """The items of each part, `between` each of which something is done."""
    parts, cursor = [], None
    while True:
        given = {"limit": LIMIT, **asked} | ({"cursor": cursor} if cursor else {})
        answer = client.get(API, query_string=given)
        assert answer.status_code == 200, answer.text
        parts.append(answer.json["items"])
        cursor = answer.json["next"]
        assert (f'cursor={cursor}>; rel="next"' in answer.headers.get("Link", "")) == bool(cursor)
        if not cursor:
            return parts
        between()


def ids(parts: list[list[dict]]) -> list[int]:
    return [item["id"] for part in parts for item in part]


@pytest.fixture
def filled(client: FlaskClient, session: Session) -> FlaskClient:
    fill(session)
    return client


def edit_until(stop: Event, began: Event, url: str) -> None:
    """Edit without a rest, as the other process does."""
    chance, engine = random.Random(7), make_engine(url)
    while not stop.is_set():
        with Session(engine) as own:
            edit(own, chance)
        began.set()
        stop.wait(0.05)
    engine.dispose()


@contextmanager
def another_edits(url: str) -> Iterator[None]:
    """While another process edits."""
    spawned = multiprocessing.get_context("spawn")
    stop, began = spawned.Event(), spawned.Event()
    editor = spawned.Process(target=edit_until, args=(stop, began, url))
    editor.start()
    try:
        assert began.wait(60)
        yield
        assert editor.is_alive()
    finally:
        stop.set()
        editor.join()


def test_a_walk_follows_its_order(filled: FlaskClient, session: Session) -> None:
    for order in Order:
        whole = filled.get(API, query_string={"limit": 100, "sort": order}).json
        assert whole["next"] is None
        assert (whole["total"], len(whole["items"])) == (N, N)
        if order is not Order.RELEVANCE:
            assert ids(walk(filled, sort=order)) == [each["id"] for each in whole["items"]], order
    dates = [each["date"] for part in walk(filled, sort="oldest") for each in part]
    assert dates == sorted(dates)
    assert ids(walk(filled, sort="id")) == list(range(N, 0, -1))


def test_nothing_comes_twice_or_is_missed_while_another_edits(filled: FlaskClient, database_url: str) -> None:
    crafts = sorted((i + 1, number) for i in range(N) for number in range(1, 2 + (i % 3 == 0)))
    with another_edits(database_url):
        for order in Order:
            assert sorted(ids(walk(filled, sort=order))) == list(range(1, N + 1)), order
        for order in (Order.RELEVANCE, Order.OLDEST, Order.CHANGED):
            parts = walk(filled, sort=order, unit="aircraft")
            found = sorted((item["id"], craft["number"]) for part in parts for item in part for craft in item["aircraft"])
            assert found == crafts, order


def test_what_moves_before_it_came_comes_at_the_end(filled: FlaskClient, session: Session) -> None:
    moves = iter([(1, "2030-01-01"), (16, "1950-01-01")])

    def between() -> None:
        for number, date in moves:
            more_claims(session, number, [A("date", date, said=dt.date(2020, 1, 1))])
            an_occurrence(session, [A("date", "2001-01-01"), A("place", "made meanwhile")])
            break

    parts = walk(filled, between, sort="newest")
    assert sorted(ids(parts)) == list(range(1, N + 1))
    assert ids(parts)[-1] == 1  # of January, it had not come when it moved before all others
    assert ids(parts).count(16) == 1  # of April, it had


def test_where_too_much_changes_a_walk_says_so(filled: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MOST_CHANGED", 1)
    cursors = {order: filled.get(API, query_string={"limit": 2, "sort": order}).json["next"] for order in ("newest", "id")}
    for number in (3, 4):
        more_claims(session, number, [A("place", "elsewhere", by="AP")])
    answer = filled.get(API, query_string={"limit": 2, "sort": "newest", "cursor": cursors["newest"]})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert "walk with sort=id" in answer.json["detail"]
    assert filled.get(API, query_string={"limit": 2, "sort": "id", "cursor": cursors["id"]}).status_code == 200


def test_a_cursor_belongs_to_its_question(filled: FlaskClient) -> None:
    cursor = filled.get(API, query_string={"limit": 2, "q": "place:reno"}).json["next"]
    assert filled.get(API, query_string={"limit": 3, "q": "place:reno", "cursor": cursor}).status_code == 200
    for other in ({"q": "place:reno", "unit": "aircraft"}, {"q": "reno"}, {"q": "place:reno", "sort": "id"}):
        answer = filled.get(API, query_string={**other, "cursor": cursor})
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (400, "cursor")
    for wrong in ("x", "%00", cursor[:-2], cursor + "A", "A" * 9_000, "é"):
        answer = filled.get(API, query_string={"q": "place:reno", "cursor": wrong})
        assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (400, "cursor"), wrong

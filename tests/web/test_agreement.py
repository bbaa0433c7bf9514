"""How far datasets agree: shares of the occurrences that two of them tell of."""

import csv
import datetime as dt
import io
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.services.steps import Withdraw
from app.vocab.claims import SourceKind
from tests.factories import A, an_occurrence
from tests.web.test_kept import publish
from tests.web.test_pages import text_of


def stated(prop: str, value: str, by: str, **more: object) -> A:
    return A(prop, value, by=by, kind=SourceKind.DATASET, **more)  # type: ignore[arg-type]


def test_without_two_speakers_there_is_nothing_to_compare(client: FlaskClient, session: Session) -> None:
    assert "No dataset is on record" in text_of(client, "/disputes/agreement")
    an_occurrence(session, [stated("place", "Cairo", "NTSB"), A("place", "Suez", by="A newspaper")])
    assert "All datasets on record are of one speaker, NTSB" in text_of(client, "/disputes/agreement")
    an_occurrence(session, [stated("place", "Cairo", "ATSB")])
    assert "In no occurrence do two of them state the same property." in text_of(client, "/disputes/agreement")
    assert 'href="/disputes/agreement"' in client.get("/disputes").text


def test_occurrences_are_counted_in_which_both_state_a_property(client: FlaskClient, session: Session) -> None:
    for n, (place, damage) in enumerate([("CAIRO", "destroyed"), ("Suez", "minor"), ("Cairo", "destroyed")]):
        an_occurrence(session, [
            stated("place", "Cairo", "NTSB"), stated("place", place, "ATSB"),
            # On the first aircraft they agree, on the second they may not: the occurrence counts once.
            stated("aircraft.damage", "minor", "NTSB", aircraft=1), stated("aircraft.damage", "minor", "ATSB", aircraft=1),
            stated("aircraft.damage", "destroyed", "NTSB", aircraft=2), stated("aircraft.damage", damage, "ATSB", aircraft=2),
            stated("date", f"201{n}", "NTSB"), A("date", "1999", by="ATSB"),
            stated("cause.evidence", "Soot.", "NTSB"), stated("cause.evidence", "None.", "ATSB"),
        ], n_aircraft=2)  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(client.get("/disputes/agreement.csv").text)))
    assert [(row["property"], row["occurrences_agreeing"], row["occurrences_both_state"], row["share"]) for row in rows] == [
        ("place", "2", "3", "0.6667"),
        ("aircraft.damage", "2", "3", "0.6667"),
    ]
    seen = text_of(client, "/disputes/agreement")
    assert "3 occurrences of which two datasets tell." in seen
    assert "Place NTSB and ATSB 2 3 66.7 %" in seen


def test_both_clocks_are_independent_and_combine(client: FlaskClient, session: Session) -> None:
    later = dt.date(2016, 1, 1)
    first = an_occurrence(session, [stated("place", "Cairo", "NTSB"), stated("place", "Suez", "ATSB")])
    an_occurrence(session, [stated("place", "Oslo", "NTSB"), stated("place", "Oslo", "ATSB", said=later)])
    publish(session, Withdraw(first, "claim", 2, "of another flight"))

    def shares(query: str) -> list[tuple[str, str]]:
        rows = csv.DictReader(io.StringIO(client.get(f"/disputes/agreement.csv?{query}").text))
        return [(row["occurrences_agreeing"], row["occurrences_both_state"]) for row in rows]

    asked = {
        "": [("1", "1")], "as_recorded=2": [("1", "2")], "as_recorded=1": [("0", "1")], "as_recorded=0": [],
        "as_of=2015-12-31": [], "as_of=2015-12-31&as_recorded=2": [("0", "1")], "as_of=2016-01-01&as_recorded=2": [("1", "2")],
    }  # fmt: skip
    for query, found in asked.items():
        assert shares(query) == found, query
    seen = text_of(client, "/disputes/agreement?as_of=2016-01-01&as_recorded=2")
    assert "You look at 1 January 2016" in seen
    assert "Place NTSB and ATSB 1 2 50.0 %" in seen
    page = unescape(client.get("/disputes/agreement?as_of=2016-01-01&as_recorded=2").text)
    for link in ("/disputes?", "/disputes/agreement.csv?"):
        assert f'href="{link}as_of=2016-01-01&as_recorded=2"' in page
    assert "No dataset spoke by then" in text_of(client, "/disputes/agreement?as_recorded=0")

"""The tables of speakers by disputed facts on a dossier."""

import datetime as dt

from flask import render_template
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.extensions import db
from app.services.dispute_matrix import Matrix, matrices
from app.services.dossiers import open_dossier
from app.vocab.properties import Group
from tests.factories import A, an_occurrence
from tests.web.examples import DISPUTED


def said(table: Matrix) -> dict[str, list[list[str]]]:
    """Of each speaker the stances by column."""
    return {line.speaker.name: [[view.stance.value for view in cell] for cell in line.cells] for line in table.lines}


def test_each_speaker_stands_in_a_line_with_what_it_said_last(client: FlaskClient, session: Session) -> None:
    heights = [
        A("aircraft.last_altitude", "31000", by="A ministry", aircraft=1),
        A("aircraft.last_altitude", "33000", by="An agency", aircraft=1, said=dt.date(2015, 11, 1)),
        A("aircraft.last_altitude", "30950", by="An agency", aircraft=1, said=dt.date(2015, 11, 7)),
        A("unlawful_interference", "confirmed", by="Head of the FSB", said=dt.date(2015, 11, 17)),
        A("unlawful_interference", "confirmed", by="A court", stance="denies", said=dt.date(2020, 3, 4)),
    ]
    id_ = an_occurrence(session, [*DISPUTED, *heights])
    dossier = open_dossier(session, id_)

    event, cause = matrices(dossier)
    assert (event.group, [column.fact.property.key for column in event.columns]) == (Group.EVENT, ["time.utc"])
    assert [column.since for column in cause.columns] == [dt.date(2015, 11, 17), dt.date(2020, 3, 4)]
    assert said(cause) == {
        "Head of the FSB": [["asserts"], ["asserts"]],
        "Egypt's aviation minister": [["no_evidence"], []],
        "A court": [[], ["denies"]],
    }

    # On 3 November the agency still said something else, and nothing was known of a bomb.
    then = matrices(dossier, dt.date(2015, 11, 3))
    assert [table.group for table in then] == [Group.EVENT, Group.FLIGHT]
    assert then[1].columns[0].since == dt.date(2015, 11, 1)
    assert {line.speaker.name: line.cells[0][0].value for line in then[1].lines} == {
        "A ministry": "31,000 ft",
        "An agency": "33,000 ft",
    }
    assert matrices(dossier, dt.date(2015, 10, 30)) == []

    with client.application.test_request_context("/?as_of=2015-11-03"):
        html = render_template("occurrences/_disputes.html", dossier=open_dossier(db.session, id_), day=dt.date(2015, 11, 3))
        words = " ".join(html.split())
    assert "as could be known on 3 November 2015" in words
    assert "disputed since 2015-11-01, by 2,000 ft (6 %)" in words
    assert f'href="/claims/{id_}-13?as_of=2015-11-03"' in words
    assert 'data-label="Last altitude"' in words


def test_a_table_has_four_facts_at_most(session: Session) -> None:
    words = [("class", "accident", "incident"), ("date", "2015", "2016"), ("place", "Cairo", "Suez"), ("country", "EG", "RU"),
             ("aerodrome.code", "HESH", "HECA")]  # fmt: skip
    claims = [A(key, value, by=who) for key, a, b in words for value, who in ((a, "One"), (b, "Another"))]
    tables = matrices(open_dossier(session, an_occurrence(session, claims)))
    assert [len(table.columns) for table in tables] == [4, 1]

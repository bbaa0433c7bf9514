"""What a release changed: the page of the source, its table, and the mark on a dossier."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import render_template
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.extensions import db
from app.importers.ntsb import CAROL, TABLE, read_release
from app.models import Source
from app.services.dossiers import open_dossier
from app.services.imports import NTSB_SERIES, file_release
from app.services.releases import find_release
from tests.factories import A, an_occurrence
from tests.services.test_imports import CASE, ROW, _written
from tests.web.test_pages import text_of

FIRST, SECOND = dt.date(2016, 4, 17), dt.date(2017, 3, 28)
LATEST = dt.date(2026, 4, 29)


def row(n: int, **more: str) -> dict[str, str]:
    """A row of the table: one accident in September 2015 after the other."""
    number = {"Event.Id": f"2015090{n}X0000{n}", "Accident.Number": f"CEN15LA40{n}", "Registration.Number": f"N{n}TL"}
    return ROW | number | {"Event.Date": f"2015-09-0{n}"} | more


def bring(session: Session, path: Path, day: dt.date) -> None:
    """Import a release."""
    release = read_release(path)
    file_release(session, release, NTSB_SERIES[release.shape], day)
    session.commit()


def three_releases(session: Session, folder: Path) -> list[int]:
    """A table; a later one with one record changed, one added, one vanished; and a CAROL export of one case."""
    bring(session, _written(folder / "a.csv", TABLE.required, [row(n) for n in (1, 2, 3, 4)]), FIRST)
    changed = row(4, **{"Total.Fatal.Injuries": "2", "Injury.Severity": "Fatal(2)", "Purpose.of.Flight": "Personal"})
    bring(session, _written(folder / "b.csv", TABLE.required, [row(1), row(2), changed, row(5)]), SECOND)
    columns = (*("N#" if each == "N" else each for each in CAROL.required), *CAROL.ignored, "")
    case = CASE | {"NtsbNo": "CEN15LA402", "N": "N2TL", "EventDate": "2015-09-02 18:10:00+00:00", "AirCraftDamage": "Destroyed"}
    bring(session, _written(folder / "c.csv", columns, [case]), LATEST)
    return list(session.scalars(sa.select(Source.id).where(Source.series.is_not(None)).order_by(Source.id)))


@pytest.fixture
def releases(session: Session, tmp_path: Path) -> list[int]:
    """The sources of three releases."""
    return three_releases(session, tmp_path)


def table(client: FlaskClient, source: int, kind: str) -> list[dict[str, str]]:
    answer = client.get(f"/sources/{source}/changes.csv?kind={kind}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_release_is_compared_with_those_before_it(client: FlaskClient, session: Session, releases: list[int]) -> None:
    first, second, carol = releases
    assert "no earlier release of the same speaker" in text_of(client, f"/sources/{first}/changes")
    assert table(client, first, "added") == table(client, first, "changed") == []

    seen = text_of(client, f"/sources/{second}/changes")
    assert "Changed (1) Added (1) Vanished (1)" in seen
    assert "4 records of occurrences from 1 September 2015 to 5 September 2015" in seen
    assert [(each["property"], each["old"], each["new"]) for each in table(client, second, "changed")] == [
        ("injuries.fatal", "1", "2")
    ]
    assert [each["record"] for each in table(client, second, "added")] == ["20150905X00005"]
    assert [each["record"] for each in table(client, second, "vanished")] == ["20150903X00003"]
    assert "Cessna 172 N3TL" in text_of(client, f"/sources/{second}/changes?kind=vanished")
    assert "Purpose of flight 0 1" in seen  # first stated of a record that had none

    # CAROL covers one day only, so that nothing else has vanished from it; the damage is told against the table's last word.
    assert [(each["property"], each["old"], each["new"]) for each in table(client, carol, "changed")] == [
        ("aircraft.damage", "Substantial", "Destroyed")
    ]
    assert table(client, carol, "vanished") == table(client, carol, "added") == []
    narrowed = client.get(f"/sources/{carol}/changes?property=injuries.fatal")
    assert "It says nothing differently about this property." in narrowed.text

    assert f'href="/sources/{second}/changes"' in client.get(f"/sources/{second}").text
    assert f'href="/sources/{second}/changes"' in client.get("/changes/2").text


def test_a_record_that_vanished_is_kept_and_says_so(client: FlaskClient, session: Session, releases: list[int]) -> None:
    def said_of(occurrence_id: int, day: dt.date | None = None) -> str:
        with client.application.test_request_context():
            dossier = open_dossier(db.session, occurrence_id)
            return " ".join(render_template("occurrences/_not_in_release.html", dossier=dossier, day=day).split())

    assert "it is not in the release of 28 March 2017" in said_of(3)
    assert "29 April 2026" not in said_of(3)
    assert said_of(3, dt.date(2017, 1, 1)) == ""
    assert [said_of(each) for each in (1, 2, 4, 5)] == ["", "", "", ""]
    assert said_of(an_occurrence(session, [A("date", "2015-09-02", by="A newspaper")])) == ""


def test_what_is_no_release_has_no_changes(client: FlaskClient, session: Session) -> None:
    an_occurrence(session, [A("place", "Cairo")])
    assert client.get("/sources/1/changes").status_code == 404
    assert client.get("/sources/1/changes?kind=odd").status_code == 400
    assert "What changed in this release" not in client.get("/sources/1").text


def test_a_kept_page_tells_at_once_that_the_record_is_gone_from_the_release(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    bring(session, _written(tmp_path / "a.csv", TABLE.required, [row(n) for n in (1, 2, 3)]), FIRST)
    address = client.get("/occurrences/2").location
    assert "not in the release" not in text_of(client, address).lower()
    bring(session, _written(tmp_path / "b.csv", TABLE.required, [row(1), row(3)]), SECOND)
    assert "not in the release" in text_of(client, address).lower()


def test_what_a_large_release_covers_is_found_in_another_way_and_the_same(
    session: Session, releases: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [find_release(session, each).days for each in releases]
    assert found[0] == (dt.date(2015, 9, 1), dt.date(2015, 9, 4))
    monkeypatch.setattr("app.services.releases.MANY", 0)
    assert [find_release(session, each).days for each in releases] == found

"""All disputed facts at once: the same as asking the rule of each record, day by day."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app
from app.importers.dossier import read_dossier
from app.models import Party
from app.queries.claims import alike, said, to_said
from app.resolution.rule import by_subject, resolve
from app.services.disputes import Asked, Contested, Known, Which, compute, merged_parties, narrow, rows_of
from app.services.dossier_files import file_dossier
from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, PropertyState
from app.vocab.properties import BY_KEY
from tests.factories import A, an_occurrence, more_claims

METROJET = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"
FIRST = dt.date(2015, 10, 31)
DAYS = (dt.date(2015, 10, 30), FIRST, dt.date(2015, 11, 16), dt.date(2015, 11, 17), dt.date(2016, 2, 25), None)


def keys_of(facts: list[Contested]) -> set[tuple[object, ...]]:
    return {each[:1] + each[2:5] for each in facts}


def read_slowly(session: Session, day: dt.date | None) -> set[tuple[object, ...]]:
    """The disputed facts of each record by the rule, one record after the other."""
    found: set[tuple[object, ...]] = set()
    rows: dict[int, list] = {}
    for row in session.execute(said()):
        rows.setdefault(row[0], []).append(to_said(row))
    for occurrence_id, claims in rows.items():
        public = [each for each in claims if day is None or each.public <= day.isoformat()]
        for subject, group in by_subject(alike(public, merged_parties(session))).items():
            if resolve(BY_KEY[subject.property], group).state is PropertyState.DISPUTED:
                found.add((occurrence_id, *subject))
    return found


@pytest.fixture
def records(session: Session) -> Session:
    """The Metrojet dossier; a record on which two agree; and one with two aircraft and a fact settled later."""
    file_dossier(session, read_dossier(METROJET))
    session.commit()
    an_occurrence(session, [A("place", "Cairo"), A("place", "CAIRO", by="A newspaper")])
    flown = an_occurrence(session, [
        A("aircraft.damage", "destroyed", aircraft=1), A("aircraft.damage", "minor", aircraft=2),
        A("aircraft.damage", "substantial", by="A newspaper", aircraft=2),
        A("aircraft.operator", "Alpha Air", aircraft=1), A("aircraft.operator", "Beta Air", by="A newspaper", aircraft=1),
    ], n_aircraft=2)  # fmt: skip
    more_claims(session, flown, [A("aircraft.damage", "minor", by="A newspaper", aircraft=2, said=dt.date(2016, 1, 1))])
    return session


def test_each_day_is_as_if_every_record_was_asked(records: Session) -> None:
    known = Known()
    for day in DAYS:
        slow = read_slowly(records, day)
        assert keys_of(compute(records, day, Which.OPEN)) == slow, day
        everything = compute(records, day, Which.ALL)
        assert keys_of([each for each in everything if each.settled_on is None]) == slow, day
        settled = known.of(records, day, Which.SETTLED)
        assert settled == [each for each in everything if each.settled_on]
        assert known.of(records, day, Which.SETTLED) is settled
    assert {(each.property, each.aircraft, each.settled_on) for each in settled} >= {("aircraft.damage", 2, "2016-01-01")}

    # The cause of the loss of Metrojet 9268 is disputed on every day from the first on.
    for n in (0, 1, 2, 17, 43, 500, 1600):
        day = FIRST + dt.timedelta(days=n)
        found = narrow(compute(records, day, Which.OPEN), Asked(property="cause.statement"))
        assert [each.since for each in found.facts] == ["2015-10-31"], day
    first = narrow(compute(records, FIRST, Which.OPEN), Asked(property="cause.statement"))
    voices = [(each.name.partition(",")[0], each.stance.value) for each in rows_of(records, first.facts, FIRST)[0].voices]
    assert voices == [("Islamic State", "asserts"), ("Maxim Sokolov", "denies")]


def test_parties_found_to_be_one_do_not_dispute(records: Session) -> None:
    def operator_is_disputed() -> bool:
        now = {each.property for each in compute(records, None, Which.OPEN) if each.occurrence_id == 3}
        assert now == {each.property for each in compute(records, dt.date(2017, 1, 1), Which.OPEN) if each.occurrence_id == 3}
        return "aircraft.operator" in now

    assert operator_is_disputed()
    ids = {party.name: party.id for party in records.scalars(sa.select(Party))}
    records.commit()
    filing = Filing(records, ChangesetKind.MERGE, "one company under two names")
    filing.merge_party(ids["Alpha Air"], ids["Beta Air"], "the same")
    filing.flush([])
    filing.accept()
    records.commit()
    assert not operator_is_disputed()

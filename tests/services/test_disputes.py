"""All disputed facts at once: the same as asking the rule of each record, day by day."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app
from app.core.errors import NotFound
from app.importers.dossier import read_dossier
from app.models import Party
from app.queries.claims import alike, said, to_said
from app.resolution.rule import by_subject, resolve
from app.services import contributions
from app.services.disputes import Asked, Contested, Known, Which, compute, merged_parties, narrow, rows_of
from app.services.dossier_files import file_dossier
from app.services.dossiers import open_dossier
from app.services.filing import Filing
from app.services.permissions import Actor
from app.services.steps import MergeParty, SetRank, Step, Withdraw, WithdrawOccurrence
from app.vocab.claims import ChangesetKind, OccurrenceState, PropertyState
from app.vocab.properties import BY_KEY
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.web.people import a_user

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


def test_each_place_of_the_log_is_as_its_dossiers_were(session: Session) -> None:
    places = [
        an_occurrence(session, [A("place", "Cairo"), A("place", "Suez", by="A newspaper", said=dt.date(2015, 11, 5))]),
        an_occurrence(session, [
            A("place", "Oslo"), A("place", "Bergen", by="A newspaper"), A("time.utc", "04:12"),
            A("time.utc", "04:13", by="A newspaper", said=dt.date(2015, 11, 2)),
        ]),
        an_occurrence(session, [
            A("aircraft.operator", "Alpha Air", aircraft=1), A("aircraft.operator", "Beta Air", by="A newspaper", aircraft=1),
            A("place", "Lima"), A("place", "Callao", by="A tabloid"),
        ]),
    ]  # fmt: skip
    ids = {party.name: party.id for party in session.scalars(sa.select(Party))}
    editor = a_user(session, Role.EDITOR)
    actor = Actor(editor.id, editor.name, frozenset({editor.role}))
    acts: list[Step] = [
        Withdraw(places[0], "claim", 2, "of another flight"), SetRank(places[1], 2, "deprecated", "a slip"),
        MergeParty(ids["Alpha Air"], ids["Beta Air"], "one company"), WithdrawOccurrence(places[1], "a drill"),
        SetRank(places[2], 4, "deprecated", "a slip"),
    ]  # fmt: skip
    session.commit()
    for act in acts:
        contributions.submit(session, actor, (act,), "a test")
        session.commit()
    more_claims(session, places[0], [A("place", "Suez", by="A magazine", said=dt.date(2015, 11, 3))])

    def disputed(day: dt.date | None, at: int) -> set[tuple[object, ...]]:
        found: set[tuple[object, ...]] = set()
        for each in places:
            try:
                dossier = open_dossier(session, each, as_of=day, as_recorded=at)
            except NotFound:
                continue
            if dossier.occurrence.state is OccurrenceState.LIVE:
                facts = [fact for fact in dossier.facts if fact.state is PropertyState.DISPUTED]
                found |= {(each, fact.aircraft, fact.property.key, fact.qualifier) for fact in facts}
        return found

    last = session.scalar(sa.text("SELECT max(sequence) FROM changeset"))
    known, counts = Known(), []
    for at in range(last + 1):
        for day in (None, dt.date(2015, 11, 1), dt.date(2015, 11, 4)):
            found = known.of(session, day, Which.OPEN, at)
            assert keys_of(found) == disputed(day, at), (day, at)
            assert all(len(row.voices) > 1 for row in rows_of(session, found, day, at))
        counts.append(len(compute(session, None, Which.OPEN, at=at)))
    assert counts == [0, 1, 3, 5, 4, 3, 2, 1, 0, 1]
    assert keys_of(compute(session, None, Which.OPEN, at=last)) == keys_of(compute(session, None, Which.OPEN))

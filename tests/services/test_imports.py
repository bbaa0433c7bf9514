"""Importing releases: what a newer one adds, what a second dataset joins, and the numbers of the bundled files."""

import csv
import datetime as dt
import gzip
from collections import Counter, defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app
from app import migrate
from app.core.errors import Conflict
from app.importers.ntsb import CAROL, TABLE, read_release
from app.importers.ntsb.table import number_of_case
from app.models import Account, Aircraft, Base, Changeset, Claim, Identifier, InvestigationEvent, Occurrence, ReleaseRecord
from app.models.database import make_engine
from app.services import contributions
from app.services.dossiers import open_dossier
from app.services.imports import NTSB_SERIES, file_release
from app.services.permissions import PROGRAM
from app.services.steps import Merge, Withdraw
from app.services.verification import verify
from app.vocab.claims import Precision, PropertyState

SAMPLE = Path(app.__file__).parent / "sample" / "ntsb"
FIRST, SECOND, LATEST = dt.date(2016, 4, 17), dt.date(2017, 3, 28), dt.date(2026, 4, 29)

ROW = {
    "Event.Id": "20150908X74637",
    "Investigation.Type": "Accident",
    "Accident.Number": "CEN15LA402",
    "Event.Date": "2015-09-08",
    "Location": "Freeport, IL",
    "Country": "United States",
    "Injury.Severity": "Fatal(1)",
    "Aircraft.Damage": "Substantial",
    "Registration.Number": "N24TL",
    "Make": "CESSNA",
    "Model": "172",
    "Amateur.Built": "No",
    "Total.Fatal.Injuries": "1",
    "Total.Serious.Injuries": "0",
    "Weather.Condition": "VMC",
    "Report.Status": "Probable Cause",
    "Publication.Date": "2016-01-05",
}
OTHER = {"Event.Id": "20150909X00001", "Accident.Number": "WPR15LA500", "Registration.Number": "N500AB"}
TWO = [
    {"Accident.Number": "CEN15LA402A", "Registration.Number": "N1AA", "Model": "172"},
    {"Accident.Number": "CEN15LA402B", "Registration.Number": "N2BB", "Model": "182"},
]
CASE = {
    "NtsbNo": "CEN15LA402",
    "EventType": "ACC",
    "Mkey": "91891",
    "EventDate": "2015-09-08 18:10:00+00:00",
    "City": "Freeport",
    "State": "Illinois",
    "Country": "United States",
    "N": "N24TL",
    "HighestInjuryLevel": "Fatal",
    "FatalInjuryCount": "1",
    "SeriousInjuryCount": "0",
    "MinorInjuryCount": "0",
    "ProbableCause": "The pilot’s loss of control.",
    "OriginalPublishDate": "2016-01-05T05:00:00Z",
    "Make": "CESSNA",
    "Model": "172",
    "AirCraftCategory": "AIR",
    "AmateurBuilt": "FALSE",
    "AirCraftDamage": "Substantial",
    "WeatherCondition": "VMC",
    "ReportStatus": "Completed",
}


def _written(path, columns, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.get("N" if column == "N#" else column, "") for column in columns] for row in rows)
    return path


@pytest.fixture
def table(tmp_path):
    """Import a table of these rows, each ROW with other cells, as the release of a day."""
    return lambda session, *rows, released=FIRST, **options: imported(
        session, _written(tmp_path / "table.csv", TABLE.required, [ROW | row for row in rows]), released, **options
    )


@pytest.fixture
def carol(tmp_path):
    """Import a CAROL export of these cases, each CASE with other cells."""
    columns = (*("N#" if each == "N" else each for each in CAROL.required), *CAROL.ignored, "")
    return lambda session, *cases, released=LATEST: imported(
        session, _written(tmp_path / "carol.csv", columns, [CASE | case for case in cases]), released
    )


def imported(session, path, released, *, commit=True):
    release = read_release(path)
    report = file_release(session, release, NTSB_SERIES[release.shape], released)
    if commit:
        session.commit()
    session.expire_all()
    return report


def counts(session):
    """The rows of every table."""
    return {name: session.scalar(sa.select(sa.func.count()).select_from(each)) for name, each in Base.metadata.tables.items()}


def added(session, before):
    """What has more rows than before, and how many more."""
    return {name: n - before[name] for name, n in counts(session).items() if n != before[name]}


def fact(session, key, *, id_=1, aircraft=None, qualifier=""):
    return open_dossier(session, id_).fact(key, aircraft=aircraft, qualifier=qualifier)


def deaths(session, id_=1):
    return fact(session, "injuries.fatal", id_=id_, qualifier="all")


@pytest.fixture
def session(session):
    """The usual session; when the test is over, the database must hold what was recorded."""
    yield session
    session.rollback()
    session.expire_all()
    assert [str(each) for each in verify(session)] == []


# -- one release


def test_each_event_of_a_release_becomes_an_occurrence_with_its_aircraft(session, table):
    report = table(session, *TWO, OTHER)
    assert (report.rows, report.records, report.new, report.same) == (3, 2, 2, 0)
    aircraft = session.execute(
        sa.select(Aircraft.occurrence_id, Aircraft.registration).order_by(*Aircraft.__mapper__.primary_key)
    )
    assert [tuple(row) for row in aircraft] == [(1, "N1AA"), (1, "N2BB"), (2, "N500AB")]
    assert session.get_one(Occurrence, 1).n_aircraft == 2


def test_the_dead_of_a_collision_are_counted_once(session, table):
    table(session, *({**each, "Total.Fatal.Injuries": "3", "Injury.Severity": "Fatal(3)"} for each in TWO))
    assert session.get_one(Occurrence, 1).n_fatal == 3
    assert len(deaths(session).claims) == 1


def test_a_blank_cell_is_not_a_claim_and_a_zero_is(session, table):
    table(session, {"Weather.Condition": "", "Total.Minor.Injuries": ""})
    dossier = open_dossier(session, 1)
    assert dossier.fact("weather.conditions") is None
    assert dossier.fact("injuries.minor", qualifier="all") is None
    assert dossier.fact("injuries.serious", qualifier="all").values == ("0",)


def test_claims_carry_the_day_of_the_reports_publication(session, table):
    table(session, {})
    (claim,) = deaths(session).claims
    assert (claim.account.said_on, claim.account.precision) == (dt.date(2016, 1, 5), Precision.DAY)
    assert claim.speaker.name == "National Transportation Safety Board"


def test_a_record_without_a_publication_date_was_said_not_later_than_its_release(session, table):
    table(session, {"Publication.Date": ""})
    (claim,) = deaths(session).claims
    assert (claim.account.said_on, claim.account.precision) == (FIRST, Precision.NOT_LATER_THAN)


def test_a_publication_date_after_the_release_is_refused_and_listed(session, table):
    report = table(session, {"Publication.Date": "2016-09-01"})
    assert [(each.row, each.value) for each in report.notes.refusals if "release" in each.reason] == [(2, "2016-09-01")]
    assert deaths(session).claims[0].account.said_on == FIRST


# -- again


def test_the_same_file_twice_changes_nothing(session, table):
    table(session, *TWO, OTHER)
    before = counts(session)
    session.rollback()
    report = table(session, *TWO, OTHER)
    assert (report.same, report.new, report.changed, report.changeset) == (2, 0, 0, None)
    assert counts(session) == before


def test_the_same_file_after_a_merge_changes_nothing(session, table):
    table(session, *TWO, OTHER)
    contributions.submit(session, PROGRAM, [Merge(2, 1, "one event")], "one event")
    session.commit()
    before = counts(session)
    session.rollback()
    report = table(session, *TWO, OTHER)
    assert (report.same, report.new, report.changed, report.changeset) == (2, 0, 0, None)
    assert counts(session) == before


def test_an_aircraft_that_was_withdrawn_gets_no_claims_from_a_newer_release(session, table):
    table(session, OTHER)
    mine = sa.select(Claim.number).where(Claim.occurrence_id == 1, Claim.aircraft_number == 1)
    numbers = session.scalars(mine).all()
    session.rollback()
    contributions.submit(
        session, PROGRAM, [Withdraw(1, "claim", each, "not this one") for each in numbers], "wrong", base={1: 1}
    )
    session.commit()
    contributions.submit(session, PROGRAM, [Withdraw(1, "aircraft", 1, "not there")], "wrong", base={1: 2})
    session.commit()
    table(session, OTHER | {"Aircraft.Damage": "Minor"}, released=LATEST)
    standing = session.scalars(mine.where(Claim.closed_in.is_(None))).all()
    assert (standing, session.get_one(Occurrence, 1).n_aircraft) == ([], 1)


def test_the_same_file_as_another_days_release_is_refused(session, table):
    table(session, {})
    before = counts(session)
    session.rollback()
    with pytest.raises(Conflict, match="2016-04-17, not of 2017-03-28"):
        table(session, {}, released=SECOND)
    session.rollback()
    assert counts(session) == before


def test_a_dry_run_leaves_nothing(session, table):
    before = counts(session)
    session.rollback()
    report = table(session, *TWO, commit=False)
    session.rollback()
    assert report.new == 1
    assert counts(session) == before


def test_a_newer_release_without_news_leaves_only_release_records(session, table):
    table(session, {}, OTHER)
    before = counts(session)
    session.rollback()
    report = table(session, OTHER, {}, released=SECOND)
    assert (report.same, report.changed, report.claims) == (2, 0, 0)
    new = added(session, before)
    assert (new.pop("release_record"), new.pop("source"), new.pop("changeset"), new.pop("changeset_entry")) == (2, 1, 1, 2)
    assert new == {}


def test_a_changed_fact_adds_one_claim_and_refines_the_old_one(session, table):
    table(session, {}, OTHER)
    before = counts(session)
    session.rollback()
    report = table(session, {"Total.Fatal.Injuries": "2", "Injury.Severity": "Fatal(2)"}, OTHER, released=SECOND)
    assert (report.changed, report.same, report.claims) == (1, 1, 1)
    assert report.changed_by_property == {"injuries.fatal": 1}
    assert {name: n for name, n in added(session, before).items() if name in ("claim", "account")} == {"claim": 1, "account": 1}
    found = deaths(session)
    assert (found.state, found.values) == (PropertyState.REFINED, ("2",))
    told = [(each.value, each.public_on, each.account.precision) for each in found.claims]
    assert told == [("2", SECOND, Precision.NOT_LATER_THAN), ("1", dt.date(2016, 1, 5), Precision.DAY)]
    assert session.get_one(Occurrence, 1).n_fatal == 2


def test_a_fact_that_a_newer_release_adds_is_filed_alone(session, table):
    table(session, {"Weather.Condition": ""})
    report = table(session, {"Weather.Condition": "IMC"}, released=SECOND)
    assert (report.changed, report.claims, report.changed_by_property) == (1, 1, {})
    assert fact(session, "weather.conditions").state is PropertyState.SINGLE


def test_a_fact_that_a_newer_release_leaves_blank_still_stands(session, table):
    table(session, {})
    report = table(session, {"Weather.Condition": ""}, released=SECOND)
    assert report.claims == 0
    assert len(fact(session, "weather.conditions").claims) == 1


def test_an_older_release_imported_later_does_not_override_the_newer(session, table):
    table(session, {"Total.Fatal.Injuries": "2", "Injury.Severity": "Fatal(2)"}, released=SECOND)
    table(session, {}, released=FIRST)
    found = deaths(session)
    assert (found.values, found.state) == (("2",), PropertyState.REFINED)
    assert [each.standing for each in found.claims] == ["shown", "earlier"]
    assert session.get_one(Occurrence, 1).n_fatal == 2


def test_an_older_release_said_not_later_than_its_day_does_not_override_the_newer(session, table):
    blank = {"Publication.Date": ""}
    table(session, blank | {"Total.Fatal.Injuries": "2", "Injury.Severity": "Fatal(2)"}, released=SECOND)
    table(session, blank, released=FIRST)
    assert deaths(session).values == ("2",)


def test_a_fact_changed_and_changed_back_stands_as_it_was_last_said(session, table):
    imc = {"Weather.Condition": "IMC"}
    table(session, {}, released=dt.date(2016, 2, 1))
    table(session, imc, released=FIRST)
    report = table(session, {}, OTHER, released=SECOND)
    found = fact(session, "weather.conditions")
    assert report.changed == 1
    assert (found.state, len(found.claims)) == (PropertyState.REFINED, 3)
    assert session.get_one(Occurrence, 1).weather == "VMC"
    assert found.claims[0].public_on == SECOND


def test_the_newest_release_stands_also_after_an_older_one_was_imported_late(session, table):
    table(session, {"Weather.Condition": "IMC"}, released=FIRST)
    table(session, {}, released=dt.date(2016, 2, 1))
    report = table(session, {}, OTHER, released=SECOND)
    assert report.changed_by_property == {"weather.conditions": 1}
    assert session.get_one(Occurrence, 1).weather == "VMC"


def test_what_vanishes_from_a_newer_release_is_kept(session, table):
    table(session, {}, OTHER)
    table(session, {}, released=SECOND)
    assert session.scalar(sa.select(sa.func.count()).select_from(Occurrence)) == 2
    kept = sa.select(sa.func.count()).select_from(ReleaseRecord).where(ReleaseRecord.occurrence_id == 2)
    assert session.scalar(kept) == 1


def test_a_second_aircraft_in_a_newer_release_is_added(session, table):
    table(session, {"Accident.Number": "CEN15LA402A"})
    table(session, {"Accident.Number": "CEN15LA402A"}, TWO[1], released=SECOND)
    assert [each.registration for each in session.scalars(sa.select(Aircraft).order_by(Aircraft.number))] == ["N24TL", "N2BB"]
    assert session.get_one(Occurrence, 1).n_aircraft == 2


# -- another dataset


def told(session):
    """(kind, day of the act, note, how exactly its public day is known) of each step of the NTSB's investigations."""
    rows = session.execute(
        sa.select(InvestigationEvent, Account).join(
            Account,
            sa.and_(
                Account.occurrence_id == InvestigationEvent.occurrence_id,
                Account.number == InvestigationEvent.account_number,
            ),
        )
    )
    return [
        (event.kind.value, str(event.happened_on or ""), event.note or "", account.precision.value) for event, account in rows
    ]


@pytest.mark.parametrize(
    ("cells", "steps"),
    [
        ({"Report.Status": "Probable Cause", "Publication.Date": "2016-01-05"}, [("final_published", "2016-01-05", "", "day")]),
        ({"Report.Status": "Probable Cause", "Publication.Date": ""}, [("final_published", "", "", "not_later_than")]),
        (
            {"Report.Status": "Preliminary", "Publication.Date": "2016-01-05"},
            [("preliminary_published", "2016-01-05", "", "day")],
        ),
        (
            {"Report.Status": "Factual", "Publication.Date": "2016-01-05"},
            [("interim_statement", "2016-01-05", "The factual report.", "day")],
        ),
        ({"Report.Status": "Foreign", "Publication.Date": "2016-01-05"}, []),
        ({"Report.Status": "", "Publication.Date": ""}, []),
    ],
)
def test_the_table_tells_how_far_the_investigation_is(session, table, cells, steps):
    table(session, cells)
    assert told(session) == steps


@pytest.mark.parametrize(
    ("cells", "steps"),
    [
        ({}, [("final_published", "2016-01-05", "", "day")]),
        ({"ReportStatus": "In work", "OriginalPublishDate": ""}, [("opened", "", "", "not_later_than")]),
        ({"ReportStatus": "In work"}, [("preliminary_published", "2016-01-05", "", "day")]),
        ({"ReportStatus": "", "Country": "Mexico", "State": ""}, []),
    ],
)
def test_an_export_tells_how_far_the_investigation_is(session, carol, cells, steps):
    carol(session, cells)
    assert told(session) == steps


def test_what_is_in_work_opens_nothing_that_has_a_report_already(session, table, carol):
    table(session, {"Report.Status": "Preliminary", "Publication.Date": "2016-01-05"})
    carol(session, {"ReportStatus": "In work", "OriginalPublishDate": ""})
    assert [kind for kind, *_ in told(session)] == ["preliminary_published"]


def test_a_case_joins_the_occurrence_of_its_number_and_adds_only_what_is_new(session, table, carol):
    table(session, {})
    report = carol(session, {})
    assert (report.joined, report.new) == (1, 0)
    dossier = open_dossier(session, 1)
    assert len(dossier.fact("injuries.fatal", qualifier="all").claims) == 1
    assert dossier.fact("probable_cause").values == ("The pilot’s loss of control.",)
    assert dossier.fact("identifier.ntsb_mkey").values == ("91891",)
    assert len(dossier.sources) == 2


def test_a_case_of_an_unknown_number_is_a_new_occurrence(session, table, carol):
    table(session, {})
    report = carol(session, {}, {"NtsbNo": "WPR15LA777", "Mkey": "99999", "N": "N777XY"})
    assert (report.joined, report.new) == (1, 1)
    assert session.scalar(sa.select(Identifier.occurrence_id).where(Identifier.value == "99999")) == 2


def test_a_case_with_its_aircraft_in_another_order_finds_each_by_its_registration(session, table, carol):
    table(session, *TWO)
    two = {
        "N": "N2BB, N1AA", "Make": "CESSNA, CESSNA", "Model": "182, 172", "AirCraftCategory": "AIR,AIR",
        "AmateurBuilt": "FALSE,FALSE", "AirCraftDamage": "Destroyed,Substantial",
    }  # fmt: skip
    report = carol(session, two)
    dossier = open_dossier(session, 1)
    assert (report.joined, len(dossier.aircraft)) == (1, 2)
    for number, damage in ((1, ("Substantial",)), (2, ("Destroyed",))):
        assert dossier.fact("aircraft.damage", aircraft=number).values == damage
        assert dossier.fact("aircraft.model", aircraft=number).state is PropertyState.SINGLE
        assert len(dossier.fact("aircraft.registration", aircraft=number).claims) == 1


def test_a_case_that_says_otherwise_refines_what_the_table_said(session, table, carol):
    table(session, {})
    report = carol(session, {"FatalInjuryCount": "3"})
    found = deaths(session)
    assert report.changed_by_property == {"injuries.fatal": 1}
    assert (found.values, found.state, found.claims[0].public_on) == (("3",), PropertyState.REFINED, LATEST)


@pytest.mark.parametrize("known", [False, True])
def test_a_second_row_of_one_case_is_refused_by_its_place(session, table, carol, known):
    if known:
        table(session, {})
    report = carol(
        session,
        {"NtsbNo": "CEN15LA402A", "Mkey": "1", "N": "N24TL"},
        {"NtsbNo": "CEN15LA402B", "Mkey": "2", "N": "N25TL"},
    )
    assert session.scalar(sa.select(sa.func.count()).select_from(Occurrence)) == 1
    assert [(each.row, each.lost) for each in report.notes.refusals] == [(3, True)]
    assert "a second record of occurrence 1" in report.notes.refusals[0].reason
    assert list(verify(session)) == []


def test_the_same_export_twice_changes_nothing(session, table, carol):
    table(session, {})
    carol(session, {})
    before = counts(session)
    session.rollback()
    assert carol(session, {}).changeset is None
    assert counts(session) == before


def test_a_pipe_separated_release_and_a_newer_one_meet_in_the_same_occurrences(session):
    first = imported(session, SAMPLE / "AviationData_pipe.txt.gz", FIRST)
    session.rollback()
    again = imported(session, SAMPLE / "AviationData_pipe.txt.gz", FIRST)
    assert first.new == first.records == again.same
    assert (again.new, again.claims, again.changeset) == (0, 0, None)
    assert sum(each.lost for each in first.notes.refusals) == 1


# -- the bundled files, once: both releases in one SQLite database


CHANGED_DEATHS = {
    "DCA14RA127": (295, 298), "ANC14MA008": (4, 5), "ERA12WA544": (1, 3), "CEN12WA560": (1, 2), "CEN12FA378": (3, 4),
    "DCA12WA071": (4, 44), "ENG12WA037": (1, 2), "CEN12WA679": (1, 2), "DCA11WA108": (4, 18), "DCA11RA098": (9, 8),
}  # fmt: skip


def _cells(name):
    with gzip.open(SAMPLE / name, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The files' rows, what the database held after each of the two imports, and the reports."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('real') / 'real.sqlite3'}")
    migrate.upgrade(engine)
    held = SimpleNamespace(engine=engine, rows=_cells("NTSBData_20170328.csv.gz"), cases=_cells("carol_2010_2014.csv.gz"))
    with Session(engine) as session:
        held.first = imported(session, SAMPLE / "NTSBData_20170328.csv.gz", SECOND)
        held.before = _snapshot(session)
        session.rollback()
        held.second = imported(session, SAMPLE / "carol_2010_2014.csv.gz", LATEST)
        held.after = _snapshot(session)
    yield held
    engine.dispose()


def _snapshot(session):
    rows = session.execute(
        sa.select(
            Occurrence.id, Occurrence.ntsb_number, Occurrence.n_aircraft, Occurrence.n_fatal, Occurrence.occurrence_class,
            Occurrence.report_status, Occurrence.year,
        )
    )  # fmt: skip
    return {row.id: row for row in rows}


def _events(rows):
    events = defaultdict(list)
    for row in rows:
        events[row["Event.Id"].strip()].append(row)
    return events


def _stated(rows, column):
    """The event's value of a column: of the first of its aircraft that states one."""
    by_number = sorted(rows, key=lambda row: row["Accident.Number"].strip())
    return next((row[column].strip() for row in by_number if row[column].strip()), "")


real_data = pytest.mark.xdist_group("real-data")


@real_data
def test_every_event_and_aircraft_of_the_real_table_is_there(real):
    sizes = Counter(len(rows) for rows in _events(real.rows).values())
    assert len(real.before) == sum(sizes.values()) == real.first.new == 78_405
    assert sum(row.n_aircraft for row in real.before.values()) == len(real.rows) == 79_557
    assert Counter(row.n_aircraft for row in real.before.values()) == sizes
    assert sizes[2] + sizes[3] == len(real.before) - sizes[1] == 1_148


@real_data
def test_the_real_dead_are_counted_once_for_each_event(real):
    by_event = {key: _stated(rows, "Total.Fatal.Injuries") for key, rows in _events(real.rows).items()}
    refused = [
        each for each in real.first.notes.refusals if each.column == "Total.Fatal.Injuries" and "differs" not in each.reason
    ]
    in_file = sum(int(value) for value in by_event.values() if value)
    assert sum(row.n_fatal or 0 for row in real.before.values()) == in_file - sum(int(each.value) for each in refused) == 43_969


@real_data
def test_real_accidents_incidents_and_reports_are_as_many_as_in_the_file(real):
    events = _events(real.rows).values()
    classes = Counter(_stated(rows, "Investigation.Type").lower() for rows in events)
    assert Counter(row.occurrence_class for row in real.before.values()) == classes
    words = {"Probable Cause": "final", "Factual": "factual", "Preliminary": "preliminary", "Foreign": "foreign", "": None}
    statuses = Counter(words[_stated(rows, "Report.Status")] for rows in events)
    assert Counter(row.report_status for row in real.before.values()) == statuses


@real_data
def test_the_real_cases_join_the_occurrences_of_their_numbers(real):
    known = {number_of_case(row["Accident.Number"].strip()) for row in real.rows}
    joined = sum(number_of_case(case["NtsbNo"].strip()) in known for case in real.cases)
    assert (real.second.joined, real.second.new) == (joined, len(real.cases) - joined) == (8_483, 56)
    assert len(real.after) == 78_405 + 56


@real_data
@pytest.mark.parametrize(("number", "deaths_of"), CHANGED_DEATHS.items(), ids=CHANGED_DEATHS)
def test_real_deaths_that_changed_are_refined(real, number, deaths_of):
    (id_,) = [row.id for row in real.before.values() if row.ntsb_number == number]
    assert (real.before[id_].n_fatal, real.after[id_].n_fatal) == deaths_of
    with Session(real.engine) as session:
        found = deaths(session, id_)
    assert found.state is PropertyState.REFINED
    assert {int(each.value): each.account.precision for each in found.claims}[deaths_of[1]] is Precision.NOT_LATER_THAN


@real_data
def test_no_other_real_deaths_changed(real):
    changed = {row.ntsb_number for row in real.before.values() if row.n_fatal not in (None, real.after[row.id].n_fatal)}
    assert changed == set(CHANGED_DEATHS)


@real_data
def test_real_deaths_that_were_not_stated_before_are_the_only_word(real):
    (id_,) = [row.id for row in real.before.values() if row.ntsb_number == "DCA13WA034"]
    assert (real.before[id_].n_fatal, real.after[id_].n_fatal) == (None, 1)
    with Session(real.engine) as session:
        assert deaths(session, id_).state is PropertyState.SINGLE


@real_data
def test_nothing_differs_from_what_the_real_imports_recorded(real):
    with Session(real.engine) as session:
        assert [str(each) for each in verify(session)] == []
        assert session.scalar(sa.select(sa.func.count()).select_from(Changeset)) == 2
        claims, accounts = (session.scalar(sa.select(sa.func.count()).select_from(each)) for each in (Claim, Account))
    assert claims == real.first.claims + real.second.claims
    assert accounts >= len(real.after)

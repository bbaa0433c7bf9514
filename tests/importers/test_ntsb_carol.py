"""The CAROL export: packed cells, weak zeros, lost signs, and the numbers of the bundled files."""

import csv
import datetime as dt
import gzip
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import app
from app.core.errors import BadFile
from app.importers.ntsb import CAROL, Release, read_release
from app.importers.ntsb.cells import WITHHELD_BUILDER
from app.importers.records import Record, Statement
from app.vocab.claims import ReportStatus
from app.vocab.properties import BY_KEY, ValueType
from app.vocab.values import canonical, check_qualifier

SAMPLE = Path(app.__file__).parent / "sample" / "ntsb"
COLUMNS = (*CAROL.required, *CAROL.ignored, "")
ROW = {
    "NtsbNo": "WPR15FA072",
    "EventType": "ACC",
    "Mkey": "90554",
    "EventDate": "2014-12-31 18:10:00+00:00",
    "City": "Benson",
    "State": "Arizona",
    "Country": "United States",
    "N": "N57AW",
    "HasSafetyRec": "False",
    "OriginalPublishDate": "2016-10-24T04:00:00Z",
    "HighestInjuryLevel": "Fatal",
    "FatalInjuryCount": "2",
    "SeriousInjuryCount": "0",
    "MinorInjuryCount": "0",
    "ProbableCause": "The pilot’s continued flight.\nIcing.",
    "Latitude": "31.956111",
    "Longitude": "-110.409446",
    "Make": "BELL",
    "Model": "206",
    "AirCraftCategory": "HELI",
    "AmateurBuilt": "FALSE",
    "NumberOfEngines": "1",
    "PurposeOfFlight": "POSI",
    "FAR": "091",
    "AirCraftDamage": "Destroyed",
    "WeatherCondition": "IMC",
    "Operator": "N57AW LLC",
    "ReportStatus": "Completed",
}
TWO = {
    "N": "N49294, N95297",
    "Make": "CESSNA, PIPER",
    "Model": "172, PA-28-140",
    "AirCraftCategory": "AIR,AIR",
    "AmateurBuilt": "FALSE,FALSE",
    "NumberOfEngines": ",2",
    "PurposeOfFlight": ",",
    "FAR": "091,091",
    "AirCraftDamage": "Minor,Substantial",
    "Operator": "",
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def _write(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            full = {**ROW, **row}
            writer.writerow([full.get("N" if column == "N#" else column, "") for column in columns])
        path = tmp_path / "carol.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        return path

    return _write


def read(path: Path) -> tuple[Release, list[Record]]:
    release = read_release(path)
    return release, list(release.records())


def said(record: Record, prop: str, aircraft: int | None = None) -> list[Statement]:
    return [each for each in record.statements if each.property == prop and each.aircraft == aircraft]


def values(record: Record, prop: str, aircraft: int | None = None) -> list[str]:
    return [each.value for each in said(record, prop, aircraft)]


# -- what the cells come to


def test_a_row_becomes_a_record_of_statements(write):
    release, (record,) = read(write(ROW))
    assert (release.shape, record.key, record.row, record.n_aircraft) == ("ntsb-carol", "WPR15FA072", 2, 1)
    assert record.identifiers == [("identifier.ntsb_number", "WPR15FA072"), ("identifier.ntsb_mkey", "90554")]
    assert record.published_on == dt.date(2016, 10, 24)
    assert record.report_status is ReportStatus.FINAL
    assert said(record, "place") == [Statement(None, "place", "", "Benson, AZ", "Benson, Arizona", "City, State")]
    assert said(record, "date") == [Statement(None, "date", "", "2014-12-31", "2014-12-31 18:10:00+00:00", "EventDate")]
    assert values(record, "probable_cause") == ["The pilot’s continued flight.\nIcing."]
    assert values(record, "identifier.ntsb_mkey") == ["90554"]
    assert values(record, "aircraft.operator", 1) == ["N57AW LLC"]
    assert values(record, "report.safety_recommendations") == ["no"]
    assert not release.notes.refusals


def test_no_time_is_claimed_because_the_zone_is_not_reliable(write):
    _, (record,) = read(write(ROW))
    assert not [each for each in record.statements if each.property.startswith("time")]


def test_the_locator_of_a_zero_says_that_it_is_weak(write):
    _, (record,) = read(write(ROW))
    (zero,), (two,) = said(record, "injuries.minor"), said(record, "injuries.fatal")
    assert zero.value == "0"
    assert zero.locator == "MinorInjuryCount (CAROL never leaves a count blank)"
    assert two.locator == "FatalInjuryCount"


def test_fatal_with_no_dead_is_a_conflict_and_the_zero_is_not_filed(write):
    release, (record,) = read(write({"FatalInjuryCount": "0"}))
    assert values(record, "injuries.fatal") == []
    assert values(record, "injuries.highest") == ["fatal"]
    assert [each.reason for each in release.notes.refusals] == ["conflict: the highest injury is fatal"]


def test_packed_cells_come_apart_into_aircraft(write):
    release, (record,) = read(write(TWO))
    assert record.n_aircraft == 2
    assert [values(record, "aircraft.registration", n) for n in (1, 2)] == [["N49294"], ["N95297"]]
    assert [values(record, "aircraft.model", n) for n in (1, 2)] == [["172"], ["PA-28-140"]]
    assert [values(record, "aircraft.engines.number", n) for n in (1, 2)] == [[], ["2"]]
    assert [values(record, "aircraft.damage", n) for n in (1, 2)] == [["minor"], ["substantial"]]
    assert not release.notes.refusals


def test_a_packed_cell_that_does_not_come_apart_is_refused_and_not_shifted(write):
    release, (record,) = read(write({**TWO, "Operator": "Graeves Inc,Advanced Helicopter Concepts, Inc"}))
    assert [values(record, "aircraft.operator", n) for n in (1, 2)] == [[], []]
    assert [(each.column, each.value, each.reason) for each in release.notes.refusals] == [
        ("Operator", "", "3 parts for 2 aircraft")
    ]


def test_the_cell_of_a_single_aircraft_is_taken_whole(write):
    _, (record,) = read(write({"Make": "Bombardier, Inc.", "Operator": "Graeves Auto, Inc"}))
    assert record.n_aircraft == 1
    assert said(record, "aircraft.manufacturer", 1)[0].raw == "Bombardier, Inc."
    assert values(record, "aircraft.operator", 1) == ["Graeves Auto, Inc"]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2016-10-24T04:00:00Z", dt.date(2016, 10, 24)),
        ("2016-12-24T05:00:00Z", dt.date(2016, 12, 24)),
        ("2016-12-24T03:30:00Z", dt.date(2016, 12, 23)),
        ("2016-12-24T18:00:00Z", dt.date(2016, 12, 24)),
        ("", None),
        ("soon", None),
        ("2016-12-24T25:00:00Z", None),
        ("2014-12-24T05:00:00Z", None),
    ],
)
def test_the_publication_day_is_that_of_new_york(write, published, expected):
    release, (record,) = read(write({"OriginalPublishDate": published}))
    assert record.published_on == expected
    assert bool(release.notes.refusals) == bool(published and expected is None)


@pytest.mark.parametrize(
    ("change", "status", "relayed"),
    [
        ({"ReportStatus": "In work"}, ReportStatus.PRELIMINARY, False),
        ({"ReportStatus": "", "Country": "Mexico", "State": ""}, ReportStatus.FOREIGN, True),
        ({"ReportStatus": "", "NtsbNo": "DCA15WA072"}, ReportStatus.FOREIGN, True),
        ({"ReportStatus": ""}, None, False),
        ({"ReportStatus": "Lost"}, None, False),
    ],
)
def test_the_status_of_the_report(write, change, status, relayed):
    _, (record,) = read(write(change))
    assert (record.report_status, record.relayed) == (status, relayed)
    assert values(record, "report.status") == ([status.value] if status else [])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"City": "Champoton", "State": "", "Country": "Mexico"}, ["Champoton, Mexico"]),
        ({"City": "Obyan", "State": ""}, ["Obyan"]),
        ({"City": "Oahu", "State": "Pacific Ocean"}, ["Oahu, Pacific Ocean"]),
        ({"City": ""}, []),
    ],
)
def test_places_are_worded_as_in_the_table(write, change, place):
    _, (record,) = read(write(change))
    assert values(record, "place") == place


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"Latitude": "0.0", "Longitude": "0.0"}, "junk coordinates"),
        ({"Latitude": "465935.0", "Longitude": "-93.1"}, "junk coordinates"),
        ({"Latitude": "131.78", "Longitude": "29.75"}, "junk coordinates"),
        ({"Longitude": "110.409446"}, "longitude sign lost?"),
        ({"State": "Alaska", "Latitude": "61.2", "Longitude": "149.8"}, "longitude sign lost?"),
        ({"State": "Alaska", "Latitude": "52.7", "Longitude": "174.1"}, None),
        ({"State": "Guam", "Latitude": "13.5", "Longitude": "144.8"}, None),
        ({"Country": "Japan", "State": "", "Longitude": "140"}, None),
    ],
)
def test_positions_that_cannot_be_right_are_counted_and_not_stated(write, change, kind):
    release, (record,) = read(write(change))
    assert release.notes.dropped == Counter([kind] if kind else [])
    assert bool(said(record, "coordinates")) == (kind is None)


@pytest.mark.parametrize("name", ["Pilot", "Robert Wilson", "WOODLEY CRAIG S", "Private Individual"])
def test_a_private_operator_is_not_named_anywhere(write, name):
    release, (record,) = read(write({"Operator": name}))
    assert values(record, "aircraft.operator", 1) == []
    assert release.notes.dropped == Counter({"operator's name withheld": 1})
    assert name not in repr((record, release.notes))


def test_a_private_builder_is_not_named_anywhere(write):
    release, (record,) = read(write({"Make": "CLARKE REGINALD W", "AmateurBuilt": "TRUE", "Model": "CLARKE ONE"}))
    assert values(record, "aircraft.manufacturer", 1) == [WITHHELD_BUILDER]
    assert "clarke" not in repr((record, release.notes)).casefold()


@pytest.mark.parametrize(
    ("column", "cell"),
    [("EventType", "XXX"), ("FAR", "999"), ("AirCraftDamage", "Dented"), ("EventDate", "then"), ("Country", "Utopia")],
)
def test_an_unknown_code_is_refused_with_row_column_and_value(write, column, cell):
    release, _ = read(write({column: cell}))
    assert [(each.row, each.column, each.value) for each in release.notes.refusals] == [(2, column, cell)]


# -- the file


def test_the_registration_column_may_be_called_n_number_sign(write):
    _, (record,) = read(write(ROW, columns=tuple("N#" if column == "N" else column for column in COLUMNS)))
    assert values(record, "aircraft.registration", 1) == ["N57AW"]


def test_columns_that_are_not_read_may_be_absent(write):
    release, records = read(write(ROW, columns=CAROL.required))
    assert len(records) == 1
    assert not release.notes.refusals


def test_a_nameless_last_column_with_values_is_counted(write):
    path = write(ROW)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "x\n", encoding="utf-8")
    release, _ = read(path)
    assert release.notes.dropped == Counter({"unknown column": 1})


def test_the_same_case_twice_is_refused_with_both_rows(write):
    with pytest.raises(BadFile, match=r"column NtsbNo: WPR15FA072 stands in row 2 and again in row 4"):
        read_release(write(ROW, {"NtsbNo": "B"}, ROW))


def test_missing_columns_are_all_named(write):
    columns = tuple(each for each in COLUMNS if each not in ("Mkey", "City"))
    with pytest.raises(BadFile, match="without Mkey, City"):
        read_release(write(ROW, columns=columns))


def test_a_packed_file_that_is_cut_off_is_refused(write, tmp_path):
    packed = gzip.compress(write(*({"NtsbNo": f"A{n}"} for n in range(500))).read_bytes())
    (tmp_path / "cut.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(BadFile, match="cut off"):
        read_release(tmp_path / "cut.gz")


# -- the bundled files

KNOWN = {
    "carol_2010_2014.csv.gz": {
        "cases": 8_539,
        "multi": 132,
        "classes": {"accident": 7_988, "incident": 551},
        "causes": 7_394,
        "fatal": 5_389,
        "serious": 1_775,
        "minor": 2_706,
        "conflicts": 0,
        "years": {
            2010: (1_477, 262, 439),
            2011: (1_550, 278, 481),
            2012: (1_533, 270, 408),
            2013: (1_282, 220, 388),
            2014: (1_282, 254, 397),
        },
    },
    "carol_2020_2024.csv.gz": {
        "cases": 8_106,
        "multi": 138,
        "classes": {"accident": 7_337, "incident": 704, "not_determined": 65},
        "causes": 5_795,
        "fatal": 3_476,
        "serious": 1_531,
        "minor": 2_210,
        "conflicts": 6,
        "years": {
            2020: (1_132, 201, 334),
            2021: (1_207, 214, 356),
            2022: (1_260, 204, 336),
            2023: (1_194, 195, 309),
            2024: (1_174, 180, 307),
        },
    },
}


@pytest.fixture(scope="module", params=list(KNOWN))
def bundled(request) -> tuple[str, Release, list[Record], list[dict[str, str]]]:
    release, records = read(SAMPLE / request.param)
    with gzip.open(SAMPLE / request.param, "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return request.param, release, records, rows


def test_the_cases_of_a_bundled_file(bundled):
    name, release, records, rows = bundled
    known = KNOWN[name]
    assert len(records) == len(rows) == release.n_rows == release.notes.rows == known["cases"]
    packed = sum("," in row["AirCraftCategory"] or "," in row["N"] for row in rows)
    assert sum(each.n_aircraft > 1 for each in records) == packed == known["multi"]
    assert Counter(values(each, "class")[0] for each in records) == known["classes"]
    causes = sum(bool(row["ProbableCause"].strip()) for row in rows)
    assert sum(bool(said(each, "probable_cause")) for each in records) == causes == known["causes"]
    conflicts = [each for each in release.notes.refusals if each.reason.startswith("conflict")]
    assert len(conflicts) == known["conflicts"]


@pytest.mark.parametrize("level", ["fatal", "serious", "minor"])
def test_the_injuries_of_a_bundled_file(bundled, level):
    name, _, records, rows = bundled
    stated = sum(int(value) for each in records for value in values(each, f"injuries.{level}"))
    assert stated == sum(int(row[f"{level.title()}InjuryCount"]) for row in rows) == KNOWN[name][level]


def test_the_accidents_of_each_year_in_the_united_states(bundled):
    name, _, records, _ = bundled
    counts: dict[int, list[int]] = {year: [0, 0, 0] for year in KNOWN[name]["years"]}
    for each in records:
        if values(each, "country") != ["US"] or values(each, "class") != ["accident"]:
            continue
        year = counts[int(values(each, "date")[0][:4])]
        deaths = int((values(each, "injuries.fatal") or ["0"])[0])
        year[0] += 1
        year[1] += bool(deaths)
        year[2] += deaths
    assert {year: tuple(found) for year, found in counts.items()} == KNOWN[name]["years"]


def test_the_publication_days_of_a_bundled_file(bundled):
    _, release, records, rows = bundled
    refused = sum(each.column == "OriginalPublishDate" for each in release.notes.refusals)
    unsaid = sum(not row["OriginalPublishDate"] for row in rows)
    assert sum(each.published_on is None for each in records) == unsaid + refused
    assert refused == 0


def test_every_statement_of_a_bundled_file_has_a_value_that_its_property_can_hold(bundled):
    distinct = {(each.property, each.qualifier, each.value) for record in bundled[2] for each in record.statements}
    for key, qualifier, value in distinct:
        prop = BY_KEY[key]
        check_qualifier(prop, qualifier)
        if prop.type is not ValueType.PARTY:
            assert canonical(prop, value) == value


def test_no_surname_first_operator_of_a_bundled_file_is_stored(bundled):
    _, release, records, rows = bundled
    person = re.compile(r"[A-Z]+ [A-Z]+ [A-Z]")
    stored = {each.raw or each.value for record in records for each in record.statements if "operator" in each.property}
    assert any(person.fullmatch(row["Operator"]) for row in rows)
    assert {name for name in stored if person.fullmatch(name)} <= {"PHI AIR A"}
    assert not [each for each in release.notes.refusals if each.column == "Operator" and person.fullmatch(each.value)]


def test_the_two_vintages_differ_in_deaths_for_eleven_cases():
    """The table of 2017 and today's export of the same cases."""
    _, records = read(SAMPLE / "carol_2010_2014.csv.gz")
    now = {each.key: (values(each, "injuries.fatal") or [""])[0] for each in records}
    then: dict[str, str] = {}
    for each in read_release(SAMPLE / "NTSBData_20170328.csv.gz").records():
        number = each.identifiers[1][1]
        if number in now:
            then[number] = (values(each, "injuries.fatal") or [""])[0]
    assert len(then) == 8_483
    changed = {number: (old, now[number]) for number, old in then.items() if (old or "0") != now[number]}
    assert len(changed) == 11
    assert changed["DCA14RA127"] == ("295", "298")
    assert changed["DCA13WA034"] == ("", "1")
    assert changed["DCA11RA098"] == ("9", "8")

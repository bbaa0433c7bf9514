"""The aviation table: what its cells come to, which files are refused, and the numbers of the bundled files."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

import app
from app.core.errors import BadFile, BadValue
from app.importers.ntsb import TABLE, Release, cells, read_release
from app.importers.ntsb.cells import WITHHELD_BUILDER, day_of, operator
from app.importers.records import Record, Statement
from app.vocab.claims import ReportStatus
from app.vocab.properties import BY_KEY, ValueType
from app.vocab.values import canonical, check_qualifier

SAMPLE = Path(app.__file__).parent / "sample" / "ntsb"
ROW = {
    "Event.Id": "20150908X74637",
    "Investigation.Type": "Accident",
    "Accident.Number": "CEN15LA402",
    "Event.Date": "2015-09-08",
    "Location": "Freeport, IL",
    "Country": "United States",
    "Latitude": "42.246111",
    "Longitude": "-89.581945",
    "Injury.Severity": "Fatal(1)",
    "Registration.Number": "N24TL",
    "Make": "CESSNA",
    "Model": "172",
    "Amateur.Built": "No",
    "FAR.Description": "Part 91: General Aviation",
    "Total.Fatal.Injuries": "1",
    "Total.Minor.Injuries": "0",
    "Weather.Condition": "VMC",
    "Report.Status": "Probable Cause",
    "Publication.Date": "2016-01-05",
}


def as_csv(*rows: dict[str, str], header: list[str] | None = None, separator: str = ",") -> str:
    """The text of a table with the given rows; each is ROW with other values."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(header or TABLE.required)
    for row in rows:
        full = {**ROW, **row}
        writer.writerow([full.get(column, "") for column in TABLE.required])
    return out.getvalue()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def _write(content: str | bytes) -> Path:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def read(path: Path, **options: str) -> tuple[Release, list[Record]]:
    release = read_release(path, **options)
    return release, list(release.records())


def said(record: Record, prop: str, aircraft: int | None = None) -> list[Statement]:
    return [each for each in record.statements if each.property == prop and each.aircraft == aircraft]


def values(record: Record, prop: str, aircraft: int | None = None) -> list[str]:
    return [each.value for each in said(record, prop, aircraft)]


# -- what the cells come to


def test_a_row_becomes_a_record_of_statements(write):
    _, (record,) = read(write(as_csv(ROW)))
    assert (record.key, record.row, record.n_aircraft) == ("20150908X74637", 2, 1)
    assert record.identifiers == [
        ("identifier.ntsb_event", "20150908X74637"),
        ("identifier.ntsb_number", "CEN15LA402"),
    ]
    assert record.published_on == dt.date(2016, 1, 5)
    assert record.report_status is ReportStatus.FINAL
    assert not record.relayed
    assert said(record, "injuries.fatal") == [Statement(None, "injuries.fatal", "all", "1", None, "Total.Fatal.Injuries")]
    assert said(record, "country") == [Statement(None, "country", "", "US", "United States", "Country")]
    assert values(record, "coordinates") == ["42.246111,-89.581945"]
    assert values(record, "aircraft.manufacturer", 1) == ["Cessna"]
    assert values(record, "injuries.highest") == ["fatal"]


def test_an_empty_count_is_silence_and_a_zero_is_a_statement(write):
    _, (record,) = read(write(as_csv(ROW)))
    assert values(record, "injuries.minor") == ["0"]
    assert values(record, "injuries.serious") == []


def test_identifiers_are_statements_too(write):
    _, (record,) = read(write(as_csv({"Accident.Number": "CEN15LA402A"})))
    assert said(record, "identifier.ntsb_number")[0].value == "CEN15LA402"
    assert values(record, "aircraft.ntsb_number", 1) == ["CEN15LA402A"]


def test_the_rows_of_an_event_are_its_aircraft_by_number_and_its_totals_are_said_once(write):
    rows = [{"Accident.Number": "CEN15LA402B", "Registration.Number": "N2"}, {"Accident.Number": "CEN15LA402A"}]
    _, (record,) = read(write(as_csv(*rows)))
    assert record.n_aircraft == 2
    assert record.row == 2
    assert [values(record, "aircraft.registration", n) for n in (1, 2)] == [["N24TL"], ["N2"]]
    assert values(record, "injuries.fatal") == ["1"]


def test_an_event_whose_rows_are_apart_is_one_record_at_the_end(write):
    rows = [{"Accident.Number": "A15LA1A"}, {"Event.Id": "other", "Accident.Number": "B15LA1"}]
    rows.append({"Accident.Number": "A15LA1B"})
    _, records = read(write(as_csv(*rows)))
    assert [(each.key, each.n_aircraft) for each in records] == [("other", 1), ("20150908X74637", 2)]


def test_a_row_that_contradicts_its_event_is_noted_and_the_first_one_stands(write):
    rows = [{"Accident.Number": "CEN15LA402A", "Country": ""}, {"Accident.Number": "CEN15LA402B", "Location": "Rome"}]
    release, (record,) = read(write(as_csv(*rows)))
    assert values(record, "place") == ["Freeport, IL"]
    assert values(record, "country") == ["US"]
    assert [(each.row, each.column, each.value) for each in release.notes.refusals] == [(3, "Location", "Rome")]


@pytest.mark.parametrize(
    ("column", "cell", "prop", "aircraft", "expected"),
    [
        ("Event.Date", "09/08/2015", "date", None, ["2015-09-08"]),
        ("Event.Date", "9/8/62", "date", None, ["1962-09-08"]),
        ("Event.Date", "9/8/26", "date", None, ["2026-09-08"]),
        ("Event.Date", "2015-02-30", "date", None, []),
        ("Country", "Congo", "country", None, []),
        ("Country", "Nowhere", "country", None, []),
        ("Injury.Severity", "Unavailable", "injuries.highest", None, ["unknown"]),
        ("Injury.Severity", "Non-Fatal", "injuries.highest", None, []),
        ("Total.Fatal.Injuries", "1.0", "injuries.fatal", None, ["1"]),
        ("Total.Fatal.Injuries", "-1", "injuries.fatal", None, []),
        ("Airport.Code", "kfep", "aerodrome.code", None, ["KFEP"]),
        ("Airport.Code", "PVT", "aerodrome.code", None, []),
        ("Airport.Code", "---", "aerodrome.code", None, []),
        ("Airport.Name", "N/A", "aerodrome.name", None, []),
        ("Registration.Number", "n24tl", "aircraft.registration", 1, ["N24TL"]),
        ("Registration.Number", "None", "aircraft.registration", 1, []),
        ("Registration.Number", "Unregistere", "aircraft.registration", 1, []),
        ("Registration.Number", "USAF", "aircraft.registration", 1, []),
        ("Number.of.Engines", "18", "aircraft.engines.number", 1, ["18"]),
        ("Engine.Type", "TJ, REC, REC, TJ", "aircraft.engines.type", 1, ["turbo_jet", "reciprocating"]),
        ("Engine.Type", "TJ, STEAM", "aircraft.engines.type", 1, []),
        ("Model", "N/A", "aircraft.model", 1, []),
        ("Broad.Phase.of.Flight", "TAKEOFF", "aircraft.phase", 1, ["TOF"]),
        ("Weather.Condition", "SUNNY", "weather.conditions", None, []),
        ("Make", "Obscure  Aircraft Works", "aircraft.manufacturer", 1, ["Obscure Aircraft Works"]),
        ("Air.Carrier", "SKYWEST AIRLINES INC", "aircraft.operator", 1, ["SKYWEST AIRLINES INC"]),
    ],
)
def test_a_cell_comes_to_its_value_or_to_a_note(write, column, cell, prop, aircraft, expected):
    release, (record,) = read(write(as_csv({column: cell})))
    assert values(record, prop, aircraft) == expected
    noted = any(each.column == column for each in release.notes.refusals)
    assert noted == (not expected and cell != "Non-Fatal")


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("0", "0.0"), ("91", "10"), ("10", "181"), ("42.1", ""), ("", "10"), ("x", "1")]
)
def test_junk_coordinates_are_counted_and_not_stated(write, latitude, longitude):
    release, (record,) = read(write(as_csv({"Latitude": latitude, "Longitude": longitude})))
    assert values(record, "coordinates") == []
    assert release.notes.dropped == Counter({"junk coordinates": 1})


def test_a_severity_that_contradicts_the_count_is_noted(write):
    release, (record,) = read(write(as_csv({"Injury.Severity": "Fatal(3)"})))
    assert values(record, "injuries.fatal") == ["1"]
    assert [(each.value, each.reason) for each in release.notes.refusals] == [("Fatal(3)", "the fatal total is 1")]


def test_a_severity_that_is_unavailable_leaves_no_counts(write):
    release, (record,) = read(write(as_csv({"Injury.Severity": "Unavailable", "Total.Fatal.Injuries": "0"})))
    assert not [each for each in record.statements if each.qualifier == "all"]
    assert {each.reason for each in release.notes.refusals} == {"a count although the severity is Unavailable"}


def test_a_foreign_record_is_relayed(write):
    _, (record,) = read(write(as_csv({"Report.Status": "Foreign"})))
    assert record.relayed
    assert record.report_status is ReportStatus.FOREIGN


def test_a_report_published_before_its_event_has_no_day(write):
    release, (record,) = read(write(as_csv({"Publication.Date": "2015-09-07"})))
    assert record.published_on is None
    assert release.notes.refusals[0].reason == "before the day of the event"


@pytest.mark.parametrize(
    ("make", "amateur"),
    [("CLARKE REGINALD W", "Yes"), ("CLARKE REGINALD W", ""), ("CLARKE REGINALD W", "No"), ("CLARKE", "Yes")],
)
def test_a_private_builder_is_not_named_anywhere(write, make, amateur):
    release, (record,) = read(write(as_csv({"Make": make, "Amateur.Built": amateur, "Model": "CLARKE SPECIAL"})))
    assert said(record, "aircraft.manufacturer", 1) == [
        Statement(1, "aircraft.manufacturer", "", WITHHELD_BUILDER, None, "Make")
    ]
    assert values(record, "aircraft.model", 1) == []
    assert "clarke" not in repr((record, release.notes)).casefold()
    assert release.notes.dropped == Counter({"builder's name withheld": 2})


def test_a_known_maker_of_a_kit_is_named(write):
    _, (record,) = read(write(as_csv({"Make": "Vans", "Amateur.Built": "Yes", "Model": "RV-6"})))
    assert values(record, "aircraft.model", 1) == ["RV-6"]
    assert values(record, "aircraft.manufacturer", 1) != [WITHHELD_BUILDER]


@pytest.mark.parametrize("carrier", ["Dean Anderson", "Pilot", "Danny Lee Urquhart (DBA: DAN URQUHART)"])
def test_a_private_operator_is_not_named_anywhere(write, carrier):
    release, (record,) = read(write(as_csv({"Air.Carrier": carrier})))
    assert values(record, "aircraft.operator", 1) == []
    assert release.notes.dropped == Counter({"operator's name withheld": 1})
    assert carrier not in repr((record, release.notes))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("MUNICH HANS W (DBA: Yakutat Coastal Airlines)", ("Yakutat Coastal Airlines", None)),
        ("USAIR (DBA: USAIR)", ("USAIR", "USAIR (DBA: USAIR)")),
        ("(DBA: AMERICAN AIRLINES)", ("AMERICAN AIRLINES", "(DBA: AMERICAN AIRLINES)")),
        ("JetBlue", ("JetBlue", None)),
    ],
)
def test_of_a_person_trading_as_a_company_only_the_company_is_taken(cell, expected):
    assert operator(cell) == expected


@pytest.mark.parametrize("text", ["2015-13-01", "13/40/2015", "2015", "yesterday", "1/2/3"])
def test_what_is_no_day_is_not_guessed_at(text):
    assert day_of(text) is None


# -- forms of the file


def test_gzip_zip_and_plain_are_told_by_their_content_and_have_one_hash(tmp_path):
    content = as_csv(ROW).encode()
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "b.csv").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "c.gz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", content)
    for name in ("a.csv", "b.csv", "c.gz"):
        release, records = read(tmp_path / name)
        assert (release.name, release.sha256) == (name, hashlib.sha256(content).hexdigest())
        assert (release.size, release.n_rows, release.shape) == (len(content), 1, "ntsb-aviation-table")
        assert len(records) == 1


def test_header_names_may_differ_in_case_dots_and_blanks_and_columns_in_order(write):
    lines = [["Weather_Condition ", *(name.replace(".", " ").upper() for name in TABLE.required[:27])]]
    lines[0] += [name.casefold() for name in TABLE.required[28:]]
    row = [ROW["Weather.Condition"], *(ROW.get(name, "") for name in (*TABLE.required[:27], *TABLE.required[28:]))]
    out = io.StringIO()
    csv.writer(out).writerows([*lines, row])
    _, (record,) = read(write("\ufeff" + out.getvalue()))
    assert values(record, "weather.conditions") == ["VMC"]
    assert values(record, "aircraft.registration", 1) == ["N24TL"]


def test_the_native_form_with_bars_is_read(write):
    rows = [" | ".join([*TABLE.required, ""]), " | ".join([*(ROW.get(c, "") for c in TABLE.required), ""])]
    rows.append('20150908X1 | Accident | "B | 09/08/2015')
    release, (record,) = read(write("\n".join(rows)))
    assert values(record, "place") == ["Freeport, IL"]
    assert (release.notes.rows, release.n_rows) == (1, 2)
    (refusal,) = release.notes.refusals
    assert (refusal.row, refusal.lost, refusal.reason) == (3, True, "4 cells instead of 32")


def test_an_unknown_column_is_counted_and_an_empty_nameless_one_is_not(write):
    lines = as_csv(ROW).splitlines()
    release, records = read(write(f"{lines[0]},Extra,\n{lines[1]},1,\n"))
    assert len(records) == 1
    assert release.notes.dropped == Counter({"unknown column": 1})
    assert release.notes.refusals[0].column == "Extra"


def test_a_latin_1_file_names_the_byte_and_is_read_when_that_is_said(write):
    path = write(as_csv({}, {"Event.Id": "2", "Accident.Number": "B", "Location": "São Paulo"}).encode("latin-1"))
    with pytest.raises(BadFile, match=r"row 3, column Location: the byte 0xe3 is not utf-8; is the file latin-1"):
        read_release(path)
    _, records = read(path, encoding="latin-1")
    assert values(records[1], "place") == ["São Paulo"]


def test_reading_twice_gives_the_same_notes(write):
    release = read_release(write(as_csv({"Airport.Code": "NONE"})))
    first = list(release.records())
    assert (list(release.records()), release.notes.rows, release.notes.dropped.total()) == (first, 1, 1)


def test_a_row_without_a_key_is_refused_whole(write):
    release, records = read(write(as_csv({}, {"Event.Id": " ", "Accident.Number": "B"})))
    assert len(records) == 1
    assert [(each.row, each.column, each.lost) for each in release.notes.refusals] == [(3, "Event.Id", True)]


# -- hostile files


def no_column(*columns: str) -> str:
    rows = list(csv.reader(as_csv(ROW).splitlines()))
    kept = [i for i, name in enumerate(rows[0]) if name not in columns]
    return "\n".join(",".join(f'"{row[i]}"' for i in kept) for row in rows)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "no header row"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "null bytes"),
        (gzip.compress(as_csv(ROW).encode() * 50)[:-200], "too early"),
        (b"\x1f\x8b\x08\0nonsense that is no gzip data", "damaged"),
        (b"PK\x03\x04 no zip", "cannot be unpacked"),
        (b"a,b,c\n1,2,3\n", "row 1: has no header row"),
        (as_csv(ROW).split("\n", 1)[1].encode(), "has no header row"),
        (no_column("Make", "Event.Date").encode(), "without Event.Date, Make"),
        (as_csv(ROW).replace("Airport.Code", "make").encode(), "row 1, column Make: has a column twice"),
        (as_csv(ROW, {"Event.Id": "2"}).encode(), "stands in row 2 and again in row 3"),
        (as_csv({"Location": "x" * 10_000_000}).encode(), "row 2, column Location: a cell of 10,000,000 characters"),
        (as_csv({"Location": "x" * 20_000_000}).encode(), "longer than 16,777,216 characters"),
        (as_csv(ROW).encode() + b'"never closed', "row 3: a quotation mark is opened and never closed"),
        (as_csv(ROW).encode() + b'"closed"badly,', "row 3: the quotation marks do not match"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_hostile_file_is_refused_with_its_reason_before_anything_is_read(write, content, message):
    limit = csv.field_size_limit()
    with pytest.raises(BadFile, match=re.escape(message)) as caught:
        read_release(write(content))
    assert caught.value.file == "table.csv"
    assert csv.field_size_limit() == limit


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadFile, match=r"no-such-file\.csv: there is no such file"):
        read_release(tmp_path / "no-such-file.csv")


def test_a_zip_of_two_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "a")
        archive.writestr("b.csv", "b")
    with pytest.raises(BadFile, match=r"holds 2: a\.csv, b\.csv"):
        read_release(tmp_path / "two.zip")


def test_a_file_that_changes_between_the_readings_is_refused(write):
    path = write(as_csv(ROW))
    release = read_release(path)
    path.write_text(as_csv(ROW, {"Event.Id": "2", "Accident.Number": "B"}))
    with pytest.raises(BadFile, match="changed while it was read"):
        list(release.records())


# -- the bundled files


def dict_rows(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with gzip.open(SAMPLE / name, "rt", encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "|" else 0)
        return [{str(key).strip(): (value or "").strip() for key, value in row.items()} for row in rows]


@pytest.fixture(scope="module")
def table() -> tuple[Release, list[Record]]:
    return read(SAMPLE / "NTSBData_20170328.csv.gz")


@pytest.fixture(scope="module")
def table_rows() -> list[dict[str, str]]:
    return dict_rows("NTSBData_20170328.csv.gz")


def test_the_table_of_2017_has_its_known_numbers(table, table_rows):
    release, records = table
    sizes = Counter(Counter(row["Event.Id"] for row in table_rows).values())
    assert Counter(each.n_aircraft for each in records) == sizes == {1: 77_257, 2: 1_144, 3: 4}
    assert len(records) == len({row["Event.Id"] for row in table_rows}) == 78_405
    assert sum(each.n_aircraft for each in records) == len(table_rows) == release.n_rows == release.notes.rows == 79_557
    assert release.sha256 == "821281915248719d14a7252d95fc316eedac3ef71e78fbcfd882f3d6d0d409c4"
    assert not any(each.lost for each in release.notes.refusals)


def test_the_deaths_of_2017_are_counted_by_event(table, table_rows):
    _, records = table
    by_event = {row["Event.Id"]: int(row["Total.Fatal.Injuries"] or 0) for row in table_rows}
    stated = sum(int(value) for each in records for value in values(each, "injuries.fatal"))
    assert stated == sum(by_event.values()) == 43_969
    assert sum(int(row["Total.Fatal.Injuries"] or 0) for row in table_rows) == 45_743


def test_the_stated_and_the_empty_counts_of_2017_are_those_of_the_file(table, table_rows):
    _, records = table
    events = {row["Event.Id"]: row for row in table_rows if row["Injury.Severity"] != "Unavailable"}
    for column, prop in (("Total.Fatal.Injuries", "fatal"), ("Total.Uninjured", "none")):
        expected = Counter(row[column] for row in events.values() if row[column])
        assert Counter(value for each in records for value in values(each, f"injuries.{prop}")) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2001, (1_833, 346, 1_144, 1_857)),
        (2006, (1_596, 316, 611, 1_613)),
        (2010, (1_495, 265, 446, 1_516)),
        (2014, (1_277, 254, 397, 1_291)),
        (2016, (1_252, 207, 378, 1_269)),
    ],
)
def test_the_accidents_of_a_year_in_the_united_states(table, year, expected):
    n, fatal, dead, aircraft = 0, 0, 0, 0
    for each in table[1]:
        first = {said.property: said.value for said in reversed(each.statements) if said.aircraft is None}
        if first.get("country") == "US" and first["class"] == "accident" and first["date"].startswith(str(year)):
            deaths = int(first.get("injuries.fatal", 0))
            n, fatal, dead, aircraft = n + 1, fatal + bool(deaths), dead + deaths, aircraft + each.n_aircraft
    assert (n, fatal, dead, aircraft) == expected


def test_the_classes_statuses_and_positions_of_2017(table, table_rows):
    _, records = table
    status = Counter(row["Report.Status"] for row in table_rows)
    known = {"Probable Cause": 74_197, "Foreign": 4_024, "Preliminary": 1_077, "Factual": 259}
    assert status == known
    stated: Counter[str] = Counter()
    for each in records:
        stated[str(each.report_status)] += each.n_aircraft
    assert stated == {"final": 74_197, "foreign": 4_024, "preliminary": 1_077, "factual": 259}
    classes: Counter[str] = Counter()
    for each in records:
        classes[values(each, "class")[0]] += each.n_aircraft
    assert classes == {"accident": 76_364, "incident": 3_193}
    positions = sum(each.n_aircraft for each in records if said(each, "coordinates"))
    in_file = [(row["Latitude"], row["Longitude"]) for row in table_rows if row["Latitude"] and row["Longitude"]]
    assert len(in_file) - sum(float(a) == float(b) == 0 for a, b in in_file) == positions
    assert sum(bool(row["Latitude"]) for row in table_rows) == 25_967 or len(in_file) == 25_967


def test_every_statement_of_2017_has_a_value_that_its_property_can_hold(table):
    """Each distinct value once: canonical already, with a qualifier that the property knows."""
    distinct = {(each.property, each.qualifier, each.value) for record in table[1] for each in record.statements}
    for key, qualifier, value in distinct:
        prop = BY_KEY[key]
        check_qualifier(prop, qualifier)
        if prop.type is not ValueType.PARTY:
            try:
                assert canonical(prop, value) == value
            except BadValue as error:
                pytest.fail(str(error))


def test_no_name_of_a_private_builder_of_2017_is_stored(table, table_rows):
    names = {
        row["Make"].casefold()
        for row in table_rows
        if row["Amateur.Built"] == "Yes" and re.fullmatch(r"[A-Z]+ [A-Z]+ [A-Z]", row["Make"])
    }
    assert len(names) > 500
    kept: set[str] = set()
    for record in table[1]:
        kept.update((each.raw or each.value).casefold() for each in said(record, "aircraft.manufacturer", 1))
    assert names & kept <= {"valentin gmb h"}  # a company


def test_the_native_file_of_2015_has_its_known_numbers():
    release, records = read(SAMPLE / "AviationData_pipe.txt.gz")
    rows = [row for row in dict_rows("AviationData_pipe.txt.gz", "|") if row["Report Status"]]
    assert sum(each.n_aircraft for each in records) == len(rows) == release.notes.rows == 851
    assert len(records) == len({row["Event Id"] for row in rows}) == 835
    assert [(each.row, each.lost) for each in release.notes.refusals if each.lost] == [(853, True)]
    assert release.n_rows == 852
    dates = sorted(values(each, "date")[0] for each in records)
    assert (dates[0], dates[-1]) == ("2015-02-27", "2015-09-08")


def test_two_vintages_tell_the_same_case_differently(table):
    _, old = read(SAMPLE / "AviationData_pipe.txt.gz")
    case = {number: each for each in table[1] for _, number in each.identifiers[1:]}
    moved: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in old:
        later = case.get(each.identifiers[1][1])
        if later is not None and later.report_status is not each.report_status:
            moved[str(each.report_status), str(later.report_status)] += each.n_aircraft
    assert moved[("preliminary", "final")] > 300
    (before,) = [each for each in old if each.identifiers[1][1] == "CEN15LA318"]
    assert (values(before, "injuries.fatal"), values(case["CEN15LA318"], "injuries.fatal")) == ([], ["1"])


@pytest.mark.parametrize(
    ("cell", "amateur"),
    [
        ("MASON ROBERT", False),
        ("RANDY WAYNE MALONEY", False),
        ("SMITH JOHN A III", False),
        ("Grahn J/GRAHN G", None),
        ("NEWGENT, Barry", False),
        ("Walter S Johnson III", None),
    ],
)
def test_what_may_be_a_private_builder_is_withheld_whatever_the_record_calls_the_aircraft(cell, amateur):
    found = cells.manufacturer(cell, amateur)
    assert isinstance(found, cells.Trouble)
    assert not found.shown


@pytest.mark.parametrize(
    "cell", ["DAVID BANK", "JOHN RANCH", "CHARLES STATE", "Robert L Copeland Trust", "SPEY JOHN R MAJOR USAF (RET)"]
)
def test_a_person_with_a_word_of_a_company_is_no_operator_to_store(cell):
    assert isinstance(cells.operator(cell), cells.Trouble)


@pytest.mark.parametrize("cell", ["Southwest Airlines Co", "STATE OF ALASKA", "Los Angeles County Sheriff", "U.S. Army"])
def test_a_public_body_is_an_operator_to_store(cell):
    assert not isinstance(cells.operator(cell), cells.Trouble)

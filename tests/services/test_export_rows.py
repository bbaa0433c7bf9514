"""Exports: equal to what the search tells, in every format and reader; read step by step; nothing hostile, nothing withheld."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.exports.columns import What, choose
from app.exports.csv_rows import write_csv
from app.exports.forms import WRITINGS, Form
from app.exports.table import About, Table
from app.models import Account, Changeset, Source
from app.search.reading import read_query
from app.services import exports
from app.services.exports import Export, choose_export, open_export
from app.services.searching import Searching
from app.vocab.claims import ChangesetState, Rank
from tests.factories import A, an_occurrence

FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture
def searching(tmp_path: Path) -> Searching:
    return Searching(tmp_path / "index")


def opened(session: Session, searching: Searching, query: str = "", what: str = "", form: str = "", *columns: str) -> Export:
    session.commit()
    engine = session.get_bind()
    assert isinstance(engine, sa.Engine)
    return open_export(engine, searching, choose_export(read_query(query), what, form, columns))


def told(session: Session, searching: Searching, query: str = "", what: str = "") -> About:
    """What is told of an export that nobody reads."""
    with closing(opened(session, searching, query, what)) as export:
        return export.about


def exported(session: Session, searching: Searching, query: str = "", what: str = "", form: str = "", *columns: str) -> bytes:
    return b"".join(opened(session, searching, query, what, form, *columns).chunks())


def rows(answer: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.decode())))


def some(session: Session) -> list[int]:
    """Five occurrences: a collision of two aircraft in Namibia, hostile texts, nothing known, a dispute, a month in Egypt."""
    return [
        an_occurrence(
            session,
            [
                A("date", "2001-02-03"), A("country", "NA"), A("injuries.fatal", "7", qualifier="all"), A("category", "MAC"),
                A("coordinates", "-22.5,17.25"), A("aircraft.registration", "V5-ABC", aircraft=1),
                A("aircraft.registration", "V5-DEF", aircraft=2), A("aircraft.operator", "Air \"N\", Ltd", aircraft=1),
            ],
            n_aircraft=2,
        ),
        an_occurrence(
            session,
            [A("place", FORMULA), A("aircraft.model", "+1", aircraft=1), A("injuries.fatal", "2", qualifier="aboard")],
        ),
        an_occurrence(session, []),
        an_occurrence(
            session,
            [
                A("cause.statement", "A bomb.\n=1+1", by="FSB", quote="Words\u2028of \"theirs\""),
                A("cause.statement", "A bomb.\n=1+1", by="Minister", stance="no_evidence"), A("category", "SEC"),
                A("category", "LOC-I"), A("injuries.fatal", "3", qualifier="ground"),
            ],
        ),
        an_occurrence(session, [A("date", "2015-10"), A("country", "EG"), A("place", "Hasna", rank=Rank.PREFERRED)]),
    ]  # fmt: skip


@pytest.fixture
def filled(session: Session, searching: Searching) -> list[int]:
    return some(session)


# -- equal sums everywhere


def test_every_format_gives_what_the_search_tells(
    session: Session, searching: Searching, filled: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb
    import openpyxl
    import pandas
    import polars

    monkeypatch.setattr(exports, "STEP", 2)  # several batches, the last one short
    export = opened(session, searching)
    killed, total = export.snapshot.killed(read_query("")), export.about.total
    table, parquet = tmp_path / "table.csv", tmp_path / "table.parquet"
    table.write_bytes(b"".join(export.chunks()))
    parquet.write_bytes(exported(session, searching, "", "occurrences", "parquet"))

    frames = [
        pandas.read_csv(table, keep_default_na=False, na_values=[""]), pandas.read_parquet(parquet),
    ]  # fmt: skip
    assert [int(each["injuries.fatal"].sum()) for each in frames] == [killed, killed] == [9, 9]
    assert [len(each) for each in frames] == [total, total] == [5, 5]
    assert list(frames[0]["country"].dropna()) == ["NA", "EG"]
    assert str(frames[1]["date"].dropna().iloc[0]) == "2001-02-03"
    for frame in (polars.read_csv(table), polars.read_parquet(parquet)):
        assert frame["injuries.fatal"].sum() == killed
    assert polars.read_parquet(parquet).schema["date"] == polars.Date
    for path in (table, parquet):
        asked = f"select sum(\"injuries.fatal\"), count(*), max(date) from '{path}'"
        assert [str(each) for each in duckdb.sql(asked).fetchall()[0]] == [str(killed), str(total), "2015-10-01"]

    lines = [json.loads(each) for each in exported(session, searching, "", "", "jsonl").splitlines()]
    assert sum(each["injuries.fatal"] or 0 for each in lines) == killed
    assert [each["id"] for each in lines] == filled
    features = json.loads(exported(session, searching, "", "", "geojson"))
    assert [each["geometry"]["coordinates"] for each in features["features"]] == [[17.25, -22.5]]
    assert features["airdocket"]["without_position"] == 4

    book = openpyxl.load_workbook(io.BytesIO(exported(session, searching, "", "", "xlsx")))
    sheet = book["occurrences"]
    names = [each.value for each in sheet[1]]
    cells = [dict(zip(names, (each.value for each in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert sum(each["injuries.fatal"] or 0 for each in cells) == killed
    assert cells[0]["date"].year == 2001
    assert all(each.data_type != "f" for row in sheet.iter_rows() for each in row)
    assert [row[0].value for row in book["dictionary"].iter_rows(min_row=2)] == names
    assert "changeset" in str([each.value for each in book["about"]["B"]])

    aircraft = pandas.read_csv(io.BytesIO(exported(session, searching, "", "aircraft")))
    assert len(aircraft) == 6
    assert aircraft.drop_duplicates("id")["injuries.fatal"].sum() == killed
    frame = pandas.read_parquet(io.BytesIO(exported(session, searching, "", "aircraft", "parquet")))
    assert frame.drop_duplicates("id")["injuries.fatal"].sum() == killed


def test_only_what_was_found_is_in_it(
    session: Session, searching: Searching, filled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "TOGETHER", 2)  # the index is asked in several ranges
    found = rows(exported(session, searching, "fatal:>=2", "", "", "id", "injuries.fatal"))
    assert found == [{"id": str(filled[0]), "injuries.fatal": "7"}, {"id": str(filled[1]), "injuries.fatal": "2"}]
    found = rows(exported(session, searching, "registration:V5-DEF", "aircraft", "", "id", "aircraft", "aircraft.registration"))
    assert found == [{"id": str(filled[0]), "aircraft": "2", "aircraft.registration": "V5-DEF"}]
    assert rows(exported(session, searching, "registration:V5-ZZZ", "aircraft")) == []
    assert len(rows(exported(session, searching, "has:cause", "claims"))) == 5
    everything = rows(exported(session, searching, "", "claims"))
    assert len(everything) == sum(int(each["n_claims"]) for each in rows(exported(session, searching)))
    assert rows(exported(session, searching, "-id:0", "claims")) == everything


# -- cells


def test_no_cell_is_a_formula_and_every_text_comes_back(session: Session, searching: Searching, filled: list[int]) -> None:
    table = rows(exported(session, searching, f"id:{filled[1]}", "aircraft"))
    assert table[0]["place"] == f"'{FORMULA}"
    assert table[0]["aircraft.model"] == "'+1"
    line = json.loads(exported(session, searching, f"id:{filled[1]}", "aircraft", "jsonl"))
    assert (line["place"], line["aircraft.model"]) == (FORMULA, "+1")
    claims = rows(exported(session, searching, f"id:{filled[3]}", "claims"))
    assert {each["value"] for each in claims if each["property"] == "cause.statement"} == {"A bomb.\n=1+1"}
    first = rows(exported(session, searching, f"id:{filled[0]}", "aircraft"))
    assert (first[0]["aircraft.operator"], first[0]["longitude"]) == ('Air "N", Ltd', "17.25")


def test_columns_that_are_kept_nowhere_are_resolved_by_the_rule(
    session: Session, searching: Searching, filled: list[int]
) -> None:
    names = (
        "cause.statement", "id", "cause.statement.state", "injuries.fatal[ground]", "injuries.fatal[ground].state",
        "coordinates", "coordinates.state", "category", "class.state", "injuries.fatal.qualifier",
    )  # fmt: skip
    found = rows(exported(session, searching, "", "", "", *names))
    assert list(found[0]) == list(names)
    assert found[3]["cause.statement"] == ""
    assert found[3]["cause.statement.state"] == "disputed"
    assert (found[3]["injuries.fatal[ground]"], found[3]["injuries.fatal[ground].state"]) == ("3", "single")
    assert found[3]["category"] == "LOC-I SEC"
    assert (found[0]["coordinates"], found[0]["coordinates.state"], found[0]["class.state"]) == (
        "'-22.5,17.25",
        "single",
        "unsaid",
    )
    assert [each["injuries.fatal.qualifier"] for each in found] == ["all", "aboard", "", "ground", ""]
    craft = rows(
        exported(session, searching, "", "aircraft", "", "id", "aircraft", "aircraft.operator.state", "aircraft.owner")
    )
    assert [each["aircraft.operator.state"] for each in craft] == ["single", *["unsaid"] * 5]


def test_quotes_of_sources_that_may_not_be_given_on_are_left_out_and_counted(
    session: Session, searching: Searching, filled: list[int]
) -> None:
    session.execute(sa.update(Source).values(redistributable=False))
    export = opened(session, searching, "", "claims")
    assert export.about.left_out == 1
    assert not any(each["quote"] for each in rows(b"".join(export.chunks())))
    assert told(session, searching, f"id:{filled[3]}", "claims").left_out == 1
    assert told(session, searching, f"id:{filled[0]}", "claims").left_out == 0
    session.execute(sa.update(Source).values(redistributable=True))
    export = opened(session, searching, "", "claims")
    assert export.about.left_out == 0
    quotes = [each["quote"] for each in rows(b"".join(export.chunks())) if each["quote"]]
    assert quotes == ['Words\u2028of "theirs"']


def test_what_waits_for_review_is_in_no_file(session: Session, searching: Searching, filled: list[int]) -> None:
    waiting = session.scalars(sa.select(Account.recorded_in).where(Account.occurrence_id == filled[1])).first()
    before = rows(exported(session, searching, "", "claims"))
    session.execute(
        sa.update(Changeset).where(Changeset.id == waiting).values(
            sequence=None, digest=None, state=ChangesetState.PENDING, decided_at=None
        )
    )  # fmt: skip
    after = rows(exported(session, searching, "", "claims"))
    assert len(before) - len(after) == 3
    assert not any(each["occurrence"] == str(filled[1]) for each in after)
    assert len(rows(exported(session, searching))) == 4


# -- streaming


@pytest.mark.parametrize("form", [Form.CSV, Form.JSONL, Form.GEOJSON])
def test_the_first_piece_comes_before_any_row_is_read_and_nothing_is_read_ahead(form: Form) -> None:
    columns = choose(What.OCCURRENCES, ["id", "title"])
    read = 0

    def batches() -> Iterator[list[tuple[object, ...]]]:
        nonlocal read
        while True:
            read += 1
            yield [(read, "a title", 1.0, 2.0) if form is Form.GEOJSON else (read, "a title")] * 1000

    about = About(What.OCCURRENCES, "", "all", 1, None, "best-value/1", 10**9, 0)
    pieces = WRITINGS[form].write(Table(columns, batches(), about))
    next(pieces)
    assert read == 0
    for n in (1, 2, 3):
        assert len(next(pieces)) > 10_000
        assert read == n


def test_a_reader_that_goes_away_gives_the_connection_back(session: Session, searching: Searching, filled: list[int]) -> None:
    export = opened(session, searching)
    pieces = export.chunks()
    next(pieces)
    assert export.session.in_transaction()
    pieces.close()  # type: ignore[attr-defined]
    assert not export.session.in_transaction()
    export = opened(session, searching)  # never read at all
    export.close()
    assert not export.session.in_transaction()


def test_a_file_shows_one_moment(
    session: Session, searching: Searching, filled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "STEP", 1)
    export = opened(session, searching)
    pieces = export.chunks()
    seen = [next(pieces), next(pieces)]
    an_occurrence(session, [A("place", "Later")])
    assert len(rows(b"".join([*seen, *pieces]))) == export.about.total == 5
    assert told(session, searching).total == 6


def test_what_cannot_be_had_is_said() -> None:
    with pytest.raises(BadValue, match="what is 'flights', but can only be one of occurrences, aircraft, claims"):
        choose_export(read_query(""), "flights")
    with pytest.raises(BadValue, match="format is 'xls'"):
        choose_export(read_query(""), "", "xls")
    with pytest.raises(BadValue, match="claims cannot be had as GeoJSON"):
        choose_export(read_query(""), "claims", "geojson")


def test_parquet_names_its_extra_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exports.parquet.find_spec", lambda name: None)
    with pytest.raises(BadValue, match=r"install airdocket\[parquet\]"):
        choose_export(read_query(""), "", "parquet")


def test_a_row_of_every_sort_of_text_reads_back() -> None:
    """Quotes, line ends of all kinds, and signs that begin formulas."""
    columns = choose(What.CLAIMS, ["value", "raw"])
    texts = ['a"b', "a\r\nb", "\t=1", " -1", "@x", "＝1", "a,b", "'x", ""]
    about = About(What.CLAIMS, "", "all", 1, None, "best-value/1", 1, 0)
    answer = b"".join(write_csv(Table(columns, [[(each, None) for each in texts]], about)))
    back = [row[0] for row in csv.reader(io.StringIO(answer.decode(), newline=""))][1:]
    assert [each.removeprefix("'") for each in back] == [each.removeprefix("'") for each in texts]
    assert not any(each.lstrip(" ").startswith(tuple("=+-@\t＝")) for each in back)

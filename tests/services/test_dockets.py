"""The round trip of whole records: exported, imported into an empty database or into one with records of its own."""

import datetime as dt
import io
import json
import shutil
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadFile
from app.importers.airdocket import lines as line_shapes
from app.importers.airdocket import read_docket
from app.importers.dossier import read_dossier
from app.importers.ntsb import read_release
from app.models import Aircraft, Base, Changeset, Identifier, Occurrence, OccurrenceText, Party, Source
from app.models.database import make_engine
from app.services import contributions
from app.services import steps as s
from app.services.dockets import file_docket
from app.services.dossier_files import file_dossier
from app.services.dossiers import open_dossier
from app.services.imports import NTSB_SERIES, file_release
from app.services.permissions import PROGRAM
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS
from app.services.verification import verify
from app.services.whole_exports import write_docket
from app.vocab.claims import Rank, SourceKind
from tests.conftest import copy_database
from tests.factories import DAY, A, an_occurrence, more_claims
from tests.metrojet import DOSSIER
from tests.services.test_imports import OTHER, ROW, SECOND, TABLE, TWO, _written

DAYS = [None] + [
    dt.date.fromisoformat(day)
    for day in (
        "2015-10-30", "2015-10-31", "2015-11-01", "2015-11-05", "2015-11-06", "2015-11-17", "2015-11-18", "2015-12-14",
        "2016-02-24", "2016-09-13", "2017-03-28", "2020-03-04",
    )
]  # fmt: skip


@pytest.fixture
def empty(session, request, tmp_path):
    """A session on an empty database of the other kind."""
    if session.get_bind().dialect.name == "sqlite":
        server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
        url = server.format(copy_database(server, template))
    else:
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "other.sqlite3")
        url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    engine = make_engine(url)
    with Session(engine) as other:
        yield other
    engine.dispose()


def exported(session, ids=None):
    """The file as bytes, and what was counted."""
    session.rollback()
    out = io.BytesIO()
    counts = write_docket(session, ids, out)
    session.rollback()
    return out.getvalue(), counts


def imported(session, content, folder, *, name="records.jsonl"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else "".join(f"{json.dumps(each)}\n" for each in content).encode())
    session.rollback()
    report = file_docket(session, read_docket(path))
    session.commit()
    session.expire_all()
    return report


def lines(content):
    return [json.loads(line) for line in content.splitlines()]


def act(session, *steps):
    session.rollback()
    base = {
        each.occurrence: session.get_one(Occurrence, each.occurrence).version for each in steps if hasattr(each, "occurrence")
    }
    contributions.submit(session, PROGRAM, list(steps), "a correction", base=base)
    session.commit()


def projected(session):
    """Every projected column of what stands, and what it is found by."""
    live = sa.select(Occurrence.id).where(Occurrence.state == "live")
    columns = [Occurrence.id, *(getattr(Occurrence, name) for name in OCCURRENCE_COLUMNS)]
    craft = [Aircraft.occurrence_id, Aircraft.number, *(getattr(Aircraft, name) for name in AIRCRAFT_COLUMNS)]
    found = [
        sa.select(*columns).where(Occurrence.id.in_(live)),
        sa.select(*craft).where(Aircraft.occurrence_id.in_(live), Aircraft.closed_in.is_(None)),
        sa.select(Identifier.scheme, Identifier.value, Identifier.occurrence_id).where(Identifier.occurrence_id.in_(live)),
        sa.select(OccurrenceText.occurrence_id, OccurrenceText.words).where(OccurrenceText.occurrence_id.in_(live)),
        sa.select(Occurrence.id, Occurrence.state, Occurrence.merged_into),
        sa.select(Party.id, Party.name, Party.merged_into).where(Party.name.not_like("airdocket %")),
    ]
    return [sorted(map(repr, session.execute(each))) for each in found]


def told(session, id_, day=None):
    """State and claims of each fact of an occurrence as it was known on a day, its inquiries and its recommendations."""
    seen = open_dossier(session, id_, as_of=day)

    def numbers(claims):
        return [each.number for each in claims]

    facts = [
        (
            fact.property.key, fact.aircraft, fact.qualifier, fact.outcome.state, fact.values, numbers(fact.outcome.chosen),
            numbers(fact.outcome.current), numbers(fact.outcome.earlier), numbers(fact.outcome.deprecated),
        )
        for fact in seen.facts
    ]  # fmt: skip
    inquiries = [
        (
            each.anchor, each.authority.name, each.status, [(step.event.kind, step.event.happened_on) for step in each.events],
            [paper.source.source.title for paper in each.documents], [state.key for state in each.states],
        )
        for each in seen.investigations
    ]  # fmt: skip
    advice = [
        (each.anchor, each.recommendation.text, each.addressee.name, [answer.response.text for answer in each.responses])
        for each in seen.recommendations
    ]
    return facts, inquiries, advice


def plane(session, path, released, *rows):
    release = read_release(_written(path, TABLE.required, [ROW | row for row in rows]))
    session.rollback()
    file_release(session, release, NTSB_SERIES[release.shape], released)
    session.commit()


@pytest.fixture
def edited(session, tmp_path):
    """The Metrojet dossier (1), two releases of NTSB records (2, 3), records made by hand (4 to 8), and all kinds of edits."""
    file_dossier(session, read_dossier(DOSSIER))
    session.commit()
    plane(session, tmp_path / "first.csv", dt.date(2016, 4, 17), *TWO, OTHER)
    plane(session, tmp_path / "second.csv", SECOND, *TWO, OTHER | {"Aircraft.Damage": "Minor", "Total.Fatal.Injuries": "2"})
    made = an_occurrence(session, [
        A("date", "2015-11-05"), A("place", "Aswan", raw="at Assuan"), A("injuries.fatal", "3", qualifier="all"),
        A("aircraft.operator", "Nile Air", aircraft=1), A("cause.statement", "Day", stance="suspects"),
        A("place", "Luxor", by="Reuters", quote="It fell near Luxor.", kind=SourceKind.PRESS, url="https://example.org/1"),
    ], n_aircraft=3)  # fmt: skip
    for value in ("4", "5"):  # a speaker's later words on one day: only the order of the log tells them apart
        more_claims(session, made, [A("injuries.fatal", value, qualifier="all"), A("aircraft.operator", "Nil Air", aircraft=1)])
    double = an_occurrence(session, [A("date", "2015-11-05"), A("place", "Aswan", by="Reuters")])
    slip = an_occurrence(session, [A("place", "Nowhere")])
    bare = an_occurrence(session, [], n_aircraft=1)
    last = an_occurrence(session, [A("place", "Cairo"), A("people.aboard", "7", qualifier="aboard")])
    session.execute(sa.update(Source).where(Source.url == "https://example.org/1").values(redistributable=False))
    names = dict(session.execute(sa.select(Party.name, Party.id)).all())
    names["NTSB"] = names["National Transportation Safety Board"]
    reuters = session.scalar(sa.select(Source.id).where(Source.url == "https://example.org/1"))
    session.commit()
    act(session, s.SetRank(1, 30, "preferred", "the later count"), s.SetRank(made, 1, "deprecated", "a slip of the pen"))
    act(session, s.SetRank(1, 31, Rank.DEPRECATED.value, "withdrawn by its speaker on 2015-11-17"))
    act(session, s.Withdraw(1, "claim", 20, "not in the source"), s.Withdraw(made, "aircraft", 2, "not there"))
    act(session, s.Merge(double, made, "one event"))
    act(session, s.MergeParty(names["Nil Air"], names["Nile Air"], "one airline"))
    act(session, s.RenameParty(names["Reuters"], "Thomson Reuters"))
    act(session, s.WithdrawOccurrence(slip, "it never happened"), s.Judge(made, last, "different", "other days"))
    act(session, s.FileAccount(
        made, names["Reuters"], reuters, "2016-01-05", "2016-01-06", "month",
        events=(s.EventStep(names["NTSB"], "judicial", "opened", "2015-11-06", note="told by phone"),),
        participations=(s.ParticipationStep(names["NTSB"], "judicial", "EG", "occurrence", "in_charge", names["Reuters"]),),
        recommendations=(s.RecommendationStep("Look twice.", names["Nile Air"], "2016-01-04", "A-16-1", "2016-01-05"),),
    ))  # fmt: skip
    act(session, s.AddDocument(made, names["NTSB"], "judicial", reuters, note="its page"))
    act(session, s.FileAccount(
        made, names["Nile Air"], reuters, "2016-02-01", responses=(s.ResponseStep(1, "We will.", "2016-02-01"),),
    ))  # fmt: skip
    assert (double, slip, bare) == (5, 6, 7)
    return made


def test_an_empty_database_gets_the_same_record(edited, session, empty, tmp_path):
    first, counts = exported(session)
    report = imported(empty, first, tmp_path)
    assert (report.kept_ids, report.new, report.gone, report.joined) == (True, 6, 2, 0)
    assert report.claims == counts["claims"]
    assert counts["withheld_quotes"] == 1
    assert b"It fell near Luxor." not in first
    assert projected(empty) == projected(session)
    live = session.scalars(sa.select(Occurrence.id).where(Occurrence.state == "live").order_by(Occurrence.id)).all()
    for id_ in live:
        for day in DAYS if id_ in (1, edited) else DAYS[:1]:
            assert told(empty, id_, day) == told(session, id_, day), (id_, day)
    assert [str(each) for each in verify(empty)] == []
    empty.rollback()
    assert exported(empty)[0].splitlines()[1:] == first.splitlines()[1:]
    before = empty.scalar(sa.select(sa.func.count()).select_from(Changeset))
    again = imported(empty, first, tmp_path)
    assert (again.same, again.new, again.joined, again.changesets) == (6, 0, 0, [])
    assert empty.scalar(sa.select(sa.func.count()).select_from(Changeset)) == before
    assert an_occurrence(empty, [A("place", "New")]) == 9  # no id is given again
    some = lines(exported(session, [3, 6, 5])[0])  # the hits of a search: those that stand, with what they name
    assert [each["occurrence"] for each in some if "occurrence" in each] == [3]
    named = [*some[-2]["accounts"], *some[-2]["releases"]]
    assert sorted(each["source"] for each in some if "title" in each) == sorted({each["source"] for each in named})


def test_a_database_with_records_of_its_own_takes_over_what_is_new(edited, session, empty, tmp_path):
    first, _ = exported(session)
    an_occurrence(empty, [A("place", "Nobody else's")])
    mine = an_occurrence(empty, [A("place", "My own"), A("identifier.ntsb_number", "WPR15LA500"), A("place", "Aswan", by="X")])
    report = imported(empty, first, tmp_path)
    assert (report.kept_ids, report.new, report.joined, report.left) == (False, 5, 1, 2)
    assert told(empty, mine)[0] != []
    assert empty.get_one(Occurrence, mine).n_claims > 3
    origin = lines(first)[0]["origin"]
    here = empty.scalar(
        sa.select(Identifier.occurrence_id).where(
            Identifier.scheme == "identifier.airdocket", Identifier.value == f"{origin}/{edited}"
        )
    )
    assert here not in (None, edited)
    ours = [each[:5] for each in told(session, edited)[0]]
    theirs = [each[:5] for each in told(empty, here)[0] if each[0] != "identifier.airdocket"]
    assert theirs == ours
    again = imported(empty, first, tmp_path)
    assert (again.same, again.new, again.joined, again.changesets) == (6, 0, 0, [])
    more_claims(session, edited, [A("place", "Edfu", by="Egypt", said=dt.date(2016, 3, 1))])
    grown = imported(empty, exported(session)[0], tmp_path)
    assert (grown.same, grown.new, grown.joined, grown.claims) == (5, 0, 1, 1)
    assert "edfu" in empty.scalars(sa.select(OccurrenceText.words).where(OccurrenceText.occurrence_id == here)).one()
    assert [str(each) for each in verify(empty)] == []


HEAD = {
    "format": "airdocket-jsonl/1", "rule": "best-value/1", "origin": "0f", "moment": {"sequence": 1, "at": None},
    "occurrences": 1, "last": {"occurrence": 1, "party": 1, "source": 1},
}  # fmt: skip
PARTY = {"party": 1, "kind": "authority", "name": "NTSB"}
SOURCE = {"source": 1, "kind": "press", "title": "T", "publisher": 1, "licence": "", "redistributable": True}
CLAIM = {"number": 1, "property": "place", "value": "Cairo"}


def small(*, head=HEAD, party=PARTY, source=SOURCE, n_claims=1, **changed):
    """A file of one occurrence with one claim, with some of it changed."""
    account = {"number": 1, "speaker": 1, "source": 1, "said_on": "2015-10-31", "claims": [CLAIM | changed.pop("claim", {})]}
    occurrence = {"occurrence": 1, "aircraft": 1, "accounts": [account | changed.pop("account", {})]} | changed
    counts = {"parties": 1, "sources": 1, "occurrences": 1, "gone": 0, "accounts": 1, "claims": n_claims}
    return [head, party, source, occurrence, {"end": counts}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (small(head=HEAD | {"format": "x"}), "line 1: begins with no format 'airdocket-jsonl/1' but 'x'"),
        (small(party=PARTY | {"kind": "club"}), "line 2: kind: input should be 'authority',"),
        (small(source=SOURCE | {"publisher": 2}), "line 3: publisher: there was no line of a party 2"),
        (small(source=SOURCE | {"url": "javascript:alert(1)"}), "line 3: url: "),
        (small(source=SOURCE | {"source": 2}), "line 3: source: 2 is higher than the last one, 1 by the first line"),
        (small(colour="red"), "line 4: colour: there is no such field"),
        (small(occurrence="1"), "line 4: occurrence: input should be a valid integer, not '1'"),
        (small(account={"said_on": "31.10.2015"}), "line 4: accounts[0].said_on: value error, a day is written 2015-10-31"),
        (small(account={"published_on": "2015-10-30"}), "accounts[0].published_on: 2015-10-30 is before it was said"),
        (small(claim={"property": "colour"}), "line 4: accounts[0].claims[0].property: there is no property 'colour'"),
        (small(claim={"property": "date", "value": "soon"}), "accounts[0].claims[0].value: "),
        (small(claim={"value": "a  b"}), "accounts[0].claims[0].value: 'a  b' is written 'a b'"),
        (small(claim={"value": "a\0b"}), "accounts[0].claims[0].value: "),
        (small(claim={"property": "aircraft.model", "aircraft": 2}), "accounts[0].claims[0].aircraft: there is no aircraft 2"),
        (small(claim={"property": "aircraft.operator", "aircraft": 1}), "claims[0].value: there was no line of a party"),
        (small(claim={"rank": "preferred"}), "accounts[0].claims[0].rank_reason: stands with a rank"),
        (small(investigations=[{"number": 1, "authority": 1, "kind": "safety", "events": [{"account": 9, "kind": "opened"}]}]),
         "investigations[0].events[0].account: there is no account 9"),
        (small(n_claims=2), "line 5: end.claims: tells of 2, but 1 came"),
        (small()[:4], "ends after line 4 without the line `end`: it is cut short"),
        ([*small()[:4], *small()[3:]], "line 5: occurrence: 1 comes after 1"),
        (b"{", "line 1: is not JSON"),
        (b"", "line 1: is not JSON"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_by_line_and_field(tmp_path, content, words):
    path = tmp_path / "records.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else "".join(f"{json.dumps(each)}\n" for each in content).encode())
    with pytest.raises(BadFile) as refused:
        list(read_docket(path).lines())
    assert words in str(refused.value)


def test_a_refused_file_leaves_the_database_as_it_was(session, tmp_path):
    with pytest.raises(BadFile):
        imported(session, small(n_claims=2), tmp_path)
    session.rollback()
    assert not any(session.scalar(sa.select(sa.func.count()).select_from(each)) for each in Base.metadata.sorted_tables)
    assert imported(session, small(), tmp_path).claims == 1
    assert open_dossier(session, 1).fact("place").values == ("Cairo",)
    assert open_dossier(session, 1).fact("place").claims[0].account.said_on == DAY


def test_the_documents_name_every_field_and_their_example_can_be_imported(session, tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "airdocket-jsonl.md").read_text(encoding="utf-8")
    shapes = [each for each in vars(line_shapes).values() if is_dataclass(each) and each.__module__ == line_shapes.__name__]
    names = {each.name for shape in shapes for each in fields(shape)}
    assert len(shapes) > 15
    assert [each for each in sorted(names) if f"`{each}`" not in text] == []
    example = text.split("```json\n")[1].split("```")[0]
    assert imported(session, example.encode(), tmp_path).claims == 2

"""The index follows the log: after every kind of edit it answers as the database does, and as an index built anew."""

import pytest
import sqlalchemy as sa

from app.models import Party, PartyName
from app.search.asking import Sort, Unit
from app.search.folder import Folder, open_index
from app.search.nodes import Exactly, Match
from app.search.reading import read_query
from app.services import contributions as c
from app.services import indexing
from app.services import steps as s
from app.services.searching import Searching
from app.vocab.claims import Rank
from tests.factories import A, an_occurrence, more_claims
from tests.search.agreement import agree, same_hits
from tests.search.corpus import CONTRIBUTOR, EDITOR, do, fill_a_little
from tests.search.oracle import Oracle

EGYPTAIR = (
    s.NewParty("new:1", "Ministry of Ægypt", "government", "EG"),
    s.NewSource("new:2", "official_statement", "Statement of 19 May 2016", "new:1", published_on="2016-05-19"),
    s.NewOccurrence("new:3"),
    s.FileAccount(
        "new:3", "new:1", "new:2", "2016-05-19", n_aircraft=2,
        claims=(
            s.ClaimStep("date", "2016-05-19"),
            s.ClaimStep("injuries.fatal", "66", qualifier="aboard"),
            s.ClaimStep("aircraft.registration", "SU-GCC", aircraft=1),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def searching(tmp_path):
    return Searching(tmp_path / "index")


def test_an_edited_record_is_found_once(session, searching):
    id_ = an_occurrence(session, [A("place", "Kairo")])
    assert searching.snapshot(session).total(read_query("place:kairo"), Unit.OCCURRENCES) == 1
    more_claims(session, id_, [A("place", "Cairo", rank=Rank.PREFERRED)])
    snapshot = searching.snapshot(session)
    assert [snapshot.total(read_query(each), Unit.OCCURRENCES) for each in ("", "place:cairo", "place:kairo")] == [1, 1, 0]


def test_many_edits_leave_no_files_lying_about(session, searching):
    id_ = an_occurrence(session, [A("place", "Kairo")])
    for number in range(25):
        more_claims(session, id_, [A("statement.measure", f"Measure {number}")])
        searching.snapshot(session)
    with searching.folder.lock(10):  # what is merged meanwhile is whole then
        files = [each.name for each in searching.folder.current.iterdir()]
        used = (searching.folder.current / "meta.json").read_text().replace("-", "")
    assert [each for each in files if not each.startswith(".") and len(each) > 32 and each[:32] not in used] == []
    assert len(files) < 80


def test_edits_of_many_records_after_one_another_leave_few_files(session, searching):
    records = [an_occurrence(session, [A("place", f"Place {number}")]) for number in range(indexing.TAIL + 8)]
    searching.snapshot(session)
    for number, id_ in enumerate(records):
        more_claims(session, id_, [A("statement.measure", f"Measure m{number}")])
        assert searching.snapshot(session).total(read_query(f"m{number}"), Unit.OCCURRENCES) == 1
    with searching.folder.lock(10):
        assert open_index(searching.folder.current).searcher().num_segments <= 3
    total = [searching.snapshot(session).total(read_query(each), Unit.OCCURRENCES) for each in ("", "measure")]
    assert total == [len(records), len(records)]


def test_edits_of_many_records_at_once_are_written_part_by_part(session, searching, monkeypatch):
    monkeypatch.setattr(indexing, "STEP", 3)
    monkeypatch.setattr(indexing, "TAIL", 2)
    records = [an_occurrence(session, [A("place", f"Place {number}")]) for number in range(11)]
    searching.snapshot(session)
    for id_ in records[:10]:
        more_claims(session, id_, [A("statement.measure", f"Measure m{id_}")])
    snapshot = searching.snapshot(session)
    assert [snapshot.total(read_query(f"m{id_}"), Unit.OCCURRENCES) for id_ in records] == [1] * 10 + [0]
    assert [snapshot.total(read_query(each), Unit.OCCURRENCES) for each in ("", "measure")] == [11, 10]


def ids(session):
    """Parties by name."""
    return {each.name: each.id for each in session.scalars(sa.select(Party))}


def edits(session, odd):
    """Makes an edit of each kind, and says which."""
    do(session, *EGYPTAIR)
    yield "create"
    waiting = c.submit(session, CONTRIBUTOR, EGYPTAIR, "again").id
    session.commit()
    yield "send in"
    c.accept(session, EDITOR, waiting)
    session.commit()
    yield "accept"
    place = s.ClaimStep("place", "Al-‘Arīsh")
    do(session, s.FileAccount(odd[1], 1, 1, "2015-11-01", claims=(place, s.ClaimStep("injuries.fatal", "3", qualifier="all"))))
    yield "add claims"
    do(session, s.FileAccount(odd[1], 1, 1, "2015-11-01", claims=(s.ClaimStep("date", "1987", replaces=1),)))
    yield "correct"
    do(session, s.Withdraw(odd[2], "claim", 1, "A slip"))
    yield "withdraw a claim"
    do(session, s.SetRank(odd[3], 1, "deprecated", "Wrong"))
    yield "rank"
    gone = do(session, s.WithdrawOccurrence(odd[4], "A drill"))
    yield "withdraw a record"
    c.revert(session, EDITOR, gone, "No drill")
    session.commit()
    yield "revert"
    do(session, s.Merge(odd[5], odd[6], "One"))
    yield "merge"
    do(session, s.Split(odd[5], "Two"))
    yield "split"
    yield from edits_of_parties(session)


def edits_of_parties(session):
    known = ids(session)
    operator = known["American Airlines"]
    for name in ("Air France", "Authority 0 of Ægypt", "NTSB"):  # an operator, one that only investigates, a speaker
        do(session, s.RenameParty(known[name], f"{name} renamed"))
        yield f"rename {name}"
    do(session, s.MergeParty(known["American Eagle"], operator, "One"))
    yield "merge parties"
    do(session, s.RenameParty(operator, "American"))
    yield "rename a party that others were merged into"
    do(session, s.AddPartyName(operator, "Silverbird"))
    yield "add a name"
    further = sa.select(PartyName.number).where(PartyName.party_id == operator, PartyName.name == "Silverbird")
    do(session, s.ClosePartyName(operator, session.scalars(further).one()))
    yield "close a name"
    do(session, s.MergeParty(known["Authority 1 of Ægypt"], known["Authority 2 of Ægypt"], "One"))
    yield "merge authorities"
    merged = do(session, s.MergeParty(known["Airbus"], known["Boeing"], "One"))
    yield "merge manufacturers"
    c.revert(session, EDITOR, merged, "Not at all")
    session.commit()
    yield "revert the merge of parties"
    do(session, s.SplitParty(known["American Eagle"], "Two"))
    yield "split parties"


def same_names(snapshot, oracle):
    """Every name of every party finds what the party has part in."""
    for names in oracle.world.names.values():
        for field in ("operator", "make", "speaker", "authority"):
            for name in names:
                same_hits(snapshot, oracle, Match(field, (Exactly(name),)), Unit.OCCURRENCES, 50, [Sort.NEWEST])


def test_after_every_edit_the_index_answers_as_the_database(session, searching, tmp_path):
    odd = fill_a_little(session)
    searching.snapshot(session)
    built = searching.folder.current
    for seed, edit in enumerate(edits(session, odd)):
        try:
            oracle = Oracle(session)
            agree(searching.snapshot(session), oracle, number=12, seed=seed)
            same_names(searching.snapshot(session), oracle)
        except AssertionError as error:
            raise AssertionError(f"after: {edit}") from error
    assert searching.folder.current == built, "it was built anew"
    other = Searching(tmp_path / "other")
    agree(other.snapshot(session), Oracle(session), number=50, seed=99)
    assert indexing.status(session, Folder(tmp_path / "index")).why == ""

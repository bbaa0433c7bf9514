"""What somebody writes who looks for the loss of Metrojet 9268 finds its dossier first, however it is written."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import app
from app.importers.dossier import read_dossier
from app.search.asking import Question, usual_sort
from app.search.reading import read_query
from app.search.spelling import corrected
from app.services.dossier_files import file_dossier
from app.services.searching import Searching
from tests.factories import A, an_occurrence

SAMPLE = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"
OTHERS = (
    [A("place", "Sharm el Sheikh"), A("aircraft.model", "A320", aircraft=1), A("aircraft.registration", "EI-ETK", aircraft=1)],
    [A("place", "El Sheikh, not far from Sharm"), A("aircraft.model", "A321", aircraft=1)],
    [A("narrative.factual", "A Metro jet passed. The controller said 7K, then 9628."), A("place", "Kolyma")],
    [A("aircraft.operator", "Kogalym Airways", aircraft=1), A("aircraft.flight_number", "7K9628", aircraft=1)],
    [A("place", "Saint Petersburg, Russia"), A("aircraft.registration", "EI-ET", aircraft=1)],
    [A("place", "São Paulo")],
)


@pytest.mark.parametrize(
    "query",
    ["metrojet", "Metrojet", "7K 9268", "7k9268", '"7K 9268"', "KGL9268", "KGL 9268", "EI-ETJ", "EIETJ", "ei etj",
     "kogalymavia", "kogalimavia", "KOGALYMAVÍA", '"sharm el sheikh" A321', "reg:eietj", "flight:7K-9268",
     "operator:kogalymavia", "near:30.15,34.18,50km", "disputed:cause", "date:2015-10-31"],
)  # fmt: skip
def test_the_dossier_comes_first(session: Session, tmp_path: Path, query: str) -> None:
    ids = [an_occurrence(session, claims) for claims in OTHERS[:3]]
    metrojet = file_dossier(session, read_dossier(SAMPLE)).occurrence_id
    session.commit()
    ids += [an_occurrence(session, claims) for claims in OTHERS[3:]]
    snapshot = Searching(tmp_path / "index").snapshot(session)
    asked = read_query(query)
    if not snapshot.answer(Question(asked)).total:
        mended = corrected(snapshot, asked)
        assert mended, query
        asked = mended[0]
    assert snapshot.answer(Question(asked, sort=usual_sort(asked))).hits[0].occurrence_id == metrojet


@pytest.mark.parametrize("query", ["São Paulo", "sao paulo", "SÃO PAULO", "place:são*", "Sa\u0303o Paulo"])
def test_accents_and_case_never_matter(session: Session, tmp_path: Path, query: str) -> None:
    ids = [an_occurrence(session, claims) for claims in OTHERS]
    snapshot = Searching(tmp_path / "index").snapshot(session)
    assert [each.occurrence_id for each in snapshot.answer(Question(read_query(query))).hits] == [ids[-1]]

"""The floor answers right, so that what the product is compared with is worth something."""

import pytest
import sqlalchemy as sa

from app.importers.ntsb import read_release
from app.models import Aircraft, Occurrence
from app.services.imports import NTSB_SERIES, file_release
from bench.cases import CASES, floor_paths
from bench.corpus import CASES as NARRATED
from bench.corpus import RELEASED, TABLE, write_corpus
from bench.flat import FACETS, MORE, NOTHING
from bench.floor import create_floor
from bench.floor_index import build_index

EVENTS = 300


@pytest.fixture
def floor(session, tmp_path):
    write_corpus(tmp_path, EVENTS)
    for name in (TABLE, NARRATED):
        release = read_release(tmp_path / name)
        file_release(session, release, NTSB_SERIES[release.shape], RELEASED[name])
    session.commit()
    engine = session.get_bind()
    assert build_index(engine, tmp_path / "floor") == EVENTS
    url = engine.url.render_as_string(hide_password=False)
    app = create_floor(url, tmp_path / "floor")
    yield app.test_client()
    app.extensions["opened"].engine.dispose()


def test_the_floors_pages_count_what_the_database_holds(floor, session):
    page = floor.get("/search").text
    assert f"<p>{EVENTS} occurrences</p>" in page
    assert page.count("<h2>") == len(FACETS)
    assert floor.get("/search?facets=all").text.count("<h2>") == len((*FACETS, *MORE))
    landings = sa.select(sa.func.count(Aircraft.occurrence_id.distinct())).where(Aircraft.phase == "LDG", Aircraft.number == 1)
    n = session.scalar(landings.join(Occurrence, Occurrence.id == Aircraft.occurrence_id).where(Occurrence.country == "US"))
    assert f"<p>{n} occurrences</p>" in floor.get("/search?phase=LDG&country=US").text
    n = session.scalar(sa.select(sa.func.count()).where(Occurrence.weather.is_(None)))
    assert f"<p>{n} occurrences</p>" in floor.get(f"/search?weather={NOTHING}").text


def test_the_floor_answers_every_case_and_every_record(floor, session):
    for case in CASES:
        for path in floor_paths(case)[:2]:
            assert floor.get(path).status_code == 200, path
    title = session.scalar(sa.select(Occurrence.title).where(Occurrence.id == 7))
    assert title in floor.get("/record/7").text.replace("&#39;", "'")
    assert floor.get("/bytes/search").text == floor.get("/search").text

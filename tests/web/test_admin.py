"""What administrators see, and nobody else does."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cli import main
from app.config import Settings
from app.models import Occurrence
from app.services.filing import Filing
from app.vocab.claims import ChangesetKind
from app.vocab.users import Role
from tests.web.examples import two_occurrences
from tests.web.people import sign_in_as
from tests.web.test_pages import text_of

PAGES = ("/admin", "/admin/imports", "/admin/imports/some.csv", "/admin/status")


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> FlaskClient:
    """A client of a signed-in administrator."""
    sign_in_as(client, session, Role.ADMIN)
    return client


@pytest.mark.parametrize("role", [None, Role.READER, Role.CONTRIBUTOR, Role.EDITOR])
def test_it_is_for_administrators(client: FlaskClient, session: Session, role: Role | None) -> None:
    if role is not None:
        sign_in_as(client, session, role)
    for address in PAGES:
        assert client.get(address).status_code == 403 if role else client.get(address).status_code in (302, 303, 401, 403)


def test_the_first_page_leads_on(admin: FlaskClient) -> None:
    page = admin.get("/admin").text
    assert 'href="/admin/imports"' in page
    assert 'href="/admin/status"' in page
    assert "No verification is on record" in text_of(admin, "/admin")


def test_imports_are_listed_with_what_they_touched(admin: FlaskClient, session: Session) -> None:
    filing = Filing(session, ChangesetKind.IMPORT, "NTSB, 2017")
    drafts = [filing.new() for _ in range(3)]
    for each in drafts:
        each.add_aircraft()
    filing.flush(drafts)
    filing.accept()
    session.commit()
    assert "NTSB, 2017 Accepted 3" in text_of(admin, "/admin/imports")


def test_a_database_without_imports_says_so(admin: FlaskClient) -> None:
    seen = text_of(admin, "/admin/imports")
    assert "Nothing was imported yet" in seen
    assert "No report is in the reports folder" in seen


def test_a_report_can_be_fetched_by_its_name(admin: FlaskClient, settings: Settings) -> None:
    settings.reports.mkdir(parents=True)
    (settings.reports / "AviationData-2017-03-28.csv").write_text("row,column\r\n", encoding="utf-8")
    assert "AviationData-2017-03-28.csv" in text_of(admin, "/admin/imports")
    with admin.get("/admin/imports/AviationData-2017-03-28.csv") as answer:
        assert answer.data == b"row,column\r\n"
        assert answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["secret.key", "..%2fsecret.csv", "%2e%2e/secret.csv", "..%5csecret.csv", "%2fetc%2fpasswd", "link.csv", "none.csv"]
)
def test_nothing_but_a_report_of_the_list_can_be_fetched(admin: FlaskClient, settings: Settings, name: str) -> None:
    settings.reports.mkdir(parents=True)
    for path in (settings.home / "secret.csv", settings.reports / "secret.key"):
        path.write_text("secret", encoding="utf-8")
    (settings.reports / "link.csv").symlink_to(Path("/etc/passwd"))
    assert admin.get(f"/admin/imports/{name}").status_code == 404


def test_the_status_shows_what_verify_found(
    admin: FlaskClient, session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRDOCKET_HOME", str(settings.home))
    monkeypatch.setenv("AIRDOCKET_DATABASE_URL", settings.database_url)
    occurrence_id, _ = two_occurrences(session)
    assert CliRunner().invoke(main, ["verify"]).exit_code == 0
    assert "proved on" in text_of(admin, "/admin/status")
    session.query(Occurrence).filter_by(id=occurrence_id).update({"n_fatal": 1})
    session.commit()
    assert CliRunner().invoke(main, ["verify"]).exit_code == 1
    seen = text_of(admin, "/admin/status")
    assert "1 found to differ" in seen
    assert f"occurrence {occurrence_id}" in seen


def test_the_status_names_database_and_figures(admin: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    seen = text_of(admin, "/admin/status")
    assert ("SQLite 3." in seen) or ("PostgreSQL " in seen)
    assert "occurrences 2" in seen
    assert "claims 20" in seen
    assert "changesets that wait 0" in seen


def test_a_broken_result_is_no_result(admin: FlaskClient, settings: Settings) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / "verify.json").write_text("{", encoding="utf-8")
    assert "No verification is on record" in text_of(admin, "/admin/status")


def test_the_status_tells_how_the_search_index_stands(admin: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    seen = text_of(admin, "/admin/status")
    assert "◆ behind : there is none that can be read; the next search or airdocket index catch-up" in seen
    assert "Records none of 2" in seen
    assert admin.get("/occurrences?q=hasna").status_code == 200
    seen = text_of(admin, "/admin/status")
    assert "● up to the log" in seen
    assert "Place in the log 2 of 2 Records 2 of 2" in seen

"""What was known when, as a reader of the dossier's page sees it: the Metrojet case day by day."""

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.core.errors import BadFile
from app.factory import create_app
from app.importers.dossier import read_dossier
from app.models import Claim
from app.models.database import make_engine
from app.services import contributions
from app.services.dossier_files import file_dossier
from app.services.dossier_views import anchor_of
from app.services.permissions import Actor
from app.services.steps import Merge, Withdraw
from app.vocab.claims import Stance
from app.vocab.properties import BY_KEY
from app.vocab.users import Role
from app.web.words import day as in_words
from tests.conftest import _command
from tests.factories import A, an_occurrence
from tests.metrojet import ANSWERS, BORTNIKOV, DOSSIER, KAMAL, NEVER_DISPUTED, Answer, Known, Voice
from tests.web.people import a_user

METROJET, SMALL, PLAIN, MERGED = 1, 2, 3, 4
STANDINGS = {"shown": "shown", "current": "stands", "earlier": "replaced", "deprecated": "deprecated"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A reader of a database that was filled once: the bundled dossier, and small records whose entries were corrected."""
    home = tmp_path_factory.mktemp("as_of")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), home / "as_of.sqlite3")
        url = f"sqlite:///{home / 'as_of.sqlite3'}"
    else:
        server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
        _command(server, f"CREATE DATABASE as_of TEMPLATE {template}")
        url = server.format("as_of")
    engine = make_engine(url)
    with Session(engine) as session:
        _fill(session)
    engine.dispose()
    app = create_app(Settings(home=home, database_url=url))
    app.testing = True
    yield app.test_client()
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        _command(server, "DROP DATABASE as_of WITH (FORCE)")


def _fill(session: Session) -> None:
    assert file_dossier(session, read_dossier(DOSSIER)).occurrence_id == METROJET
    early, late = dt.date(2020, 1, 2), dt.date(2020, 1, 9)
    an_occurrence(session, [
        A("date", "2020-01-02", said=early), A("place", "Kabul", said=early), A("place", "Kandahar", said=late),
        A("injuries.fatal", "2", qualifier="all", said=early, by="AP"),
        A("injuries.fatal", "3", qualifier="all", said=late, by="AP"),
        A("weather.conditions", "IMC", said=early, by="UPI"),
    ])  # fmt: skip
    an_occurrence(session, [A("date", "2001-05-06"), A("place", "Reno")])
    an_occurrence(session, [A("date", "2001-05-06"), A("place", "near Reno")])
    editor = a_user(session, Role.EDITOR)
    session.commit()
    actor = Actor(editor.id, editor.name, frozenset({editor.role}))
    weather = session.scalar(
        sa.select(Claim.number).where(Claim.property == "weather.conditions", Claim.occurrence_id == SMALL)
    )
    session.rollback()
    contributions.submit(session, actor, [Withdraw(SMALL, "claim", weather, "of another flight")], "a slip")
    session.commit()
    contributions.submit(session, actor, [Merge(MERGED, PLAIN, "the same")], "one")
    session.commit()


def words_of(markup: str) -> str:
    """The words without the markup, blanks squeezed."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", markup))).strip()


def page_of(reader: FlaskClient, address: str, status: int = 200) -> str:
    """The markup of a page's main part, after its redirections."""
    answer = reader.get(address, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return answer.text.split("<main", 1)[-1].split("<footer", 1)[0]


def at(as_of: str = "", record: int = METROJET, **more: object) -> str:
    given = {"as_of": as_of, **more}
    return f"/occurrences/{record}?" + "&".join(f"{name}={value}" for name, value in given.items() if value)


class Seen:
    """A dossier's page in parts: its facts by anchor, its statements, its sources."""

    def __init__(self, markup: str) -> None:
        self.words = words_of(markup)
        self.facts = {
            found[1]: words_of(f"<{found[0]}")
            for found in re.finditer(
                r'(?s)<div class="fact [a-z]+" id="([^"]*)".*?(?=<div class="fact |<section|</article)', markup
            )
        }
        self.statements = self._part(markup, "statements")
        self.sources = self._part(markup, "sources")

    @staticmethod
    def _part(markup: str, name: str) -> str:
        return words_of(markup.split(f'<section id="{name}">', 1)[1].split("</section", 1)[0])

    def fact(self, known: Known) -> str | None:
        return self.facts.get(anchor_of(known.aircraft, BY_KEY[known.property], known.qualifier))

    def has_any(self, key: str) -> bool:
        """Whether anything is said on a property."""
        return any(name.startswith((anchor_of(None, BY_KEY[key], ""), anchor_of(1, BY_KEY[key], ""))) for name in self.facts)


def is_heard(voice: Voice, fact: str) -> bool:
    label = Stance(voice.stance).label
    return f"{STANDINGS.get(voice.standing, '')} {voice.speaker} {label} {voice.words}".strip() in fact


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.as_of)
def test_the_page_says_what_was_known(reader: FlaskClient, answer: Answer) -> None:
    seen = Seen(page_of(reader, at(answer.as_of)))
    assert f"As known on {in_words(answer.day)}" in seen.words
    assert {int(each) for each in re.findall(r"statement (\d+)", seen.statements)} == set(range(1, answer.last + 1))
    for known in answer.facts:
        fact = seen.fact(known)
        assert fact is not None, known
        assert f" {known.state} " in fact, (known, fact)
        assert all(each in fact for each in known.values), (known, fact)
        assert (
            "No headline value" in fact or known.values or known.state != "disputed" or known.property == "statement.suspects"
        )
        assert [each for each in known.voices if not is_heard(each, fact)] == [], fact
    assert [each for each in answer.silent if each in seen.words.split("What was known when")[0] + seen.statements] == []
    assert [each for each in answer.unsaid if seen.has_any(each)] == []
    for authority, status in answer.inquiries:
        assert f"{authority}: {status}" in seen.words
    assert [each for each in answer.absent if each in seen.sources + seen.statements + " ".join(seen.facts.values())] == []
    for title, day in answer.later:
        assert re.search(rf"{re.escape(title)}.{{0,120}}Reported in \({in_words(day)}\)", seen.sources)
    assert seen.sources.count("Reported in (") == len(answer.later)
    for name, fact in seen.facts.items():
        if any(name.startswith(anchor_of(None, BY_KEY[key], "")) for key in NEVER_DISPUTED):
            assert " disputed " not in fact, fact


def test_a_statement_said_one_day_and_published_the_next_is_known_from_the_next(reader: FlaskClient) -> None:
    assert BORTNIKOV not in Seen(page_of(reader, at("2015-11-16"))).statements
    seen = Seen(page_of(reader, at("2015-11-17")))
    assert f"new {BORTNIKOV} said on 16 November 2015, published on 17 November 2015" in seen.statements
    assert f"new {KAMAL}" in seen.statements


def test_without_its_only_source_a_statement_is_refused_and_the_others_stand(tmp_path: Path) -> None:
    key = "moscow-times-2015-11-18"
    text = DOSSIER.read_text()
    source = re.search(rf'\[\[source\]\]\nkey = "{key}"\n(?:.+\n)*', text)
    assert source
    text = text.replace(source[0], "").replace(f'also_in = ["{key}"]\n', "").replace(f', "{key}"]', "]")
    (tmp_path / "without.toml").write_text(text)
    with pytest.raises(BadFile) as refused:
        read_dossier(tmp_path / "without.toml")
    _, *problems = str(refused.value).splitlines()
    ending = f": 'source' names the source '{key}', which the file does not have"
    statement_18d, the_paper_itself = problems
    assert statement_18d == f'- account 23 (statement "18"){ending}'
    assert re.fullmatch(rf"- account \d+{re.escape(ending)}", the_paper_itself)


def test_a_later_word_of_a_speaker_replaces_the_earlier_one_from_its_day_on(reader: FlaskClient) -> None:
    for day, place, fatal in (("2020-01-08", "Kabul", "2 people"), ("2020-01-09", "Kandahar", "3 people")):
        seen = Seen(page_of(reader, at(day, SMALL)))
        assert f"Place {place}" in seen.words
        assert f"Fatalities {fatal}" in seen.words
    assert "replaced NTSB asserts Kabul" in seen.facts["fact-place"]
    assert "changed, before: Kabul" in seen.facts["fact-place"]
    assert "changed, before: 2 people" in seen.facts["fact-injuries-fatal-all"]


def test_both_clocks_are_independent_and_combine(reader: FlaskClient) -> None:
    assert "fact-weather-conditions" not in Seen(page_of(reader, at(record=SMALL))).facts
    assert "fact-weather-conditions" not in Seen(page_of(reader, at("2020-01-02", SMALL))).facts
    assert "fact-weather-conditions" in Seen(page_of(reader, at(record=SMALL, as_recorded=2))).facts
    both = Seen(page_of(reader, at("2020-01-02", SMALL, as_recorded=2)))
    assert "fact-weather-conditions" in both.facts
    assert "Place Kabul" in both.words
    assert "As known on 2 January 2020" in both.words
    assert "as this database held it after number 2 of the log" in both.words
    assert "fact-weather-conditions" not in Seen(page_of(reader, at("2020-01-01", SMALL, as_recorded=2))).facts
    assert "There was no occurrence 2" in words_of(page_of(reader, at("2020-01-02", SMALL, as_recorded=1), 404))


def test_a_day_before_anything_was_said_is_answered(reader: FlaskClient) -> None:
    seen = Seen(page_of(reader, at("2015-10-30")))
    assert "Nothing on record had been said by then. The first statement is of 31 October 2015" in seen.words
    assert "It is a day before the occurrence, which was on 31 October 2015" in seen.words
    assert (seen.facts, "0 claims in 0 accounts from 0 sources" in seen.words) == ({}, True)


def test_a_day_that_is_still_to_come_is_answered_with_today(reader: FlaskClient) -> None:
    ahead, today = Seen(page_of(reader, at("2999-01-01"))), Seen(page_of(reader, at()))
    assert "That day is still to come: this is all that is known today" in ahead.words
    ahead_said, said = (re.sub(r"\[\d+\] ", "", each.statements.replace(" new ", " ")) for each in (ahead, today))
    assert ahead_said == said


def test_a_day_between_two_days_with_news_names_the_latest(reader: FlaskClient) -> None:
    assert "The latest news by then is of 2 November 2015" in words_of(page_of(reader, at("2015-11-03")))


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2015-10-31T12:00Z", "31 October 2015"),
        ("2015-11-01T01:00%2B03:00", "31 October 2015"),
        ("2015-11-01T01:00+03:00", "31 October 2015"),
        ("2015-10-31%2023:30-02:00", "1 November 2015"),
    ],
)
def test_of_an_instant_its_day_counts_and_the_page_says_so(reader: FlaskClient, asked: str, day: str) -> None:
    seen = words_of(page_of(reader, at(asked)))
    assert f"As known on {day}" in seen
    assert "is left out: statements are dated to the day" in seen


@pytest.mark.parametrize("asked", ["17.11.2015", "2015-11-31", "2015-11", "yesterday", "20151117", "2015-W47-2", "1" * 500])
@pytest.mark.parametrize("address", ["/occurrences/1?as_of=", "/claims/1-1?as_of="])
def test_what_is_no_day_is_named(reader: FlaskClient, address: str, asked: str) -> None:
    seen = words_of(page_of(reader, address + asked, 400))
    assert f"'{asked[:40]}' is no day; write 2015-11-17" in seen


def test_redirections_keep_both_clocks(reader: FlaskClient) -> None:
    for asked in ("as_of=2015-11-17", "as_of=2015-11-17&as_recorded=1", "compare=2015-11-17..2016-02-25"):
        assert reader.get(f"/occurrences/1-else?{asked}").location.endswith(f"egypt?{asked}")
    merged = reader.get(f"/occurrences/{MERGED}?as_of=2001-05-07")
    assert (merged.status_code, merged.location) == (301, f"/occurrences/{PLAIN}?as_of=2001-05-07")
    blank = reader.get("/occurrences/1?as_of=")
    assert "?" not in blank.location


def test_links_of_a_day_keep_it(reader: FlaskClient) -> None:
    markup = page_of(reader, at("2015-11-17", as_recorded=1))
    claims = re.findall(r'href="(/claims/[^"]*)"', unescape(markup))
    assert claims
    assert all(each.endswith("?as_of=2015-11-17&as_recorded=1") for each in claims)
    days = re.findall(r'href="([^"]*)"[^>]*data-stop', unescape(markup))
    assert days
    assert all("as_recorded=1" in each for each in days)
    assert "correct" not in words_of(markup).split()


def test_nobody_is_served_the_page_of_another_day(reader: FlaskClient) -> None:
    first, second, today = at("2015-11-16"), at("2015-11-17"), at()
    told = {each: reader.get(each, follow_redirects=True).text for each in (today, first, second, today, first)}
    assert len(set(told.values())) == 3
    for each, text in told.items():
        assert reader.get(each, follow_redirects=True).text == text


# -- the time line


def test_the_time_line_leads_from_day_to_day(reader: FlaskClient) -> None:
    markup = unescape(page_of(reader, at("2015-11-17")))
    steps = {rel: address for address, rel in re.findall(r'href="[^"]*as_of=([0-9-]*)" rel="(prev|next)"', markup)}
    assert steps == {"prev": "2015-11-08", "next": "2015-11-18"}
    assert 'aria-label="17 November 2015: 2 statements; 5 facts new or changed"' in markup
    assert markup.count('aria-current="date"') == 1
    assert "New on 17 November 2015" in markup
    assert "today" in re.findall(r"data-stop=\"([^\"]*)\"", markup)
    assert f"{KAMAL} sees no evidence “A criminal act.”" in words_of(markup)


def test_the_present_page_has_the_time_line_and_no_banner(reader: FlaskClient) -> None:
    markup = page_of(reader, at())
    assert "As known on 2" not in words_of(markup)
    assert 'data-stop="today" aria-label="Today" aria-current="date"' in re.sub(r"\s+", " ", markup)


def test_a_record_with_little_to_step_through_has_no_control(reader: FlaskClient) -> None:
    assert "time-line" not in page_of(reader, at(record=PLAIN))
    two = page_of(reader, at(record=SMALL))
    assert "data-stop" not in two
    assert "Known since 2 January 2020" in words_of(two)
    assert two.count("?as_of=") == 2


# -- two days side by side


def test_two_days_stand_side_by_side(reader: FlaskClient) -> None:
    markup = page_of(reader, "/occurrences/1?compare=2016-02-25..2015-11-17")
    differing, alike = markup.split("alike on both days</summary>")
    row = next(each for each in differing.split("<tr") if "fact-device-place" in each)
    assert re.search(r"\+ new nothing said yet Under a window seat in the rear cabin\. ○ single", words_of(f"<{row}"))
    cause = words_of("<" + next(each for each in differing.split("<tr") if "#fact-cause-statement" in each))
    assert "± changed" in cause
    assert "and 12 alike on both days" in cause
    assert "Abdel Fattah el-Sisi, president of Egypt asserts “A deliberate act" in cause
    assert "Aboard" not in words_of(differing).split("Facts that differ")[1]
    assert "Last altitude" in words_of(alike)
    assert f"{'Opened'} Preliminary report" in words_of(differing)
    assert "18 November 2015" in words_of(differing).split("What came between")[1]


def test_two_days_can_be_chosen_in_a_form(reader: FlaskClient) -> None:
    chosen = reader.get("/occurrences/1?first=2015-11-17&second=2016-02-25&as_recorded=1")
    assert chosen.location.endswith("?compare=2015-11-17..2016-02-25&as_recorded=1")
    assert "so far as this database held it" in words_of(page_of(reader, chosen.location)).lower()
    assert "Every fact was known alike on both days" in words_of(
        page_of(reader, "/occurrences/1?compare=2015-11-09..2015-11-10")
    )
    assert "is not two days" in words_of(page_of(reader, "/occurrences/1?compare=2015-11-17", 400))
    assert "'x' is no day" in words_of(page_of(reader, "/occurrences/1?compare=x..today", 400))


# -- a claim


def test_a_claim_that_was_not_public_yet_says_from_when_it_was(reader: FlaskClient) -> None:
    address = re.findall(r'href="(/claims/1-\d+)', page_of(reader, at()).split('id="fact-cause-evidence"')[1])[0]
    ahead = words_of(page_of(reader, f"{address}?as_of=2015-11-16"))
    assert "On 16 November 2015 this was not public yet" in ahead
    assert "is known since 17 November 2015" in ahead
    known = words_of(page_of(reader, f"{address}?as_of=2015-11-17"))
    assert "Shown among what was publicly known by the end of 17 November 2015" in known


def test_a_withdrawn_claim_stands_in_the_record_before_its_withdrawal(reader: FlaskClient) -> None:
    weather = re.findall(
        r'href="(/claims/2-\d+)', page_of(reader, at(record=SMALL, as_recorded=2)).split('id="fact-weather-conditions"')[1]
    )[0]
    assert "This entry was withdrawn" in words_of(page_of(reader, weather, 410))
    then = words_of(page_of(reader, f"{weather}?as_recorded=2"))
    assert "This entry was withdrawn" not in then
    assert "Shown as the database held it after number 2 of the log" in then
    assert "How it stands" in then

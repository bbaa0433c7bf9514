"""Occurrences as programs read them: the Metrojet case day by day, both clocks, and what became of a record."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.vocab.investigations import EventKind
from app.vocab.properties import BY_KEY
from tests.api.conftest import MERGED, METROJET, PLAIN, SMALL, WITH_PENDING, WITHDRAWN
from tests.metrojet import ANSWERS, BORTNIKOV, KAMAL, NEVER_DISPUTED, Answer, Known, Voice

API = "/api/v1"
DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
WRITING_DOCS = (Path(__file__).parents[2] / "docs" / "api-writing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n\n```json\n(.*?)\n```", DOCS, re.DOTALL)


def get(reader: FlaskClient, path: str, **given: object) -> Any:
    """The answer's content."""
    answer = reader.get(f"{API}{path}", query_string=given)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    return answer.json


def record(reader: FlaskClient, occurrence_id: int = METROJET, **given: object) -> Any:
    return get(reader, f"/occurrences/{occurrence_id}", **given)


def wrong(reader: FlaskClient, path: str, status: int, **given: object) -> Any:
    """The problem's content."""
    answer = reader.get(f"{API}{path}", query_string=given)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    problem = answer.json
    assert (problem["status"], problem["instance"]) == (status, f"{API}{path}")
    assert problem["title"]
    return problem


def facts_of(answer: Any) -> list[tuple[str, int | None, Any]]:
    """(property, aircraft, fact) of all facts."""
    parts = [(None, answer["facts"]), *((each["number"], each["facts"]) for each in answer["aircraft"])]
    return [
        (key, aircraft, fact)
        for aircraft, facts in parts
        for key, found in facts.items()
        for fact in (found if isinstance(found, list) else [found])
    ]


def claims_of(answer: Any) -> list[Any]:
    return [claim for _, _, fact in facts_of(answer) for claim in fact["claims"]]


def fact_of(answer: Any, known: Known) -> Any:
    (found,) = [
        fact
        for key, aircraft, fact in facts_of(answer)
        if (key, aircraft, fact["qualifier"] or "") == (known.property, known.aircraft, known.qualifier)
    ]
    return found


def texts(fact: Any) -> list[str]:
    """The values in words, of a property with one value or several."""
    return fact["text"] if isinstance(fact["text"], list) else [fact["text"]] if fact["text"] is not None else []


def is_heard(voice: Voice, claim: Any) -> bool:
    return (
        (claim["speaker"]["name"], claim["stance"]) == (voice.speaker, voice.stance)
        and claim["text"].startswith(voice.words)
        and voice.standing in ("", claim["standing"])
    )


# -- what was known when


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.as_of)
def test_the_api_says_what_was_known(reader: FlaskClient, answer: Answer) -> None:
    found = record(reader, as_of=answer.as_of)
    assert (found["as_of"], found["as_recorded"], found["rule"]) == (answer.day.isoformat(), None, "best-value/1")
    claims = claims_of(found)
    assert {int(re.match(r"\d+", each["statement"])[0]) for each in claims if each["statement"]} == set(  # type: ignore[index]
        range(1, answer.last + 1)
    )
    assert max(each["public_on"] for each in claims) <= answer.day.isoformat()
    for known in answer.facts:
        fact = fact_of(found, known)
        assert fact["state"] == known.state, known
        assert [each for each in known.values if not any(each in text for text in texts(fact))] == [], known
        assert [each for each in known.voices if not any(is_heard(each, claim) for claim in fact["claims"])] == [], fact
    cause = found["facts"]["cause.statement"]
    assert (cause["state"], cause["withheld"], cause["value"], cause["chosen"]) == ("disputed", True, None, [])
    speakers = {each["speaker"]["name"] for each in claims}
    assert speakers.isdisjoint(answer.silent)
    assert {key for key, *_ in facts_of(found)}.isdisjoint(answer.unsaid)
    labels = [(each["authority"]["name"], EventKind(each["status"]).label) for each in found["investigations"]]
    assert labels == list(answer.inquiries)
    told = " ".join([*(each["title"] for each in found["sources"]), *(each["text"] for each in claims)])
    assert [each for each in answer.absent if each in told] == []
    later = [each for each in found["sources"] if each["is_later"]]
    assert [each["published_on"] for each in later] == [day.isoformat() for _, day in answer.later]
    assert all(each["title"].startswith(title) for each, (title, _) in zip(later, answer.later, strict=True))
    assert {fact["state"] for key, _, fact in facts_of(found) if key in NEVER_DISPUTED} <= {"single", "agreed", "refined"}


@pytest.mark.parametrize(
    ("as_of", "overdue", "missed"),
    [
        ("2015-11-30", [], 0), ("2015-12-01", ["preliminary"], 0), ("2015-12-14", [], 0), ("2016-10-31", [], 0),
        ("2016-11-01", ["interim", "final"], 1), ("2020-03-05", ["interim", "final"], 4),
    ],
)  # fmt: skip
def test_the_investigation_is_on_its_clock(reader: FlaskClient, as_of: str, overdue: list[str], missed: int) -> None:
    inquiry = record(reader, as_of=as_of)["investigations"][0]
    assert (inquiry["kind"], inquiry["overdue"], len(inquiry["missed"])) == ("safety", overdue, missed)
    assert inquiry["rule"] == "annex13-clock/1"
    due = {each["duty"]: each for each in inquiry["due"]}
    assert due["preliminary"]["due_on"] == "2015-11-30"
    assert due["final"]["due_on"] == "2016-10-31"
    if as_of == "2020-03-05":
        assert (due["final"]["past"], due["final"]["days_past"], due["preliminary"]["days_late"]) == ("yes", 1221, 13)


def test_a_statement_said_one_day_and_published_the_next_is_known_from_the_next(reader: FlaskClient) -> None:
    said = {
        day: {each["speaker"]["name"]: each for each in claims_of(record(reader, as_of=day))}
        for day in ("2015-11-16", "2015-11-17")
    }
    assert said["2015-11-16"].keys() & {BORTNIKOV, KAMAL} == set()
    told = said["2015-11-17"][BORTNIKOV]
    assert (told["said_on"], told["published_on"], told["public_on"]) == ("2015-11-16", "2015-11-17", "2015-11-17")


def test_before_the_first_word_nothing_is_known(reader: FlaskClient) -> None:
    found = record(reader, as_of="2015-10-30")
    assert [found[each] for each in ("facts", "aircraft", "investigations", "recommendations", "sources")] == [
        {},
        [],
        [],
        [],
        [],
    ]
    assert get(reader, f"/occurrences/{METROJET}/timeline", as_of="2015-10-30")["items"] == []


@pytest.mark.parametrize(
    "given", [{"as_of": "0001-01-01"}, {"as_of": "9999-12-31"}, {"as_recorded": "9998-12-31"}, {"as_recorded": "now"}]
)
def test_the_first_and_the_last_day_of_the_calendar_can_be_asked_for(reader: FlaskClient, given: dict[str, str]) -> None:
    for path in ("", "/timeline"):
        get(reader, f"/occurrences/{METROJET}{path}", **given)


def test_both_clocks_are_independent_and_combine(reader: FlaskClient) -> None:
    assert record(reader, SMALL)["facts"]["place"]["value"] == "Kandahar"
    assert "weather.conditions" not in record(reader, SMALL, as_of="2020-01-08")["facts"]
    assert record(reader, SMALL, as_recorded=2)["facts"]["weather.conditions"]["value"] == "IMC"
    both = record(reader, SMALL, as_of="2020-01-08", as_recorded=2)
    assert (both["as_of"], both["as_recorded"]) == ("2020-01-08", 2)
    assert (both["facts"]["place"]["value"], both["facts"]["weather.conditions"]["value"]) == ("Kabul", "IMC")
    assert "no occurrence 2" in wrong(reader, f"/occurrences/{SMALL}", 404, as_of="2020-01-08", as_recorded=1)["detail"]


# -- the shape


def test_values_have_the_types_of_their_properties(reader: FlaskClient) -> None:
    facts = record(reader)["facts"]
    aboard = {each["qualifier"]: each["value"] for each in facts["people.aboard"]}
    assert aboard["aboard"] == 224
    assert (facts["date"]["value"], facts["date"]["text"]) == ("2015-10-31", "2015-10-31")
    tail = next(each for each in facts["coordinates"] if each["qualifier"] == "tail")
    latitude, longitude = tail["value"]
    assert (30 < latitude < 31, 34 < longitude < 35) == (True, True)
    (claim,) = tail["claims"]
    assert claim["canonical"] == f"{latitude},{longitude}"
    altitude = record(reader)["aircraft"][0]["facts"]["aircraft.last_altitude"]
    assert (altitude["value"], altitude["text"]) == (30888, "30,888 ft")
    operator = record(reader)["aircraft"][0]["facts"]["aircraft.operator"]
    assert isinstance(operator["value"], int)
    assert operator["text"] != str(operator["value"])


def test_what_takes_a_qualifier_is_a_list_and_what_holds_together_too(reader: FlaskClient) -> None:
    found = record(reader)
    for facts in (found["facts"], *(each["facts"] for each in found["aircraft"])):
        for key, fact in facts.items():
            prop = BY_KEY[key]
            assert isinstance(fact, list) is (prop.qualifier is not None), key
            several = fact if isinstance(fact, list) else [fact]
            assert {isinstance(each["value"], list) for each in several if prop.type != "coordinates"} <= {
                prop.cardinality != "one"
            }, key


def test_a_fact_names_its_chosen_claims_and_says_why(reader: FlaskClient) -> None:
    fact = record(reader)["aircraft"][0]["facts"]["aircraft.last_altitude"]
    (chosen,) = [each for each in fact["claims"] if each["id"] in fact["chosen"]]
    assert (chosen["value"], chosen["standing"], chosen["why_not"]) == (fact["value"], "shown", None)
    assert f"{chosen['speaker']['name']} is shown because" in fact["why"]
    rival = next(each for each in fact["claims"] if each["standing"] == "current")
    assert rival["why_not"]


def test_a_claim_is_found_by_its_name(reader: FlaskClient) -> None:
    listed = next(each for each in claims_of(record(reader)) if each["property"] == "cause.evidence")
    found = get(reader, f"/claims/{listed['id']}")
    assert {name: found[name] for name in listed} == listed
    assert found["occurrence"]["id"] == METROJET
    assert listed["id"] in [each["id"] for each in found["fact"]["claims"]]
    page = reader.get(found["url"])
    assert (page.status_code, found["url"]) == (200, f"http://localhost/claims/{listed['id']}")
    assert (found["recorded_in"], found["as_of"]) == (1, None)
    assert get(reader, f"/claims/{listed['id']}", as_of="2015-11-17")["as_of"] == "2015-11-17"
    ahead = wrong(reader, f"/claims/{listed['id']}", 404, as_of="2015-11-16")
    assert "it is known since 2015-11-17" in ahead["detail"]
    assert "not on record" in wrong(reader, f"/claims/{SMALL}-1", 404, as_recorded=1)["detail"].replace(
        "There was no", "not on record"
    )


def test_the_time_line_ends_with_the_day_asked_for(reader: FlaskClient) -> None:
    path = f"/occurrences/{METROJET}/timeline"
    whole, then = get(reader, path), get(reader, path, as_of="2015-11-17")
    days = [each["day"] for each in whole["items"]]
    assert days == sorted(set(days))
    assert then["items"] == [each for each in whole["items"] if each["day"] <= "2015-11-17"]
    last = then["items"][-1]
    assert (last["day"], {each["kind"] for each in last["news"]}) == ("2015-11-17", {"statement"})
    changed = {each["property"]: each for each in last["changes"]}
    assert (changed["category"]["state_before"], changed["category"]["after"]) == ("unsaid", ["Security related"])
    assert {(KAMAL, "no_evidence")} <= {(each["speaker"], each["stance"]) for each in changed["cause.statement"]["voices"]}
    assert reader.get(last["news"][0]["url"]).status_code == 200


# -- what became of it, and what is wrong


@pytest.mark.parametrize("part", ["", "/timeline"])
def test_a_merged_record_leads_on_with_both_clocks(reader: FlaskClient, part: str) -> None:
    moved = reader.get(f"{API}/occurrences/{MERGED}{part}?as_of=2001-05-07")
    assert (moved.status_code, moved.location) == (301, f"{API}/occurrences/{PLAIN}{part}?as_of=2001-05-07")
    assert record(reader, MERGED, as_recorded=4)["facts"]["place"]["value"] == "near Reno"
    assert get(reader, f"/claims/{MERGED}-2")["value"] == "near Reno"  # a claim keeps its name


def test_what_was_withdrawn_says_why(reader: FlaskClient) -> None:
    for path in (f"/occurrences/{WITHDRAWN}", f"/occurrences/{WITHDRAWN}/timeline", f"/claims/{WITHDRAWN}-1"):
        gone = wrong(reader, path, 410)
        assert (gone["reason"], gone["detail"]) == ("an exercise", f"Occurrence {WITHDRAWN} was withdrawn: an exercise.")
        assert reader.get(f"/changes/{gone['changeset']}").status_code == 200
    assert record(reader, WITHDRAWN, as_recorded=5)["facts"]["place"]["value"] == "a drill"
    weather = record(reader, SMALL, as_recorded=2)["facts"]["weather.conditions"]["claims"][0]
    assert wrong(reader, f"/claims/{weather['id']}", 410)["reason"] == "of another flight"
    assert get(reader, f"/claims/{weather['id']}", as_recorded=2)["value"] == "IMC"


def test_what_waits_for_review_is_hidden(reader: FlaskClient) -> None:
    assert record(reader, WITH_PENDING)["facts"]["place"]["value"] == "Lima"
    for path in ("", "/timeline"):
        assert "Hidden" not in reader.get(f"{API}/occurrences/{WITH_PENDING}{path}").text
    wrong(reader, f"/claims/{WITH_PENDING}-3", 404)


@pytest.mark.parametrize(
    ("given", "parameter", "words"),
    [
        ({"as_of": "yesterday"}, "as_of", "'yesterday' is no day"), ({"as_of": "2015-02-30"}, "as_of", "is no day"),
        ({"as_of": ""}, "as_of", "is no day"), ({"as_recorded": "999999"}, "as_recorded", "there is no number 999,999"),
        ({"as_recorded": "x"}, "as_recorded", "is no moment"), ({"asof": "2015-11-17"}, "asof", "There is no parameter 'asof'"),
        ({"as_of": ["2015-11-17", "2015-11-18"]}, "as_of", "given 2 times"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(reader: FlaskClient, given: dict[str, Any], parameter: str, words: str) -> None:
    for path in (f"/occurrences/{METROJET}", f"/occurrences/{METROJET}/timeline", "/claims/1-1"):
        (error,) = wrong(reader, path, 400, **given)["errors"]
        assert error["parameter"] == parameter
        assert words in error["detail"]


@pytest.mark.parametrize("path", ["", "/nowhere", "/occurrences/x", "/occurrences/99", "/claims/1-9999", f"/claims/{2**64}-1"])
def test_what_is_not_there_is_a_problem_and_no_page(reader: FlaskClient, path: str) -> None:
    wrong(reader, path, 404)


def test_what_cannot_be_done_is_a_problem_and_no_page(reader: FlaskClient) -> None:
    answer = reader.post(f"{API}/occurrences/1")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    unknown = reader.get(f"{API}/occurrences/1", headers={"Authorization": "Bearer nobody"})
    assert (unknown.status_code, unknown.mimetype) == (401, "application/problem+json")


# -- how it travels


def test_who_has_the_answer_already_is_told_so(reader: FlaskClient) -> None:
    address = f"{API}/occurrences/{METROJET}?as_of=2015-11-17"
    first = reader.get(address)
    again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = reader.get(f"{API}/occurrences/{METROJET}?as_of=2015-11-18", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"


def test_pages_of_other_sites_may_read(reader: FlaskClient) -> None:
    address = f"{API}/occurrences/{PLAIN}"
    for answer in (reader.get(address), reader.get(f"{API}/nowhere"), reader.options(address)):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = reader.options(address).headers
    assert (asked["Access-Control-Allow-Methods"], asked["Access-Control-Allow-Headers"]) == (
        "GET, HEAD, POST, OPTIONS",
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match",
    )
    assert "Access-Control-Allow-Origin" not in reader.get(f"/occurrences/{PLAIN}").headers


def test_the_page_names_its_answer(reader: FlaskClient) -> None:
    page = reader.get(f"/occurrences/{METROJET}?as_of=2015-11-17&as_recorded=1", follow_redirects=True).text
    (address,) = re.findall(r'<link rel="alternate" type="application/json" href="([^"]*)">', page)
    assert reader.get(address.replace("&amp;", "&")).json["as_of"] == "2015-11-17"


# -- the documents


def holds(whole: Any, part: Any) -> bool:
    """Whether an answer has all that an example shows of it; an example's lists may leave out items."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and holds(whole[name], each) for name, each in part.items())
    if isinstance(part, list) and part and isinstance(whole, list):
        return all(any(holds(other, each) for other in whole) for each in part)
    return bool(whole == part)


def test_the_examples_of_the_documents_are_true(reader: FlaskClient) -> None:
    assert len(EXAMPLES) == DOCS.count("```json") == DOCS.count("```http")
    assert [address for address, example in EXAMPLES if not holds(reader.get(address).json, json.loads(example))] == []


def test_the_documents_name_every_address(reader: FlaskClient) -> None:
    rules = [rule.rule for rule in reader.application.url_map.iter_rules() if rule.rule.startswith(API)]
    addresses = [re.sub(r"<[^>]*>", "<number>", each) for each in rules]
    assert addresses
    assert [each for each in addresses if f"`{each}`" not in DOCS + WRITING_DOCS] == []

"""Programs that send in what sources say: who may, what is refused and where, what waits, what is done once."""

import json
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.models import Changeset, Claim, GivenAnswer
from app.services.permissions import TABLE, Permission
from app.services.verification import verify
from app.vocab.users import Role
from tests.api.writing import API, a_token, an_account, done, post, refused
from tests.factories import A, an_occurrence
from tests.web.people import csrf, sign_in_as

PATHS = {  # with the permission that each needs
    "/occurrences": Permission.CONTRIBUTE,
    "/occurrences/1/accounts": Permission.CONTRIBUTE,
    "/occurrences/1/investigations": Permission.CONTRIBUTE,
    "/occurrences/1/investigations/1/events": Permission.CONTRIBUTE,
    "/occurrences/1/investigations/1/states": Permission.CONTRIBUTE,
    "/occurrences/1/investigations/1/documents": Permission.CONTRIBUTE,
    "/occurrences/1/recommendations": Permission.CONTRIBUTE,
    "/occurrences/1/recommendations/1/responses": Permission.CONTRIBUTE,
    "/sources": Permission.CONTRIBUTE,
    "/parties": Permission.CONTRIBUTE,
    "/parties/1/names": Permission.CONTRIBUTE,
    "/claims/1-1/withdraw": Permission.CONTRIBUTE,
    "/changesets": Permission.CONTRIBUTE,
    "/changesets/1/notes": Permission.CONTRIBUTE,
    "/changesets/1/take-back": Permission.CONTRIBUTE,
    "/changesets/1/revert": Permission.REVERT,
    "/changesets/1/accept": Permission.REVIEW,
    "/changesets/1/reject": Permission.REVIEW,
    "/changesets/1/ask-back": Permission.REVIEW,
    "/claims/1-1/rank": Permission.RANK,
    "/occurrences/1/withdraw": Permission.WITHDRAW_ANY,
    "/occurrences/1/restore": Permission.WITHDRAW_ANY,
    "/occurrences/1/merge": Permission.MERGE,
    "/occurrences/1/split": Permission.MERGE,
    "/occurrences/1/judgements": Permission.MERGE,
    "/parties/1/merge": Permission.MERGE,
    "/parties/1/split": Permission.MERGE,
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a server that lets one write as often as one likes."""
    return replace(settings, limit_write="100000/minute")


def content(session: Session) -> tuple[int, int, int]:
    """How much there is: nothing was written where it stays the same."""
    session.rollback()
    tables = (Changeset, Claim, GivenAnswer)
    found = tuple(session.scalar(sa.select(sa.func.count()).select_from(each)) or 0 for each in tables)
    return found[0], found[1], found[2]


# -- who may


def test_each_writing_address_asks_for_its_permission(client: FlaskClient, session: Session) -> None:
    rules = {
        rule.rule.replace("<int(max=9223372036854775807):occurrence_id>", "1").replace("<int(max=2147483647):number>", "1")
        .replace("<int(max=9223372036854775807):changeset_id>", "1").replace("<int(max=9223372036854775807):party_id>", "1")
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith(API) and "POST" in (rule.methods or ())
    }  # fmt: skip
    assert rules == {f"{API}{path}" for path in PATHS}
    tokens = {role: a_token(session, role) for role in Role}
    before = content(session)
    for path, permission in PATHS.items():
        problem = refused(client, path, None, {}, 401)
        assert "token" in problem["detail"]
        for role, token in tokens.items():
            code = post(client, path, token, {"no such field": 1}).status_code
            assert code == (422 if role in TABLE[permission] else 403), (path, role)
        limited = a_token(session, Role.ADMIN, scopes=frozenset(Permission) - {permission})
        assert post(client, path, limited, {}).status_code == 403, path
    assert content(session) == before


def test_a_session_s_cookie_writes_nothing(client: FlaskClient, session: Session) -> None:
    sign_in_as(client, session, Role.EDITOR)
    before = content(session)
    problem = refused(client, "/occurrences", None, an_account(), 401, X_CSRFToken=csrf(client))
    assert problem["title"] == "Unauthorized"
    answer = client.post(f"{API}/occurrences", json=an_account())
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert refused(client, "/occurrences", "adk_unknown", an_account(), 401)["status"] == 401
    assert content(session) == before


# -- what is sent


def test_an_editor_s_record_stands_at_once(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    body = an_account(
        {"property": "date", "value": "31 October 2015"},
        {"property": "injuries.fatal", "value": 224, "qualifier": "aboard", "quote": "all 224", "locator": "page 1"},
        {"property": "coordinates", "value": [30.1506, 34.178], "qualifier": "site"},
        {"property": "country", "value": "Egypt"},
        {"property": "category", "value": "SEC", "stance": "suspects"},
        {"property": "aircraft.last_altitude", "value": "9,450 m", "aircraft": 1},
        {"property": "aircraft.operator", "value": "Kogalymavia", "aircraft": 1},
        {"property": "aircraft.owner", "value": {"name": "AerCap", "country": "IE"}, "qualifier": "owner", "aircraft": 1},
    )
    answer = post(client, "/occurrences", token, body)
    told = answer.json
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"http://localhost{API}/occurrences/{told['occurrence']}"
    assert (told["state"], told["claims"][0], len(told["claims"])) == ("accepted", "1-1", 8)
    assert (len(told["sources"]), len(told["parties"]), told["found"]) == (1, 4, [])
    record = client.get(answer.headers["Location"]).json
    facts, craft = record["facts"], record["aircraft"][0]["facts"]
    assert (facts["date"]["value"], facts["injuries.fatal"][0]["value"], facts["country"]["value"]) == ("2015-10-31", 224, "EG")
    assert (facts["coordinates"][0]["value"], facts["category"]["claims"][0]["stance"]) == ([30.1506, 34.178], "suspects")
    assert (craft["aircraft.last_altitude"]["value"], craft["aircraft.last_altitude"]["raw"]) == (31003.94, "9,450 m")
    assert (craft["aircraft.operator"]["text"], craft["aircraft.owner"][0]["text"]) == ("Kogalymavia", "AerCap")
    assert facts["date"]["claims"][0]["speaker"]["name"] == "The ministry"
    # the same source and speaker again are found, and that is said
    again = done(client, "/occurrences/1/accounts", token, an_account({"property": "place", "value": "Hasna"}))
    assert [(each["pointer"], each["name"]) for each in again["found"]] == [
        ("/source", "A plane is missing"), ("/speaker", "The ministry"),
    ]  # fmt: skip
    assert (again["occurrence"], again["claims"], again["sources"], again["parties"]) == (1, ["1-9"], [], [])
    # what looks like a double is not made by mistake
    double = refused(client, "/occurrences", token, an_account(*body["claims"][:2], body["claims"][3]), 409)
    assert "different: true" in double["detail"]
    assert [str(each) for each in verify(session)] == []


def test_what_a_contributor_sends_waits_and_an_editor_lets_it_in(client: FlaskClient, session: Session) -> None:
    mine, other, editor = a_token(session), a_token(session, name="Zoe"), a_token(session, Role.EDITOR)
    answer = post(
        client,
        "/occurrences",
        mine,
        an_account({"property": "place", "value": "Hasna"}, {"property": "country", "value": "EG"}),
    )
    told = answer.json
    assert (told["state"], told["occurrence"], told["claims"]) == ("pending", None, [])
    assert answer.headers["Location"] == told["url"]
    path = told["url"].removeprefix("http://localhost")

    def seen(token: str, path: str = path) -> Any:
        found = client.get(path, headers={"Authorization": f"Bearer {token}"})
        return found.json if found.status_code == 200 else found.status_code

    assert (seen(other), client.get(path).status_code, client.get(f"{API}/occurrences/1").status_code) == (404, 401, 404)
    assert [each["text"] for each in seen(mine)["steps"][-1]["parts"]] == ["Place: Hasna", "State of occurrence: Egypt"]
    assert [each["id"] for each in seen(mine, f"{API}/contributions")["items"]] == [told["changeset"]]
    assert seen(other, f"{API}/contributions")["items"] == []
    assert seen(mine, f"{API}/contributions?whose=all") == 403
    assert [each["id"] for each in seen(editor, f"{API}/contributions?whose=all")["items"]] == [told["changeset"]]
    number = told["changeset"]
    done(client, f"/changesets/{number}/ask-back", editor, {"note": "Which page?"}, 200)
    done(client, f"/changesets/{number}/notes", mine, {"note": "The first."}, 200)
    refused(client, f"/changesets/{number}/notes", other, {"note": "Hm."}, 404)
    assert [each["kind"] for each in seen(mine)["notes"]] == ["asked_back", "note"]
    assert "/only/1" in refused(client, f"/changesets/{number}/accept", editor, {"only": [1, 9]}, 422)["at"]
    accepted = done(client, f"/changesets/{number}/accept", editor, {"only": [1]}, 200)
    assert (accepted["state"], accepted["occurrence"], accepted["claims"]) == ("accepted", 1, ["1-1"])
    assert (seen(mine)["state"], seen(mine)["occurrences"], seen(mine)["claims"]) == ("accepted", [1], ["1-1"])
    assert set(client.get(f"{API}/occurrences/1").json["facts"]) == {"place"}
    assert [each["state"] for each in seen(mine, f"{API}/contributions")["items"]] == ["rejected"]
    refused(client, f"/changesets/{number}/accept", editor, {}, 409)
    # a contributor's revert waits too
    waits = done(client, f"/changesets/{number}/revert", mine, {"comment": "a slip"})
    assert (waits["state"], waits["occurrence"]) == ("pending", None)
    assert done(client, f"/changesets/{waits['changeset']}/reject", editor, {"note": "It stands"}, 200)["state"] == "rejected"
    taken = done(client, "/occurrences/1/accounts", mine, an_account({"property": "country", "value": "EG"}))["changeset"]
    refused(client, f"/changesets/{taken}/take-back", other, {}, 404)
    assert done(client, f"/changesets/{taken}/take-back", mine, {}, 200)["state"] == "rejected"
    assert done(client, f"/changesets/{number}/revert", editor, {"comment": "a slip"})["state"] == "accepted"
    assert client.get(f"{API}/occurrences/1").status_code == 410
    assert [str(each) for each in verify(session)] == []


def test_every_wrong_field_is_named_at_once_and_nothing_is_written(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    id_ = an_occurrence(session, [A("place", "Hasna")])
    before = content(session)
    good = {"property": "place", "value": "Hasna"}
    body = an_account(
        {"property": "injuries.fatal", "value": -1, "qualifier": "aboard"},
        {"property": "no.such", "value": 1},
        {"property": "country", "value": "Atlantis"},
        {"property": "aircraft.damage", "value": "destroyed"},
        {"property": "place", "value": "x", "aircraft": 1},
        {"property": "aircraft.damage", "value": "destroyed", "aircraft": 7},
        {"property": "injuries.fatal", "value": 1, "qualifier": "elsewhere"},
        {"property": "aircraft.operator", "value": {"name": "A new one", "kind": "nobody"}, "aircraft": 1},
        good, good, {**good, "value": "y", "replaces": 99, "also_in": [4711]}, {**good, "value": [1, 2]},
        said_on="2015-12-01", published_on="2015-11-01", source_id=4711,
    )  # fmt: skip
    del body["claims"][7]
    at = refused(client, f"/occurrences/{id_}/accounts", token, body, 422)["at"]
    assert set(at) == {
        "/claims/0/value", "/claims/1/property", "/claims/2/value", "/claims/3/aircraft", "/claims/4/aircraft",
        "/claims/5/aircraft", "/claims/6/qualifier", "/claims/8", "/claims/9/replaces", "/claims/9/also_in/0",
        "/claims/10/value", "/source_id",
    }  # fmt: skip
    del body["source_id"]
    body["claims"] = [good]
    assert set(refused(client, f"/occurrences/{id_}/accounts", token, body, 422)["at"]) == {"/published_on"}
    shapes = {
        "claims": [{"property": "place"}, {**good, "stance": "hopes"}, {**good, "colour": "red"}, {**good, "value": None},
                   {**good, "value": True}, {**good, "quote": "a\x00b"}, {**good, "value": {"name": "x", "kind": "nobody"}}, 7],
        "source": {"kind": "press", "title": "", "url": "javascript:alert(1)", "published_on": "2015",
                   "redistributable": "yes"},
        "speaker": {"name": "x" * 501}, "said_on": 2015, "comment": None, "<script>": 1,
    }  # fmt: skip
    at = refused(client, f"/occurrences/{id_}/accounts", token, shapes, 422)["at"]
    assert set(at) == {
        "/claims/0/value", "/claims/1/stance", "/claims/2/colour", "/claims/3/value", "/claims/4/value", "/claims/5/quote",
        "/claims/6/value/kind", "/claims/7", "/source/title", "/source/url", "/source/published_on", "/source/redistributable",
        "/speaker/name", "/said_on", "/comment", "/<script>",
    }  # fmt: skip
    assert content(session) == before


BODIES = (
    (b'{"a": 1,}', "application/json", 400, "line 1 column 8"), (b"", "application/json", 400, "no JSON"),
    (b"\xff{}", "application/json", 400, "no JSON"), (b'{"a": "\\ud800"}', "application/json", 400, "no JSON"),
    (b"[" * 5_000, "application/json", 400, "no JSON"), (b"[" * 50 + b"]" * 50, "application/json", 400, "nested"),
    (b"[]", "application/json", 422, ""), (b"null", "application/json", 422, ""), (b"1e999", "application/json", 400, ""),
    (b"{}", "text/plain", 415, "Content-Type"), (b"a=1", "application/x-www-form-urlencoded", 415, "Content-Type"),
    (b'{"comment": "' + b"x" * 4_300_000 + b'"}', "application/json", 413, ""),
    (b'{"base_version": ' + b"9" * 300 + b"}", "application/json", 422, ""),
)  # fmt: skip


def test_a_body_that_is_no_json_is_refused(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    for path in ("/occurrences", "/changesets"):
        for sent, kind, code, words in BODIES:
            answer = client.post(f"{API}{path}", data=sent, content_type=kind, headers={"Authorization": f"Bearer {token}"})
            assert (answer.status_code, answer.mimetype) == (code, "application/problem+json"), (sent[:40], answer.text[:300])
            assert words in answer.json["detail"]
            assert len(answer.text) < 3_000
    assert content(session) == (0, 0, 0)


# -- corrections and conflicts


def test_a_correction_is_made_from_the_version_that_was_seen(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    id_ = an_occurrence(session, [A("place", "Hasna")])
    seen = client.get(f"{API}/occurrences/{id_}")
    assert seen.json["version"] == 1
    better = an_account({"property": "place", "value": "near Hasna", "replaces": 1}, base_version=1)
    assert done(client, f"/occurrences/{id_}/accounts", token, better)["claims"] == [f"{id_}-2"]
    assert client.get(f"{API}/occurrences/{id_}").json["facts"]["place"]["value"] == "near Hasna"
    assert client.get(f"{API}/claims/{id_}-1").status_code == 410
    late = {"reason": "of another flight", "base_version": 1}
    problem = refused(client, f"/claims/{id_}-2/withdraw", token, late, 409)
    assert problem["meanwhile"] == ["Changeset 2: As the paper has it"]
    refused(client, f"/claims/{id_}-2/rank", token, {"rank": "preferred", "reason": "x"}, 412, If_Match=seen.headers["ETag"])
    now = client.get(f"{API}/occurrences/{id_}").headers["ETag"]
    done(client, f"/claims/{id_}-2/rank", token, {"rank": "preferred", "reason": "x"}, If_Match=now)
    done(client, f"/claims/{id_}-2/rank", token, {"rank": None, "reason": "not needed"})
    refused(client, f"/claims/{id_}-9/withdraw", token, {"reason": "x"}, 404)
    assert done(client, f"/claims/{id_}-2/withdraw", token, {"reason": "x", "base_version": 4})["state"] == "accepted"
    refused(client, f"/claims/{id_}-2/withdraw", token, {"reason": "x"}, 409)
    mine = done(client, f"/occurrences/{id_}/accounts", a_token(session), an_account())
    done(client, f"/occurrences/{id_}/accounts", token, an_account({"property": "country", "value": "EG"}))
    moved = refused(client, f"/changesets/{mine['changeset']}/accept", token, {}, 409)
    assert "As the paper has it" in moved["meanwhile"][0]
    assert done(client, f"/changesets/{mine['changeset']}/accept", token, {"over": True}, 200)["state"] == "accepted"
    assert [str(each) for each in verify(session)] == []


def test_records_and_parties_are_merged_parted_withdrawn_and_restored(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    one, two = (an_occurrence(session, [A("place", each)]) for each in ("Hasna", "near Hasna"))
    done(client, f"/occurrences/{two}/merge", token, {"into": one, "reason": "one flight"})
    assert client.get(f"{API}/occurrences/{two}").status_code == 301
    refused(client, f"/occurrences/{two}/accounts", token, an_account(), 409)
    done(client, f"/occurrences/{two}/split", token, {"reason": "two flights"})
    done(client, f"/occurrences/{two}/judgements", token, {"other": one, "verdict": "different", "reason": "two flights"})
    done(client, f"/occurrences/{two}/withdraw", token, {"reason": "a drill"})
    assert client.get(f"{API}/occurrences/{two}").json["reason"] == "a drill"
    done(client, f"/occurrences/{two}/restore", token, {"reason": "no drill"})
    assert client.get(f"{API}/occurrences/{two}").json["facts"]["place"]["value"] == "near Hasna"
    refused(client, "/occurrences/4711/withdraw", token, {"reason": "x"}, 404)
    (first,) = done(client, "/parties", token, {"name": "A board", "kind": "authority", "comment": "It investigates"})[
        "parties"
    ]
    known = done(client, "/parties", token, {"name": "a  BOARD", "kind": "authority", "comment": "It investigates"}, 200)
    assert (known["parties"], known["changeset"]) == ([first], None)
    (second,) = done(client, "/parties", token, {"name": "The board", "kind": "authority", "comment": "Too"})["parties"]
    done(client, f"/parties/{first}/names", token, {"name": "AB", "comment": "In short"})
    done(client, f"/parties/{first}/names", token, {"name": "A new board", "is_primary": True, "comment": "Renamed"})
    done(client, f"/parties/{second}/merge", token, {"into": first, "reason": "one body"})
    refused(client, f"/parties/{second}/names", token, {"name": "x", "comment": "y"}, 409)
    done(client, f"/parties/{second}/split", token, {"reason": "two bodies"})
    assert [str(each) for each in verify(session)] == []


def test_an_inquiry_is_told_step_by_step(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    id_ = an_occurrence(session, [A("place", "Hasna")])
    word = {name: value for name, value in an_account().items() if name != "claims"}
    place = f"/occurrences/{id_}"
    authority = {"name": "A board", "kind": "authority"}
    opened = done(
        client, f"{place}/investigations", token, {"authority": authority, "kind": "safety", "comment": "Its own word"}
    )
    number = opened["investigations"][0]
    inquiry = f"{place}/investigations/{number}"
    done(client, f"{inquiry}/events", token, {**word, "kind": "opened", "on": "2015-10"})
    done(
        client,
        f"{inquiry}/states",
        token,
        {**word, "country": "FR", "role": "design", "capacity": "accredited", "since": "2015"},
    )
    done(client, f"{inquiry}/documents", token, {"source": word["source"], "comment": "Its notice"})
    advice = done(client, f"{place}/recommendations", token, {**word, "text": "Look again.", "addressee": authority})
    answer = {**word, "text": "We did.", "answered_on": "2016-01-01", "status": "closed_acceptable"}
    done(client, f"{place}/recommendations/{advice['recommendations'][0]}/responses", token, answer)
    record = client.get(f"{API}{place}").json
    (told,) = record["investigations"]
    assert (told["events"][0]["happened_on"], told["events"][0]["precision"]) == ("2015-10-01", "month")
    assert (told["states"][0]["country"], told["documents"][0]["source"]["title"]) == ("FR", "A plane is missing")
    assert record["recommendations"][0]["responses"][0]["text"] == "We did."
    refused(client, f"{place}/investigations", token, {"authority": authority, "kind": "safety", "comment": "x"}, 409)
    refused(client, f"{place}/investigations/9/events", token, {**word, "kind": "opened"}, 404)
    refused(client, f"{place}/recommendations/9/responses", token, answer, 404)
    wrong = {**word, "kind": "opened", "on": "2015-10", "precision": "day"}
    assert set(refused(client, f"{inquiry}/events", token, wrong, 422)["at"]) == {"/precision"}
    assert [str(each) for each in verify(session)] == []


def test_several_steps_are_one_changeset(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    id_ = an_occurrence(session, [A("place", "Hasna")])
    account = {"op": "file_account", "speaker": "new:board", "source": "new:report", "said_on": "2016-05"}
    steps: list[dict[str, Any]] = [
        {"op": "new_party", "ref": "new:board", "name": "A board", "kind": "authority", "country": "EG"},
        {"op": "new_source", "ref": "new:report", "kind": "final_report", "title": "The report", "publisher": "new:board"},
        {"op": "new_occurrence", "ref": "new:one"},
        {**account, "occurrence": "new:one", "claims": [
            {"property": "place", "value": "Reno", "also_in": ["new:report", 1]},
            {"property": "aircraft.operator", "value": "new:board", "aircraft": 1},
        ]},
        {**account, "occurrence": id_, "claims": [{"property": "country", "value": "Egypt"}],
         "events": [{"authority": "new:board", "investigation_kind": "safety", "kind": "opened", "on": "2015-10-31"}],
         "participations": [{"authority": "new:board", "investigation_kind": "safety", "country": "FR", "role": "design",
                             "capacity": "accredited", "body": "new:board"}],
         "recommendations": [{"text": "Look again.", "addressee": "new:board", "made_on": "2016-05-01"}]},
        {"op": "add_document", "occurrence": id_, "authority": "new:board", "investigation_kind": "safety",
         "source": "new:report"},
        {"op": "set_rank", "occurrence": id_, "claim": 1, "rank": "deprecated", "reason": "a slip"},
    ]  # fmt: skip
    told = done(client, "/changesets", token, {"comment": "The report", "steps": steps, "base": {str(id_): 1}})
    assert set(told["made"]) == {"new:board", "new:report", "new:one"}
    assert told["claims"] == [f"{id_}-2", f"{told['made']['new:one']}-1", f"{told['made']['new:one']}-2"]
    record = client.get(f"{API}/occurrences/{id_}").json
    assert record["investigations"][0]["documents"][0]["source"]["title"] == "The report"
    assert record["facts"]["country"]["claims"][0]["said_precision"] == "month"
    before = content(session)
    assert set(refused(client, "/changesets", token, {"comment": "x", "base": {"a": 1}, "steps": steps[-1:]}, 422)["at"]) == {
        "/base/a"
    }
    assert (
        "since" in refused(client, "/changesets", token, {"comment": "x", "base": {str(id_): 1}, "steps": steps}, 409)["detail"]
    )
    for wrong, pointer in (
        ({"op": "fly"}, "/steps/1"), ({"op": "merge", "occurrence": id_, "into": id_, "reason": "x"}, "/steps/1"),
        ({"op": "split", "occurrence": 4711, "reason": "x"}, "/steps/1"),
        ({**steps[3], "source": "new:other"}, "/steps/1"), ({"op": "split", "occurrence": 1, "reason": 7}, "/steps/1/reason"),
        ({**steps[3], "claims": [{"property": "country", "value": 7}]}, "/steps/1/claims/0/value"),
        ({"op": "new_party", "ref": "17", "name": "x", "kind": "media"}, "/steps/1/ref"), (None, "/steps/1"),
    ):  # fmt: skip
        sent = {"comment": "x", "steps": [steps[2], wrong]}
        assert pointer in refused(client, "/changesets", token, sent, 422)["at"], wrong
    assert content(session) == before
    assert [str(each) for each in verify(session)] == []


# -- once


def test_a_request_that_is_sent_twice_is_done_once(client: FlaskClient, session: Session) -> None:
    token, other = a_token(session, Role.EDITOR), a_token(session, Role.EDITOR, "Zoe")
    first = post(client, "/occurrences", token, an_account(), Idempotency_Key="k1")
    again = post(client, "/occurrences", token, an_account(), Idempotency_Key="k1")
    assert (again.status_code, again.text, again.headers["Location"]) == (201, first.text, first.headers["Location"])
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert content(session) == (1, 1, 1)
    assert (
        "another request" in refused(client, "/occurrences", token, an_account(note="x"), 422, Idempotency_Key="k1")["detail"]
    )
    assert refused(client, "/occurrences", token, an_account(), 422, Idempotency_Key="x" * 201)["status"] == 422
    done(client, "/occurrences", other, an_account(different=True), Idempotency_Key="k1")
    assert content(session) == (2, 2, 2)
    # an error is not kept: what was wrong may be put right
    refused(client, "/claims/1-9/withdraw", token, {"reason": "x"}, 404, Idempotency_Key="k2")
    assert content(session) == (2, 2, 2)


def test_twins_are_done_once(client: FlaskClient, session: Session) -> None:
    token = a_token(session, Role.EDITOR)
    id_ = an_occurrence(session, [A("place", "Hasna")])
    answers: list[tuple[int, str]] = []

    def send() -> None:
        mine = client.application.test_client()
        answer = post(mine, f"/claims/{id_}-1/withdraw", token, {"reason": "twice"}, Idempotency_Key="twin")
        answers.append((answer.status_code, answer.text))

    threads = [Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 201
    assert json.loads(answers[0][1])["changeset"] == 2
    assert content(session)[0] == 2
    assert [str(each) for each in verify(session)] == []

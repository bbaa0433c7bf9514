"""The examples of the description are answers that were given: each is asked for again and must come as it stands there.

With AIRDOCKET_EXAMPLES=write in the environment they are written anew.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.extensions import db
from app.vocab.users import Role
from tests.api.conftest import SMALL
from tests.api.test_contributing import settings as settings  # noqa: PLC0414 - a fixture
from tests.api.test_writing_docs import EXAMPLES as WRITTEN
from tests.api.writing import a_token

FILE = Path(__file__).parents[2] / "app" / "api" / "examples.json"
READ = {
    "get_search_occurrences": "/occurrences?q=metrojet&limit=1&facets=country,phase",
    "get_search_facets": "/facets?q=kandahar&fields=country,phase",
    "get_search_histogram": "/histogram?q=kandahar",
    "get_search_cells": "/cells?q=metrojet&zoom=4&box=20,20,40,50",
    "get_occurrences_show": f"/occurrences/{SMALL}",
    "get_occurrences_timeline": f"/occurrences/{SMALL}/timeline",
    "get_occurrences_claims": f"/occurrences/{SMALL}/claims?limit=1",
    "get_occurrences_history": f"/occurrences/{SMALL}/history?limit=2",
    "get_claims_show": "/claims/1-37?as_of=2015-11-08",
    "get_sources_index": "/sources?limit=2",
    "get_sources_show": "/sources/1",
    "get_parties_index": "/parties?limit=2",
    "get_parties_show": "/parties/1",
    "get_investigations_index": "/investigations?as_of=2016-11-01&limit=1",
    "get_disputes_index": "/disputes?as_of=2015-11-17&limit=1",
    "get_changesets_index": "/changesets?after=0&limit=2",
    "get_changesets_show": "/changesets/2",
    "get_reviewing_index": "/contributions",
}
_INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_TODAY = re.compile(r"\b20(2[6-9]|[3-9]\d)-\d\d-\d\d\b")


def steady(answer: Any) -> Any:
    """An answer with its days of filing, its digests and its host as an example has them."""
    text = _DIGEST.sub("5f" * 32, _INSTANT.sub("2026-01-31T12:00:00Z", json.dumps(answer)))
    return json.loads(_TODAY.sub("2026-01-31", text).replace("http://localhost/", "https://airdocket.example/"))


def operation_of(client: FlaskClient, method: str, path: str) -> str:
    endpoint, _ = client.application.url_map.bind("localhost").match(path.partition("?")[0], method)
    return f"{method.lower()}_{endpoint.removeprefix('api.').replace('.', '_')}"


def check(found: dict[str, Any]) -> None:
    """Compare with what the file has, or write it there."""
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    if os.environ.get("AIRDOCKET_EXAMPLES") == "write":
        known |= found
        FILE.write_text(json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert {name: known.get(name) for name in found} == found


def test_what_is_read_is_as_the_examples_say(reader: FlaskClient) -> None:
    with reader.application.app_context(), Session(db.engine) as session:
        sent = {"Authorization": f"Bearer {a_token(session)}"}
    found = {}
    for name, path in READ.items():
        answer = reader.get(f"/api/v1{path}", headers=sent if "contributions" in path else {})
        assert answer.status_code == 200, (path, answer.text)
        assert operation_of(reader, "GET", f"/api/v1{path}") == name
        found[name] = {"path": f"/api/v1{path}", "answer": steady(answer.json)}
    check(found)


def test_what_is_written_is_as_the_examples_say(client: FlaskClient, session: Session) -> None:
    tokens = {"EDITOR": a_token(session, Role.EDITOR), "CONTRIBUTOR": a_token(session)}
    found: dict[str, Any] = {}
    for method, path, who, body, _ in WRITTEN:
        sent = json.loads(body) if body else None
        answer = client.open(path, method=method, json=sent, headers={"Authorization": f"Bearer {tokens[who]}"})
        example = {"path": path, **({"body": sent} if sent is not None else {}), "answer": steady(answer.json)}
        found.setdefault(operation_of(client, method, path), example)
    check(found)


def test_each_operation_has_an_example(reader: FlaskClient) -> None:
    spec = reader.get("/api/v1/openapi.json").json
    without = {"get_dictionary_show", "get_exports_export", "get_occurrences_citation", "get_citations_citation"}
    for path, operations in spec["paths"].items():
        for each in operations.values():
            if each["operationId"] in without:
                continue  # the dictionary is as long as the page of it, and the others answer with files
            answers = [one["content"]["application/json"] for code, one in each["responses"].items() if code in ("200", "201")]
            assert any("example" in one for one in answers), path
            if "requestBody" in each and each["requestBody"]["content"]["application/json"].get("example") is None:
                raise AssertionError(f"{path}: no example of a body")

"""The examples of docs/api-writing.md, one after another, do what they say."""

import json
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.services.verification import verify
from app.vocab.users import Role
from tests.api.test_contributing import PATHS
from tests.api.test_contributing import settings as settings  # noqa: PLC0414 - a fixture
from tests.api.writing import API, a_token

DOCS = (Path(__file__).parents[2] / "docs" / "api-writing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"```http\n(GET|POST) (\S+)\nAuthorization: Bearer (\w+)\n(?:\n(.*?)\n)?```\n\n```json\n(.*?)\n```", DOCS, re.DOTALL
)


def is_in(part: Any, whole: Any) -> bool:
    """Whether an answer holds what an example shows of it."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and is_in(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and part and isinstance(part[0], dict):
        return all(any(is_in(each, other) for other in whole) for each in part)
    return bool(part == whole)


def test_the_examples_do_what_they_say(client: FlaskClient, session: Session) -> None:
    tokens = {"EDITOR": a_token(session, Role.EDITOR), "CONTRIBUTOR": a_token(session)}
    for method, path, who, body, shown in EXAMPLES:
        answer = client.open(
            path, method=method, json=json.loads(body) if body else None, headers={"Authorization": f"Bearer {tokens[who]}"}
        )
        assert is_in(json.loads(shown), answer.json), (method, path, answer.text)
    assert [str(each) for each in verify(session)] == []


def test_each_address_has_an_example_and_a_line() -> None:
    shown = {re.sub(r"\d+", "1", path) for _, path, *_ in EXAMPLES} - {f"{API}/contributions/1"}
    assert {each.replace("v1", "v1") for each in shown} == {f"{API}{path}" for path in PATHS}
    named = {re.sub(r"<number>", "1", each) for each in re.findall(r"`(/api/v1/[^`]+)`", DOCS)}
    assert {f"{API}{path}" for path in PATHS} <= named

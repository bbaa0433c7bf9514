"""Every address of the API against its own description: no fault of the server, and no answer that is not described.

Cases are made from the description by Schemathesis: half of them as it says, half not.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from sqlalchemy.orm import Session

from app.extensions import db
from app.services import accounts
from app.services.permissions import Permission
from app.vocab.users import Role
from tests.web.people import a_user

DESCRIPTION = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [(method, path) for path, found in DESCRIPTION["paths"].items() for method in found]
CASES = -(-1250 // len(OPERATIONS))  # of each operation on each database: over 2,000 in all, also where one has few
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
IDS = {"occurrence_id": range(1, 9), "number": range(1, 4), "changeset_id": range(1, 12)}
_ORDINARY = range(1, 6)  # of all other numbers of a path


@pytest.fixture(scope="module")
def schema(reader: FlaskClient) -> Any:
    """The description as it is served, of an application that nothing limits."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", reader.application)


@pytest.fixture(scope="module")
def token(reader: FlaskClient) -> str:
    """Of an editor, for all that the table lets one do."""
    with reader.application.app_context(), Session(db.engine) as session:
        user = a_user(session, Role.EDITOR)
        until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
        scopes = [each for each in Permission if each not in (Permission.SIGN_IN, Permission.ACCOUNT, Permission.ADMINISTER)]
        made = accounts.add_token(session, user, "cases", scopes, until)
        session.commit()
        return made.secret


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda each: each.strip("/"))
def test_an_answer_is_as_described(schema: Any, token: str, method: str, path: str) -> None:
    operation = schema[path][method.upper()]
    names = [each["name"] for each in DESCRIPTION["paths"][path][method]["parameters"] if each["in"] == "path"]
    known = st.fixed_dictionaries({name: st.sampled_from(IDS.get(name, _ORDINARY)) for name in names})

    @settings(
        max_examples=CASES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data(), st.booleans(), st.booleans())
    def ask(data: st.DataObject, is_described: bool, is_there: bool) -> None:
        mode = GenerationMode.POSITIVE if is_described else GenerationMode.NEGATIVE
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if is_there and names:
            case.path_parameters = data.draw(known)
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})

    ask()

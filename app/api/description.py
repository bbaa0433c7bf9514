"""The description of the API: OpenAPI 3.1, made from the views, their shapes and their words.

It is kept in the tree (`docs/openapi.json`), so that a change of what programs rely on is seen as a change of that file.
"""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import Flask, Response, current_app

from app.api.answers import conditional, reads
from app.api.problems import Problem

bp = APIBlueprint("description", __name__, enable_openapi=False)

ABOUT = """\
Everything that the pages tell, for programs: civil-aviation accidents and incidents, in which every fact is something that
somebody said, on a day, in a source. Reading needs no key; writing needs a personal token, made at /account. All times are UTC,
all lists have `items`, and what goes wrong is told as a problem document (RFC 9457)."""
_TAGS = (
    ("Occurrences", "Search, dossiers, and what is counted over them."),
    ("Claims", "What somebody said."),
    ("Sources", "Where it can be read."),
    ("Parties", "Who speaks, publishes, investigates, builds and operates."),
    ("Investigations", "Where each stands on the Annex 13 clock."),
    ("Disputes", "What speakers contradict one another on."),
    ("Changes", "The log, and the contributions that wait."),
    ("Contributing", "What sources say, sent in with a token: live at once for editors, else it waits for review."),
    ("Correcting", "What never should have stood; ranks, doubles, names."),
    ("Dictionary", "The properties, their types, units and codes."),
    ("Exports", "Whole tables as files."),
)
_JSON, _PROBLEM = "application/json", "application/problem+json"
_EXAMPLES = Path(__file__).with_name("examples.json")  # by operation; a test asks for each of them again
_WHOLE = re.compile(r"<int\(max=(\d+)\):(\w+)>")
_REF = "#/components/schemas/"


@bp.get("/openapi.json")
@reads()
def openapi() -> Response:
    """This description."""
    return conditional(Response(written(current_app), mimetype="application/json"))


def written(app: Flask) -> str:
    """The description as the tree keeps it."""
    with app.test_request_context():
        return json.dumps(app.spec, indent=1, ensure_ascii=False) + "\n"  # type: ignore[attr-defined]


def settings() -> dict[str, Any]:
    """What APIFlask is told of the API."""
    return {
        "OPENAPI_VERSION": "3.1.0",
        "DESCRIPTION": ABOUT,
        "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        "SECURITY_SCHEMES": {
            "token": {"type": "http", "scheme": "bearer", "description": "A personal token, made at /account."}
        },
        "SERVERS": [{"url": "/"}],
        "AUTO_OPERATION_ID": True,
        "AUTO_404_RESPONSE": False,
        "AUTO_VALIDATION_ERROR_RESPONSE": False,
        "AUTO_AUTH_ERROR_RESPONSE": False,
        "SUCCESS_DESCRIPTION": "The answer",
        "HTTP_ERROR_SCHEMA": _shape_of_problems(),
        "VALIDATION_ERROR_STATUS_CODE": 422,
        "JSON_SORT_KEYS": False,
    }


def register(app: APIFlask) -> None:
    """Put right what the description says otherwise than it is."""

    @app.spec_processor
    def mended(spec: dict[str, Any] | str) -> dict[str, Any] | str:
        """Each shape once under its own name, problems as what they are, and operations named by what they do."""
        if isinstance(spec, str):
            raise TypeError("the description is made as JSON")
        shapes = {name.rpartition(".")[2]: each for name, each in spec["components"]["schemas"].items()}
        shapes |= _problem()
        spec["components"]["schemas"] = {name: shapes[name] for name in sorted(shapes) if name != "HTTPError"}
        spec["tags"] = [{"name": name, "description": words} for name, words in _TAGS]
        bounds, sent, examples = _bounds(app), _sent(app), json.loads(_EXAMPLES.read_text(encoding="utf-8"))
        for path, operations in spec["paths"].items():
            for operation in operations.values():
                operation["operationId"] = operation["operationId"].replace("_api_", "_")
                if path in sent:
                    usual = {"description": "The answer", "content": sent[path]}
                    operation["responses"] = {"200": usual, **operation["responses"]}
                operation["responses"] = {code: _response(code, each) for code, each in operation["responses"].items()}
                operation["parameters"] = [_parameter(each, bounds.get(path, {})) for each in operation.get("parameters", [])]
                _exemplify(operation, examples.get(operation["operationId"], {}))
        found: dict[str, Any] = _renamed(spec)
        return found


def _exemplify(operation: dict[str, Any], example: Mapping[str, Any]) -> None:
    """Put what was once sent and answered beside the shapes of both."""
    if "body" in example:
        operation["requestBody"]["content"][_JSON]["example"] = example["body"]
    answer: dict[str, Any] = next((each for code, each in operation["responses"].items() if code in ("200", "201")), {})
    if "answer" in example and _JSON in answer.get("content", {}):
        answer["content"][_JSON]["example"] = example["answer"]


def _problem() -> dict[str, Any]:
    """The shapes of what every error answers."""
    found = deepcopy(_shape_of_problems())
    return {"Problem": found, **found.pop("$defs", {})}


@cache
def _shape_of_problems() -> dict[str, Any]:
    return Problem.model_json_schema(ref_template=f"{_REF}{{model}}")


def _bounds(app: Flask) -> dict[str, dict[str, int]]:
    """The greatest number that each whole number of a path may be, by path and name: APIFlask takes these for texts."""
    return {
        re.sub(r"<([^<:]+:)?([^>]+)>", r"{\2}", rule.rule): {name: int(most) for most, name in _WHOLE.findall(rule.rule)}
        for rule in app.url_map.iter_rules()
    }


def _sent(app: Flask) -> dict[str, dict[str, Any]]:
    """What is sent at the addresses that answer with files, by path."""
    found = {}
    for rule in app.url_map.iter_rules():
        types = getattr(app.view_functions[rule.endpoint], "sends", ())
        if types:
            found[re.sub(r"<([^<:]+:)?([^>]+)>", r"{\2}", rule.rule)] = {each: {"schema": _shape(each)} for each in types}
    return found


def _shape(media_type: str) -> dict[str, Any]:
    """Of text it is said that it is one; what other formats hold is told by their own descriptions."""
    return {"type": "string"} if media_type.startswith("text/") else {}


def _response(code: str, given: dict[str, Any]) -> dict[str, Any]:
    if code[0] in "23" and code != "200" and code != "201":
        return {"description": given["description"]}
    if code[0] in "45":
        return {"description": given["description"], "content": {_PROBLEM: {"schema": {"$ref": f"{_REF}Problem"}}}}
    return given


def _parameter(given: dict[str, Any], bounds: dict[str, int]) -> dict[str, Any]:
    """A parameter with its description where readers look for it. An address cannot say null: it leaves the parameter out."""
    schema = dict(given.get("schema", {}))
    found = {**given, "schema": schema}
    if isinstance(schema.get("anyOf"), list):
        kinds = [each for each in schema.pop("anyOf") if each.get("type") != "null"]
        schema |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if schema.get("default", ...) is None:
        del schema["default"]
    schema.pop("title", None)
    if described := schema.pop("description", None):
        found["description"] = described
    if examples := schema.pop("examples", None):
        found["example"] = examples[0]
    if given["in"] == "path" and given["name"] in bounds:
        found["schema"] = {"type": "integer", "minimum": 0, "maximum": bounds[given["name"]]}
    return found


def _renamed(part: Any) -> Any:
    """The same with references to the shapes' own names: APIFlask names a part after the whole that it was first seen in."""
    if isinstance(part, dict):
        return {
            key: f"{_REF}{value.removeprefix(_REF).rpartition('.')[2]}" if key == "$ref" else _renamed(value)
            for key, value in part.items()
        }
    return [_renamed(each) for each in part] if isinstance(part, list) else part

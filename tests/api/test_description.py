"""The description of the API: the one in the tree is the one that is served, and says what readers need."""

import json
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

TREE = Path(__file__).parents[2] / "docs" / "openapi.json"


def operations(spec: Any) -> list[tuple[str, Any]]:
    return [(f"{method.upper()} {path}", each) for path, found in spec["paths"].items() for method, each in found.items()]


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [each for key, value in part.items() for each in ([value] if key == "$ref" else references(value))]
    return [each for value in part for each in references(value)] if isinstance(part, list) else []


def test_the_description_in_the_tree_is_the_one_that_is_served(reader: FlaskClient) -> None:
    served = reader.get("/api/v1/openapi.json")
    assert served.mimetype == "application/json"
    assert served.text == TREE.read_text(encoding="utf-8"), "run: airdocket openapi > docs/openapi.json"


def test_each_address_and_parameter_is_described() -> None:
    spec = json.loads(TREE.read_text(encoding="utf-8"))
    assert spec["openapi"] == "3.1.0"
    names = [each["operationId"] for _, each in operations(spec)]
    assert len(names) == len(set(names))
    for name, each in operations(spec):
        assert each["summary"], name
        assert {"400", "429"} <= set(each["responses"]), name
        assert [one["name"] for one in each["parameters"] if one["in"] == "query" and not one.get("description")] == [], name
    assert {each.removeprefix("#/components/schemas/") for each in references(spec)} <= set(spec["components"]["schemas"])


def test_each_address_of_the_api_is_in_the_description(reader: FlaskClient) -> None:
    spec = json.loads(TREE.read_text(encoding="utf-8"))
    described = {path.split("{")[0] for path in spec["paths"]}
    rules = {each.rule.split("<")[0] for each in reader.application.url_map.iter_rules() if each.endpoint.startswith("api.")}
    assert rules - described == {"/api/v1/openapi.json"}

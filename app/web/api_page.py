"""The page of the API: every address with its parameters, each to be tried at once, and the shapes of what goes and comes.

It is made from the description that programs read, so that it cannot say anything else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core.errors import BadValue, NotFound
from app.services.permissions import Permission
from app.web.access import needs

bp = Blueprint("api_page", __name__, url_prefix="/about/api")

_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type in words, with the shape that it leads to, where it has one. choices: the texts that it can be."""

    words: str
    shape: str = ""
    choices: Sequence[str] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a shape. where: `path`, `query` or `header`, empty for a field."""

    name: str
    kind: Kind
    description: str
    is_needed: bool
    where: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked for or sent. body: an example of what is sent, as text; None where nothing is."""

    id: str
    method: str
    path: str
    title: str
    description: str
    parameters: Sequence[Field]
    answers: Sequence[tuple[str, str, str]]
    body: str | None
    body_shape: str
    needs_token: bool

    @property
    def example(self) -> str:
        """The path with the examples of its parts."""
        return self.filled({each.name: each.example for each in self.parameters})

    def filled(self, given: Mapping[str, str]) -> str:
        """The address with what is given; the parts of the path that are not keep their names."""
        path, query = self.path, {}
        for each in self.parameters:
            value = given.get(each.name, "")
            if value and each.where == "path":
                path = path.replace(f"{{{each.name}}}", quote(value, safe=""))
            elif value and each.where == "query":
                query[each.name] = value
        return f"{path}?{urlencode(query)}" if query else path


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of what is sent or answered; without fields it is a list of texts to choose from."""

    name: str
    description: str
    fields: Sequence[Field]
    choices: Sequence[str]


@bp.get("")
@needs(Permission.READ)
def show() -> str:
    """All addresses by their tags, and all shapes."""
    spec = _spec()
    operations = list(_operations(spec))
    groups = [
        (tag["name"], tag["description"], [each for name, each in operations if name == tag["name"]]) for tag in spec["tags"]
    ]
    return render_template(
        "about/api.html",
        about=spec["info"]["description"],
        groups=[each for each in groups if each[2]],
        shapes=[_shape(name, each) for name, each in spec["components"]["schemas"].items()],
    )


@bp.get("/try")
@needs(Permission.READ)
def attempt() -> Response:
    """Lead to the address that the form of an operation makes."""
    given = {name: value.strip() for name, value in request.args.items()}
    wanted = given.pop("operation", "")
    found = next((each for _, each in _operations(_spec()) if (each.id, each.method) == (wanted, "GET")), None)
    if found is None:
        raise NotFound(f"the API has no reading operation {wanted[:60]!r}")
    for each in found.parameters:
        if each.is_needed and not given.get(each.name):
            raise BadValue(f"{each.name} is empty; the address needs it")
    return redirect(found.filled(given), 303)


def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = current_app.spec  # type: ignore[attr-defined]
    return spec


def _operations(spec: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """(tag, operation), in the order of the paths."""
    for path in sorted(spec["paths"]):
        for method, each in spec["paths"][path].items():
            body, shape = _body(spec, each)
            parameters = [_parameter(one) for one in each.get("parameters", [])]
            answers = [(code, one["description"], _answered(one)) for code, one in sorted(each["responses"].items())]
            yield each.get("tags", [""])[0], Operation(
                each["operationId"], method.upper(), path, each["summary"], each.get("description", ""), parameters,
                answers, body, shape, bool(each.get("security")),
            )  # fmt: skip


def _parameter(given: Mapping[str, Any]) -> Field:
    example = given.get("example", given["schema"].get("default", ""))
    if given["in"] == "path" and example == "":
        example = 1 if given["schema"].get("type") == "integer" else ""
    return Field(
        given["name"], _kind(given["schema"]), given.get("description", ""), given["required"], given["in"], _text(example)
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _answered(response: Mapping[str, Any]) -> str:
    """The name of the shape of an answer; empty where it has none."""
    schemas = [each.get("schema", {}) for each in response.get("content", {}).values()]
    return next((each["$ref"].removeprefix(_REF) for each in schemas if "$ref" in each), "")


def _body(spec: Mapping[str, Any], operation: Mapping[str, Any]) -> tuple[str | None, str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None, ""
    name = content["schema"].get("$ref", "").removeprefix(_REF)
    shape = spec["components"]["schemas"].get(name, {})
    example: Any = content.get("example") or next(iter(shape.get("examples", [])), {})
    return json.dumps(example, indent=2, ensure_ascii=False), name


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    needed = schema.get("required", ())
    fields = [
        Field(key, _kind(each), each.get("description", ""), key in needed)
        for key, each in schema.get("properties", {}).items()
    ]
    choices = [str(each) for each in schema.get("enum", [schema["const"]] if "const" in schema else [])]
    return Shape(name, schema.get("description", ""), fields, choices)


def _kind(schema: Mapping[str, Any]) -> Kind:
    """A type in words."""
    if "$ref" in schema:
        return Kind(schema["$ref"].removeprefix(_REF), schema["$ref"].removeprefix(_REF))
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        kinds = [_kind(each) for each in several]
        return Kind(" or ".join(each.words for each in kinds), next((each.shape for each in kinds if each.shape), ""))
    if schema.get("type") == "array":
        inner = _kind(schema["items"]) if "items" in schema else Kind(f"{len(schema.get('prefixItems', ()))} values")
        return Kind(f"list of {inner.words}", inner.shape)
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        inner = _kind(schema["additionalProperties"])
        return Kind(f"by key: {inner.words}", inner.shape)
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}
    name = {"date": "date", "date-time": "instant"}.get(schema.get("format", ""), words.get(schema.get("type", ""), "anything"))
    choices = tuple(str(each) for each in schema.get("enum", ()))
    return Kind(name, "", choices, schema.get("minimum"), schema.get("maximum"))

"""Bodies that the API takes, made from its own description, and the fields in them."""

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def body_of(schema: dict[str, Any], names: dict[str, Any], depth: int = 0) -> Any:
    """A body as a schema describes it, with every field that it may have; `names`: the schemas by name."""
    if "$ref" in schema:
        return body_of(names[schema["$ref"].rpartition("/")[2]], names, depth + 1)
    for word in ("const", "default"):
        if schema.get(word) is not None:
            return schema[word]
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    for word in ("anyOf", "oneOf", "allOf"):
        if schema.get(word):
            return body_of(next(each for each in schema[word] if each.get("type") != "null"), names, depth + 1)
    return _plain(schema, names, depth)


def _plain(schema: dict[str, Any], names: dict[str, Any], depth: int) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {}) if depth < 12 else {}
            return {name: body_of(each, names, depth + 1) for name, each in fields.items()}
        case "array":
            return [body_of(schema["items"], names, depth + 1)] if "items" in schema and depth < 12 else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return "2015-11-20" if schema.get("format") == "date" else "Hasna"


def fields_of(body: Any, path: Path = ()) -> Iterator[Path]:
    """Where the fields of a body stand: every one, also those that hold others."""
    held = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, each in held:
        yield (*path, key)
        yield from fields_of(each, (*path, key))


def with_field(body: Any, path: Path, value: object) -> Any:
    """The body with another value at that place."""
    if not path:
        return value
    if isinstance(body, dict):
        return {**body, path[0]: with_field(body[str(path[0])], path[1:], value)}
    return [with_field(each, path[1:], value) if n == path[0] else each for n, each in enumerate(body)]

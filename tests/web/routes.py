"""Every address of the site, found in the map of its routes: what takes a number or a name in its path has an example here.

What a new route needs is said by the failure: `NAMED` has a value for each name that a path takes, `OF_ROUTE` other ones.
"""

import gzip
import io
import itertools
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

# For each name in a path: values of what there is in most tests, or could be.
NAMED: Mapping[str, tuple[object, ...]] = {
    "changeset_id": (1,), "code": ("EG",), "entry": ("claim",), "filename": ("style.css",), "name": ("x",), "number": (1,),
    "occurrence_id": (1,), "part": (1,), "party_id": (1,), "slug": ("x",), "source_id": (1,), "token": ("x",), "token_id": (1,),
    "user_id": (1,),
}  # fmt: skip
# Where a route takes another value under that name.
OF_ROUTE: Mapping[str, Mapping[str, tuple[object, ...]]] = {
    "charts.svg": {"name": ("year",)}, "charts.png": {"name": ("year",)}, "charts.csv": {"name": ("year",)},
}  # fmt: skip
# These end the session that a sweep goes on with: the second one when a code is given without having been asked for.
LEAVES = frozenset(("security.logout", "security.two_factor_token_validation"))
WRITES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_PICTURES = ("image/png", "image/x-icon", "image/vnd.microsoft.icon", "font/", "application/pdf")


def rules(app: Flask) -> list[Rule]:
    """The routes, in the order of their addresses."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def methods_of(rule: Rule) -> list[str]:
    """What can be asked of a route."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def addresses_of(app: Flask, rule: Rule, known: Mapping[str, tuple[object, ...]] | None = None) -> Iterator[str]:
    """The addresses of a route; `known` has values for names that this test has more of."""
    special = OF_ROUTE.get(rule.endpoint, {})
    names = sorted(rule.arguments)
    given = [special.get(name) or _choices(rule, name) or (known or {}).get(name) or NAMED.get(name, ()) for name in names]
    for name, values in zip(names, given, strict=True):
        assert values, f"the route {rule.rule} ({rule.endpoint}) takes <{name}>: give it an example in tests/web/routes.py"
    for values in itertools.product(*given):
        built: Any = rule.build(dict(zip(names, values, strict=True)))
        assert built is not None, f"the route {rule.rule} does not take {values}: give it an example in tests/web/routes.py"
        yield built[1]


def _choices(rule: Rule, name: str) -> tuple[object, ...]:
    """All that a name can be, where the route lists it."""
    converter = rule._converters[name]
    return tuple(sorted(converter.items)) if isinstance(converter, AnyConverter) else ()


def told(answer: TestResponse) -> str:
    """All that an answer tells, of whatever form: packed files unpacked. A form that is not known fails."""
    data, kind = answer.get_data(), answer.mimetype or ""
    if answer.headers.get("Content-Encoding") == "gzip" or data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return heads + "\n".join(f"{name}\n{_unpacked(packed.read(name))}" for name in packed.namelist())
    if kind.startswith(_PICTURES):
        return heads
    return heads + _unpacked(data, f"{answer.request.path} answers {kind}: say in tests/web/routes.py how it is read")


def _unpacked(data: bytes, otherwise: str = "no text") -> str:
    """The text of a file, or of a table in Parquet; AssertionError for what is neither."""
    if data[:4] == b"PAR1":
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        return str(pq.read_table(io.BytesIO(data)).to_pylist())
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AssertionError(otherwise) from None

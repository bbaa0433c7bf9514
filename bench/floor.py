"""The floor: the least that a page of hits with eight counted facets, and a page about one record, can cost.

`/search`: a bare Tantivy query, the rows by key, a template. `/record/ID`: five statements and a template. `/bytes/search` and
`/bytes/record`: the same bytes, ready made, which is the limit of Flask and the server. Served as the product is.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
import tantivy
from flask import Flask, Response, render_template, request

from app.models import Account, Aircraft, Claim, Investigation, Occurrence, Source
from app.models.database import make_engine
from bench.flat import FACETS, MORE

ROWS, TOP = 25, 10
_Q = tantivy.Query
_FACETS = {"8": FACETS, "all": (*FACETS, *MORE)}
_AGGREGATIONS = {key: {name: {"terms": {"field": name, "size": TOP}} for name in names} for key, names in _FACETS.items()}
_ORDERS = {"newest": ("day", tantivy.Order.Desc), "oldest": ("day", tantivy.Order.Asc), "fatal": ("fatal", tantivy.Order.Desc)}


@dataclass(frozen=True)
class Opened:
    """What a process opens, after it was forked."""

    engine: sa.Engine
    index: tantivy.Index


def create_floor(url: str, folder: Path) -> Flask:
    """The floor's pages on a database, with the index in `folder`."""
    app = Flask(__name__)
    state = app.extensions

    def opened() -> Opened:
        if "opened" not in state:
            state["opened"] = Opened(make_engine(url), tantivy.Index.open(str(folder)))
        found: Opened = state["opened"]
        return found

    @app.get("/search")
    def search() -> str:
        return render_template("search.html", **find(opened(), request.args.to_dict()))

    @app.get("/record/<int:number>")
    def record(number: int) -> str:
        return render_template("record.html", **load(opened(), number))

    @app.get("/bytes/<name>")
    def ready_made(name: str) -> Response:
        if name not in state:
            state[name] = (search() if name == "search" else record(1)).encode()
        return Response(state[name], mimetype="text/html")

    return app


def find(opened: Opened, given: dict[str, str]) -> dict[str, Any]:
    """A page of hits for `q`, `from` and `to` (days as ordinals), the facets by name, `sort` and `page`.

    facets: `8`, or `all` that the product's page counts.
    """
    query = compile_query(opened.index, given)
    searcher = opened.index.searcher()
    page = int(given.get("page", 1))
    column, order = _ORDERS.get(given.get("sort", ""), (None, tantivy.Order.Desc))
    if column is None and "q" not in given:
        column = "day"
    hits: Any = searcher.search(query, ROWS, offset=(page - 1) * ROWS, order_by_field=column, order=order)
    ids: Any = searcher.fast_field_values("id", [address for _, address in hits.hits])
    asked = given.get("facets", "8")
    counted = searcher.aggregate(query, _AGGREGATIONS[asked])
    facets = {name: [(each["key"], each["doc_count"]) for each in counted[name]["buckets"]] for name in _FACETS[asked]}
    return {"total": hits.count, "rows": _rows(opened.engine, ids), "facets": facets, "given": given, "page": page}


def compile_query(index: tantivy.Index, given: dict[str, str]) -> tantivy.Query:
    """All conditions; filters do not count for the score."""
    parts = [index.parse_query(given["q"], ["text"], conjunction_by_default=True)] if "q" in given else []
    parts += [_Q.const_score_query(_Q.term_query(index.schema, name, given[name]), 0) for name in FACETS if name in given]
    if "from" in given:
        low, high = int(given["from"]), int(given["to"])
        parts.append(_Q.const_score_query(_Q.range_query(index.schema, "day", tantivy.FieldType.Integer, low, high), 0))
    if not parts:
        return _Q.all_query()
    return parts[0] if len(parts) == 1 else _Q.boolean_query([(tantivy.Occur.Must, part) for part in parts])


def _rows(engine: sa.Engine, ids: list[int]) -> list[tuple[Any, list[Any]]]:
    """The occurrences in the order of the hits, each with its aircraft."""
    occurrence, aircraft = Occurrence.__table__, Aircraft.__table__
    with engine.connect() as connection:
        rows = {row.id: row for row in connection.execute(sa.select(occurrence).where(occurrence.c.id.in_(ids)))}
        own: dict[int, list[Any]] = {}
        for row in connection.execute(sa.select(aircraft).where(aircraft.c.occurrence_id.in_(ids))):
            own.setdefault(row.occurrence_id, []).append(row)
    return [(rows[each], own.get(each, [])) for each in ids]


def load(opened: Opened, number: int) -> dict[str, Any]:
    """All of one record that a page about it needs."""
    occurrence, aircraft, investigation = Occurrence.__table__, Aircraft.__table__, Investigation.__table__
    claim, account, source = Claim.__table__, Account.__table__, Source.__table__
    said = sa.and_(account.c.occurrence_id == claim.c.occurrence_id, account.c.number == claim.c.account_number)
    claims = (
        sa.select(claim, account.c.said_on, account.c.source_id)
        .join(account, said)
        .where(claim.c.occurrence_id == number)
        .order_by(claim.c.number)
    )
    with opened.engine.connect() as connection:
        found = connection.execute(claims).all()
        sources = sa.select(source).where(source.c.id.in_({row.source_id for row in found}))
        return {
            "record": connection.execute(sa.select(occurrence).where(occurrence.c.id == number)).one(),
            "aircraft": connection.execute(sa.select(aircraft).where(aircraft.c.occurrence_id == number)).all(),
            "investigations": connection.execute(sa.select(investigation).where(investigation.c.occurrence_id == number)).all(),
            "claims": found,
            "sources": {row.id: row for row in connection.execute(sources)},
        }


@click.command()
@click.argument("url")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, default=2, show_default=True)
def main(url: str, folder: Path, port: int, workers: int) -> None:
    """Serve the floor on the database at URL with the index in FOLDER, by the settings of `airdocket serve`."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            settings = {"bind": f"127.0.0.1:{port}", "workers": workers, "worker_class": "gthread", "threads": 4}
            for name, value in {**settings, "accesslog": None, "loglevel": "warning", "keepalive": 5}.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return create_floor(url, folder)

    Server().run()


if __name__ == "__main__":
    main()

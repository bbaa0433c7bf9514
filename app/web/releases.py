"""What a release of a dataset changed: a page of the source, its table, and the mark on a dossier that a release lacks."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app, render_template, request
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.extensions import db
from app.models import Source
from app.queries import releases as statements
from app.services import releases
from app.services.dossiers import Dossier
from app.services.pages import Page
from app.services.permissions import Permission
from app.services.releases import Change, Compared, Covering, Kind, Known, Release
from app.vocab.properties import BY_KEY
from app.web.access import needs
from app.web.csv_files import csv_file
from app.web.paging import page_number, page_size

bp = Blueprint("releases", __name__, url_prefix="/sources/<int(max=9223372036854775807):source_id>")


@bp.get("/changes")
@needs(Permission.READ)
def show(source_id: int) -> tuple[str, int]:
    """`?kind=` changed, added or vanished; `?property=` narrows what changed."""
    kind, key, number = _kind(), _property(), page_number()
    release = releases.find_release(db.session, source_id)
    compared = _known().compared(db.session, release)
    page = _page(release, compared, kind, key, number)
    n = {Kind.CHANGED: len(compared.changes), Kind.ADDED: compared.n_added, Kind.VANISHED: compared.n_vanished}
    text = render_template(
        "sources/changes.html", release=release, source=release.source, compared=compared, kind=kind, page=page,
        n=n, kinds=Kind, chosen=BY_KEY[key] if key else None, properties=BY_KEY,
        given={"source_id": source_id, **({"kind": kind.value} if kind else {}), **({"property": key} if key else {})},
    )  # fmt: skip
    return text, 404 if page.is_beyond else 200


def _page(release: Release, compared: Compared, kind: Kind, key: str | None, number: int) -> Page[Any]:
    size = page_size()
    if kind is not Kind.CHANGED:
        total = compared.n_added if kind is Kind.ADDED else compared.n_vanished
        return releases.page_of_records(db.session, releases.records(release, kind), total, number, size)
    kept = _kept(compared, key)
    some = kept[(number - 1) * size : number * size]
    return Page(list(releases.change_rows(db.session, some)), number, size, len(kept))


@bp.get("/changes.csv")
@needs(Permission.READ)
def table(source_id: int) -> Response:
    """All of one kind."""
    kind, key = _kind(), _property()
    release = releases.find_release(db.session, source_id)
    name = f"release-{source_id}-{kind.value}"
    if kind is Kind.CHANGED:
        head = ("occurrence_id", "date", "title", "aircraft", "property", "qualifier", "old", "new", "claim")
        return csv_file(head, _changed(db.engine, _kept(_known().compared(db.session, release), key)), name)
    return csv_file(("occurrence_id", "date", "title", "record"), _records(db.engine, releases.records(release, kind)), name)


def _changed(engine: sa.Engine, changes: Sequence[Change]) -> Iterator[Sequence[object]]:
    with Session(engine) as session:
        for row in releases.change_rows(session, changes):
            change, about = row.change, row.occurrence
            yield (
                about.id, about.occurred_on or "", about.title, change.aircraft or "", change.property, change.qualifier,
                row.old, row.new, f"{about.id}-{change.new[0]}",
            )  # fmt: skip


def _records(engine: sa.Engine, statement: statements.Rows | None) -> Iterator[Sequence[object]]:
    with Session(engine) as session:
        for row in releases.record_rows(session, statement):
            yield (row.occurrence.id, row.occurrence.occurred_on or "", row.occurrence.title, row.key)


def _kept(compared: Compared, key: str | None) -> Sequence[Change]:
    return [each for each in compared.changes if key in (None, each.property)]


def _kind() -> Kind:
    text = request.args.get("kind", "").strip() or Kind.CHANGED.value
    found = Kind.find(text)
    if found is None:
        raise BadValue(f"kind is {text[:40]!r}, but can only be one of {', '.join(Kind)}")
    return found


def _property() -> str | None:
    key = request.args.get("property", "").strip()
    if key and key not in BY_KEY:
        raise BadValue(f"there is no property {key[:40]!r}; the data dictionary lists them all")
    return key or None


def _known() -> Known:
    known: Known = current_app.extensions["airdocket.releases"]
    return known


def release_of_import(changeset_id: int) -> Source | None:
    """The release that a changeset brought; None where it brought none."""
    return releases.release_of_import(db.session, changeset_id)


def missing_from(dossier: Dossier, day: dt.date | None = None) -> list[Covering]:
    """The releases that no longer hold a record which they cover."""
    return releases.missing_from(db.session, _known(), dossier, day)


@bp.record
def _prepare(state: Any) -> None:
    app: Flask = state.app
    app.extensions["airdocket.releases"] = Known()
    app.add_template_global(release_of_import, "release_of_import")
    app.add_template_global(missing_from, "missing_from")

"""For search engines and browsers: which addresses there are, which to leave alone, and how to search from elsewhere."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from markupsafe import escape

from app.extensions import db
from app.indexed import the_snapshot
from app.search.reading import MAX_LENGTH
from app.services import sitemaps
from app.services.hints import hints
from app.services.permissions import Permission
from app.services.searching import Building
from app.services.sitemaps import Kind
from app.web.access import needs
from app.web.permanent import site, whole
from app.web.words import occurrence_url

bp = Blueprint("findable", __name__)

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED = ("home.index", "about.method", "about.search", "dictionary.show", "disputes.index", "tracker.index", "sources.index")
# Without an end, or for one reader: searches (whatever comes first in the address), past days, what needs an account.
_CLOSED = (
    "/api/", "/account", "/admin", "/review", "/watching", "/contribute", "/occurrences/new", "/occurrences/suggest",
    "/occurrences?q=", "/occurrences?unit=", "/occurrences?sort=", "/occurrences?view=", "/occurrences?page=",
    "/occurrences?more=", "/occurrences?from=", "/occurrences?*", "/occurrences.", "/suggest",
    "/*as_of=", "/*as_recorded=", "/*compare=",
)  # fmt: skip


@bp.get("/robots.txt")
@needs(Permission.READ)
def robots() -> Response:
    """What crawlers leave alone (RFC 9309); all else is open to them."""
    closed = "".join(f"Disallow: {request.root_path}{each}\n" for each in _CLOSED)
    return _kept(f"User-agent: *\n{closed}\nSitemap: {whole(url_for('.sitemap'))}\n", "text/plain")


@bp.get("/sitemap.xml")
@needs(Permission.READ)
def sitemap() -> Response:
    """The parts of the list of addresses."""
    addresses = [url_for(".fixed"), *(url_for(f".{kind.value}", number=n) for kind, n in sitemaps.parts(db.session))]
    body = "".join(f"<sitemap><loc>{escape(whole(each))}</loc></sitemap>\n" for each in addresses)
    return _kept(_document("sitemapindex", body), "application/xml")


@bp.get("/sitemaps/pages.xml")
@needs(Permission.READ)
def fixed() -> Response:
    """The pages that are of no single record."""
    return _kept(_document("urlset", "".join(_url(whole(url_for(each)), None) for each in _FIXED)), "application/xml")


@bp.get("/sitemaps/occurrences-<int:number>.xml")
@needs(Permission.READ)
def occurrences(number: int) -> Response:
    """A part of the addresses of records."""
    return _part(Kind.OCCURRENCES, number)


@bp.get("/sitemaps/sources-<int:number>.xml")
@needs(Permission.READ)
def sources(number: int) -> Response:
    """A part of the addresses of sources."""
    return _part(Kind.SOURCES, number)


def _part(kind: Kind, number: int) -> Response:
    """Sent while it is read."""
    if (kind, number) not in sitemaps.parts(db.session):
        abort(404)
    rows = sitemaps.addresses(db.engine, kind, number)
    return Response(_streamed(site(), rows), mimetype="application/xml")


def _streamed(home: str, rows: Iterable[tuple[str, dt.datetime | None]]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n'
    lines = (_url(f"{home}{address}", changed) for address, changed in rows)
    while some := "".join(islice(lines, 500)):
        yield some
    yield "</urlset>\n"


def _url(address: str, changed: dt.datetime | None) -> str:
    when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%S}Z</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{when}</url>\n"


def _document(name: str, body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_NAMESPACE}">\n{body}</{name}>\n'


def _kept(body: str, mime: str) -> Response:
    answer = Response(body, mimetype=mime)
    answer.cache_control.public = True
    answer.cache_control.max_age = 3600
    return answer


@bp.get("/opensearch.xml")
@needs(Permission.READ)
def opensearch() -> Response:
    """How a browser searches here from its own box (OpenSearch 1.1)."""
    return _kept(render_template("opensearch.xml"), "application/opensearchdescription+xml")


@bp.get("/suggest")
@needs(Permission.READ)
def suggest() -> Response:
    """What may be meant, in the form of OpenSearch: what was typed, then lists of completions, descriptions and addresses."""
    text = request.args.get("q", "")
    try:
        found = hints(db.session, the_snapshot(), text) if len(text) <= MAX_LENGTH else []
    except Building:
        found = []
    addresses = [
        whole(occurrence_url(each.record)) if each.record is not None else whole(url_for("occurrences.index", q=each.text))
        for each in found
    ]
    answer = jsonify([text, [each.text for each in found], [each.label for each in found], addresses])
    answer.mimetype = "application/x-suggestions+json"
    return answer

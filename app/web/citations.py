"""Citing: the part "Cite this" of pages, what their heads tell programs, and the files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.core.errors import BadValue, NotFound
from app.exports.citing import BY_SUFFIX, FORMATS, STYLES
from app.exports.works import Work
from app.extensions import db
from app.indexed import the_snapshot
from app.search.writing import write_query
from app.services import citations, pages
from app.services.citations import Cited
from app.services.dossiers import Dossier
from app.services.pages import ClaimPage, SourcePage
from app.services.permissions import Permission
from app.vocab.claims import OccurrenceState
from app.web import linked_data
from app.web.access import needs
from app.web.clocks import Clocks, asked_clocks, kept_clocks, today
from app.web.errors import error_page
from app.web.permanent import led_on, links, site, whole, withdrawn
from app.web.search import Asked, asked, described
from app.web.words import class_label, counted, occurrence_url

bp = Blueprint("citations", __name__)
_ID = "int(max=9223372036854775807)"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Cite:
    """What a page tells of how it is cited.

    texts: by style. files: (label, media type, address). data: what the page is, as JSON-LD; about: in a sentence.
    """

    work: Work
    texts: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str, str]]
    data: Mapping[str, Any]
    about: str

    @property
    def meta(self) -> list[tuple[str, str]]:
        """The names by which bibliographies are read from pages (Highwire Press), with what they hold."""
        work = self.work
        date = f"{work.issued:%Y/%m/%d}" if work.issued else ""
        pairs = [
            ("citation_title", work.title),
            *(("citation_author", each) for each in work.credited),
            ("citation_publication_date", date),
            ("citation_online_date", date),
            ("citation_publisher", work.publisher),
            ("citation_language", work.language),
            ("citation_public_url", work.url),
        ]
        return [(name, text) for name, text in pairs if text]


def _cite(work: Work, endpoint: str, values: Mapping[str, Any], data: Mapping[str, Any], about: str) -> Cite:
    texts = tuple((name, write(work)) for name, write in STYLES)
    files = tuple((each.label, each.mime, url_for(f"{endpoint}_{_name(each.suffix)}", **values)) for each in FORMATS)
    return Cite(work, texts, files, data, about)


def cited(clocks: Clocks, sequence: int | None = None) -> Cited:
    """The moment of the data of the present page. sequence: the place of the log where that is known already."""
    at = clocks.as_recorded if sequence is None else sequence
    return citations.cited_at(db.session, site(), clocks.today, as_of=clocks.as_of, as_recorded=at)


# -- what the pages show


def cite_record(dossier: Dossier, clocks: Clocks) -> Cite:
    """How the dossier of the page is cited."""
    row = dossier.occurrence
    work = citations.work_of_record(row, cited(clocks))
    about = (
        f"{class_label(row.occurrence_class)}: {counted(dossier.n_claims, 'claim')} from "
        f"{counted(len(dossier.sources), 'source')}, each with who said it, when and where."
    )
    data = linked_data.of_record(dossier, work, whole(occurrence_url(row)), site())
    return _cite(work, "citations.occurrence", {"occurrence_id": row.id, **kept_clocks()}, data, about)


def cite_claim(page: ClaimPage, clocks: Clocks) -> Cite:
    """How the claim of the page is cited."""
    key: dict[str, Any] = {"occurrence_id": page.claim.occurrence_id, "number": page.claim.number}
    work = citations.work_of_claim(page, cited(clocks))
    about = f"{page.speaker.name} {page.claim.stance.label}: {page.property.label}. Read in {page.source.title}."
    address = whole(url_for("claims.show", **key))
    return _cite(work, "citations.claim", {**key, **kept_clocks()}, linked_data.of_claim(page, work, address, site()), about)


def cite_source(page: SourcePage) -> Cite:
    """How the source of the page is cited, as the work that it is."""
    work = citations.work_of_source(page.source, page.publisher)
    about = f"{page.source.kind.label}, {page.publisher.name}: {counted(page.n_accounts, 'account')} read in it."
    address = whole(url_for("sources.show", source_id=page.source.id))
    data = {**linked_data.of_source(work), "mainEntityOfPage": address}
    return _cite(work, "citations.source", {"source_id": page.source.id}, data, about)


def cite_query(question: Asked, total: int, sequence: int) -> Cite:
    """How the answer to a search is cited. sequence: the place of the log that it shows."""
    text = write_query(question.query)
    work = citations.work_of_query(text, question.unit.value, total, cited(_now(), sequence))
    about = f"{work.title}: {described(question)}. Every fact in it is a claim with its speaker, day and source."
    values = {name: value for name, value in question.address().items() if name in ("q", "unit")}
    return _cite(work, "citations.query", values, linked_data.of_query(work, about, site()), about)


def cite_database(n_occurrences: int) -> Cite:
    """How the whole database is described to programs."""
    work = citations.work_of_query("", "occurrences", n_occurrences, cited(_now()))
    return _cite(work, "citations.query", {}, linked_data.of_database(work, site()), linked_data.ABOUT)


def _now() -> Clocks:
    return Clocks(today(), None, "", None, {})


# -- links of the pages, by the header too


def offers(endpoint: str, **values: Any) -> dict[str, str]:
    """The addresses of the files of a page, by media type."""
    return {each.mime: url_for(f"{endpoint}_{_name(each.suffix)}", **values) for each in FORMATS}


def link_record(occurrence_id: int) -> dict[str, str]:
    """Link the dossier of the page to what it is cited by; the other forms in which it can be asked for, by media type."""
    given = kept_clocks()
    found = offers("citations.occurrence", occurrence_id=occurrence_id, **given)
    found["application/json"] = url_for("api.occurrences.show", occurrence_id=occurrence_id, **given)
    links(_permanent(f"/occurrences/{occurrence_id}"), found)
    return found


def link_claim(occurrence_id: int, number: int) -> dict[str, str]:
    """The same of a claim."""
    key = {"occurrence_id": occurrence_id, "number": number, **kept_clocks()}
    found = offers("citations.claim", **key)
    found["application/json"] = url_for("api.claims.show", **key)
    links(_permanent(f"/claims/{occurrence_id}-{number}"), found)
    return found


def link_source(source_id: int) -> dict[str, str]:
    """The same of a source."""
    found = offers("citations.source", source_id=source_id)
    links(f"{site()}/sources/{source_id}", found)
    return found


def _permanent(path: str) -> str:
    """The address of a record at the clocks that are asked for, a moment by its number of the log."""
    clocks = asked_clocks()
    given = {"as_of": clocks.as_of, "as_recorded": clocks.as_recorded}
    told = urlencode({name: str(value) for name, value in given.items() if value is not None})
    return f"{site()}{path}" + (f"?{told}" if told else "")


# -- files


def _at(path: str) -> Callable[[View], View]:
    """Decorator of a view: it answers in all formats, each by its end of the address."""

    def mark(view: View) -> View:
        for each in FORMATS:
            bp.add_url_rule(f"{path}.{each.suffix}", f"{view.__name__}_{_name(each.suffix)}", view)
        return view

    return mark


def _name(suffix: str) -> str:
    return suffix.replace(".", "_")


def _suffix() -> str:
    """How the present address ends."""
    return next(each for each in BY_SUFFIX if request.path.endswith(f".{each}"))


@_at(f"/occurrences/<{_ID}:occurrence_id>")
@needs(Permission.READ)
def occurrence(occurrence_id: int) -> Response | Redirect | tuple[str, int]:
    """A record as a work: `?as_of=` and `?as_recorded=` as for its page."""
    clocks, head = asked_clocks(), pages.find_occurrence(db.session, occurrence_id)
    if moved := led_on(head, clocks, f".occurrence_{_name(_suffix())}", **kept_clocks()):
        return moved
    work = citations.cite_occurrence(db.session, occurrence_id, cited(clocks))
    return _file(work, f"occurrence-{occurrence_id}")


@_at(f"/claims/<{_ID}:occurrence_id>-<int(max=2147483647):number>")
@needs(Permission.READ)
def claim(occurrence_id: int, number: int) -> Response | tuple[str, int]:
    """A claim as a work; one that was not there yet at the clocks is not found."""
    clocks, head = asked_clocks(), pages.find_occurrence(db.session, occurrence_id)
    if is_gone(head, clocks):
        return withdrawn(head)
    page = pages.open_claim(db.session, occurrence_id, number, as_of=clocks.as_of, as_recorded=clocks.as_recorded)
    if page.is_ahead or page.is_unrecorded:
        when = "public by that day" if page.is_ahead else "on record at that place of the log"
        raise NotFound(f"claim {occurrence_id}-{number} was not {when}")
    if page.closed is not None:
        return error_page(410, f"Claim {occurrence_id}-{number} was withdrawn: {page.reason}")
    return _file(citations.work_of_claim(page, cited(clocks)), f"claim-{occurrence_id}-{number}")


@_at(f"/sources/<{_ID}:source_id>")
@needs(Permission.READ)
def source(source_id: int) -> Response:
    """A source as the work that it is."""
    return _file(citations.cite_source(db.session, source_id), f"source-{source_id}")


@_at("/occurrences")
@needs(Permission.READ)
def query() -> Response:
    """The answer to a search as a work: `?q=&unit=`. BadValue where clocks are asked for: a search has none."""
    if refused := kept_clocks():
        raise BadValue(f"a search is of the present record, and takes no {' or '.join(refused)}")
    question, snapshot = asked(), the_snapshot()
    total = snapshot.total(question.query, question.unit)
    return _file(cite_query(question, total, snapshot.sequence).work, "query")


def is_gone(head: Any, clocks: Clocks) -> bool:
    """Whether the record was withdrawn, with all that was said of it. A claim of a merged record keeps its name."""
    return clocks.as_recorded is None and head.state is OccurrenceState.WITHDRAWN


def _file(work: Work, name: str) -> Response:
    form = BY_SUFFIX[_suffix()]
    answer = Response(form.write([work]), content_type=f"{form.mime}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="airdocket-{name}.{form.suffix}"'
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer

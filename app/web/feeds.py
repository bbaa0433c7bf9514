"""Feeds of what is new, as Atom and as JSON Feed, each at the address of its page with `.atom` or `.feed.json` behind it."""

import datetime as dt
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from app import __version__
from app.core.errors import BadValue
from app.core.text import squeeze
from app.exports import atom, json_feed
from app.exports.feed import Entry, Feed
from app.extensions import db
from app.indexed import the_snapshot
from app.kept import KeptAnswer, kept_answers
from app.queries.changesets import LogFilter
from app.services import changes, feeds, pages
from app.services.feeds import MOST, REPORTS, End
from app.services.permissions import Permission
from app.vocab.claims import OccurrenceState
from app.web.access import by_token, needs
from app.web.changes import filter_of
from app.web.clocks import kept_clocks
from app.web.disputes import asked_disputes, found_disputes
from app.web.feed_entries import (
    changed_entry,
    dispute_entry,
    log_entry,
    report_entry,
    report_words,
    waiting_entry,
)
from app.web.search import asked, described
from app.web.tracker import asked_tracker

bp = Blueprint("feeds", __name__)
_SETTLED = dt.timedelta(seconds=2)  # HTTP tells moments to the second, in which the log may move again
_ID = "int(max=9223372036854775807):occurrence_id"
View = TypeVar("View", bound=Callable[..., Any])


def _at(path: str) -> Callable[[View], View]:
    """Decorator of a view: it answers in both formats."""

    def mark(view: View) -> View:
        bp.add_url_rule(f"{path}.atom", view.__name__, view)
        bp.add_url_rule(f"{path}.feed.json", f"{view.__name__}_json", view)
        return view

    return mark


@_at("/occurrences")
@needs(Permission.READ)
def occurrences() -> Response:
    """The latest changes of the records that a search finds: `?q=&unit=`."""
    refuse_clocks()
    question, snapshot = asked(), the_snapshot()
    words = described(question)

    def make(end: End) -> Feed:
        rows = feeds.changed(db.session, snapshot, question.query, question.unit)
        about = f"The latest {MOST} changes of {words}, as they are found now; an entry for each change of each record."
        page = url_for("occurrences.index", **question.address(sort=None, view=None), _external=True)
        return _feed(end, f"airdocket: {words}", about, page, [changed_entry(end, each) for each in rows])

    return _answer(snapshot.sequence, make)


@_at(f"/occurrences/<{_ID}>")
@needs(Permission.READ)
def history(occurrence_id: int) -> Response | Redirect:
    """The changesets that touched one record, `?before=` a place of the log; that of a merged record leads on to the other."""
    refuse_clocks()
    head = pages.find_occurrence(db.session, occurrence_id)
    if head.state is OccurrenceState.MERGED:
        return redirect(url_for(request.endpoint or "", occurrence_id=head.merged_into), 301)
    page = url_for("history.show", occurrence_id=occurrence_id, _external=True)
    about = f"What changed of occurrence {occurrence_id}; an entry for each changeset that touched it."
    return _log(LogFilter(occurrence_id=occurrence_id), f"History of {head.title}", about, page, occurrence_id=occurrence_id)


@_at("/changes")
@needs(Permission.READ)
def log() -> Response:
    """The log: `?user=&kind=&occurrence=&before=`."""
    given = {name: squeeze(request.args.get(name, "").replace("\x00", " ")) for name in ("user", "kind", "occurrence")}
    kept, chosen = filter_of(given), {name: value for name, value in given.items() if value}
    title = " ".join(["Changes", *(f"{name}: {value}" for name, value in chosen.items())])
    page = url_for("changes.index", **chosen, _external=True)
    return _log(kept, f"airdocket: {title}", "Accepted changesets, an entry each.", page, **chosen)


def _log(kept: LogFilter, title: str, about: str, page: str, **address: Any) -> Response:
    before = _before()

    def make(end: End) -> Feed:
        rows, rest = feeds.log_of(db.session, kept, before)
        following = url_for(request.endpoint or "", **address, before=rest, _external=True) if rest else ""
        return _feed(end, title, about, page, [log_entry(end, each) for each in rows], following)

    return _answer(pages.end_of_log(db.session), make)


def _before() -> int | None:
    text = request.args.get("before", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise BadValue(f"before is {text[:40]!r}, but is a number of the log, such as 1204")
    return int(text) if text else None


@_at("/disputes")
@needs(Permission.READ)
def disputes() -> Response:
    """Disputes: `?q=&property=&speakers=&which=`."""
    refuse_clocks()
    seen = asked_disputes()

    def make(end: End) -> Feed:
        rows = feeds.arisen(db.session, found_disputes(seen).facts)
        about = f"The {MOST} disputed facts that came on record last; an entry for each dispute, and one when it is settled."
        page = url_for("disputes.index", **seen.address(sort=None), _external=True)
        return _feed(end, "airdocket: disputes", about, page, [dispute_entry(end, each) for each in rows])

    return _answer(pages.end_of_log(db.session), make)


@_at("/investigations")
@needs(Permission.READ)
def reports() -> Response:
    """Published reports: `?q=&authority=&state=&report=`, which is preliminary, interim or final."""
    refuse_clocks()
    given, kind = asked_tracker(), request.args.get("report", "").strip()
    if given.wanted.status or given.wanted.overdue:
        raise BadValue("the feed of reports takes no status and no overdue; it takes q, authority, state and report")
    if kind and kind not in REPORTS:
        raise BadValue(f"report is {kind[:40]!r}, but can only be one of {', '.join(REPORTS)}")
    kinds = (REPORTS[kind],) if kind else tuple(REPORTS.values())
    wanted = feeds.Wanted(given.wanted.query, kinds, given.wanted.authority, given.wanted.state)

    def make(end: End) -> Feed:
        rows = feeds.reported(db.session, the_snapshot, wanted)
        about = (
            f"The {MOST} reports that came on record last: {report_words(kinds)}, as sources state that they were published."
        )
        page = given.url(sort=None)
        return _feed(end, "airdocket: published reports", about, f"{request.host_url[:-1]}{page}",
                     [report_entry(end, each) for each in rows])  # fmt: skip

    return _answer(pages.end_of_log(db.session), make)


@_at("/review")
@needs(Permission.FOLLOW_REVIEW)
@by_token
def review() -> Response:
    """What waits for review, the latest first, for a token."""
    end = feeds.end_at(db.session, pages.end_of_log(db.session))
    rows = changes.list_waiting(db.session)[::-1][:MOST]
    entries = [waiting_entry(end, each) for each in rows]
    page = url_for("review.index", _external=True)
    about = f"Contributions that wait for review, the latest {MOST}; what was decided is no longer among them."
    return Response(_written(_feed(end, "airdocket: review", about, page, entries)), content_type=_content_type())


@bp.after_request
def _ask_for_token(response: Response) -> Response:
    """Tell a feed reader how to come with its token."""
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="airdocket: an API token as the password", charset="UTF-8"'
    return response


# -- answering


def refuse_clocks() -> None:
    """BadValue where the address asks for the past."""
    if given := kept_clocks():
        raise BadValue(f"a feed tells what is new, so it takes no {' and no '.join(given)}")


def _feed(end: End, title: str, about: str, page: str, entries: list[Entry], following: str = "") -> Feed:
    updated = max((each.updated for each in entries), default=end.at)
    return Feed(end.id_of("feed", request.full_path), title, about, page, request.url, updated, entries, following)


def _is_atom() -> bool:
    return request.path.endswith(".atom")


def _content_type() -> str:
    return f"{atom.TYPE if _is_atom() else json_feed.TYPE}; charset=utf-8"


def _written(feed: Feed) -> bytes:
    return atom.write_atom(feed) if _is_atom() else json_feed.write_json_feed(feed)


def _answer(sequence: int, make: Callable[[End], Feed]) -> Response:
    """The feed as the log stood at that place; nothing is made for who has it already."""
    end = feeds.end_at(db.session, sequence)
    answer = unmade(end, _content_type())
    if answer.status_code != 304:
        answer.set_data(kept(sequence, lambda: _written(make(end))))
    return answer


def kept(sequence: int, make: Callable[[], bytes]) -> bytes:
    """What the present address answers to everybody, made anew where it was not kept at that place of the log."""
    memory = kept_answers()
    found = memory.find(request.url)
    if found is None or found.sequence != sequence:
        found = KeptAnswer.of(make(), sequence)
        memory.keep(request.url, found)
    return found.text


def unmade(end: End, content_type: str, *more: object) -> Response:
    """An answer without its body, with what tells whether it changed; 304 where it did not. more: what it hangs on besides."""
    answer = Response(content_type=content_type)
    told = (__version__, end.sequence, end.digest, request.url, *more)
    answer.set_etag(f"{zlib.crc32(repr(told).encode()):08x}-{end.sequence:x}")
    answer.cache_control.no_cache = True  # may be stored, but is asked for again each time
    answer.vary.update(("Cookie", "Authorization"))
    if not more and end.at < dt.datetime.now(dt.UTC) - _SETTLED:
        answer.last_modified = end.at
    answer.make_conditional(request)
    return answer

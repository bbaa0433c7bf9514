"""Pages kept in memory for the next reader who is not signed in.

Pages of records hold until the record or a party's name changes, pages of results until the log moves. In what is cited they
name the site: each name under which it is asked has its own.
"""

import datetime as dt
from collections.abc import Callable

from flask import Response, request

from app.extensions import db
from app.kept import KeptAnswer, Made, is_for_anybody, kept_answers, kept_until_the_log_moves
from app.services import pages
from app.web.permanent import site


def kept_page(occurrence_id: int, make: Callable[[], str], as_of: dt.date | None = None) -> str | Response:
    """The page of a record as it is now, or as known on a day: made anew only where something that it shows has changed."""
    if not is_for_anybody():
        return make()
    kept, end, key = kept_answers(), pages.end_of_log(db.session), (site(), occurrence_id, as_of)
    found = kept.find(key)
    if found is None or not (found.sequence == end or pages.is_unchanged(db.session, occurrence_id, found.sequence)):
        found = KeptAnswer.of(make().encode(), end)
        kept.keep(key, found)
    elif found.sequence != end:
        found = KeptAnswer(end, found.day, found.body, found.etag)
        kept.keep(key, found)
    return _answer(found)


def kept_results(part: bool, make: Callable[[], tuple[str, int, int]]) -> tuple[str, int] | Response:
    """The page of results at the present address, made anew only where the log has moved since.

    part: only the part of it that changes is wanted. make: the page, its status, and the place of the log that it shows, which
    lies behind the log's end while the index is being brought up to it: such a page is not kept, nor is one of an error.
    """

    def made() -> Made:
        text, status, sequence = make()
        return Made(text.encode(), status, sequence)

    found = kept_until_the_log_moves((site(), request.full_path, part), made)
    return _answer(found) if isinstance(found, KeptAnswer) else (found.text.decode(), found.status)


def _answer(page: KeptAnswer) -> Response:
    answer = Response(page.text, mimetype="text/html")
    answer.set_etag(page.etag)
    answer.cache_control.no_cache = True  # may be stored, but is asked for again each time
    answer.vary.update(("Cookie", "Authorization"))
    answer.make_conditional(request)
    return answer

"""Permanent addresses: where a record that was merged leads, what one that was withdrawn answers, and what pages link to."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.extensions import db
from app.services import changes
from app.vocab.claims import OccurrenceState
from app.web.clocks import Clocks

HTML = "text/html"


def whole(address: str) -> str:
    """An address within the site with the site's name: the one that is set, else the one that was asked."""
    name: str = current_app.config["AIRDOCKET"].address or request.host_url
    return f"{name.rstrip('/')}{address}"


def site() -> str:
    """The address of the first page, without the stroke at its end."""
    return whole(request.root_path)


def withdrawn(head: Any) -> tuple[str, int]:
    """What every address of a withdrawn record answers: that it is gone, and why."""
    standing = changes.standing_of(db.session, head.id)
    return render_template("occurrences/withdrawn.html", head=head, standing=standing), 410


def led_on(head: Any, clocks: Clocks, endpoint: str, **values: Any) -> Redirect | tuple[str, int] | None:
    """What a record that no longer stands answers at the endpoint; None for one that stands.

    At a place of the log a record is given as it was held there, whatever became of it.
    """
    if clocks.as_recorded is not None or head.state is OccurrenceState.LIVE:
        return None
    if head.state is OccurrenceState.WITHDRAWN:
        return withdrawn(head)
    return redirect(url_for(endpoint, occurrence_id=head.merged_into, **values), 301)


def negotiated(offers: Mapping[str, str]) -> Redirect | None:
    """The way to the form of a page that the request asks for by `Accept`; None for the page itself.

    offers: addresses by media type. Where several are asked for alike, it is the page.
    """
    g.varies_by_accept = True
    if not request.accept_mimetypes:
        return None
    wanted = request.accept_mimetypes.best_match([HTML, *offers], HTML)
    return None if wanted == HTML else redirect(offers[wanted], 303)


def links(cite_as: str, offers: Mapping[str, str]) -> None:
    """Name, in the header `Link` of the answer, the address to cite and the other forms by media type (RFC 8288, RFC 8574)."""
    g.links = [(cite_as, 'rel="cite-as"')]
    g.links += [(whole(address), f'rel="describedby"; type="{mime}"') for mime, address in offers.items()]


def _add(response: Response) -> Response:
    if g.pop("varies_by_accept", False):
        response.vary.add("Accept")
    if (given := g.pop("links", None)) and response.status_code in (200, 304):
        response.headers.add("Link", ", ".join(f"<{address}>; {what}" for address, what in given))
    return response


def register(app: Flask) -> None:
    """Put the links on the answers; the templates write whole addresses too."""
    app.after_request(_add)
    app.jinja_env.globals["whole"] = whole

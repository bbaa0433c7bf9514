"""How far datasets agree with one another, as a page and a table."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template

from app.extensions import db
from app.services.agreement import Compared, Known
from app.services.permissions import Permission
from app.web.access import needs
from app.web.clocks import Clocks, asked_clocks
from app.web.csv_files import csv_file

bp = Blueprint("agreement", __name__)
_HEAD = ("property", "label", "speaker", "other_speaker", "occurrences_agreeing", "occurrences_both_state", "share")


@bp.get("/disputes/agreement")
@needs(Permission.READ)
def show() -> str:
    """Of each property and pair of speakers the share of occurrences in which they agree: `?as_of=&as_recorded=`."""
    clocks = asked_clocks()
    return render_template("disputes/agreement.html", compared=_compared(clocks), clocks=clocks, moment=clocks.moment)


@bp.get("/disputes/agreement.csv")
@needs(Permission.READ)
def table() -> Response:
    """The same as a table."""
    clocks = asked_clocks()
    rows = [
        (each.property.key, each.property.label, *each.names, each.n_agree, each.n_both, f"{each.share:.4f}")
        for each in _compared(clocks).rows
    ]
    return csv_file(_HEAD, rows, "-".join(filter(None, ("agreement", clocks.words))))


def _compared(clocks: Clocks) -> Compared:
    known: Known = current_app.extensions["airdocket.agreement"]
    return known.of(db.session, clocks.as_of, clocks.as_recorded)


@bp.record
def _prepare(state: Any) -> None:
    app: Flask = state.app
    app.extensions["airdocket.agreement"] = Known()

"""What may be meant while somebody writes a query, as JSON."""

from flask import Blueprint, request

from app.extensions import db
from app.indexed import the_snapshot
from app.search.reading import MAX_LENGTH
from app.services.hints import Hint, hints
from app.services.permissions import Permission
from app.services.searching import Building
from app.web.access import needs
from app.web.words import occurrence_url

bp = Blueprint("hints", __name__)


@bp.get("/occurrences/suggest")
@needs(Permission.READ)
def suggest() -> dict[str, object]:
    """The suggestions for the end of `q`, the box's text up to the cursor: `items` with label, detail and value.

    `value` is what then stands in the box up to the cursor; an item with a `url` is one record, which lies there.
    """
    text = request.args.get("q", "")
    try:
        found = hints(db.session, the_snapshot(), text) if len(text) <= MAX_LENGTH else []
    except Building:
        found = []  # the box works without
    items = [_item(each) for each in found]
    return {"items": items, "total": len(items)}


def _item(hint: Hint) -> dict[str, object]:
    if hint.record is not None:
        day = str(hint.record.occurred_on or "")
        detail = " · ".join(filter(None, (hint.detail, day)))
        return {"label": hint.label, "detail": detail, "value": hint.text, "url": occurrence_url(hint.record)}
    counted = "" if hint.n is None else f"{hint.n:,} occurrence{'' if hint.n == 1 else 's'}"
    return {"label": hint.label, "detail": " · ".join(filter(None, (hint.detail, counted))), "value": hint.text}

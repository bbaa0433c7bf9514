"""What may be meant while somebody types: sources and parties, as JSON."""

from flask import Blueprint, request

from app.extensions import db
from app.services import suggestions
from app.services.permissions import Permission
from app.vocab.claims import PartyKind
from app.web.access import needs

bp = Blueprint("suggestions", __name__)


@bp.get("/sources/suggest")
@needs(Permission.CONTRIBUTE)
def sources() -> dict[str, object]:
    """The sources that what is typed may mean: `items` with id, label and detail."""
    found = suggestions.find_sources(db.session, request.args.get("q", ""))
    items = [
        {
            "id": each.source.id,
            "label": each.source.title,
            "detail": ", ".join(
                filter(None, (each.publisher.name, each.source.kind.label, str(each.source.published_on or "")))
            ),
            "url": each.source.url,
            "known": each.by_address,
        }
        for each in found
    ]
    return {"items": items, "total": len(items)}


@bp.get("/parties/suggest")
@needs(Permission.CONTRIBUTE)
def parties() -> dict[str, object]:
    """The parties whose names begin with what is typed, those of `kind` first: `items` with id, label, detail and value."""
    kind = PartyKind.find(request.args.get("kind", ""))
    found = suggestions.find_parties(db.session, request.args.get("q", ""), kind)
    items = [
        {
            "id": each.id,
            "label": each.name,
            "detail": ", ".join(filter(None, (each.kind.label, each.country))),
            "value": suggestions.numbered(each),
        }
        for each in found
    ]
    return {"items": items, "total": len(items)}

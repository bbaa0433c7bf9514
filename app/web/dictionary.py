"""The data dictionary, made from the registry."""

from flask import Blueprint, render_template

from app.services.permissions import Permission
from app.vocab.coded import edition_of, source_of
from app.vocab.properties import PROPERTIES, in_groups
from app.web.access import needs

bp = Blueprint("dictionary", __name__)


@bp.get("/dictionary")
@needs(Permission.READ)
def show() -> str:
    """Every property with its definition, type and closed list."""
    used = {each.codes for each in PROPERTIES} | {each.qualifiers for each in PROPERTIES}
    lists = sorted((each for each in used if each is not None), key=lambda each: each.__name__)
    return render_template(
        "dictionary.html",
        groups=in_groups(),
        lists=lists,
        n_properties=len(PROPERTIES),
        edition_of=edition_of,
        source_of=source_of,
    )

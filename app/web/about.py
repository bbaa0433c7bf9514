"""How values are chosen and how to ask for records, in words, with the closed lists that both use."""

from flask import Blueprint, render_template

from app.resolution import clock
from app.resolution.rule import RULE
from app.search.fields import FIELDS, FieldKind
from app.services.permissions import Permission
from app.vocab.claims import Precision, PropertyState, Rank, ReportStatus, SourceKind, Stance
from app.vocab.injuries import Population
from app.vocab.properties import PROPERTIES
from app.web.access import needs

bp = Blueprint("about", __name__, url_prefix="/about")


@bp.get("/method")
@needs(Permission.READ)
def method() -> str:
    """The rule, the states, the stances, the clocks, and what is due of an investigation."""
    return render_template(
        "about/method.html", rule=RULE, kinds=SourceKind, reports=ReportStatus, stances=Stance, ranks=Rank,
        property_states=PropertyState, precisions=Precision, populations=Population,
        judgements=[each for each in PROPERTIES if each.judgement],
        tolerant=[each for each in PROPERTIES if each.tolerance],
        clock_rule=clock.RULE, duties=clock.Duty, pasts=clock.Past,
    )  # fmt: skip


@bp.get("/search")
@needs(Permission.READ)
def search() -> str:
    """How to ask: examples, the fields, and what a condition means."""
    return render_template("about/search.html", fields=FIELDS, kinds=FieldKind)

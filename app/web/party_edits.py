"""Correcting parties: their names, that two are one, that they were not."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from app.core.errors import BadValue, Conflict
from app.core.text import squeeze
from app.extensions import db
from app.models import Party
from app.services import corrections
from app.services.permissions import Permission
from app.services.steps import AddPartyName, ClosePartyName, MergeParty, RenameParty, SplitParty, Step
from app.web.access import needs
from app.web.forms.answers import MAX_LINE
from app.web.proposing import Answer, Form, settle

bp = Blueprint("party_edits", __name__, url_prefix="/parties/<int(max=9223372036854775807):party_id>")
MAX_NAMES = 20


@bp.route("/edit", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def edit(party_id: int) -> Answer:
    """Give a party another first name, add further ones, close those that are not its."""
    party = _standing(party_id)
    names = corrections.names_of(db.session, party_id)
    further = [each for each in names if not each.is_primary]
    form = Form({"name": party.name})

    def steps() -> Sequence[Step]:
        name = form.line("name", required="a party has a name")
        made: list[Step] = []
        if name and name != party.name:
            made.append(RenameParty(party_id, name, form.ticked("drop")))
        made += [AddPartyName(party_id, each) for each in _new_names(form, {each.name for each in names} | {name})]
        made += [ClosePartyName(party_id, each.number) for each in further if form.ticked(f"close-{each.number}")]
        if not made and not form.errors:
            form.fault("name", "nothing was changed")
        form.reason()
        return made

    return settle(
        "corrections/party.html", form, steps, party=party, further=further,
        merged=corrections.merged_parties(db.session, party_id),
    )  # fmt: skip


def _new_names(form: Form, known: set[str]) -> list[str]:
    """The further names, one a line, without those that it has."""
    lines = [squeeze(each) for each in form.text("more", most=MAX_LINE).split("\n")]
    found = [each for each in dict.fromkeys(lines) if each and each not in known]
    if len(found) > MAX_NAMES:
        form.fault("more", f"there are {len(found)} names; at most {MAX_NAMES} can be added at once")
    return found


@bp.route("/merge", methods=["GET", "POST"])
@needs(Permission.MERGE)
def merge(party_id: int) -> Answer:
    """Say that a party is another one; its names become further names of that one."""
    party = _standing(party_id)
    text = request.args.get("into", "").replace("\x00", " ").strip()[:MAX_LINE]
    into, problem = None, ""
    try:
        into = corrections.find_party(db.session, text) if text else None
    except BadValue as error:
        problem = f"{str(error)[:1].upper()}{str(error)[1:]}."
    if into is None or into.id == party_id:
        problem = problem or ("That is the party itself." if into else "")
        page = render_template("corrections/party_find.html", party=party, text=text, problem=problem)
        return page, 422 if problem else 200
    form = Form()
    target = into

    def steps() -> Sequence[Step]:
        return [MergeParty(party_id, target.id, form.reason())]

    names = corrections.names_of(db.session, party_id)
    return settle("corrections/party_merge.html", form, steps, party=party, into=into, names=names)


@bp.route("/split", methods=["GET", "POST"])
@needs(Permission.MERGE)
def split(party_id: int) -> Answer:
    """Say that a merged party is its own after all."""
    party = corrections.open_party(db.session, party_id)
    if party.merged_into is None:
        raise Conflict(f"party {party_id} is not merged into another one")
    into = corrections.open_party(db.session, party.merged_into)
    form = Form()

    def steps() -> Sequence[Step]:
        return [SplitParty(party_id, form.reason())]

    return settle("corrections/party_split.html", form, steps, party=party, into=into)


def _standing(party_id: int) -> Party:
    """A party that is merged into none."""
    party = corrections.open_party(db.session, party_id)
    if party.merged_into is not None:
        raise Conflict(f"party {party_id} is party {party.merged_into}; correct that one, or part them")
    return party

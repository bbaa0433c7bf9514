"""What becomes of whole records: withdrawn and restored, merged and parted, judged to be two occurrences."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.blueprints import BlueprintSetupState

from app.core.errors import Conflict
from app.extensions import db
from app.models import Occurrence
from app.services import corrections
from app.services.dossiers import Dossier, open_dossier
from app.services.permissions import Permission
from app.services.steps import Judge, Merge, RestoreOccurrence, Split, Step, WithdrawOccurrence
from app.vocab.claims import OccurrenceState, Verdict
from app.web.access import needs
from app.web.forms.answers import MAX_LINE
from app.web.proposing import Answer, Form, settle

bp = Blueprint("records", __name__, url_prefix="/occurrences/<int(max=9223372036854775807):occurrence_id>")


@bp.route("/withdraw", methods=["GET", "POST"])
@needs(Permission.WITHDRAW_ANY)
def withdraw(occurrence_id: int) -> Answer:
    """Take a whole record back; its page then answers that it is gone, and why."""
    head = corrections.live(db.session, occurrence_id)
    form = Form()

    def steps() -> Sequence[Step]:
        return [WithdrawOccurrence(occurrence_id, form.reason())]

    return settle("corrections/record.html", form, steps, occurrences=[occurrence_id], head=head, doing="withdraw")


@bp.route("/restore", methods=["GET", "POST"])
@needs(Permission.WITHDRAW_ANY)
def restore(occurrence_id: int) -> Answer:
    """Let a withdrawn record stand again."""
    head = _in_state(occurrence_id, OccurrenceState.WITHDRAWN)
    form = Form()

    def steps() -> Sequence[Step]:
        return [RestoreOccurrence(occurrence_id, form.reason())]

    return settle("corrections/record.html", form, steps, occurrences=[occurrence_id], head=head, doing="restore")


@bp.route("/split", methods=["GET", "POST"])
@needs(Permission.MERGE)
def split(occurrence_id: int) -> Answer:
    """Let a merged record stand on its own again."""
    head = _in_state(occurrence_id, OccurrenceState.MERGED)
    target = corrections.head_of(db.session, head.merged_into)
    form = Form()

    def steps() -> Sequence[Step]:
        return [Split(occurrence_id, form.reason())]

    return settle(
        "corrections/record.html", form, steps, occurrences=[occurrence_id, target.id], head=head, target=target, doing="split"
    )


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(merged_records=_merged_records)


def _merged_records(occurrence_id: int) -> Sequence[Occurrence]:
    """The records that were merged into one; for the templates."""
    return corrections.merged_records(db.session, occurrence_id)


def _in_state(occurrence_id: int, state: OccurrenceState) -> Any:
    head = corrections.head_of(db.session, occurrence_id)
    if head.state is not state:
        raise Conflict(f"the record of occurrence {occurrence_id} is {head.state.label.lower()}, not {state.label.lower()}")
    return head


@bp.route("/merge", methods=["GET", "POST"])
@needs(Permission.MERGE)
def merge(occurrence_id: int) -> Answer:
    """Find the other record; then see both, match the aircraft up and merge this one into it."""
    other = _other(occurrence_id)
    if other is None:
        return _find(occurrence_id, "records.merge")
    own, into = open_dossier(db.session, occurrence_id), open_dossier(db.session, other)
    suggested = corrections.suggested_aircraft(own, into)
    form = Form({f"aircraft-{number}": place for number, place in suggested.items()})
    choices = [(each.row.number, f"{each.row.number}: {each.heading}") for each in into.aircraft]

    def steps() -> Sequence[Step]:
        places = {}
        for each in own.aircraft:
            place = form.one_of(f"aircraft-{each.row.number}", [number for number, _ in choices])
            if place is not None:
                places[str(each.row.number)] = place
        if not form.errors and len(set(places.values())) < len(places):
            form.fault("", "two aircraft of one record cannot be the same one of the other")
        return [Merge(occurrence_id, other, form.reason(), places)]

    return settle("corrections/merge.html", form, steps, occurrences=[occurrence_id, other], own=own, into=into,
                  choices=choices, rows=_side_by_side(own, into),
                  apart=corrections.told_apart(db.session, occurrence_id).get(other))  # fmt: skip


def _side_by_side(own: Dossier, into: Dossier) -> list[tuple[str, str, str]]:
    """(label, this one's value, the other's) of what either states about the occurrence and its aircraft."""
    rows = []
    keys = dict.fromkeys((fact.property, fact.aircraft, fact.qualifier) for each in (into, own) for fact in each.facts)
    for prop, aircraft, qualifier in keys:
        facts = [each.fact(prop.key, aircraft=aircraft, qualifier=qualifier) for each in (own, into)]
        known = next(fact for fact in facts if fact)
        qualifier_words = f" ({known.qualifier_label})" if known.qualifier_label else ""
        label = f"{f'Aircraft {aircraft}: ' if aircraft else ''}{prop.label}{qualifier_words}"
        values = [" · ".join(fact.values) or fact.state.label if fact else "" for fact in facts]
        rows.append((label, values[0][:200], values[1][:200]))
    return rows


@bp.route("/different", methods=["GET", "POST"])
@needs(Permission.MERGE)
def different(occurrence_id: int) -> Answer:
    """Judge that two records are of two occurrences, so that nobody has to look again."""
    other = _other(occurrence_id)
    if other is None:
        return _find(occurrence_id, "records.different")
    own, into = open_dossier(db.session, occurrence_id), open_dossier(db.session, other)
    form = Form()

    def steps() -> Sequence[Step]:
        first, second = sorted((occurrence_id, other))
        return [Judge(first, second, Verdict.DIFFERENT.value, form.reason())]

    return settle("corrections/different.html", form, steps, occurrences=[occurrence_id, other], own=own, into=into,
                  rows=_side_by_side(own, into))  # fmt: skip


def _other(occurrence_id: int) -> int | None:
    """The other record that the address names with `with`, or None; both must stand, and be two."""
    corrections.live(db.session, occurrence_id)
    text = request.args.get("with", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    if int(text) == occurrence_id:
        raise Conflict(f"occurrence {occurrence_id} is that record itself")
    other: int = corrections.live(db.session, int(text)).id
    return other


def _find(occurrence_id: int, endpoint: str) -> str:
    """The page that looks for the other record; without words it offers those that are likely doubles."""
    own = corrections.live(db.session, occurrence_id)
    words = request.args.get("q", "").replace("\x00", " ").strip()[:MAX_LINE]
    found = corrections.find_records(db.session, words, but=occurrence_id) if words else []
    doubles = [] if words else corrections.likely_doubles(db.session, open_dossier(db.session, occurrence_id))
    return render_template(
        "corrections/find.html", head=own, words=words, found=found, doubles=doubles, endpoint=endpoint
    )  # fmt: skip

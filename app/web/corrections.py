"""Correcting entries of a record: withdraw a claim, an account or another entry, file it anew as it should be, rank a claim."""

from collections.abc import Sequence

from flask import Blueprint, request

from app.core.errors import BadValue, Conflict, NotFound
from app.extensions import db
from app.models import Account, Claim
from app.services import corrections, pages
from app.services.dossiers import Dossier, ParticipationView, open_dossier
from app.services.permissions import Permission
from app.services.steps import ClaimStep, FileAccount, Ref, SetRank, Step, Withdraw
from app.vocab.claims import Entry, Precision, Rank, Stance
from app.vocab.countries import country_codes, country_name
from app.vocab.properties import Property, Subject, ValueType, property_of
from app.vocab.values import canonical, check_qualifier
from app.web.access import needs
from app.web.forms.answers import MAX_LINE
from app.web.proposing import Answer, Form, settle

bp = Blueprint("corrections", __name__)
_OCCURRENCE = "/occurrences/<int(max=9223372036854775807):occurrence_id>"
_NUMBER = "<int(max=2147483647):number>"
_CLAIM = f"/claims/<int(max=9223372036854775807):occurrence_id>-{_NUMBER}"
_ANEW = "anew"


@bp.route(f"{_CLAIM}/withdraw", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def withdraw_claim(occurrence_id: int, number: int) -> Answer:
    """Take a claim back, or file it anew as the source has it."""
    corrections.live(db.session, occurrence_id)
    page = pages.open_claim(db.session, occurrence_id, number)
    claim, account, prop = page.claim, page.account, page.property
    if page.closed is not None:
        raise Conflict(f"claim {occurrence_id}-{number} was withdrawn in changeset {page.closed.id}")
    aircraft = [each.row.number for each in page.dossier.aircraft]
    form = Form({
        "what": _ANEW if request.args.get("do") != "withdraw" else "withdraw",
        "value": _editable(prop, claim.value), "raw": claim.raw, "qualifier": claim.qualifier, "stance": claim.stance.value,
        "aircraft": claim.aircraft_number, "quote": claim.quote, "locator": claim.locator,
    })  # fmt: skip

    def steps() -> Sequence[Step]:
        if _what(form) == "withdraw":
            return [Withdraw(occurrence_id, Entry.CLAIM.value, number, form.reason())]
        corrected = _claim(form, prop, claim, aircraft)
        form.reason()
        return [_account_like(account, (corrected,))]

    return settle(
        "corrections/claim.html", form, steps, occurrences=[occurrence_id], page=page, claim=claim, account=account,
        prop=prop, kind=_input(prop), options=_options(prop), aircraft=_aircraft_options(page.dossier, prop), stances=Stance,
        parties=parties_of(page.dossier) if prop.type is ValueType.PARTY else (),
    )  # fmt: skip


def _what(form: Form) -> str:
    """Whether to withdraw, or to withdraw and file anew."""
    if form["what"] not in ("withdraw", _ANEW):
        form.fault("what", "choose whether to take it back, or to file it as it should be")
    return form["what"]


def _claim(form: Form, prop: Property, old: Claim, aircraft: Sequence[int]) -> ClaimStep:
    """The claim as it should have been filed."""
    value: Ref = ""
    qualifier, number = "", None
    if prop.type is ValueType.PARTY:
        party = form.party("value", required="name the party, or take the claim back")
        value = party.id if party else ""
    elif form["value"].strip():
        try:
            value = canonical(prop, form.text("value"))
        except BadValue as error:
            form.fault("value", str(error))
    else:
        form.fault("value", "what the source says must stand here; where it is silent, take the claim back")
    try:
        qualifier = check_qualifier(prop, form.line("qualifier"))
    except BadValue as error:
        form.fault("qualifier", str(error))
    if prop.subject is Subject.AIRCRAFT:
        number = form.one_of("aircraft", aircraft, required="choose the aircraft")
    made = ClaimStep(
        prop.key, value, number, qualifier, form.text("raw") or None,
        form.code("stance", Stance, required="choose how the speaker stands to it") or "",
        form.line("locator") or None, form.text("quote") or None, replaces=old.number,
    )  # fmt: skip
    before = (old.value, old.aircraft_number, old.qualifier, old.raw, old.stance.value, old.locator, old.quote)
    if (str(made.value), made.aircraft, made.qualifier, made.raw, made.stance, made.locator, made.quote) == before:
        form.fault("value", "nothing was changed")
    return made


def _account_like(account: Account, claims: tuple[ClaimStep, ...]) -> FileAccount:
    """The same speaker, source and days with other claims."""
    return FileAccount(
        account.occurrence_id, account.speaker_id, account.source_id, account.said_on.isoformat(),
        account.published_on.isoformat() if account.published_on else None, account.precision.value,
        account.report_status.value if account.report_status else None, account.note, claims=claims,
    )  # fmt: skip


def _editable(prop: Property, value: str) -> str:
    """A stored value as a field shows it."""
    if prop.type is not ValueType.PARTY:
        return value
    return corrections.named(corrections.open_party(db.session, int(value)))


def _input(prop: Property) -> str:
    """The kind of field in which a property's value is written."""
    return {ValueType.LONG_TEXT: "area", ValueType.CODE: "choice", ValueType.COUNTRY: "choice"}.get(prop.type, "line")


def _options(prop: Property) -> list[tuple[str, str]]:
    if prop.type is ValueType.COUNTRY:
        return sorted(((code, country_name(code)) for code in country_codes()), key=lambda each: each[1])
    return [(each.value, each.label) for each in prop.codes or ()]


def _aircraft_options(dossier: Dossier, prop: Property) -> list[tuple[int, str]]:
    if prop.subject is not Subject.AIRCRAFT:
        return []
    return [(each.row.number, f"{each.row.number}: {each.heading}") for each in dossier.aircraft]


def parties_of(dossier: Dossier) -> list[str]:
    """The speakers, publishers and authorities of a dossier as a field names them."""
    found = {each.speaker.id: each.speaker for each in dossier.statements}
    found |= {each.publisher.id: each.publisher for each in dossier.sources}
    found |= {each.authority.id: each.authority for each in dossier.investigations}
    return sorted(corrections.named(each) for each in found.values())


def sources_of(dossier: Dossier) -> list[str]:
    """The sources of a dossier as a field names them."""
    return [corrections.named(each.source) for each in dossier.sources]


@bp.route(f"{_OCCURRENCE}/accounts/{_NUMBER}/withdraw", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def withdraw_account(occurrence_id: int, number: int) -> Answer:
    """Take back all that an account says, or file it anew with another speaker, source or day."""
    corrections.live(db.session, occurrence_id)
    account, claims = corrections.open_account(db.session, occurrence_id, number)
    dossier = open_dossier(db.session, occurrence_id)
    statement = next(each for each in dossier.statements if each.account.number == number)
    form = Form({
        "what": _ANEW if request.args.get("do") != "withdraw" else "withdraw",
        "speaker": corrections.named(statement.speaker), "source": corrections.named(statement.source.source),
        "said_on": account.said_on, "published_on": account.published_on, "precision": account.precision.value,
        "note": account.note,
    })  # fmt: skip

    def steps() -> Sequence[Step]:
        if _what(form) == "withdraw":
            reason = form.reason()
            return [Withdraw(occurrence_id, Entry.CLAIM.value, each.number, reason) for each in claims]
        corrected = _account_anew(form, account, claims)
        form.reason()
        return [corrected]

    return settle(
        "corrections/account.html", form, steps, occurrences=[occurrence_id], row=dossier.occurrence, statement=statement,
        parties=parties_of(dossier), sources=sources_of(dossier), precisions=Precision,
    )  # fmt: skip


def _account_anew(form: Form, old: Account, claims: Sequence[Claim]) -> FileAccount:
    """The account's claims under the speaker, source and days of the form."""
    said = read_said(form)
    made = FileAccount(
        old.occurrence_id, said.speaker, said.source, said.said_on, said.published_on, said.precision,
        old.report_status.value if old.report_status else None, form.text("note", most=MAX_LINE) or None,
        claims=tuple(
            ClaimStep(
                each.property, int(each.value) if property_of(each.property).type is ValueType.PARTY else each.value,
                each.aircraft_number, each.qualifier, each.raw, each.stance.value, each.locator, each.quote, each.number,
            )
            for each in claims
        ),
    )  # fmt: skip
    same = _account_like(old, made.claims)
    if not form.errors and made == same:
        form.fault("speaker", "nothing was changed")
    return made


def read_said(form: Form) -> FileAccount:
    """Who said it, where and when, as an account without claims on no occurrence; problems stand at their fields."""
    speaker = form.party("speaker", required="name who says it")
    source = form.source("source", required="name the source in which it can be read")
    said_on = form.day("said_on", required="give the day on which it was said")
    published_on = form.day("published_on")
    if said_on and published_on and published_on < said_on:
        form.fault("published_on", f"published on {published_on}, before it was said on {said_on}")
    precision = form.code("precision", Precision) or Precision.DAY
    return FileAccount(0, speaker.id if speaker else 0, source.id if source else 0, said_on or "", published_on, precision)


@bp.route(f"{_CLAIM}/rank", methods=["GET", "POST"])
@needs(Permission.RANK)
def rank_claim(occurrence_id: int, number: int) -> Answer:
    """Prefer or deprecate a claim, or take the mark away; always with a reason."""
    corrections.live(db.session, occurrence_id)
    page = pages.open_claim(db.session, occurrence_id, number)
    if page.view is None:
        raise Conflict(f"claim {occurrence_id}-{number} does not stand")
    now = page.view.rank.value if page.view.rank else ""
    form = Form({"rank": now})

    def steps() -> Sequence[Step]:
        rank = form.code("rank", Rank) or ""
        if rank == now and not form.errors:
            form.fault("rank", "that is how it stands already")
        return [SetRank(occurrence_id, number, rank or None, form.reason())]

    return settle(
        "corrections/rank.html",
        form,
        steps,
        occurrences=[occurrence_id],
        page=page,
        claim=page.claim,
        account=page.account,
        ranks=Rank,
    )


@bp.route(f"{_OCCURRENCE}/entries/<entry>/{_NUMBER}/withdraw", methods=["GET", "POST"])
@bp.route(f"{_OCCURRENCE}/entries/<entry>/{_NUMBER}-<int(max=2147483647):part>/withdraw", methods=["GET", "POST"])
@needs(Permission.CONTRIBUTE)
def withdraw_entry(occurrence_id: int, entry: str, number: int, part: int | None = None) -> Answer:
    """Take back an entry that is no claim: an aircraft, a step or a document of an investigation, a recommendation …"""
    kind = Entry.find(entry)
    if kind is None:
        raise NotFound(f"there is no kind of entry {entry[:40]!r}")
    corrections.live(db.session, occurrence_id)
    row = corrections.open_entry(db.session, occurrence_id, kind, number, part)
    dossier = open_dossier(db.session, occurrence_id)
    form = Form()

    def steps() -> Sequence[Step]:
        return [Withdraw(occurrence_id, kind.value, number, form.reason(), part)]

    return settle("corrections/entry.html", form, steps, occurrences=[occurrence_id], kind=kind, number=number, part=part,
                  words=_entry_words(dossier, kind, row), row=dossier.occurrence)  # fmt: skip


def _state_words(state: ParticipationView) -> str:
    row = state.participation
    return f"{country_name(row.country)}: {row.role.label}, {row.capacity.label}, stated by {state.speaker.name}"


def _entry_words(dossier: Dossier, kind: Entry, entry: object) -> str:
    """What the entry is, as the dossier has it; empty where it has no words of its own."""
    parts: list[tuple[object, str]] = [(each.row, each.heading) for each in dossier.aircraft]
    claims = [view for fact in dossier.facts for view in fact.claims]
    parts += [(each.attestation, f"claim {view.key} in {each.source.source.title}") for view in claims for each in view.also_in]
    for inquiry in dossier.investigations:
        parts.append((inquiry.investigation, f"{inquiry.investigation.kind.label}: {inquiry.authority.name}"))
        parts += [(each.event, f"{each.event.kind.label}, stated by {each.speaker.name}") for each in inquiry.events]
        parts += [(each.document, each.source.source.title) for each in inquiry.documents]
        parts += [(each.participation, _state_words(each)) for each in inquiry.states]
    for recommendation in dossier.recommendations:
        parts.append((recommendation.recommendation, recommendation.recommendation.text))
        parts += [(each.response, each.response.text) for each in recommendation.responses]
    return next((words for row, words in parts if row is entry), kind.definition)

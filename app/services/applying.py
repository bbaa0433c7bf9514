"""Applying the steps of a contribution to a filing: each is checked against what is on record now."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from app.core.errors import BadValue, Conflict, DomainError, NotFound
from app.core.text import squeeze
from app.models import (
    Base,
    Claim,
    Judgement,
    Occurrence,
    Party,
    PartyMerge,
    PartyName,
    Ranking,
    Recommendation,
    Source,
    Standing,
)
from app.services import merging, steps, undoing
from app.services.filing import Filing
from app.services.occurrence_drafts import Draft
from app.services.parties import party_key
from app.services.reprojection import ENTRY_TABLES
from app.vocab.claims import Entry, OccurrenceState, PartyKind, Precision, Rank, ReportStatus, SourceKind, Stance, Verdict
from app.vocab.coded import Coded
from app.vocab.countries import is_country
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole
from app.vocab.properties import Subject, ValueType, property_of
from app.vocab.values import canonical, check_qualifier

MAX_NOTE = 4_000
MAX_LABEL = 20


class Applier:
    """Applies steps to one filing. `made` gives the ids of what the steps make, by their refs."""

    def __init__(self, filing: Filing) -> None:
        self.filing = filing
        self.session = filing.session
        self.made: dict[str, int] = {}
        self.drafts: dict[int, Draft] = {}

    def run(self, contribution: Iterable[steps.Step]) -> None:
        """Apply all steps and write them; DomainErrors name the step that cannot be applied, and have its place."""
        for place, step in enumerate(contribution):
            try:
                _APPLY[type(step)](self, step)
            except DomainError as error:
                error.step = place
                raise
        self.filing.flush(self.drafts.values())

    # -- finding what a step speaks of

    def draft(self, ref: steps.Ref, *, standing: bool = True) -> Draft:
        """The draft of an occurrence; NotFound where there is none, Conflict where `standing` and it is not live."""
        number = self.id_of(ref, "occurrence")
        if number not in self.drafts:
            row = self.session.get(Occurrence, number)
            if row is None:
                raise NotFound(f"there is no occurrence {number}")
            self.drafts[number] = self.filing.open([number])[number]
        state = self.session.scalar(sa.select(Occurrence.state).where(Occurrence.id == number))
        if standing and state not in (None, OccurrenceState.LIVE):
            raise Conflict(f"occurrence {number} is {state.label.lower()}")
        return self.drafts[number]

    def id_of(self, ref: steps.Ref, what: str) -> int:
        """The id that a ref stands for."""
        if isinstance(ref, int):
            return ref
        if ref in self.made:
            return self.made[ref]
        if ref.isdecimal() and len(ref) < 19:
            return int(ref)
        raise BadValue(f"{what} {ref!r} is not made by an earlier step of this contribution")

    def party(self, ref: steps.Ref) -> int:
        """A party's id; the party that it is, where it was merged."""
        number = self.id_of(ref, "party")
        if number not in self.filing.parties.names:
            raise NotFound(f"there is no party {number}")
        return self.filing.parties.merged.get(number, number)

    def source(self, ref: steps.Ref) -> int:
        number = self.id_of(ref, "source")
        if self.session.get(Source, number) is None:
            raise NotFound(f"there is no source {number}")
        return number

    # -- making

    def new_party(self, step: steps.NewParty) -> None:
        name = _line(step.name, "the party’s name")
        if step.country and not is_country(step.country):
            raise BadValue(f"{step.country!r} is not an ISO 3166-1 alpha-2 code such as EG")
        self.made[step.ref] = self.filing.parties.get(
            name, _code(PartyKind, step.kind), country=step.country or None, aliases=tuple(step.aliases), exact=True
        )

    def new_source(self, step: steps.NewSource) -> None:
        for url in (step.url, step.archived_url):
            if url and not url.startswith(("https://", "http://")):
                raise BadValue(f"{url[:80]!r} is not an address of the web; it begins with https:// or http://")
        self.made[step.ref] = self.filing.add_source(
            kind=_code(SourceKind, step.kind),
            title=_line(step.title, "the source’s title"),
            publisher_id=self.party(step.publisher),
            authors=_text(step.authors),
            url=_text(step.url),
            archived_url=_text(step.archived_url),
            published_on=_day(step.published_on, "published on"),
            retrieved_on=_day(step.retrieved_on, "retrieved on"),
            language=_text(step.language),
            licence=_text(step.licence) or "not stated",
            redistributable=step.redistributable,
            key=None,
            series=None,
            file_sha256=None,
        )

    def new_occurrence(self, step: steps.NewOccurrence) -> None:
        if not 1 <= step.n_aircraft <= 20:
            raise BadValue(f"{step.n_aircraft} aircraft: an occurrence has 1 to 20")
        draft = self.filing.new()
        for _ in range(step.n_aircraft):
            draft.add_aircraft()
        self.drafts[draft.id] = draft
        self.made[step.ref] = draft.id

    # -- filing

    def file_account(self, step: steps.FileAccount) -> None:
        draft = self.draft(step.occurrence)
        while draft.n_aircraft - len(draft.gone) < step.n_aircraft <= 20:
            draft.add_aircraft()
        said_on = _day(step.said_on, "said on")
        if said_on is None:
            raise BadValue("said on: empty; an account has a day")
        account = draft.add_account(
            self.filing,
            speaker_id=self._written(self.party(step.speaker)),
            source_id=self.source(step.source),
            said_on=said_on,
            published_on=_day(step.published_on, "published on"),
            precision=_code(Precision, step.precision),
            report_status=_code(ReportStatus, step.report_status) if step.report_status else None,
            label=_label(step.label),
            note=_text(step.note),
        )
        for claim in step.claims:
            self._claim(draft, account, claim)
        for event in step.events:
            number = self._investigation(draft, event.authority, event.investigation_kind, event.state_role)
            precision = _code(Precision, event.precision)
            kind = _code(EventKind, event.kind)
            draft.add_event(number, kind, account, _day(event.on, kind.label), precision, _text(event.note))
        for part in step.participations:
            self._participation(draft, account, part)
        for made in step.recommendations:
            text = _long(made.text, "the recommendation")
            reference = _line(made.reference, "the number") if made.reference else None
            addressee = self._written(self.party(made.addressee))
            days = (_day(made.made_on, "made on"), _day(made.sent_on, "sent on"))
            draft.add_recommendation(account, text, addressee, days[0], reference, days[1])
        for response in step.responses:
            key = (draft.id, response.recommendation)
            known = self.session.get(Recommendation, key)
            if known is None or known.closed_in is not None:
                raise NotFound(f"there is no recommendation {response.recommendation} of occurrence {draft.id}")
            text = _long(response.text, "the response")
            status = _code(RecommendationStatus, response.status) if response.status else None
            draft.add_response(account, response.recommendation, text, _day(response.answered_on, "answered on"), status)

    def _participation(self, draft: Draft, account: int, part: steps.ParticipationStep) -> None:
        if not is_country(part.country):
            raise BadValue(f"{part.country!r} is not an ISO 3166-1 alpha-2 code such as EG")
        draft.add_participation(
            self._investigation(draft, part.authority, part.investigation_kind, part.state_role),
            account,
            part.country,
            _code(StateRole, part.role),
            _code(Capacity, part.capacity),
            None if part.body is None else self._written(self.party(part.body)),
            _day(part.since, "since"),
            _code(Precision, part.precision),
            _text(part.note),
        )

    def _written(self, party_id: int) -> int:
        """The party, inserted, so that rows may refer to it."""
        self.filing.write_parties()
        return party_id

    def _claim(self, draft: Draft, account: int, step: steps.ClaimStep) -> None:
        prop = property_of(step.property)
        is_party = prop.type is ValueType.PARTY
        value = str(self._written(self.party(step.value))) if is_party else canonical(prop, str(step.value))
        if prop.subject is Subject.AIRCRAFT:
            if step.aircraft is None or not 1 <= step.aircraft <= draft.n_aircraft or step.aircraft in draft.gone:
                raise BadValue(f"{prop.label}: occurrence {draft.id} has no aircraft {step.aircraft}")
        elif step.aircraft is not None:
            raise BadValue(f"{prop.label} is said of the occurrence, not of aircraft {step.aircraft}")
        if step.replaces is not None:
            self._take_back(draft, Entry.CLAIM, step.replaces, 0, f"Filed anew: {self.filing.comment}")
        number = draft.add_claim(
            account,
            prop.key,
            value,
            aircraft=step.aircraft,
            qualifier=check_qualifier(prop, step.qualifier),
            raw=_text(step.raw),
            stance=_code(Stance, step.stance).value,
            locator=_text(step.locator),
            quote=_text(step.quote),
            label=_label(step.label),
        )
        for source in dict.fromkeys(self.source(each) for each in step.also_in):
            draft.add_attestation(number, source)

    def _investigation(self, draft: Draft, authority: steps.Ref, kind: str, role: str | None) -> int:
        return draft.investigation(
            self._written(self.party(authority)), _code(InvestigationKind, kind), _code(StateRole, role) if role else None
        )

    def open_investigation(self, step: steps.OpenInvestigation) -> None:
        draft, authority = self.draft(step.occurrence), self._written(self.party(step.authority))
        kind = _code(InvestigationKind, step.investigation_kind)
        if (authority, kind.value) in draft.investigations:
            name = self.filing.parties.names[authority]
            raise Conflict(f"the {kind.label.lower()} investigation of {name} is on record already")
        role = _code(StateRole, step.state_role) if step.state_role else None
        draft.investigation(authority, kind, role, _text(step.note))

    def add_document(self, step: steps.AddDocument) -> None:
        draft = self.draft(step.occurrence)
        number = self._investigation(draft, step.authority, step.investigation_kind, step.state_role)
        draft.add_document(number, self.source(step.source), _text(step.note))

    # -- correcting

    def withdraw(self, step: steps.Withdraw) -> None:
        draft = self.draft(step.occurrence)
        self._take_back(draft, _code(Entry, step.entry), step.number, step.part or 0, _reason(step.reason))

    def _take_back(self, draft: Draft, entry: Entry, number: int, part: int, reason: str) -> None:
        columns = Base.metadata.tables[entry.value].c
        whole = ENTRY_TABLES[entry]
        keys = [columns.number == number] if whole is None else [columns[whole] == number, columns.number == part]
        place = f"{entry.label.lower()} {number}" + (f"-{part}" if part else "") + f" of occurrence {draft.id}"
        row = self.session.execute(sa.select(columns.closed_in).where(columns.occurrence_id == draft.id, *keys)).one_or_none()
        if row is None:
            raise NotFound(f"there is no {place}")
        if row.closed_in is not None or any(each[:3] == (entry, number, part) for each in draft.entries):
            raise Conflict(f"{place} was withdrawn already")
        if entry is Entry.AIRCRAFT and self.session.scalar(
            sa.select(sa.func.count())
            .select_from(Claim)
            .where(Claim.occurrence_id == draft.id, Claim.aircraft_number == number, Claim.closed_in.is_(None))
        ):
            raise Conflict(f"claims stand on {place}; withdraw them first")
        draft.withdraw(entry, number, part, reason)

    def set_rank(self, step: steps.SetRank) -> None:
        draft = self.draft(step.occurrence)
        claim = self.session.get(Claim, (draft.id, step.claim))
        if claim is None:
            raise NotFound(f"there is no claim {draft.id}-{step.claim}")
        if claim.closed_in is not None:
            raise Conflict(f"claim {draft.id}-{step.claim} was withdrawn; it has no rank")
        now = self.session.scalar(
            sa.select(Ranking).where(
                Ranking.occurrence_id == draft.id, Ranking.claim_number == step.claim, Ranking.closed_in.is_(None)
            )
        )
        if now is None and step.rank is None:
            raise Conflict(f"claim {draft.id}-{step.claim} has no rank to take away")
        reason = _reason(step.reason)
        if now is not None:
            draft.end("ranking", now.number)
        if step.rank is not None:
            draft.add_ranking(step.claim, _code(Rank, step.rank), reason)

    def withdraw_occurrence(self, step: steps.WithdrawOccurrence) -> None:
        self.draft(step.occurrence).set_standing(OccurrenceState.WITHDRAWN, _reason(step.reason))

    def restore_occurrence(self, step: steps.RestoreOccurrence) -> None:
        draft = self.draft(step.occurrence, standing=False)
        now = self.open_standing(draft.id)
        if now is None or now.state is not OccurrenceState.WITHDRAWN:
            raise Conflict(f"occurrence {draft.id} is not withdrawn")
        _reason(step.reason)
        draft.end("standing", now.number)

    def open_standing(self, occurrence_id: int) -> Standing | None:
        """What hides the record now; None: nothing."""
        return self.session.scalar(
            sa.select(Standing).where(Standing.occurrence_id == occurrence_id, Standing.closed_in.is_(None))
        )

    def merge(self, step: steps.Merge) -> None:
        if step.occurrence == step.into:
            raise BadValue(f"occurrence {step.into} cannot be merged into itself")
        gone, kept = self.draft(step.occurrence), self.draft(step.into)
        merging.merge(self.session, self.filing, gone, kept, dict(step.aircraft), _reason(step.reason))
        self._judge(gone.id, kept.id, Verdict.SAME, step.reason)

    def split(self, step: steps.Split) -> None:
        draft = self.draft(step.occurrence, standing=False)
        now = self.open_standing(draft.id)
        if now is None or now.merged_into is None:
            raise Conflict(f"occurrence {draft.id} is not merged into another")
        other = self.draft(now.merged_into, standing=False)
        reason = _reason(step.reason)
        plan = undoing.plan(self.session, now.recorded_in, {draft.id, other.id})
        undoing.carry_out(plan, self.filing, self._any_draft)
        self._judge(draft.id, other.id, Verdict.DIFFERENT, reason)

    def judge(self, step: steps.Judge) -> None:
        if step.occurrence == step.other:
            raise BadValue("two different records are compared")
        self.draft(step.other, standing=False)
        self._judge(step.occurrence, step.other, _code(Verdict, step.verdict), _reason(step.why))

    def _judge(self, one: int, other: int, verdict: Verdict, why: str) -> None:
        low, high = sorted((one, other))
        draft = self.draft(low, standing=False)
        before = self.session.scalars(
            sa.select(Judgement.number).where(
                Judgement.occurrence_id == low, Judgement.other_id == high, Judgement.closed_in.is_(None)
            )
        )
        for number in before:
            if (number,) not in draft.closed.get("judgement", ()):
                draft.end("judgement", number)
        draft.add_judgement(high, verdict, why)

    # -- parties

    def _known_party(self, party_id: int) -> Party:
        party = self.session.get(Party, party_id)
        if party is None:
            raise NotFound(f"there is no party {party_id}")
        return party

    def _open_names(self, party_id: int) -> list[PartyName]:
        statement = sa.select(PartyName).where(PartyName.party_id == party_id, PartyName.closed_in.is_(None))
        return list(self.session.scalars(statement.order_by(PartyName.number)))

    def rename_party(self, step: steps.RenameParty) -> None:
        party, name = self._known_party(step.party), _line(step.name, "the party’s name")
        names = self._open_names(party.id)
        primary = next(each for each in names if each.is_primary)
        if primary.name == name:
            raise Conflict(f"the party is called {name!r} already")
        self.filing.close_party_name(party.id, primary.number)
        for each in names:
            if each.name == name and not each.is_primary:
                self.filing.close_party_name(party.id, each.number)
        self.filing.add_party_name(party.id, name, party_key(name), is_primary=True)
        if not step.drop:
            self.filing.add_party_name(party.id, primary.name, primary.key, is_primary=False)

    def add_party_name(self, step: steps.AddPartyName) -> None:
        party, name = self._known_party(step.party), _line(step.name, "the name")
        if any(each.name == name for each in self._open_names(party.id)):
            raise Conflict(f"{name!r} is a name of the party already")
        self.filing.add_party_name(party.id, name, party_key(name), is_primary=False)

    def close_party_name(self, step: steps.ClosePartyName) -> None:
        party = self._known_party(step.party)
        found = next((each for each in self._open_names(party.id) if each.number == step.number), None)
        if found is None:
            raise NotFound(f"party {party.id} has no name {step.number}")
        if found.is_primary:
            raise Conflict("the primary name can only be replaced by another one")
        self.filing.close_party_name(party.id, found.number)

    def merge_party(self, step: steps.MergeParty) -> None:
        party, into = self._known_party(step.party), self._known_party(step.into)
        if party.id == into.id:
            raise BadValue("a party cannot be merged into itself")
        if party.merged_into is not None or into.merged_into is not None:
            raise Conflict("a party that was merged already cannot be merged again, nor be merged into")
        if party.id in self.filing.parties.merged.values():
            raise Conflict(f"others were merged into party {party.id}; split them off, or merge the other way round")
        self.filing.merge_party(party.id, into.id, _reason(step.reason))

    def split_party(self, step: steps.SplitParty) -> None:
        party = self._known_party(step.party)
        number = self.session.scalar(
            sa.select(PartyMerge.number).where(PartyMerge.party_id == party.id, PartyMerge.closed_in.is_(None))
        )
        if number is None:
            raise Conflict(f"party {party.id} is not merged into another")
        _reason(step.reason)
        self.filing.split_party(party.id, number)

    # -- undoing

    def revert(self, step: steps.Revert) -> None:
        plan = undoing.plan(self.session, step.changeset)
        if not plan.actions:
            raise Conflict(f"nothing of changeset {step.changeset} is left to undo")
        undoing.carry_out(plan, self.filing, self._any_draft)

    def _any_draft(self, occurrence_id: int) -> Draft:
        return self.draft(occurrence_id, standing=False)


_APPLY: dict[type[Any], Callable[[Applier, Any], None]] = {each: getattr(Applier, each.op) for each in steps.Step.__args__}


# -- reading the fields of a step


def _code(codes: type[Coded], value: str) -> Any:
    found = codes.find(value)
    if found is None:
        raise BadValue(f"{value!r} is not one of {', '.join(codes)}")
    return found


def _day(text: str | None, what: str) -> dt.date | None:
    return steps.iso_day(text, what) if text else None


def _text(text: str | None) -> str | None:
    """Free words as they are, None for none; BadValue for a null character or more than can be kept."""
    text = (text or "").strip()
    if "\x00" in text:
        raise BadValue("a text holds a null character")
    if len(text) > MAX_NOTE:
        raise BadValue(f"a text has {len(text):,} characters; at most {MAX_NOTE:,}")
    return text or None


def _line(text: str, what: str) -> str:
    found = squeeze(_text(text) or "")
    if not found:
        raise BadValue(f"{what} is empty")
    if len(found) > 500:
        raise BadValue(f"{what} has {len(found):,} characters; at most 500")
    return found


def _label(text: str | None) -> str | None:
    found = _text(text)
    if found is not None and len(found) > MAX_LABEL:
        raise BadValue(f"the number in the dossier has {len(found)} characters; at most {MAX_LABEL}")
    return found


def _long(text: str, what: str) -> str:
    found = _text(text)
    if found is None:
        raise BadValue(f"{what} is empty")
    return found


def _reason(text: str) -> str:
    return _long(text, "the reason")

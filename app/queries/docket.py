"""Statements behind the export of whole records: what stands about some occurrences, as plain tuples by their ids.

Each begins with the occurrence's id and is in the order of ids and numbers, so that a file of the same record is the same file.
Codes come as their values.
"""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.models import (
    Account,
    Aircraft,
    Attestation,
    Changeset,
    Claim,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Judgement,
    Occurrence,
    Participation,
    Party,
    PartyMerge,
    PartyName,
    Ranking,
    Recommendation,
    RecommendationResponse,
    ReleaseRecord,
    Source,
    Standing,
    Withdrawal,
)
from app.models.redistribution import given_quote, quote_withheld
from app.queries.changesets import accepted
from app.vocab.claims import Entry, OccurrenceState
from app.vocab.docket import KEY_PREFIX

Rows = sa.Select[*tuple[Any, ...]]
Ids = Collection[int]


def _code(column: Any) -> Any:
    return sa.type_coerce(column, sa.Text)


def _among(column: Any, ids: Ids) -> sa.ColumnElement[bool]:
    """Whether it is one of these. A range is asked for as one; other ids stand in the text, for to bind each costs more."""
    if not ids:
        return sa.false()
    first, last = min(ids), max(ids)
    if last - first + 1 == len(ids):
        between: sa.ColumnElement[bool] = column.between(first, last)
        return between
    given: Any = sa.bindparam("ids", sorted(ids), expanding=True, literal_execute=True, unique=True)
    listed: sa.ColumnElement[bool] = column.in_(given)
    return listed


def _within(model: Any) -> Any:
    return sa.and_(Account.occurrence_id == model.occurrence_id, Account.number == model.account_number)


# -- which


def all_ids() -> Rows:
    """(id, whether it is live) of everything that is or was on record, by id."""
    live = Occurrence.state == OccurrenceState.LIVE
    return sa.select(Occurrence.id, live).where(accepted(Occurrence.created_in)).order_by(Occurrence.id)


def live_among(ids: Ids) -> Rows:
    """The occurrences of these that stand, by id."""
    return sa.select(Occurrence.id).where(
        _among(Occurrence.id, ids), Occurrence.state == OccurrenceState.LIVE, accepted(Occurrence.created_in)
    )


def n_live() -> Rows:
    """How many occurrences stand."""
    live = (Occurrence.state == OccurrenceState.LIVE, accepted(Occurrence.created_in))
    return sa.select(sa.func.count()).select_from(Occurrence).where(*live)


def n_withheld(ids: Ids | None) -> Rows:
    """How many quotes of standing claims may not be given on; ids None: in all occurrences that stand."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Source)
        .join(Account, Account.source_id == Source.id)
        .join(Claim, sa.and_(Claim.occurrence_id == Account.occurrence_id, Claim.account_number == Account.number))
        .join(Occurrence, Occurrence.id == Claim.occurrence_id)
        .where(quote_withheld(), Claim.closed_in.is_(None), accepted(Account.recorded_in))
        .where(Occurrence.state == OccurrenceState.LIVE)
    )
    return statement if ids is None else statement.where(_among(Account.occurrence_id, ids))


def last_ids() -> Rows:
    """The highest id of an occurrence, a party and a source; None where there is none."""
    return sa.select(*(sa.select(sa.func.max(each.id)).scalar_subquery() for each in (Occurrence, Party, Source)))


def first_digest() -> Rows:
    """The digest of the first changeset: no two databases have the same."""
    return sa.select(Changeset.digest).where(Changeset.sequence == 1)


# -- what stands


def gone(ids: Ids) -> Rows:
    """(id, state, merged into, reason) of those that no longer stand."""
    return (
        sa.select(Standing.occurrence_id, _code(Standing.state), Standing.merged_into, Standing.reason)
        .where(_among(Standing.occurrence_id, ids), Standing.closed_in.is_(None), accepted(Standing.recorded_in))
        .order_by(Standing.occurrence_id)
    )


def aircraft(ids: Ids) -> Rows:
    """(id, number, reason or None): with a reason those that were withdrawn."""
    withdrawn = sa.and_(
        Withdrawal.occurrence_id == Aircraft.occurrence_id,
        Withdrawal.entry == Entry.AIRCRAFT,
        Withdrawal.entry_number == Aircraft.number,
        Withdrawal.closed_in.is_(None),
    )
    return (
        sa.select(Aircraft.occurrence_id, Aircraft.number, Withdrawal.reason)
        .outerjoin(Withdrawal, withdrawn)
        .where(_among(Aircraft.occurrence_id, ids), accepted(Aircraft.recorded_in))
        .order_by(Aircraft.occurrence_id, Aircraft.number)
    )


def accounts(ids: Ids) -> Rows:
    """Accounts in the columns of `app.exports.docket.ACCOUNT`, then their place in the log."""
    return (
        sa.select(
            Account.occurrence_id, Account.number, Account.speaker_id, Account.source_id, Account.said_on,
            Account.published_on, _code(Account.precision), _code(Account.report_status), Account.label, Account.record,
            Account.note, Changeset.sequence,
        )
        .join(Changeset, Changeset.id == Account.recorded_in)
        .where(_among(Account.occurrence_id, ids), Changeset.sequence.is_not(None))
        .order_by(Account.occurrence_id, Account.number)
    )  # fmt: skip


def claims(ids: Ids) -> Rows:
    """Claims in the columns of `app.exports.docket.CLAIM`, after the account's number."""
    return (
        sa.select(
            Claim.occurrence_id, Claim.account_number, Claim.number, Claim.property, Claim.aircraft_number, Claim.qualifier,
            Claim.value, Claim.raw, _code(Claim.stance), Claim.locator, given_quote(), Claim.label,
        )
        .join(Account, _within(Claim))
        .join(Source, Source.id == Account.source_id)
        .where(_among(Claim.occurrence_id, ids), _among(Account.occurrence_id, ids), Claim.closed_in.is_(None))
        .order_by(Claim.occurrence_id, Claim.number)
    )  # fmt: skip


def rankings(ids: Ids) -> Rows:
    """(id, claim, rank, reason)."""
    return (
        sa.select(Ranking.occurrence_id, Ranking.claim_number, _code(Ranking.rank), Ranking.reason)
        .where(_among(Ranking.occurrence_id, ids), Ranking.closed_in.is_(None), accepted(Ranking.recorded_in))
        .order_by(Ranking.occurrence_id, Ranking.claim_number)
    )


def attestations(ids: Ids) -> Rows:
    """(id, claim, source, locator)."""
    return (
        sa.select(Attestation.occurrence_id, Attestation.claim_number, Attestation.source_id, Attestation.locator)
        .where(_among(Attestation.occurrence_id, ids), Attestation.closed_in.is_(None), accepted(Attestation.recorded_in))
        .order_by(Attestation.occurrence_id, Attestation.number)
    )


def investigations(ids: Ids) -> Rows:
    """(id, number, authority, kind, role of its State, note)."""
    row = Investigation
    return (
        sa.select(row.occurrence_id, row.number, row.authority_id, _code(row.kind), _code(row.state_role), row.note)
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None), accepted(row.recorded_in))
        .order_by(row.occurrence_id, row.number)
    )


def events(ids: Ids) -> Rows:
    """(id, investigation, account, kind, day, precision, note)."""
    row = InvestigationEvent
    return (
        sa.select(
            row.occurrence_id, row.investigation_number, row.account_number, _code(row.kind), row.happened_on,
            _code(row.precision), row.note,
        )
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None))
        .order_by(row.occurrence_id, row.investigation_number, row.number)
    )  # fmt: skip


def participations(ids: Ids) -> Rows:
    """(id, investigation, account, State, role, capacity, body, since, precision, note)."""
    row = Participation
    return (
        sa.select(
            row.occurrence_id, row.investigation_number, row.account_number, row.country, _code(row.role),
            _code(row.capacity), row.party_id, row.since, _code(row.precision), row.note,
        )
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None))
        .order_by(row.occurrence_id, row.investigation_number, row.number)
    )  # fmt: skip


def documents(ids: Ids) -> Rows:
    """(id, investigation, source, note)."""
    row = InvestigationDocument
    return (
        sa.select(row.occurrence_id, row.investigation_number, row.source_id, row.note)
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None), accepted(row.recorded_in))
        .order_by(row.occurrence_id, row.investigation_number, row.number)
    )


def recommendations(ids: Ids) -> Rows:
    """(id, account, number, text, addressee, made on, reference, sent on)."""
    row = Recommendation
    return (
        sa.select(
            row.occurrence_id, row.account_number, row.number, row.text, row.addressee_id, row.made_on, row.reference,
            row.sent_on,
        )
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None))
        .order_by(row.occurrence_id, row.number)
    )  # fmt: skip


def responses(ids: Ids) -> Rows:
    """(id, recommendation, account, text, answered on, status)."""
    row = RecommendationResponse
    return (
        sa.select(
            row.occurrence_id, row.recommendation_number, row.account_number, row.text, row.answered_on, _code(row.status)
        )
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None))
        .order_by(row.occurrence_id, row.recommendation_number, row.number)
    )


def releases(ids: Ids) -> Rows:
    """(id, source, record, digest) of the releases of datasets that held the occurrence; files of this format are none."""
    row = ReleaseRecord
    of_file = sa.select(Source.id).where(Source.key.startswith(KEY_PREFIX))
    return sa.select(row.occurrence_id, row.source_id, row.record, row.digest).where(
        _among(row.occurrence_id, ids), row.source_id.not_in(of_file), accepted(row.recorded_in)
    )


def judgements(ids: Ids) -> Rows:
    """(id, the other's id, verdict, why)."""
    row = Judgement
    return (
        sa.select(row.occurrence_id, row.other_id, _code(row.verdict), row.why)
        .where(_among(row.occurrence_id, ids), row.closed_in.is_(None), accepted(row.recorded_in))
        .order_by(row.occurrence_id, row.other_id, row.number)
    )


# -- who and where


def parties(ids: Ids) -> Rows:
    """(id, kind, name, country, merged into, reason) of these, of those they are, and of all that were merged into either."""
    meant = sa.select(sa.func.coalesce(Party.merged_into, Party.id)).where(_among(Party.id, ids))
    open_merge = sa.and_(PartyMerge.party_id == Party.id, PartyMerge.closed_in.is_(None))
    return (
        sa.select(Party.id, _code(Party.kind), Party.name, Party.country, Party.merged_into, PartyMerge.reason)
        .outerjoin(PartyMerge, open_merge)
        .where(sa.or_(Party.id.in_(meant), Party.merged_into.in_(meant)))
        .order_by(Party.merged_into.is_not(None), Party.id)
    )


def party_names(ids: Ids) -> Rows:
    """(id, name) of all open names, in their order."""
    return (
        sa.select(PartyName.party_id, PartyName.name)
        .where(_among(PartyName.party_id, ids), PartyName.closed_in.is_(None))
        .order_by(PartyName.party_id, PartyName.number)
    )


def sources(ids: Ids) -> Rows:
    """Sources in the columns of `app.exports.docket.SOURCE`."""
    row = Source
    return (
        sa.select(
            row.id, _code(row.kind), row.title, row.publisher_id, row.authors, row.url, row.archived_url, row.published_on,
            row.retrieved_on, row.language, row.licence, row.redistributable, row.key, row.series, row.file_sha256,
        )
        .where(_among(row.id, ids))
        .order_by(row.id)
    )  # fmt: skip

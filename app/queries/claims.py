"""Claims with what the rule needs of their accounts, sources and ranks."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.models import Account, Changeset, Claim, Ranking, Source
from app.queries.changesets import holds, stands
from app.resolution.rule import Said
from app.vocab.claims import Precision
from app.vocab.properties import PROPERTIES, ValueType

PARTY_VALUED = frozenset(each.key for each in PROPERTIES if each.type is ValueType.PARTY)


def rank_of_claim(at: int | None = None) -> sa.ColumnElement[bool]:
    """What joins a claim to the rank that it has, or had at that sequence of the log, if it has one."""
    is_open = Ranking.closed_in.is_(None) if at is None else holds(Ranking.recorded_in, Ranking.closed_in, at)
    return sa.and_(Ranking.occurrence_id == Claim.occurrence_id, Ranking.claim_number == Claim.number, is_open)


def said(
    occurrence_ids: Collection[int] | None = None, *, accepting: tuple[int, int] | None = None, at: int | None = None
) -> sa.Select[*tuple[Any, ...]]:
    """Open claims of accepted changesets as (occurrence id, ...fields of `Said`), by occurrence and number.

    occurrence_ids None: of all occurrences. accepting: (id, sequence to be) of a changeset that is being accepted and counts
    as if it were. at: as they stood at that sequence of the log. Dates come as the driver gives them; see `to_said`.
    """
    sequence: sa.ColumnElement[Any] = Changeset.sequence.expression
    on_record: sa.ColumnElement[bool] = sequence.is_not(None) if at is None else sequence <= at
    if accepting is not None:
        sequence = sa.func.coalesce(sequence, accepting[1])
        on_record = sa.or_(on_record, Changeset.id == accepting[0])
    statement = (
        sa.select(
            Claim.occurrence_id,
            Claim.number,
            Claim.aircraft_number,
            Claim.property,
            Claim.qualifier,
            Claim.value,
            sa.type_coerce(Claim.stance, sa.Text),
            Claim.account_number,
            Account.speaker_id,
            sa.type_coerce(Source.kind, sa.Text),
            sa.type_coerce(Account.report_status, sa.Text),
            sa.type_coerce(sa.func.coalesce(Account.published_on, Account.said_on), sa.Text),
            sa.type_coerce(Source.published_on, sa.Text),
            sequence,
            sa.type_coerce(Account.precision, sa.Text),
            sa.type_coerce(Ranking.rank, sa.Text),
        )
        .join(Account, sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number))
        .join(Changeset, Changeset.id == Account.recorded_in)
        .join(Source, Source.id == Account.source_id)
        .outerjoin(Ranking, rank_of_claim(at))
        .where(stands(Claim, at), on_record)
        .order_by(Claim.occurrence_id, Claim.number)
    )
    return statement if occurrence_ids is None else statement.where(Claim.occurrence_id.in_(occurrence_ids))


def to_said(row: Any) -> Said:
    """A row of `said` without its occurrence id, as the rule takes it."""
    (
        _,
        number,
        aircraft,
        prop,
        qualifier,
        value,
        stance,
        account,
        speaker,
        kind,
        status,
        public,
        released,
        sequence,
        precision,
        rank,
    ) = row
    return Said(
        number, aircraft, prop, qualifier, value, stance, account, speaker, kind, status,
        str(public), str(released) if released else "", sequence, precision != Precision.NOT_LATER_THAN, rank,
    )  # fmt: skip


def alike(claims: Iterable[Said], merged: Mapping[int, int]) -> list[Said]:
    """The claims with merged parties (id -> the one it is) taken for one, as speakers and as values."""
    if not merged:
        return list(claims)
    return [
        each._replace(
            speaker=merged.get(each.speaker, each.speaker),
            value=str(merged.get(int(each.value), each.value)) if each.property in PARTY_VALUED else each.value,
        )
        for each in claims
    ]

"""Statements behind exported tables: cells as the driver gives them, for some occurrences, by number.

They are built once and run often: with the parameters `first` and `last`, or with `numbers` where they are made `by_number`.
"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Account, Aircraft, Claim, Occurrence, Party, Ranking, Source
from app.models.redistribution import given_quote, quote_withheld
from app.queries.changesets import accepted
from app.queries.claims import PARTY_VALUED, rank_of_claim, said
from app.queries.lists import is_public
from app.vocab.properties import PROPERTIES

Rows = sa.Select[*tuple[Any, ...]]

_MAKER, _OPERATOR, _SPEAKER, _VALUE = aliased(Party), aliased(Party), aliased(Party), aliased(Party)
_ACCOUNT_OF_CLAIM = sa.and_(Account.occurrence_id == Claim.occurrence_id, Account.number == Claim.account_number)
_AIRCRAFT_OF_CLAIM = sa.and_(Aircraft.occurrence_id == Claim.occurrence_id, Aircraft.number == Claim.aircraft_number)
_UNITS = {each.key: each.unit for each in PROPERTIES if each.unit}


def _raw(column: Any) -> Any:
    """A column without what SQLAlchemy makes of each cell."""
    return sa.type_coerce(column, sa.Text)


def _within(column: Any, *, by_number: bool) -> sa.ColumnElement[bool]:
    if by_number:
        listed: sa.ColumnElement[bool] = column.in_(sa.bindparam("numbers", expanding=True))
        return listed
    between: sa.ColumnElement[bool] = column.between(sa.bindparam("first"), sa.bindparam("last"))
    return between


# -- occurrences and aircraft


def _field(name: str) -> Any:
    """The column that an export's column names."""
    known = {"aircraft.manufacturer": _MAKER.name, "aircraft.operator": _OPERATOR.name}
    if name in known:
        return known[name]
    table, _, column = name.partition(".")
    return _raw(getattr({"occurrence": Occurrence, "aircraft": Aircraft}[table], column))


def occurrences(fields: Sequence[str], *, by_number: bool) -> Rows:
    """The cells of the fields, of the public occurrences; by number."""
    cells = [_field(each) for each in fields]
    return sa.select(*cells).where(_within(Occurrence.id, by_number=by_number), is_public()).order_by(Occurrence.id)


def aircraft(fields: Sequence[str], *, by_number: bool) -> Rows:
    """The cells of the fields, of each aircraft that stands; by the numbers of occurrence and aircraft."""
    statement = sa.select(*(_field(each) for each in fields)).select_from(Aircraft)
    statement = statement.join(Occurrence, Occurrence.id == Aircraft.occurrence_id)
    if "aircraft.manufacturer" in fields:
        statement = statement.outerjoin(_MAKER, _MAKER.id == Aircraft.manufacturer_id)
    if "aircraft.operator" in fields:
        statement = statement.outerjoin(_OPERATOR, _OPERATOR.id == Aircraft.operator_id)
    stands = (Aircraft.closed_in.is_(None), accepted(Aircraft.recorded_in), is_public())
    return statement.where(_within(Occurrence.id, by_number=by_number), *stands).order_by(Occurrence.id, Aircraft.number)


def said_of(keys: Collection[str], *, by_number: bool) -> Rows:
    """Claims as `queries.claims.said` gives them, on some properties alone."""
    return said().where(_within(Claim.occurrence_id, by_number=by_number), Claim.property.in_(keys))


# -- claims


def _party_value() -> sa.ColumnElement[Any]:
    """The party that the claim's value is; NULL where it is none."""
    return sa.case((Claim.property.in_(PARTY_VALUED), sa.cast(Claim.value, sa.BigInteger)))


def _claim_cells() -> dict[str, Any]:
    number = sa.cast(Claim.occurrence_id, sa.Text) + "-" + sa.cast(Claim.number, sa.Text)
    return {
        "id": number,
        "occurrence": Claim.occurrence_id,
        "aircraft": Claim.aircraft_number,
        "property": Claim.property,
        "qualifier": sa.func.nullif(Claim.qualifier, ""),
        "value": Claim.value,
        "value_name": _VALUE.name,
        "raw": Claim.raw,
        "unit": sa.case(_UNITS, value=Claim.property),
        "stance": _raw(Claim.stance),
        "speaker_id": Account.speaker_id,
        "speaker": _SPEAKER.name,
        "source_id": Account.source_id,
        "source": Source.title,
        "url": Source.url,
        "said_on": _raw(Account.said_on),
        "said_precision": _raw(Account.precision),
        "published_on": _raw(Account.published_on),
        "public_on": _raw(sa.func.coalesce(Account.published_on, Account.said_on)),
        "quote": given_quote(),
        "locator": Claim.locator,
        "rank": _raw(Ranking.rank),
        "report_status": _raw(Account.report_status),
        "changeset": Account.recorded_in,
    }


def claims(fields: Sequence[str], *, by_number: bool) -> Rows:
    """The cells of the fields, of each claim that stands, and not on an aircraft that was withdrawn; by number."""
    cells = _claim_cells()
    chosen = [cells[each.removeprefix("claim.")] for each in fields]
    return (
        sa.select(*chosen)
        .select_from(Claim)
        .join(Occurrence, Occurrence.id == Claim.occurrence_id)
        .join(Account, _ACCOUNT_OF_CLAIM)
        .join(Source, Source.id == Account.source_id)
        .join(_SPEAKER, _SPEAKER.id == Account.speaker_id)
        .outerjoin(_VALUE, _VALUE.id == _party_value())
        .outerjoin(Ranking, rank_of_claim())
        .outerjoin(Aircraft, _AIRCRAFT_OF_CLAIM)
        .where(sa.or_(Claim.aircraft_number.is_(None), Aircraft.closed_in.is_(None)))
        .where(
            _within(Claim.occurrence_id, by_number=by_number),
            Claim.closed_in.is_(None),
            accepted(Account.recorded_in),
            is_public(),
        )
        .order_by(Claim.occurrence_id, Claim.number)
    )


def withheld() -> Rows:
    """(occurrence, how many quotes may not be given on) of the public occurrences that have such; from the sources on."""
    kept_back = sa.select(Source.id).where(sa.not_(Source.redistributable))
    return (
        sa.select(Claim.occurrence_id, sa.func.count())
        .select_from(Account)
        .join(Claim, _ACCOUNT_OF_CLAIM)
        .join(Source, Source.id == Account.source_id)
        .join(Occurrence, Occurrence.id == Claim.occurrence_id)
        .outerjoin(Aircraft, _AIRCRAFT_OF_CLAIM)
        .where(sa.or_(Claim.aircraft_number.is_(None), Aircraft.closed_in.is_(None)))
        .where(Account.source_id.in_(kept_back), quote_withheld(), Claim.closed_in.is_(None))
        .where(accepted(Account.recorded_in), is_public())
        .group_by(Claim.occurrence_id)
        .order_by(Claim.occurrence_id)
    )

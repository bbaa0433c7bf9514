"""Reading a body into the parts of a contribution: the account, its claims, days; what cannot be read is noted at its field."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from app.api.naming import Names
from app.api.schemas.accounts_in import AccountIn, ClaimIn, PartyIn, SaidIn
from app.core.dates import PartialDate
from app.core.errors import BadValue
from app.services import suggestions
from app.services.steps import ClaimStep, FileAccount, Ref
from app.vocab.claims import Precision
from app.vocab.properties import BY_KEY, Property, Subject, ValueType
from app.vocab.values import canonical, check_qualifier, degrees, read


def dated(day: PartialDate | None, precision: Precision | None) -> tuple[str | None, str]:
    """(day, precision) as steps have them: of a month or year its first day, of `not later than` the last it may mean."""
    if day is None:
        return None, Precision.DAY.value
    if precision is Precision.NOT_LATER_THAN:
        return day.last.isoformat(), precision.value
    return day.first.isoformat(), day.precision


def account(names: Names, body: SaidIn, about: Ref, **parts: Any) -> FileAccount | None:
    """The account that a body's head describes, with these parts; None where something is wrong, which is noted."""
    source = names.source("/source", body.source, body.source_id)
    speaker = names.party("/speaker", body.speaker, body.speaker_id, needed=False)
    if source is None:
        return None
    said, published = body.said_on, body.published_on
    if said is None:
        published = published or source.published_on
    on, precision = dated(said, body.said_precision)
    on = on or (published.isoformat() if published else None)
    check_precision(names, "/said_precision", said, body.said_precision)
    _check_days(names, body, on, published)
    if on is None:
        return None
    who = source.publisher if speaker is None else speaker
    day = published.isoformat() if published else None
    return FileAccount(about, who, source.ref, on, day, precision, **parts)


def check_precision(names: Names, at: str, day: PartialDate | None, precision: Precision | None) -> None:
    """Note a precision that does not go with the day."""
    if precision is None or (day is not None and precision in (Precision.NOT_LATER_THAN, day.precision)):
        return
    names.fault(
        at, f"{precision.value!r} does not go with {day}" if day else f"there is no day that is known {precision.value!r}"
    )


def _check_days(names: Names, body: SaidIn, on: str | None, published: dt.date | None) -> None:
    at = "/said_on" if body.said_on is not None else "/published_on"
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    if on is None:
        names.fault("/said_on", "say when it was said, or when it was published; the year alone will do")
    elif published is not None and published.isoformat() < on:
        names.fault("/published_on", f"it was published on {published}, before it was said on {on}")
    elif max(on, published.isoformat() if published else on) > tomorrow.isoformat():
        names.fault(at, "the day lies in the future")


def claims(names: Names, body: AccountIn, aircraft: Collection[int], open_claims: Collection[int]) -> tuple[ClaimStep, ...]:
    """The claims of a body. aircraft: the numbers that may be spoken of; open_claims: those that may be replaced."""
    made: list[ClaimStep] = []
    seen: dict[tuple[object, ...], int] = {}
    for place, given in enumerate(body.claims):
        at = f"/claims/{place}"
        claim = claim_of(names, at, given, aircraft)
        if given.replaces is not None and given.replaces not in open_claims:
            names.fault(f"{at}/replaces", f"no claim {given.replaces} of this record stands")
        if claim is None:
            continue
        first = seen.setdefault((claim.property, claim.aircraft, claim.qualifier, claim.value, claim.stance), place)
        if first != place:
            names.fault(at, f"it says the same as /claims/{first}")
        made.append(claim)
    return tuple(made)


def claim_of(
    names: Names, at: str, given: ClaimIn, aircraft: Collection[int] | None, *, refs: bool = False
) -> ClaimStep | None:
    """One claim; None where something is wrong with it, which is noted.

    aircraft None: any may be spoken of. refs: its party and further sources may be made by an earlier step.
    """
    prop = BY_KEY.get(given.property)
    if prop is None:
        names.fault(f"{at}/property", f"there is no property {given.property[:60]!r}; the dictionary lists them all")
        return None
    before = len(names.errors)
    _check_aircraft(names, f"{at}/aircraft", prop, given.aircraft, aircraft)
    qualifier = _qualifier(names, f"{at}/qualifier", prop, given.qualifier or "")
    is_ref = refs and prop.type is ValueType.PARTY and isinstance(given.value, int | str)
    value, raw = (given.value, None) if is_ref else _value(names, f"{at}/value", prop, given.value)
    further = tuple(given.also_in) if refs else tuple(_further(names, f"{at}/also_in", given.also_in))
    raw = given.raw or raw
    if value is None or len(names.errors) > before:
        return None
    return ClaimStep(
        prop.key, value, given.aircraft, qualifier, None if raw == value else raw, given.stance.value, given.locator,
        given.quote, given.replaces, further, given.label,
    )  # fmt: skip


def _further(names: Names, at: str, ids: Sequence[int]) -> Sequence[int]:
    for place, each in enumerate(ids):
        if suggestions.source_numbered(names.session, str(each)) is None:
            names.fault(f"{at}/{place}", f"there is no source {each}")
    return ids


def _check_aircraft(names: Names, at: str, prop: Property, number: int | None, known: Collection[int] | None) -> None:
    if prop.subject is Subject.OCCURRENCE:
        if number is not None:
            names.fault(at, f"{prop.label} is said of the occurrence, and takes no aircraft")
    elif number is None:
        names.fault(at, f"{prop.label} is said of an aircraft: give its number")
    elif known is not None and number not in known:
        numbers = ", ".join(map(str, sorted(known)))
        names.fault(at, f"there is no aircraft {number}; there are {numbers}, and more with n_aircraft")


def _qualifier(names: Names, at: str, prop: Property, text: str) -> str:
    try:
        if "\x00" in text:
            raise BadValue("it holds a null character")
        return check_qualifier(prop, text)
    except BadValue as error:
        names.fault(at, str(error))
        return ""


def _value(names: Names, at: str, prop: Property, given: Any) -> tuple[Ref | None, str | None]:
    """(stored, raw) of a value."""
    if prop.type is ValueType.PARTY:
        return _party(names, at, prop, given), None
    try:
        return _stored(prop, given)
    except BadValue as error:
        names.fault(at, str(error))
        return None, None


def _party(names: Names, at: str, prop: Property, given: Any) -> Ref | None:
    if isinstance(given, str):
        try:
            given = PartyIn.model_validate({"name": given})
        except ValueError:
            names.fault(at, f"{prop.label}: write a name of 1 to 500 characters")
            return None
    if isinstance(given, PartyIn):
        return names.party(at, given, kind=suggestions.kind_of_party(prop))
    if isinstance(given, int) and 0 < given < 2**63:
        before = len(names.errors)
        found = names.party(at, None, given)
        if len(names.errors) > before and f"{at}_id" in names.errors:
            names.errors[at] = names.errors.pop(f"{at}_id")
        return found
    names.fault(at, f"{prop.label}: give a party's number, its name, or an object with name and kind")
    return None


def _stored(prop: Property, given: Any) -> tuple[str, str | None]:
    if isinstance(given, tuple):
        if prop.type is not ValueType.COORDINATES:
            raise BadValue(f"{prop.label}: two numbers are a position, and this is none")
        return canonical(prop, ",".join(degrees(each) for each in given)), None
    if isinstance(given, PartyIn):
        raise BadValue(f"{prop.label}: an object is a party, and this is none")
    if isinstance(given, float) and given.is_integer() and abs(given) < 1e12:
        given = int(given)
    if isinstance(given, float):
        return canonical(prop, f"{given:.9f}".rstrip("0")), None
    return (canonical(prop, str(given)), None) if isinstance(given, int) else read(prop, given)

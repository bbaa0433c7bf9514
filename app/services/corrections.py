"""What the forms that correct the record need to know: how it stands, what changed meanwhile, and who or what is meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import BadValue, Conflict, NotFound
from app.core.text import fold, squeeze
from app.models import Account, Changeset, Claim, Occurrence, Party, PartyName, Source
from app.queries import corrections as queries
from app.queries import lists, pages
from app.services.dossiers import Dossier
from app.services.duplicates import Likely, likely_duplicates
from app.services.parties import party_key
from app.services.steps import ClaimStep
from app.vocab.claims import Entry, OccurrenceState, Verdict

_NUMBER = re.compile(r"(?:^|\(#|^#)(\d{1,18})\)?$", re.ASCII)
MAX_FOUND = 10


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """An occurrence that changed while a form was open, with the changesets that did it, the latest first."""

    occurrence_id: int
    changesets: Sequence[Changeset]


def versions(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """The versions of occurrences by id, in the order asked. NotFound where one is not of the record."""
    wanted = list(ids)
    found = known_versions(session, wanted)
    for each in wanted:
        if each not in found:
            raise NotFound(f"there is no occurrence {each}")
    return {each: found[each] for each in wanted}


def known_versions(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """The versions of those that are of the record, by id."""
    wanted = list(ids)
    return {row.id: row.version for row in session.execute(queries.versions(wanted))} if wanted else {}


def meanwhile(session: Session, base: dict[int, int], current: dict[int, int]) -> list[Meanwhile]:
    """What changed since the versions that somebody saw; empty where nothing did."""
    return [
        Meanwhile(each, session.scalars(queries.changesets_of(each).limit(max(1, min(20, now - base.get(each, 0))))).all())
        for each, now in current.items()
        if base.get(each) != now
    ]


def _number_in(text: str) -> int | None:
    """The number in `12`, `#12` or `NTSB (#12)`."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


def named(row: Party | Source) -> str:
    """A party or a source as a field names it, with its number so that it is no other one: `NTSB (#3)`."""
    return f"{row.name if isinstance(row, Party) else row.title} (#{row.id})"


def find_party(session: Session, text: str) -> Party:
    """The party that is meant by its number or one of its names; BadValue where there is none, or more than one.

    For one that was merged, the party that it is.
    """
    number = _number_in(text)
    known = session.scalar(pages.party(number)) if number is not None else None
    found = [known] if known is not None else list(session.scalars(queries.parties_named(party_key(text))))
    targets = {each.merged_into or each.id: each for each in found}
    if not targets:
        raise BadValue(f"no party is known as “{squeeze(text)[:80]}”")
    if len(targets) > 1:
        choice = ", ".join(f"{each.kind.label.lower()} {named(each)}" for each in found[:MAX_FOUND])
        raise BadValue(f"“{squeeze(text)[:80]}” may be {choice}; write which, with its number")
    target, party = targets.popitem()
    return party if party.id == target else session.get_one(Party, target)


def find_source(session: Session, text: str) -> Source:
    """The source that is meant by its number, address or title; BadValue where there is none, or more than one."""
    number = _number_in(text)
    known = session.scalar(queries.source(number)) if number is not None else None
    found = [known] if known is not None else session.scalars(queries.sources_called(squeeze(text)).limit(MAX_FOUND)).all()
    if not found:
        raise BadValue(f"no source is known as “{squeeze(text)[:80]}”")
    if len(found) > 1:
        raise BadValue(f"there are several: {', '.join(map(named, found))}; write which, with its number")
    source: Source = found[0]
    return source


def find_records(session: Session, text: str, *, but: int) -> list[Occurrence]:
    """The public occurrences that are meant by an id, an identifier or words, a few at most; never the record itself."""
    number = _number_in(text)
    statements = [pages.occurrences_by_id([number]).where(lists.is_public())] if number is not None else []
    words = tuple(dict.fromkeys(fold(text).split(" ")))[:12]
    statements += [queries.occurrences_identified(squeeze(text)), lists.occurrences(lists.Filter(words))]
    found: dict[int, Occurrence] = {}
    for statement in statements:
        found.update({each.id: each for each in session.scalars(statement.limit(MAX_FOUND))})
    found.pop(but, None)
    return list(found.values())[:MAX_FOUND]


def told_apart(session: Session, occurrence_id: int) -> dict[int, str]:
    """The records that were judged to be of other occurrences than this one, by id, with the reason."""
    found: dict[int, str] = {}
    for each in session.scalars(queries.judgements_of(occurrence_id)):
        other = each.other_id if each.occurrence_id == occurrence_id else each.occurrence_id
        if each.verdict is Verdict.DIFFERENT:
            found.setdefault(other, each.why)
    return found


def likely_doubles(session: Session, dossier: Dossier) -> list[Likely]:
    """The records that may be of the same occurrence, the likeliest first, without those that were told apart from it."""
    shown = [
        ClaimStep(fact.property.key, each.value, fact.aircraft, fact.qualifier)
        for fact in dossier.facts
        for each in fact.outcome.chosen
    ]
    known = {dossier.occurrence.id, *told_apart(session, dossier.occurrence.id)}
    return [each for each in likely_duplicates(session, shown) if each.occurrence.id not in known]


def live(session: Session, occurrence_id: int) -> Any:
    """(id, title, state, merged_into) of a record that stands; NotFound and Conflict for others."""
    head = session.execute(pages.occurrence_head(occurrence_id)).one_or_none()
    if head is None:
        raise NotFound(f"there is no occurrence {occurrence_id}")
    if head.state is not OccurrenceState.LIVE:
        raise Conflict(f"the record of occurrence {occurrence_id} is {head.state.label.lower()}")
    return head


def head_of(session: Session, occurrence_id: int) -> Any:
    """(id, title, state, merged_into) of a record, whatever became of it; NotFound where there is none."""
    head = session.execute(pages.occurrence_head(occurrence_id)).one_or_none()
    if head is None:
        raise NotFound(f"there is no occurrence {occurrence_id}")
    return head


def merged_records(session: Session, occurrence_id: int) -> Sequence[Occurrence]:
    """The records that were merged into this one."""
    return session.scalars(queries.merged_into(occurrence_id)).all()


def open_account(session: Session, occurrence_id: int, number: int) -> tuple[Account, Sequence[Claim]]:
    """An account with its open claims. NotFound where there is none, Conflict where nothing of it stands."""
    account = session.scalar(queries.account(occurrence_id, number))
    if account is None:
        raise NotFound(f"there is no account {number} of occurrence {occurrence_id}")
    claims = session.scalars(queries.claims_in(occurrence_id, number)).all()
    if not claims:
        raise Conflict(f"no claim of account {number} of occurrence {occurrence_id} stands")
    return account, claims


def open_entry(session: Session, occurrence_id: int, kind: Entry, number: int, part: int | None) -> Any:
    """The row of an entry that can be withdrawn. NotFound where there is none, Conflict where it is withdrawn already."""
    if (queries.TABLES[kind][1] is None) != (part is None):
        raise NotFound(f"there is no {kind.label.lower()} {number} of occurrence {occurrence_id}")
    row = session.scalar(queries.entry(occurrence_id, kind, number, part))
    if row is None:
        raise NotFound(f"there is no {kind.label.lower()} {number} of occurrence {occurrence_id}")
    if row.closed_in is not None:
        raise Conflict(f"the {kind.label.lower()} was withdrawn in changeset {row.closed_in}")
    return row


def open_party(session: Session, party_id: int) -> Party:
    """A party of the record; NotFound where there is none."""
    party: Party | None = session.scalar(pages.party(party_id))
    if party is None:
        raise NotFound(f"there is no party {party_id}")
    return party


def names_of(session: Session, party_id: int) -> Sequence[PartyName]:
    """The open names of a party, its first one first."""
    return session.scalars(queries.party_names(party_id)).all()


def merged_parties(session: Session, party_id: int) -> Sequence[Party]:
    """The parties that were found to be this one."""
    return session.scalars(queries.parties_merged_into(party_id)).all()


def suggested_aircraft(own: Dossier, other: Dossier) -> dict[int, int]:
    """For each aircraft of a record its likely number in the other one: of the same registration, else the next that is free.

    One that has a registration of its own is missing: it is likely another aircraft.
    """
    theirs = {fold(each.row.registration): each.row.number for each in other.aircraft if each.row.registration}
    numbers = [each.row.number for each in other.aircraft]
    found: dict[int, int] = {}
    for each in own.aircraft:
        same = theirs.get(fold(each.row.registration)) if each.row.registration else None
        if same is not None and same not in found.values():
            found[each.row.number] = same
    free = [number for number in numbers if number not in found.values()]
    for each in own.aircraft:
        if each.row.number not in found and free and not (each.row.registration and theirs):
            found[each.row.number] = free.pop(0)
    return found

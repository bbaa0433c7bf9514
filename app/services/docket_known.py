"""What the database holds already of the records of an `airdocket-jsonl` file, so that nothing is filed twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.importers.airdocket.lines import OccurrenceLine
from app.models import (
    Account,
    Aircraft,
    Claim,
    Identifier,
    InvestigationDocument,
    InvestigationEvent,
    Occurrence,
    Participation,
    Recommendation,
    RecommendationResponse,
    ReleaseRecord,
)
from app.services.projector import IDENTIFIERS
from app.vocab.claims import OccurrenceState, Rank

Key = tuple[object, ...]


class Filed(NamedTuple):
    """A record that an earlier file of the same database held: where it is here, whether it stands, its latest digest."""

    occurrence: int
    stands: bool
    digest: str


def filed_before(session: Session, files: Collection[int], records: Collection[str]) -> dict[str, Filed]:
    """The records of these names that the files held."""
    statement = (
        sa.select(ReleaseRecord.record, ReleaseRecord.occurrence_id, Occurrence.state, ReleaseRecord.digest)
        .join(Occurrence, Occurrence.id == ReleaseRecord.occurrence_id)
        .where(ReleaseRecord.source_id.in_(files), ReleaseRecord.record.in_(records))
        .order_by(ReleaseRecord.source_id)
    )
    found: dict[str, Filed] = {}
    for record, occurrence, state, digest in session.execute(statement):
        stands = state is OccurrenceState.LIVE
        if stands or record not in found or not found[record].stands:
            found[record] = Filed(occurrence, stands, digest)
    return found


def identified(session: Session, lines: Sequence[OccurrenceLine]) -> dict[int, int]:
    """The occurrences here that have an identifier of one of these, by the ids of the file."""
    wanted: dict[str, set[str]] = defaultdict(set)
    of_line: dict[int, list[tuple[str, str]]] = {}
    for line in lines:
        pairs = [
            (c.property, c.value)
            for a in line.accounts
            for c in a.claims
            if c.property in IDENTIFIERS and c.rank is not Rank.DEPRECATED
        ]
        of_line[line.occurrence] = pairs
        for scheme, value in pairs:
            wanted[scheme].add(value)
    known: dict[tuple[str, str], int] = {}
    for scheme, values in wanted.items():
        statement = (
            sa.select(Identifier.value, Identifier.occurrence_id)
            .join(Occurrence, Occurrence.id == Identifier.occurrence_id)
            .where(Identifier.scheme == scheme, Identifier.value.in_(values), Occurrence.state == OccurrenceState.LIVE)
            .order_by(Identifier.occurrence_id.desc())
        )
        for value, occurrence in session.execute(statement):
            known[scheme, value] = occurrence
    found = {id_: [known[pair] for pair in pairs if pair in known] for id_, pairs in of_line.items()}
    return {id_: ids[0] for id_, ids in found.items() if ids}


def registrations(session: Session, ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The numbers of the standing aircraft of each by their registrations."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    statement = sa.select(Aircraft.occurrence_id, Aircraft.registration, Aircraft.number).where(
        Aircraft.occurrence_id.in_(ids), Aircraft.registration.is_not(None), Aircraft.closed_in.is_(None)
    )
    for id_, registration, number in session.execute(statement):
        found[id_][registration or ""] = number
    return found


def stated(session: Session, ids: Collection[int]) -> dict[int, set[Key]]:
    """What was ever filed of these occurrences, withdrawn entries included, as the keys below."""
    known: dict[int, set[Key]] = defaultdict(set)

    def said(model: Any) -> Iterable[Any]:
        same = sa.and_(Account.occurrence_id == model.occurrence_id, Account.number == model.account_number)
        return session.execute(sa.select(model, Account).join(Account, same).where(Account.occurrence_id.in_(ids)))

    for row, word in said(Claim):
        known[row.occurrence_id].add(
            claim_key(word, row.aircraft_number, row.property, row.qualifier, row.value, row.stance.value)
        )
    for row, word in said(InvestigationEvent):
        known[row.occurrence_id].add(event_key(word, row.investigation_number, row.kind.value, row.happened_on))
    for row, word in said(Participation):
        part = (row.country, row.role.value, row.capacity.value, row.party_id, row.since)
        known[row.occurrence_id].add(("part", row.investigation_number, *part, word.speaker_id, word.source_id))
    for row, word in said(RecommendationResponse):
        known[row.occurrence_id].add(("answer", row.recommendation_number, row.text, word.speaker_id, word.source_id))
    for row in session.scalars(sa.select(InvestigationDocument).where(InvestigationDocument.occurrence_id.in_(ids))):
        known[row.occurrence_id].add(("document", row.investigation_number, row.source_id))
    for row in session.scalars(sa.select(ReleaseRecord).where(ReleaseRecord.occurrence_id.in_(ids))):
        known[row.occurrence_id].add(("release", row.source_id, row.record))
    return known


def advised(session: Session, ids: Collection[int]) -> dict[tuple[int, str, int], int]:
    """The numbers of recommendations by occurrence, text and addressee."""
    row = Recommendation
    statement = sa.select(row.occurrence_id, row.text, row.addressee_id, row.number).where(row.occurrence_id.in_(ids))
    return {(id_, text, addressee): number for id_, text, addressee, number in session.execute(statement)}


def claim_key(word: Any, aircraft: int | None, prop: str, qualifier: str, value: str, stance: str) -> Key:
    """What makes two claims one. word: has speaker_id, source_id, said_on and published_on."""
    return ("claim", word.speaker_id, word.source_id, word.said_on, word.published_on, aircraft, prop, qualifier, value, stance)


def event_key(word: Any, investigation: int, kind: str, day: object) -> Key:
    """What makes two steps of an investigation one."""
    return ("event", investigation, kind, day, word.speaker_id, word.source_id)

"""What was publicly known on a day: the part of what is on record about an occurrence that was public by the day's end.

Public time is an account's `published_on`, else its `said_on`; a day that is only an upper limit counts from itself. The mark
of an editor on a claim has record time only, with one exception: a claim that its speaker withdrew counts as withdrawn from
the day its reason names (`withdrawn by its speaker on 2015-11-03`), and from its own day where none is named.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from app.models import Account, Attestation, Occurrence, Ranking, Source
from app.services.dossier_material import Advice, Material, Stated

_WITHDRAWN = re.compile(r"withdrawn by its speaker on (\d{4}-\d{2}-\d{2})\b", re.ASCII | re.IGNORECASE)


def public_on(account: Account) -> dt.date:
    """The day from which the world could know."""
    return account.published_on or account.said_on


def withdrawn_on(ranking: Ranking | None) -> dt.date | None:
    """The day from which a rank counts; None where it counts whatever the day."""
    return None if ranking is None else withdrawal_day(ranking.reason)


def withdrawal_day(reason: str) -> dt.date | None:
    """The day that a rank's reason names as the one on which the speaker withdrew the claim; None where it names none."""
    if (match := _WITHDRAWN.search(reason)) is None:
        return None
    try:
        return dt.date.fromisoformat(match[1])
    except ValueError:
        return None


def known_on(material: Material, day: dt.date) -> Material:
    """The part that was public by the end of the day. Sources that came out later stay where they report what was public."""
    claims = [_ranked(each, day) for each in material.claims if public_on(each.account) <= day]
    attestations = [each for each in material.attestations if _is_out(material.sources[each.source_id][0], day)]
    read_in = _read_in(material, claims, attestations, day)
    known = {each.claim.number for each in claims}
    craft = {each.claim.aircraft_number for each in claims}
    events = [each for each in material.events if public_on(each.account) <= day]
    parts = [each for each in material.parts if public_on(each.account) <= day]
    documents = [each for each in material.documents if _is_out(material.sources[each.source_id][0], day)]
    open_ = _investigated(material, day)
    told = {each.account.source_id for each in claims}
    return replace(
        material,
        occurrence=_bare(material.occurrence),
        aircraft=[each for each in material.aircraft if each.number in craft],
        claims=claims,
        attestations=[
            each for each in attestations if each.claim_number in known and read_in.get(each.claim_number) != each.source_id
        ],
        investigations=[each for each in material.investigations if each.number in open_],
        events=events,
        parts=parts,
        documents=documents,
        advice=[_answered(each, day) for each in material.advice if public_on(each.account) <= day],
        releases={id_: keys for id_, keys in material.releases.items() if id_ in told},
        day=day,
        read_in=read_in,
    )


def _read_in(material: Material, claims: Iterable[Stated], attestations: Iterable[Attestation], day: dt.date) -> dict[int, int]:
    """The first further source of each claim whose own had not come out by the day; attestations: those that had."""
    first: dict[int, int] = {}
    for each in attestations:
        first.setdefault(each.claim_number, each.source_id)
    late = [each.claim.number for each in claims if not _is_out(material.sources[each.account.source_id][0], day)]
    return {number: first[number] for number in late if number in first}


def _is_out(source: Source, day: dt.date) -> bool:
    """Whether the source had come out by the end of the day; one without a date counts from the day on which it was read."""
    known = source.published_on or source.retrieved_on
    return known is not None and known <= day


def _ranked(stated: Stated, day: dt.date) -> Stated:
    counts_from = withdrawn_on(stated.ranking)
    return stated if counts_from is None or counts_from <= day else stated._replace(ranking=None)


def _answered(advice: Advice, day: dt.date) -> Advice:
    is_known = advice.answered is not None and public_on(advice.answered) <= day
    return advice if is_known else advice._replace(response=None, answered=None)


def _investigated(material: Material, day: dt.date) -> set[int]:
    """The investigations known of: from what was said of them first; without one, from the first word on the occurrence."""
    first: dict[int, dt.date] = {}
    for event, account in material.events:
        _earlier(first, event.investigation_number, public_on(account))
    for part, account in material.parts:
        _earlier(first, part.investigation_number, public_on(account))
    for each in material.documents:
        if (out := material.sources[each.source_id][0].published_on) is not None:
            _earlier(first, each.investigation_number, out)
    start = min((public_on(each) for each in material.accounts()), default=dt.date.max)
    return {each.number for each in material.investigations if first.get(each.number, start) <= day}


def _earlier(first: dict[int, dt.date], number: int, day: dt.date) -> None:
    first[number] = min(first.get(number, day), day)


def _bare(row: Occurrence) -> Occurrence:
    """The occurrence without what is projected."""
    return Occurrence(id=row.id, created_in=row.created_in, state=row.state, merged_into=row.merged_into, version=row.version)

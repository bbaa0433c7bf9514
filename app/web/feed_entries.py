"""What is new as entries of a feed: in words, with addresses that are whole."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import url_for

from app.exports.feed import Entry
from app.services.changes import LogRow, WaitingRow
from app.services.disputes import Voice
from app.services.feeds import Arisen, Changed, End, Reported
from app.vocab.claims import Precision
from app.vocab.investigations import EventKind
from app.web.disputes import size_in_words
from app.web.words import class_label, counted, iso_date, occurrence_url, partial_day, public, where

_LONGEST_TITLE, _LONGEST = 160, 2_000  # characters
_AUTHOR = "airdocket"  # who contributed what came in by a program


def changed_entry(end: End, row: Changed) -> Entry:
    """A record that was made or changed, by one changeset: an entry never changes, so a reader shows each change once."""
    head, changeset = row.occurrence, row.changeset
    number = changeset.sequence or 0
    if row.is_new:
        url, kind = occurrence_url(head, _external=True), "New"
    else:
        address: dict[str, Any] = {"from": number - 1, "to": number}
        url, kind = url_for("history.compare", occurrence_id=head.id, **address, _external=True), "Changed"
    return Entry(
        end.id_of("change", head.id, number), f"{kind}: {_title(head)}", url, changeset.decided_at or end.at,
        [_of_record(head), _cut(changeset.comment), _brought(row)], row.author or _AUTHOR,
    )  # fmt: skip


def _brought(row: Changed | LogRow) -> str:
    changeset = row.changeset
    return f"Changeset {changeset.id}, number {changeset.sequence} of the log: {changeset.kind.label}."


def _title(head: Any) -> str:
    return f"{head.title} ({iso_date(head)})"


def _of_record(head: Any) -> str:
    killed = f"{counted(head.n_fatal, 'person')} killed" if head.n_fatal else ""
    parts = (class_label(head.occurrence_class), iso_date(head), where(head), killed)
    return ", ".join(each for each in parts if each not in ("", "—"))


def log_entry(end: End, row: LogRow) -> Entry:
    """A changeset."""
    changeset = row.changeset
    return Entry(
        end.id_of("changeset", changeset.sequence), _cut(changeset.comment, _LONGEST_TITLE) or "(no comment)",
        url_for("changes.show", changeset_id=changeset.id, _external=True), changeset.decided_at or end.at,
        [_cut(changeset.comment), f"{_brought(row)} {counted(row.n_occurrences, 'occurrence')}."], row.author or _AUTHOR,
    )  # fmt: skip


def dispute_entry(end: End, arisen: Arisen) -> Entry:
    """A fact that is disputed, or was: a dispute that was settled is another entry than the one that it was before."""
    row, fact = arisen.row, arisen.row.contested
    key = (fact.occurrence_id, fact.aircraft or 0, fact.property, fact.qualifier, fact.since, fact.settled_on or "")
    begun = f"Disputed since {partial_day(fact.since)}"
    state = f"{begun}, settled on {partial_day(fact.settled_on)}." if fact.settled_on else f"{begun}."
    size = f" Difference: {size_in_words(fact.size)}." if fact.size else ""
    kind = "Settled" if fact.settled_on else "Disputed"
    aircraft = f", aircraft {fact.aircraft}" if fact.aircraft else ""
    return Entry(
        end.id_of("dispute", *key), f"{kind}: {row.property.label} of {_title(row.occurrence)}{aircraft}",
        occurrence_url(row.occurrence, _external=True), arisen.at, [f"{state}{size}", *map(_voiced, row.voices[:_VOICES])],
        _AUTHOR,
    )  # fmt: skip


_VOICES = 12


def _voiced(voice: Voice) -> str:
    return f"{voice.name} {voice.stance.label.lower()}: {_cut(voice.value, 400)} ({voice.public_on})"


def report_entry(end: End, row: Reported) -> Entry:
    """A report that somebody stated to be published. The day of its publication is the speaker's word, `updated` is ours."""
    event, head = row.event, row.occurrence
    stated = f"{row.speaker}, {public(row.account)}, in: {row.source.title}."
    on = f" Dated {event.happened_on} by it." if event.happened_on else ""
    note = [_cut(event.note)] if event.note else []
    url = occurrence_url(head, _external=True, _anchor="investigations")
    return Entry(
        end.id_of("report", event.occurrence_id, event.investigation_number, event.number),
        f"{event.kind.label}: {_title(head)}", url, row.changeset.decided_at or end.at,
        [f"{event.kind.label} of {row.authority}. {where(head)}.", f"Stated by {stated}{on}", *note],
        row.speaker, _published(row),
    )  # fmt: skip


def _published(row: Reported) -> dt.datetime | None:
    """The day from which the world could know; None where it is only known not to be later than a day."""
    account = row.account
    if account.precision is not Precision.DAY:
        return None
    return dt.datetime.combine(account.published_on or account.said_on, dt.time(), dt.UTC)


def waiting_entry(end: End, row: WaitingRow) -> Entry:
    """A contribution that waits for review."""
    changeset = row.changeset
    return Entry(
        end.id_of("waiting", changeset.id, changeset.created_at.isoformat()),
        f"Waits: {_cut(changeset.comment, _LONGEST_TITLE) or '(no comment)'}",
        url_for("review.show", changeset_id=changeset.id, _external=True), changeset.created_at,
        [_cut(changeset.comment), *_of_waiting(row)], row.author or _AUTHOR,
    )  # fmt: skip


def _of_waiting(row: WaitingRow) -> Iterator[str]:
    yield f"{counted(len(row.steps), 'step')}, {row.changeset.kind.label}."
    if row.makes:
        yield f"Makes {counted(row.makes, 'occurrence')}."
    if row.titles:
        named = "; ".join(title for _, title in row.titles[:10])
        yield f"Changes {counted(len(row.titles), 'occurrence')}: {named}{' …' if len(row.titles) > 10 else ''}"
    if row.asked_back:
        yield "It was asked back: its author is to answer."


def report_words(kinds: tuple[EventKind, ...]) -> str:
    """Which reports, as the title of a feed has it."""
    return ", ".join(each.label.lower() for each in kinds)


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

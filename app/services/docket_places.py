"""Where the records of an `airdocket-jsonl` file go in this database, and what of them has to wait for a later turn."""

import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple, Self

import orjson
from sqlalchemy.orm import Session

from app.importers.airdocket.lines import OccurrenceLine
from app.services import docket_known as known
from app.services.docket_known import Key
from app.services.occurrence_drafts import Draft


@dataclass(slots=True)
class Place:
    """Where a record of the file goes. aircraft: its aircraft's numbers here, by those of the file.

    known, advised: what is there already; empty for a new one, whose numbers are kept.
    """

    draft: Draft
    is_new: bool
    aircraft: dict[int, int]
    known: set[Key] = field(default_factory=set)
    advised: dict[tuple[int, str, int], int] = field(default_factory=dict)


def new_place(draft: Draft, line: OccurrenceLine) -> Place:
    """The place of a new record: everything keeps its number."""
    return Place(draft, True, {number: number for number in range(1, line.aircraft + 1)})


class Here:
    """What is there of the occurrences that records of the file join."""

    def __init__(self, session: Session, ids: Collection[int]) -> None:
        self.stated = known.stated(session, ids) if ids else {}
        self.advised = known.advised(session, ids) if ids else {}
        self.registrations = known.registrations(session, ids) if ids else {}

    def place(self, draft: Draft, aircraft: dict[int, int]) -> Place:
        """The place of a record in the draft, with what stands there."""
        return Place(draft, False, aircraft, self.stated.get(draft.id, set()), self.advised)

    def match(self, draft: Draft, line: OccurrenceLine) -> dict[int, int]:
        """The record's aircraft by the draft's numbers: found by registration, then in their order, else new ones."""
        there = self.registrations.get(draft.id, {})
        gone = {each.number for each in line.withdrawn_aircraft}
        numbers: dict[int, int] = {}
        for aircraft, registration in _registrations(line):
            if registration in there and there[registration] not in numbers.values():
                numbers.setdefault(aircraft, there[registration])
        taken = {*numbers.values(), *draft.gone}
        free = [number for number in range(1, draft.n_aircraft + 1) if number not in taken]
        for aircraft in range(1, line.aircraft + 1):
            if aircraft not in numbers and aircraft not in gone:
                numbers[aircraft] = free.pop(0) if free else draft.add_aircraft()
        return numbers


def _registrations(line: OccurrenceLine) -> Iterator[tuple[int, str]]:
    for account in line.accounts:
        for claim in account.claims:
            if claim.property == "aircraft.registration" and claim.aircraft is not None:
                yield claim.aircraft, claim.value


class Kept(NamedTuple):
    """A record that has to wait: where it went in the first turn, and its line."""

    occurrence: int
    is_new: bool
    aircraft: dict[int, int]
    raw: bytes


class Waiting:
    """Records that wait for the next turn, in a temporary file: there may be many."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, closed by `close`
        self.is_empty = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file up."""
        self._file.close()

    def keep(self, place: Place, raw: bytes) -> None:
        """Let a record wait."""
        self.is_empty = False
        head = orjson.dumps([place.draft.id, place.is_new, list(place.aircraft.items())])
        self._file.write(head + b"\n" + raw.rstrip(b"\n") + b"\n")

    def batches(self, size: int) -> Iterator[list[Kept]]:
        """All of them, in the order in which they came."""
        self._file.seek(0)
        while some := [kept for kept in (self._next() for _ in range(size)) if kept is not None]:
            yield some

    def _next(self) -> Kept | None:
        head = self._file.readline()
        if not head:
            return None
        occurrence, is_new, aircraft = orjson.loads(head)
        return Kept(occurrence, is_new, dict(aircraft), self._file.readline())

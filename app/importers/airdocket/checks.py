"""What the fields of a line must have to do with one another, beyond their types."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from app.core.errors import BadValue, DomainError
from app.importers.airdocket.lines import (
    AccountEntry,
    ClaimEntry,
    GoneLine,
    Last,
    Line,
    OccurrenceLine,
    PartyLine,
    SourceLine,
)
from app.vocab.claims import OccurrenceState
from app.vocab.properties import BY_KEY, Subject, ValueType
from app.vocab.values import canonical, check_qualifier

Fault = tuple[str, str]  # field, what is wrong with it
_SHORT = 60


class Checks:
    """Goes through the lines in their order: whatever one names must have come before. Counts what came."""

    def __init__(self, last: Last) -> None:
        self.last = last
        self.parties: set[int] = set()
        self.sources: set[int] = set()
        self.counts: Counter[str] = Counter()
        self._before = 0
        self._keys: set[tuple[str, str]] = set()

    def faults(self, line: Line) -> Iterator[Fault]:
        """What is wrong with the line; it counts as come."""
        if isinstance(line, PartyLine):
            yield from self._party(line)
        elif isinstance(line, SourceLine):
            yield from self._source(line)
        else:
            if line.occurrence <= self._before:
                yield "occurrence", f"{line.occurrence} comes after {self._before}; they must be in the order of their ids"
            self._before = line.occurrence
            yield from _not_above("occurrence", line.occurrence, self.last.occurrence)
            if isinstance(line, GoneLine):
                yield from self._gone(line)
            else:
                self.counts["occurrences"] += 1
                self.counts["accounts"] += len(line.accounts)
                self.counts["claims"] += sum(len(each.claims) for each in line.accounts)
                yield from _Occurrence(line, self._party_known, self._source_known).faults()

    def _party_known(self, field: str, party: int | None) -> Iterator[Fault]:
        if party is not None and party not in self.parties:
            yield field, f"there was no line of a party {party}"

    def _source_known(self, field: str, source: int) -> Iterator[Fault]:
        if source not in self.sources:
            yield field, f"there was no line of a source {source}"

    def _party(self, line: PartyLine) -> Iterator[Fault]:
        self.counts["parties"] += 1
        if line.party in self.parties:
            yield "party", f"a second line of party {line.party}"
        yield from _not_above("party", line.party, self.last.party)
        if line.names and line.name not in line.names:
            yield "names", f"the name {line.name!r} is not among them"
        yield from self._party_known("merged_into", line.merged_into)
        if (line.merged_into is None) != (line.reason is None):
            yield "reason", "stands with merged_into, and never without"
        self.parties.add(line.party)

    def _source(self, line: SourceLine) -> Iterator[Fault]:
        self.counts["sources"] += 1
        if line.source in self.sources:
            yield "source", f"a second line of source {line.source}"
        yield from _not_above("source", line.source, self.last.source)
        for field, value in (("key", line.key), ("file_sha256", line.file_sha256)):
            if value is not None and (field, value) in self._keys:
                yield field, f"another source has {value!r} too"
            self._keys.add((field, value or ""))
        yield from self._party_known("publisher", line.publisher)
        self.sources.add(line.source)

    def _gone(self, line: GoneLine) -> Iterator[Fault]:
        self.counts["gone"] += 1
        if line.state is OccurrenceState.LIVE:
            yield "state", "a record that stands has none"
        if (line.state is OccurrenceState.MERGED) != (line.merged_into is not None) or line.merged_into == line.occurrence:
            yield "merged_into", "names the other record of one that was merged, and of no other"


def _not_above(field: str, id_: int, last: int) -> Iterator[Fault]:
    if id_ > last:
        yield field, f"{id_} is higher than the last one, {last} by the first line"


Known = Callable[[str, int], Iterator[Fault]]


class _Occurrence:
    """The checks of one occurrence. party, source: what tells whether there was a line of one."""

    def __init__(self, line: OccurrenceLine, party: Callable[[str, int | None], Iterator[Fault]], source: Known) -> None:
        self.line, self.party, self.source = line, party, source
        self.withdrawn = {each.number for each in line.withdrawn_aircraft}
        self.accounts = {each.number for each in line.accounts}
        self.claims: set[int] = set()

    def faults(self) -> Iterator[Fault]:
        """All that is wrong, in the order of the fields."""
        line = self.line
        if any(each > line.aircraft for each in self.withdrawn):
            yield "withdrawn_aircraft", f"there are {line.aircraft} aircraft"
        yield from _ascending("accounts", (each.number for each in line.accounts))
        for i, account in enumerate(line.accounts):
            yield from self._account(f"accounts[{i}]", account)
        yield from self._investigations()
        yield from self._recommendations()
        releases = [(each.source, each.record) for each in line.releases]
        if len(set(releases)) < len(releases):
            yield "releases", "one of them stands there twice"
        for i, release in enumerate(line.releases):
            yield from self.source(f"releases[{i}].source", release.source)
        for i, judgement in enumerate(line.judgements):
            if judgement.other <= line.occurrence:
                yield f"judgements[{i}].other", "a verdict stands with the lower id of the two"

    def _account(self, place: str, account: AccountEntry) -> Iterator[Fault]:
        yield from self.party(f"{place}.speaker", account.speaker)
        yield from self.source(f"{place}.source", account.source)
        if account.published_on is not None and account.published_on < account.said_on:
            yield f"{place}.published_on", f"{account.published_on} is before it was said on {account.said_on}"
        for i, claim in enumerate(account.claims):
            for field, what in self._claim(claim):
                yield f"{place}.claims[{i}].{field}", what

    def _claim(self, claim: ClaimEntry) -> Iterator[Fault]:
        if claim.number in self.claims:
            yield "number", f"a second claim {claim.number}"
        self.claims.add(claim.number)
        prop = BY_KEY.get(claim.property)
        if prop is None:
            yield "property", f"there is no property {claim.property!r}"
            return
        if prop.subject is Subject.AIRCRAFT:
            if claim.aircraft is None or claim.aircraft > self.line.aircraft:
                yield "aircraft", f"there is no aircraft {claim.aircraft}"
        elif claim.aircraft is not None:
            yield "aircraft", f"{claim.property} is said of the occurrence, not of an aircraft"
        yield from _qualifier(claim.property, claim.qualifier)
        if prop.type is ValueType.PARTY:
            is_known = (
                len(claim.value) < 20
                and claim.value.isascii()
                and claim.value.isdigit()
                and str(int(claim.value)) == claim.value
            )
            yield from self.party("value", int(claim.value) if is_known else -1)
        else:
            wrong = _value if len(claim.value) <= _SHORT else _value.__wrapped__
            yield from wrong(claim.property, claim.value)
        if (claim.rank is None) != (claim.rank_reason is None):
            yield "rank_reason", "stands with a rank, and never without"
        for i, also in enumerate(claim.also_in):
            yield from self.source(f"also_in[{i}].source", also.source)

    def _said(self, field: str, account: int) -> Iterator[Fault]:
        if account not in self.accounts:
            yield field, f"there is no account {account}"

    def _investigations(self) -> Iterator[Fault]:
        yield from _ascending("investigations", (each.number for each in self.line.investigations))
        for i, inquiry in enumerate(self.line.investigations):
            place = f"investigations[{i}]"
            yield from self.party(f"{place}.authority", inquiry.authority)
            for j, event in enumerate(inquiry.events):
                yield from self._said(f"{place}.events[{j}].account", event.account)
            for j, part in enumerate(inquiry.participations):
                yield from self._said(f"{place}.participations[{j}].account", part.account)
                yield from self.party(f"{place}.participations[{j}].party", part.party)
            for j, paper in enumerate(inquiry.documents):
                yield from self.source(f"{place}.documents[{j}].source", paper.source)

    def _recommendations(self) -> Iterator[Fault]:
        yield from _ascending("recommendations", (each.number for each in self.line.recommendations))
        for i, advice in enumerate(self.line.recommendations):
            place = f"recommendations[{i}]"
            yield from self._said(f"{place}.account", advice.account)
            yield from self.party(f"{place}.addressee", advice.addressee)
            for j, answer in enumerate(advice.responses):
                yield from self._said(f"{place}.responses[{j}].account", answer.account)


def _ascending(field: str, numbers: Iterable[int]) -> Iterator[Fault]:
    last = 0
    for i, number in enumerate(numbers):
        if number <= last:
            yield f"{field}[{i}].number", f"{number} comes after {last}"
        last = number


@lru_cache(100_000)
def _value(prop: str, value: str) -> tuple[Fault, ...]:
    """Whether the value is one of its property, in the form in which it is stored."""
    try:
        stored = canonical(BY_KEY[prop], value)
    except DomainError as error:
        return (("value", str(error)),)
    except ValueError as error:
        return (("value", str(error)),)
    return () if stored == value else (("value", f"{value!r} is written {stored!r}"),)


@lru_cache(10_000)
def _qualifier(prop: str, qualifier: str) -> tuple[Fault, ...]:
    try:
        stored = check_qualifier(BY_KEY[prop], qualifier)
    except BadValue as error:
        return (("qualifier", str(error)),)
    return () if stored == qualifier else (("qualifier", f"{qualifier!r} is written {stored!r}"),)

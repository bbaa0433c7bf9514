"""Reader of a dossier: one occurrence with its parties, sources, accounts and investigations, written in TOML by hand.

The format is described in docs/dossier-format.md. The reader writes nothing: it checks the whole file and gives either
the dossier with canonical values or one `BadFile` that lists everything wrong with it.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.core.dates import PartialDate
from app.core.errors import BadFile, BadValue
from app.vocab.claims import PartyKind, Precision, Rank, SourceKind, Stance
from app.vocab.coded import Coded
from app.vocab.countries import is_country
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole
from app.vocab.properties import BY_KEY, Property, Subject, ValueType
from app.vocab.values import MAX_TEXT, canonical, check_qualifier

FORMAT = "airdocket-dossier/1"
MAX_BYTES = 5_000_000
MAX_AIRCRAFT = 99
MAX_LABEL = 20
MAX_REFERENCE = 100

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s/][^\s]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PRECISIONS = {each.value: each for each in (Precision.DAY, Precision.MONTH, Precision.YEAR)}


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """Somebody who speaks, publishes, operates, builds, owns or investigates. country: ISO 3166-1 alpha-2, or None."""

    key: str
    name: str
    kind: PartyKind
    country: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Where something can be read. publisher: a party's key, or None. language: BCP 47."""

    key: str
    kind: SourceKind
    title: str
    publisher: str | None
    authors: str | None
    url: str | None
    archived_url: str | None
    published_on: dt.date | None
    retrieved_on: dt.date | None
    language: str | None
    licence: str | None
    redistributable: bool


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One value of one property. value: canonical; a PARTY's is the party's key.

    aircraft: number from 1, None for the occurrence. also_in: keys of the further sources that attest it, the account's
    first, then its own. raw: the source's own writing where it differs from value. reason: why it has its rank.
    """

    label: str | None
    property: str
    aircraft: int | None
    qualifier: str
    value: str
    raw: str | None
    stance: Stance
    quote: str | None
    locator: str | None
    also_in: tuple[str, ...]
    rank: Rank | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """What one speaker said in one source on one day.

    published_on: None when it was public on the day it was said. precision tells how exactly said_on is known.
    also_in: further sources of all its claims; each claim's own list holds them already.
    """

    statement: str | None
    speaker: str
    source: str
    also_in: tuple[str, ...]
    said_on: dt.date
    published_on: dt.date | None
    precision: Precision
    note: str | None
    claims: tuple[ClaimEntry, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """Who states something of an investigation, where and when; said_precision tells how exactly said_on is known."""

    speaker: str
    source: str
    said_on: dt.date
    published_on: dt.date | None
    said_precision: Precision


@dataclass(frozen=True, slots=True)
class EventEntry:
    """One event in the life of an investigation.

    on: the day of the act; the first of the month or year where precision says that only that is known.
    """

    kind: EventKind
    on: dt.date
    precision: Precision
    word: Word
    note: str | None


@dataclass(frozen=True, slots=True)
class StateEntry:
    """How a State takes part in an investigation. party: its body's key, or None; since: as an event's `on`, or None."""

    country: str
    role: StateRole
    capacity: Capacity
    party: str | None
    since: dt.date | None
    precision: Precision
    word: Word
    note: str | None


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of an investigation: a source of the file."""

    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class InvestigationEntry:
    """One authority's investigation. role: why the authority's State takes part, None where that is not asked."""

    authority: str
    kind: InvestigationKind
    role: StateRole | None
    note: str | None
    events: tuple[EventEntry, ...]
    states: tuple[StateEntry, ...] = ()
    documents: tuple[DocumentEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseEntry:
    """An answer to a safety recommendation, or the authority's word on it."""

    text: str
    answered_on: dt.date | None
    status: RecommendationStatus | None
    word: Word


@dataclass(frozen=True, slots=True)
class RecommendationEntry:
    """A safety recommendation with the answers to it. reference: its number with the authority."""

    text: str
    addressee: str
    reference: str | None
    made_on: dt.date | None
    sent_on: dt.date | None
    word: Word
    responses: tuple[ResponseEntry, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One occurrence as a file tells it. key: permanent; importing the file again finds the same occurrence by it."""

    key: str
    comment: str
    n_aircraft: int
    parties: tuple[PartyEntry, ...]
    sources: tuple[SourceEntry, ...]
    accounts: tuple[AccountEntry, ...]
    investigations: tuple[InvestigationEntry, ...]
    recommendations: tuple[RecommendationEntry, ...] = ()


def read_dossier(path: Path) -> Dossier:
    """The dossier in the file; BadFile lists every problem found, each with the place."""
    table = _parsed(path)
    problems: list[str] = []
    dossier = _dossier(_Table(table, "the file", problems))
    if problems or dossier is None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise BadFile("\n".join([f"{count} in this dossier", *(f"- {each}" for each in problems)]), file=path.name)
    return dossier


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadFile(f"cannot be read: {error.strerror or error}", file=path.name) from None
    if len(data) > MAX_BYTES:
        raise BadFile(f"larger than {MAX_BYTES:,} bytes, the most a dossier may have", file=path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise BadFile("not UTF-8 text; save the dossier as UTF-8", file=path.name, row=row) from None
    if "\x00" in text:
        raise BadFile("holds null characters, so it is not a text file", file=path.name)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"not valid TOML: {error or 'nested too deeply'}", file=path.name) from None


C = TypeVar("C", bound=Coded)


class _Table:
    """One TOML table being read: takes keys out, notes what is wrong, and at the end names the keys nobody took."""

    def __init__(self, values: Mapping[str, Any], place: str, problems: list[str]) -> None:
        self.values, self.place, self.problems = values, place, problems
        self.taken: set[str] = set()

    def wrong(self, what: str) -> None:
        self.problems.append(f"{self.place}: {what}")

    def take(self, key: str, *, required: bool = False) -> Any:
        self.taken.add(key)
        found = self.values.get(key)
        if found is None and required:
            self.wrong(f"{key!r} is missing")
        return found

    def text(self, key: str, *, required: bool = False, limit: int = MAX_TEXT) -> str | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if not isinstance(found, str) or not found.strip():
            self.wrong(f"{key!r} must be text that is not empty, not {_shown(found)}")
            return None
        if "\x00" in found or len(found) > limit:
            self.wrong(f"{key!r} must be at most {limit:,} characters without a null character")
            return None
        return found.strip()

    def matching(self, key: str, pattern: re.Pattern[str], example: str, *, required: bool = False) -> str | None:
        found = self.text(key, required=required)
        if found is not None and not pattern.fullmatch(found):
            self.wrong(f"{key!r} is {found!r}; write it like {example}")
            return None
        return found

    def day(self, key: str, *, required: bool = False) -> dt.date | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if type(found) is not dt.date:
            self.wrong(f"{key!r} must be a date without quotation marks such as 2015-10-31, not {_shown(found)}")
            return None
        return found

    def code(self, key: str, codes: type[C], *, required: bool = False) -> C | None:
        found = self.text(key, required=required)
        if found is None:
            return None
        code = codes.find(found)
        if code is None:
            self.wrong(f"{key!r} is {found!r}, which is not one of {', '.join(codes)}")
        return code

    def number(self, key: str, *, most: int, required: bool = False) -> int | None:
        found = self.take(key, required=required)
        if found is None:
            return None
        if type(found) is not int or not 1 <= found <= most:
            self.wrong(f"{key!r} must be a whole number from 1 to {most}, not {_shown(found)}")
            return None
        return found

    def flag(self, key: str) -> bool:
        found = self.take(key)
        if found is None or isinstance(found, bool):
            return bool(found)
        self.wrong(f"{key!r} must be true or false, not {_shown(found)}")
        return False

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.take(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
            self.wrong(f"{key!r} must be a list of texts that are not empty, not {_shown(found)}")
            return ()
        return tuple(each.strip() for each in found)

    def known(self, key: str, keys: Iterable[str], noun: str, *, required: bool = False) -> str | None:
        found = self.text(key, required=required)
        if found is not None and found not in keys:
            self.wrong(f"{key!r} names the {noun} {found!r}, which the file does not have")
            return None
        return found

    def all_known(self, key: str, keys: Iterable[str], noun: str) -> tuple[str, ...]:
        found = self.texts(key)
        for each in found:
            if each not in keys:
                self.wrong(f"{key!r} names the {noun} {each!r}, which the file does not have")
        return found

    def tables(self, key: str, noun: str, named_by: str | None = None) -> list["_Table"]:
        """The array of tables; `named_by` is the key that is shown beside a table's number in messages."""
        found = self.take(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.wrong(f"{key!r} must be tables; begin each with [[...{key}]]")
            return []
        inside = "" if self.place == "the file" else f"{self.place}, "
        return [
            _Table(each, f"{inside}{noun} {number}{_name_of(each, named_by)}", self.problems)
            for number, each in enumerate(found, 1)
        ]

    def done(self) -> None:
        for key in self.values:
            if key not in self.taken:
                self.wrong(f"there is no key {key!r} here; the keys are {', '.join(sorted(self.taken))}")


def _shown(value: object) -> str:
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _name_of(table: Mapping[str, Any], key: str | None) -> str:
    name = table.get(key) if key else None
    return f' ({key} "{name[:40]}")' if isinstance(name, str) and name else ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What references may name: keys of parties and sources, and how many aircraft there are."""

    parties: frozenset[str]
    sources: frozenset[str]
    n_aircraft: int | None


def _dossier(file: _Table) -> Dossier | None:
    declared = file.text("format", required=True)
    if declared is not None and declared != FORMAT:
        file.wrong(f"'format' is {declared!r}; this program reads {FORMAT!r}")
    comment = file.text("comment", required=True)
    key, n_aircraft = _occurrence(file)
    party_tables = file.tables("party", "party", "key")
    source_tables = file.tables("source", "source", "key")
    _no_doubles(party_tables)
    _no_doubles(source_tables)
    known = _Known(_keys(party_tables), _keys(source_tables), n_aircraft)
    parties = [_party(each) for each in party_tables]
    sources = [_source(each, known) for each in source_tables]
    accounts = [_account(each, known) for each in file.tables("account", "account", "statement")]
    if not accounts:
        file.wrong("there is no account, so the dossier says nothing")
    investigations = [_investigation(each, known) for each in file.tables("investigation", "investigation", "authority")]
    advice = [_recommendation(each, known) for each in file.tables("recommendation", "recommendation", "reference")]
    file.done()
    if comment is None or key is None or n_aircraft is None:
        return None
    return Dossier(
        key=key,
        comment=comment,
        n_aircraft=n_aircraft,
        parties=tuple(each for each in parties if each is not None),
        sources=tuple(each for each in sources if each is not None),
        accounts=tuple(each for each in accounts if each is not None),
        investigations=tuple(each for each in investigations if each is not None),
        recommendations=tuple(each for each in advice if each is not None),
    )


def _occurrence(file: _Table) -> tuple[str | None, int | None]:
    found = file.take("occurrence", required=True)
    if found is None:
        return None, None
    if not isinstance(found, dict):
        file.wrong("'occurrence' must be one table; begin it with [occurrence]")
        return None, None
    table = _Table(found, "occurrence", file.problems)
    key = table.matching("key", _KEY, "metrojet-9268", required=True)
    n_aircraft = table.number("aircraft", most=MAX_AIRCRAFT, required=True)
    table.done()
    return key, n_aircraft


def _keys(tables: Iterable[_Table]) -> frozenset[str]:
    """Keys as they stand, so that a table with another fault does not make each mention of it a second problem."""
    return frozenset(key.strip() for each in tables if isinstance(key := each.values.get("key"), str))


def _no_doubles(tables: Iterable[_Table]) -> None:
    first: dict[object, str] = {}
    for each in tables:
        key = each.values.get("key")
        if not isinstance(key, str):
            continue
        if key.strip() in first:
            each.wrong(f"the key {key!r} is taken by {first[key.strip()]}")
        first.setdefault(key.strip(), each.place)


def _party(table: _Table) -> PartyEntry | None:
    key = table.matching("key", _KEY, "fsb-director", required=True)
    name = table.text("name", required=True)
    kind = table.code("kind", PartyKind, required=True)
    country = table.text("country")
    if country is not None and not is_country(country):
        table.wrong(f"'country' is {country!r}, which is not an ISO 3166-1 alpha-2 code such as EG")
    aliases = table.texts("aliases")
    table.done()
    if key is None or name is None or kind is None:
        return None
    return PartyEntry(key, name, kind, country, aliases)


def _source(table: _Table, known: _Known) -> SourceEntry | None:
    key = table.matching("key", _KEY, "reuters-2015-11-04", required=True)
    kind = table.code("kind", SourceKind, required=True)
    title = table.text("title", required=True)
    publisher = table.known("publisher", known.parties, "party")
    authors = table.text("authors")
    url = table.matching("url", _URL, "https://example.org/article")
    archived_url = table.matching("archived_url", _URL, "https://web.archive.org/web/2015/https://example.org/article")
    published_on, retrieved_on = table.day("published_on"), table.day("retrieved_on")
    if published_on and retrieved_on and retrieved_on < published_on:
        table.wrong(f"'retrieved_on' {retrieved_on} lies before 'published_on' {published_on}")
    language = table.matching("language", _LANGUAGE, "en or pt-BR (BCP 47)")
    licence, redistributable = table.text("licence"), table.flag("redistributable")
    table.done()
    if key is None or kind is None or title is None:
        return None
    return SourceEntry(
        key=key,
        kind=kind,
        title=title,
        publisher=publisher,
        authors=authors,
        url=url,
        archived_url=archived_url,
        published_on=published_on,
        retrieved_on=retrieved_on,
        language=language,
        licence=licence,
        redistributable=redistributable,
    )


def _account(table: _Table, known: _Known) -> AccountEntry | None:
    statement = table.text("statement", limit=MAX_LABEL)
    speaker = table.known("speaker", known.parties, "party", required=True)
    source = table.known("source", known.sources, "source", required=True)
    also_in = table.all_known("also_in", known.sources, "source")
    said_on, published_on = _clocks(table)
    precision = table.code("precision", Precision) or Precision.DAY
    _check_first_day(table, "said_on", said_on, precision)
    note = table.text("note")
    claim_tables = table.tables("claim", "claim", "label")
    claims = [_claim(each, known, source, also_in) for each in claim_tables]
    if not claim_tables:
        table.wrong("it has no claim")
    _no_repeats(claim_tables, claims)
    table.done()
    if speaker is None or source is None or said_on is None:
        return None
    return AccountEntry(
        statement=statement,
        speaker=speaker,
        source=source,
        also_in=_others(source, also_in),
        said_on=said_on,
        published_on=published_on,
        precision=precision,
        note=note,
        claims=tuple(each for each in claims if each is not None),
    )


def _clocks(table: _Table) -> tuple[dt.date | None, dt.date | None]:
    said_on, published_on = table.day("said_on", required=True), table.day("published_on")
    if said_on and published_on and published_on < said_on:
        table.wrong(f"'published_on' {published_on} lies before 'said_on' {said_on}")
    return said_on, published_on


def _check_first_day(table: _Table, key: str, day: dt.date | None, precision: Precision) -> None:
    if day is None:
        return
    if precision is Precision.MONTH and day.day != 1:
        table.wrong(f"{key!r} is {day}, but with precision 'month' the first day of the month stands for it")
    if precision is Precision.YEAR and (day.month, day.day) != (1, 1):
        table.wrong(f"{key!r} is {day}, but with precision 'year' 1 January stands for it")


def _others(source: str | None, *lists: Iterable[str]) -> tuple[str, ...]:
    """The further sources, each once, without the account's own."""
    return tuple(each for each in dict.fromkeys(key for keys in lists for key in keys) if each != source)


def _no_repeats(tables: Iterable[_Table], claims: Iterable[ClaimEntry | None]) -> None:
    first: dict[tuple[object, ...], str] = {}
    for table, claim in zip(tables, claims, strict=True):
        if claim is None:
            continue
        content = (claim.property, claim.aircraft, claim.qualifier, claim.value, claim.stance)
        if content in first:
            table.wrong(f"it says the same as {first[content]}")
        first.setdefault(content, table.place)


def _claim(table: _Table, known: _Known, source: str | None, shared: tuple[str, ...]) -> ClaimEntry | None:
    label = table.text("label", limit=MAX_LABEL)
    key = table.text("property", required=True)
    prop = BY_KEY.get(key) if key is not None else None
    if key is not None and prop is None:
        table.wrong(f"there is no property {key!r}; the data dictionary lists them all")
    aircraft = _aircraft_of(table, prop, known.n_aircraft)
    qualifier, value = _qualifier(table, prop), _value(table, prop, known)
    raw = table.text("raw")
    stance = table.code("stance", Stance)
    quote, locator = table.text("quote"), table.text("locator")
    own = table.all_known("also_in", known.sources, "source")
    rank, reason = table.code("rank", Rank), table.text("reason")
    if rank is not None and "reason" not in table.values:
        table.wrong(f"'rank' is {rank.value!r} without a 'reason'")
    if "reason" in table.values and "rank" not in table.values:
        table.wrong("'reason' belongs to a 'rank', and there is none")
    table.done()
    if prop is None or value is None:
        return None
    return ClaimEntry(
        label=label,
        property=prop.key,
        aircraft=aircraft,
        qualifier=qualifier,
        value=value,
        raw=None if raw == value else raw,
        stance=stance or Stance.ASSERTS,
        quote=quote,
        locator=locator,
        also_in=_others(source, shared, own),
        rank=rank,
        reason=reason,
    )


def _aircraft_of(table: _Table, prop: Property | None, n_aircraft: int | None) -> int | None:
    number = table.number("aircraft", most=n_aircraft or MAX_AIRCRAFT)
    if prop is None:
        return number
    if prop.subject is Subject.AIRCRAFT and "aircraft" not in table.values:
        table.wrong(f"{prop.key!r} is a property of an aircraft; say of which one, such as aircraft = 1")
    if prop.subject is Subject.OCCURRENCE and "aircraft" in table.values:
        table.wrong(f"{prop.key!r} is a property of the occurrence and takes no 'aircraft'")
    return number


def _qualifier(table: _Table, prop: Property | None) -> str:
    text = table.text("qualifier")
    if prop is None or text is None:
        return ""
    try:
        return check_qualifier(prop, text)
    except BadValue as error:
        table.wrong(str(error))
        return ""


def _value(table: _Table, prop: Property | None, known: _Known) -> str | None:
    found = table.take("value", required=True)
    if found is None or prop is None:
        return None
    if isinstance(found, bool) or not isinstance(found, str | int | float | dt.date | dt.time):
        table.wrong(f"'value' must be text, a number or a date, not {_shown(found)}")
        return None
    if isinstance(found, dt.datetime):
        table.wrong(f"'value' is {_shown(found)}; a date and a time are two properties")
        return None
    text = found.isoformat() if isinstance(found, dt.date | dt.time) else str(found)
    try:
        value = canonical(prop, text)
    except BadValue as error:
        table.wrong(str(error))
        return None
    if prop.type is ValueType.PARTY and value not in known.parties:
        table.wrong(f"'value' names the party {value!r}, which the file does not have")
        return None
    return value


def _investigation(table: _Table, known: _Known) -> InvestigationEntry | None:
    authority = table.known("authority", known.parties, "party", required=True)
    kind = table.code("kind", InvestigationKind, required=True)
    role = table.code("role", StateRole)
    note = table.text("note")
    events = [_event(each, known) for each in table.tables("event", "event", "kind")]
    states = [_state(each, known) for each in table.tables("state", "State", "country")]
    documents = [_document(each, known) for each in table.tables("document", "document", "source")]
    table.done()
    if authority is None or kind is None:
        return None
    return InvestigationEntry(
        authority,
        kind,
        role,
        note,
        tuple(each for each in events if each is not None),
        tuple(each for each in states if each is not None),
        tuple(each for each in documents if each is not None),
    )


def _word(table: _Table, known: _Known) -> Word | None:
    speaker = table.known("speaker", known.parties, "party", required=True)
    source = table.known("source", known.sources, "source", required=True)
    said_on, published_on = _clocks(table)
    precision = table.code("said_precision", Precision) or Precision.DAY
    _check_first_day(table, "said_on", said_on, precision)
    if speaker is None or source is None or said_on is None:
        return None
    return Word(speaker, source, said_on, published_on, precision)


def _event(table: _Table, known: _Known) -> EventEntry | None:
    kind = table.code("kind", EventKind, required=True)
    on, precision = _act(table, "on", required=True)
    word, note = _word(table, known), table.text("note")
    table.done()
    if kind is None or on is None or word is None:
        return None
    return EventEntry(kind, on, precision, word, note)


def _state(table: _Table, known: _Known) -> StateEntry | None:
    country = table.text("country", required=True)
    if country is not None and not is_country(country):
        table.wrong(f"'country' is {country!r}, which is not an ISO 3166-1 alpha-2 code such as EG")
    role = table.code("role", StateRole, required=True)
    capacity = table.code("capacity", Capacity, required=True)
    party = table.known("party", known.parties, "party")
    since, precision = _act(table, "since")
    word, note = _word(table, known), table.text("note")
    table.done()
    if country is None or role is None or capacity is None or word is None:
        return None
    return StateEntry(country, role, capacity, party, since, precision, word, note)


def _document(table: _Table, known: _Known) -> DocumentEntry | None:
    source, note = table.known("source", known.sources, "source", required=True), table.text("note")
    table.done()
    return None if source is None else DocumentEntry(source, note)


def _recommendation(table: _Table, known: _Known) -> RecommendationEntry | None:
    text = table.text("text", required=True)
    addressee = table.known("addressee", known.parties, "party", required=True)
    reference = table.text("reference", limit=MAX_REFERENCE)
    made_on, sent_on = table.day("made_on"), table.day("sent_on")
    word = _word(table, known)
    responses = [_response(each, known) for each in table.tables("response", "response")]
    table.done()
    if text is None or addressee is None or word is None:
        return None
    answers = tuple(each for each in responses if each is not None)
    return RecommendationEntry(text, addressee, reference, made_on, sent_on, word, answers)


def _response(table: _Table, known: _Known) -> ResponseEntry | None:
    text, answered_on = table.text("text", required=True), table.day("answered_on")
    status, word = table.code("status", RecommendationStatus), _word(table, known)
    table.done()
    return None if text is None or word is None else ResponseEntry(text, answered_on, status, word)


def _act(table: _Table, key: str, *, required: bool = False) -> tuple[dt.date | None, Precision]:
    """The day of an act, which may be a date or, where less is known, the text `2015-12` or `2015`."""
    given = table.code("precision", Precision)
    found = table.take(key, required=required)
    if type(found) is dt.date:
        _check_first_day(table, key, found, given or Precision.DAY)
        return found, given or Precision.DAY
    if not isinstance(found, str):
        if found is not None:
            table.wrong(f'{key!r} must be a date such as 2015-10-31, or text such as "2015-12", not {_shown(found)}')
        return None, Precision.DAY
    try:
        partial = PartialDate.parse(found)
    except BadValue as error:
        table.wrong(f"{key!r}: {error}")
        return None, Precision.DAY
    precision = _PRECISIONS[partial.precision]
    if given is Precision.NOT_LATER_THAN:
        return partial.last, given
    if given not in (None, precision):
        table.wrong(f"{key!r} is {found!r}, which does not go with precision {str(given)!r}")
    return partial.first, precision

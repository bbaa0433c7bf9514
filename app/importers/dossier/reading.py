"""Reader of a dossier: one occurrence with its parties, sources, accounts and investigations, written in TOML by hand.

The format is described in docs/dossier-format.md. The reader writes nothing: it checks the whole file and gives either
the dossier with canonical values or one `BadFile` that lists everything wrong with it.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.core.errors import BadFile, BadValue
from app.importers.dossier.entries import AccountEntry, ClaimEntry, Dossier, PartyEntry, SourceEntry
from app.importers.dossier.inquiries import investigation, recommendation
from app.importers.dossier.tables import Table, shown
from app.importers.dossier.words import Known, check_first_day, clocks
from app.vocab.claims import PartyKind, Precision, Rank, SourceKind, Stance
from app.vocab.countries import is_country
from app.vocab.properties import BY_KEY, Property, Subject, ValueType
from app.vocab.values import canonical, check_qualifier

FORMAT = "airdocket-dossier/1"
MAX_BYTES = 5_000_000
MAX_AIRCRAFT = 99
MAX_LABEL = 20

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s/][^\s]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_dossier(path: Path) -> Dossier:
    """The dossier in the file; BadFile lists every problem found, each with the place."""
    table = _parsed(path)
    problems: list[str] = []
    dossier = _dossier(Table(table, "the file", problems))
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


def _dossier(file: Table) -> Dossier | None:
    declared = file.text("format", required=True)
    if declared is not None and declared != FORMAT:
        file.wrong(f"'format' is {declared!r}; this program reads {FORMAT!r}")
    comment = file.text("comment", required=True)
    key, n_aircraft = _occurrence(file)
    party_tables = file.tables("party", "party", "key")
    source_tables = file.tables("source", "source", "key")
    _no_doubles(party_tables)
    _no_doubles(source_tables)
    known = Known(_keys(party_tables), _keys(source_tables), n_aircraft)
    parties = [_party(each) for each in party_tables]
    sources = [_source(each, known) for each in source_tables]
    accounts = [_account(each, known) for each in file.tables("account", "account", "statement")]
    if not accounts:
        file.wrong("there is no account, so the dossier says nothing")
    investigations = [investigation(each, known) for each in file.tables("investigation", "investigation", "authority")]
    advice = [recommendation(each, known) for each in file.tables("recommendation", "recommendation", "reference")]
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


def _occurrence(file: Table) -> tuple[str | None, int | None]:
    found = file.take("occurrence", required=True)
    if found is None:
        return None, None
    if not isinstance(found, dict):
        file.wrong("'occurrence' must be one table; begin it with [occurrence]")
        return None, None
    table = Table(found, "occurrence", file.problems)
    key = table.matching("key", _KEY, "metrojet-9268", required=True)
    n_aircraft = table.number("aircraft", most=MAX_AIRCRAFT, required=True)
    table.done()
    return key, n_aircraft


def _keys(tables: Iterable[Table]) -> frozenset[str]:
    """Keys as they stand, so that a table with another fault does not make each mention of it a second problem."""
    return frozenset(key.strip() for each in tables if isinstance(key := each.values.get("key"), str))


def _no_doubles(tables: Iterable[Table]) -> None:
    first: dict[object, str] = {}
    for each in tables:
        key = each.values.get("key")
        if not isinstance(key, str):
            continue
        if key.strip() in first:
            each.wrong(f"the key {key!r} is taken by {first[key.strip()]}")
        first.setdefault(key.strip(), each.place)


def _party(table: Table) -> PartyEntry | None:
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


def _source(table: Table, known: Known) -> SourceEntry | None:
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


def _account(table: Table, known: Known) -> AccountEntry | None:
    statement = table.text("statement", limit=MAX_LABEL)
    speaker = table.known("speaker", known.parties, "party", required=True)
    source = table.known("source", known.sources, "source", required=True)
    also_in = table.all_known("also_in", known.sources, "source")
    said_on, published_on = clocks(table)
    precision = table.code("precision", Precision) or Precision.DAY
    check_first_day(table, "said_on", said_on, precision)
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


def _others(source: str | None, *lists: Iterable[str]) -> tuple[str, ...]:
    """The further sources, each once, without the account's own."""
    return tuple(each for each in dict.fromkeys(key for keys in lists for key in keys) if each != source)


def _no_repeats(tables: Iterable[Table], claims: Iterable[ClaimEntry | None]) -> None:
    first: dict[tuple[object, ...], str] = {}
    for table, claim in zip(tables, claims, strict=True):
        if claim is None:
            continue
        content = (claim.property, claim.aircraft, claim.qualifier, claim.value, claim.stance)
        if content in first:
            table.wrong(f"it says the same as {first[content]}")
        first.setdefault(content, table.place)


def _claim(table: Table, known: Known, source: str | None, shared: tuple[str, ...]) -> ClaimEntry | None:
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


def _aircraft_of(table: Table, prop: Property | None, n_aircraft: int | None) -> int | None:
    number = table.number("aircraft", most=n_aircraft or MAX_AIRCRAFT)
    if prop is None:
        return number
    if prop.subject is Subject.AIRCRAFT and "aircraft" not in table.values:
        table.wrong(f"{prop.key!r} is a property of an aircraft; say of which one, such as aircraft = 1")
    if prop.subject is Subject.OCCURRENCE and "aircraft" in table.values:
        table.wrong(f"{prop.key!r} is a property of the occurrence and takes no 'aircraft'")
    return number


def _qualifier(table: Table, prop: Property | None) -> str:
    text = table.text("qualifier")
    if prop is None or text is None:
        return ""
    try:
        return check_qualifier(prop, text)
    except BadValue as error:
        table.wrong(str(error))
        return ""


def _value(table: Table, prop: Property | None, known: Known) -> str | None:
    found = table.take("value", required=True)
    if found is None or prop is None:
        return None
    if isinstance(found, bool) or not isinstance(found, str | int | float | dt.date | dt.time):
        table.wrong(f"'value' must be text, a number or a date, not {shown(found)}")
        return None
    if isinstance(found, dt.datetime):
        table.wrong(f"'value' is {shown(found)}; a date and a time are two properties")
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

"""What a single cell of the NTSB's tables means: codes, dates, counts, places, names; and what is junk.

A conversion takes a cell that is stripped and not empty, and gives the values it states or a `Trouble`.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from app.core.text import fold, squeeze
from app.importers.records import Notes, Statement
from app.vocab.coded import Coded
from app.vocab.countries import NOT_COUNTRIES, country_of_name
from app.vocab.manufacturers import manufacturer_of
from app.vocab.privacy import looks_like_company
from app.vocab.values import MAX_LONG_TEXT, MAX_TEXT, degrees

T = TypeVar("T")
WITHHELD_BUILDER = "Amateur builder (name withheld)"
_NAME_WORD = re.compile(r"[^\W\d_][^\s/,.&]*")
BUILDER_KIND = "builder's name withheld"
OPERATOR_KIND = "operator's name withheld"
MEMO_SIZE = 50_000

_maker_of = lru_cache(MEMO_SIZE)(manufacturer_of)
_is_company = lru_cache(MEMO_SIZE)(looks_like_company)


class Trouble(NamedTuple):
    """A cell that is not taken over.

    dropped: junk that means "not stated". shown: False keeps the cell out of the notes.
    """

    reason: str
    dropped: bool = False
    shown: bool = True


class Statements(NamedTuple):
    """What a cell comes to: statements, and whether there was something to note."""

    given: tuple[Statement, ...]
    trouble: Trouble | None


Convert = Callable[[str], "list[str] | Trouble"]
SILENT = Statements((), None)


class Memo(dict[str, T], Generic[T]):
    """What each cell of one column comes to, worked out once. Emptied when it has grown large."""

    def __init__(self, work_out: Callable[[str], T]) -> None:
        super().__init__()
        self.work_out = work_out

    def __missing__(self, cell: str) -> T:
        if len(self) >= MEMO_SIZE:
            self.clear()
        found = self[cell] = self.work_out(cell)
        return found


class Source(NamedTuple):
    """Where the statements of a column belong. locator: the column's canonical name."""

    aircraft: int | None
    property: str
    locator: str
    qualifier: str = ""

    def state(self, value: str, cell: str) -> Statement:
        """The statement of a value that was written as `cell`."""
        raw = None if value == cell else cell
        return Statement(self.aircraft, self.property, self.qualifier, value, raw, self.locator)

    def read(self, cell: str, convert: Convert) -> Statements:
        """What the cell states; nothing where it is empty."""
        cell = cell.strip()
        if not cell:
            return SILENT
        found = convert(cell)
        if isinstance(found, Trouble):
            return Statements((), found)
        return Statements(tuple(self.state(value, cell) for value in found), None)

    def memo(self, convert: Convert) -> Memo[Statements]:
        """The same for all cells of the column, each worked out once."""
        return Memo(lambda cell: self.read(cell, convert))


def note(notes: Notes, row: int, column: str, cell: str, trouble: Trouble) -> None:
    """Enter a trouble in the notes."""
    shown = cell.strip() if trouble.shown else ""
    if trouble.dropped:
        notes.drop(row, column, shown, trouble.reason)
    else:
        notes.refuse(row, column, shown, trouble.reason)


# -- plain values

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")
_FIRST_YEAR = 62  # the oldest records are of 1962: two digits from there on mean 19yy


def day_of(cell: str) -> dt.date | None:
    """The day that `2017-03-20`, `03/20/2017` or `3/20/17` writes; None for anything else."""
    match = _DAY.fullmatch(cell)
    if match is None:
        return None
    year, month, day, us_month, us_day, us_year = match.groups()
    if us_year:
        year, month, day = us_year, us_month, us_day
        if len(us_year) == 2:
            year = f"{'19' if int(us_year) >= _FIRST_YEAR else '20'}{us_year}"
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def day(cell: str) -> list[str] | Trouble:
    """A calendar day."""
    found = day_of(cell)
    return [found.isoformat()] if found else Trouble("not a date")


_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?")


def count(cell: str) -> list[str] | Trouble:
    """A whole number; `2.0`, as data frames write it, is 2."""
    match = _COUNT.fullmatch(cell)
    return [str(int(match[1]))] if match else Trouble("not a whole number")


def code(codes: Mapping[str, Coded]) -> Convert:
    """A code or label of the NTSB's, by its table."""

    def convert(cell: str) -> list[str] | Trouble:
        found = codes.get(cell.upper())
        return [found.value] if found else Trouble("not a known code")

    return convert


def codes_of(codes: Mapping[str, Coded]) -> Convert:
    """Several codes in one cell, `REC, TJ, TJ`; each kind once."""

    def convert(cell: str) -> list[str] | Trouble:
        found = [codes.get(part.strip().upper()) for part in cell.split(",")]
        known = [each.value for each in found if each is not None]
        return list(dict.fromkeys(known)) if len(known) == len(found) else Trouble("not a known code")

    return convert


def text(cell: str) -> list[str] | Trouble:
    """A short text, white space squeezed; the delete characters that the oldest records hold are taken out."""
    value = squeeze(cell.replace("\x7f", ""))
    if len(value) > MAX_TEXT:
        return Trouble(f"longer than {MAX_TEXT:,} characters")
    if not value.isprintable():
        return Trouble("holds control characters")
    return [value]


def long_text(cell: str) -> list[str] | Trouble:
    """A text of several sentences, as it stands."""
    return [cell] if len(cell) <= MAX_LONG_TEXT else Trouble(f"longer than {MAX_LONG_TEXT:,} characters")


# -- names and marks that may be junk

_NOT_STATED = frozenset(
    """
    none|n/a|n.a.|na|n\\a|n/s|nil|null|unk|unkn|unknown|x|xx|xxx|0|00|tbd|not stated|not reported|not provided
    """.strip().split("|")
)
_PRIVATE = frozenset(("pvt", "private", "priv"))
_MISSING = frozenset(("missing", "missing acft", "missing aircraft"))
_MILITARY = frozenset(("usaf", "usn", "usmc", "usa", "uscg", "arng", "afng"))
_NO_MAKER = frozenset(("homebuilt", "home built", "amateur", "amateur built", "amateur construction", "experimental"))


def is_not_stated(cell: str) -> bool:
    """Whether the cell holds a mark for nothing: NONE, N/A, UNK, `---`, 0."""
    return fold(cell) in _NOT_STATED or not any(char.isalnum() for char in cell)


def name_or_junk(kind: str, more: frozenset[str] = frozenset(), convert: Convert = text) -> Convert:
    """A text unless it is junk, or one of `more` (folded)."""
    trouble = Trouble(f"junk {kind}", dropped=True)

    def junk_or(cell: str) -> list[str] | Trouble:
        return trouble if is_not_stated(cell) or fold(cell) in more else convert(cell)

    return junk_or


def _capitals(cell: str) -> list[str] | Trouble:
    return text(cell.upper())


def _marks(cell: str) -> list[str] | Trouble:
    if fold(cell).startswith(("unreg", "not reg")):
        return Trouble("junk registration", dropped=True)
    return text(cell.upper())


def in_small_letters(name: str) -> str:
    """A name of places that is all in capitals as one would write it: `PEMBROKE PINES, FL` is `Pembroke Pines, FL`."""
    return ", ".join(_part_in_small_letters(part) for part in name.split(", "))


def _part_in_small_letters(part: str) -> str:
    if len(part) <= 3 or part != part.upper():
        return part
    words = ["-".join(_capitalized(piece) for piece in word.split("-")) for word in part.split(" ")]
    return " ".join(words)


def _capitalized(word: str) -> str:
    return "(" + word[1:].capitalize() if word.startswith("(") else word.capitalize()


def _place_name(cell: str) -> list[str] | Trouble:
    found = text(cell)
    return found if isinstance(found, Trouble) else [in_small_letters(found[0])]


aerodrome_code = name_or_junk("aerodrome code", _PRIVATE, _capitals)
aerodrome_name = name_or_junk("aerodrome name", _PRIVATE, _place_name)
registration = name_or_junk("registration", _MILITARY, _marks)
model = name_or_junk("model")
place = name_or_junk("place", _MISSING, _place_name)


def country(cell: str) -> list[str] | Trouble:
    """A country by its English name; names that are no single country of today are not guessed at."""
    found = country_of_name(cell)
    if found:
        return [found]
    if fold(cell) in NOT_COUNTRIES:
        return Trouble("not a country", dropped=True)
    return Trouble("not a known country")


# -- positions

JUNK_COORDINATES = Trouble("junk coordinates", dropped=True)


def coordinates(latitude: str, longitude: str) -> str | Trouble:
    """`43.614444,-116.222778`; trouble for 0,0, for what is out of range and for one without the other."""
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return JUNK_COORDINATES
    if not (abs(lat) <= 90 and abs(lon) <= 180) or (lat == 0 and lon == 0):
        return JUNK_COORDINATES
    return f"{degrees(lat)},{degrees(lon)}"


# -- names that may be a private person's


def manufacturer(cell: str, amateur: bool | None) -> list[str] | Trouble:
    """The maker by its usual name, or as written; a private builder's name is withheld (`withholds_builder`)."""
    known = _maker_of(cell)
    if known:
        return [known]
    if is_not_stated(cell) or fold(cell) in _NO_MAKER:
        return Trouble("junk manufacturer", dropped=True)
    if withholds_builder(cell, amateur):
        return Trouble(BUILDER_KIND, dropped=True, shown=False)
    return text(cell)


def withholds_builder(cell: str, amateur: bool | None) -> bool:
    """Whether a maker that is not a known one may be a private person. amateur: None where it is not said."""
    if amateur:
        return True
    if _is_company(cell) or any(char.isdigit() for char in cell):
        return False
    return len(_NAME_WORD.findall(cell)) > 1  # in doubt a name of several words is a person's


def names_builder(model_cell: str, maker_cell: str) -> bool:
    """Whether the model holds a word of a builder's name: `HOWELL SPECIAL` by `HOWELL BOB`."""
    words = {word for word in re.findall(r"[^\W\d_]{3,}", fold(maker_cell)) if _maker_of(word) is None}
    return any(word in words for word in re.findall(r"[^\W\d_]{3,}", fold(model_cell)))


# Airlines by names that carry no word of a company, folded.
_AIRLINE_NAMES = """
    aer lingus|aeroflot|aerogal|aeromexico|aeromexpress|aeroregional|air canada|airtran|
    alitalia|allegheny commuter|america west|american eagle|ameriflight|atlantic southeast|avianca|
    british west indies|cargolux|comair|commutair|delta|delta connection|dhl|easyjet|edelweiss|
    emirates|etihad|expressjet|fedex|finnair|flybe|flybondi|flydubai|garuda indonesia|icelandair|
    indigo|jet2.com|jetblue|jetstar|klm|latam|lufthansa|markair|martinair|martinaire|masair|
    netjets|norwegian|pan american|penair|qantas|reeve aleutian|ryanair|ryan air|saudia|spicejet|
    sunexpress|swiss|tam|transaero|twa|united|ups|usair|utair|virgin atlantic|virgin australia|
    viva aerobus|vivaaerobus|volaris|volga-dnepr|vueling|webjet|westjet|wings of alaska
"""
_AIRLINES = frozenset(map(fold, _AIRLINE_NAMES.split("|")))
_TRADING_AS = re.compile(r"(.*?)\s*\(\s*DBA:?\s*(.*?)\s*\)?", re.IGNORECASE | re.DOTALL)
_NO_OPERATOR = frozenset(("on file", "registration pending", "sale reported", "name"))


def is_public_operator(name: str) -> bool:
    """Whether the name is that of a company, a body or an airline, and so may be stored."""
    return fold(name) in _AIRLINES or _is_company(name)


def operator(cell: str) -> tuple[str, str | None] | Trouble:
    """The operator's name and its raw writing. Of `PERSON (DBA: COMPANY)` only the company is taken, without raw."""
    if is_not_stated(cell) or fold(cell) in _NO_OPERATOR:
        return Trouble("junk operator", dropped=True)
    if len(cell) > MAX_TEXT:
        return Trouble(f"longer than {MAX_TEXT:,} characters", shown=False)
    match = _TRADING_AS.fullmatch(cell)
    if match is None:
        return _stored(cell, cell) if is_public_operator(cell) else Trouble(OPERATOR_KIND, dropped=True, shown=False)
    holder, trade = match.groups()
    public = [each for each in (holder, trade) if each and is_public_operator(each)]
    if not public:
        return Trouble(OPERATOR_KIND, dropped=True, shown=False)
    whole = len(public) == len([each for each in (holder, trade) if each])
    return _stored(public[0], cell if whole else None)


def _stored(name: str, cell: str | None) -> tuple[str, str | None]:
    value = squeeze("".join(char if char.isprintable() else " " for char in name))
    return value, None if value == cell else cell


def maker_statements(source: Source, cell: str, amateur: bool | None) -> Statements:
    """What a maker's cell states; a withheld builder is stated without the name."""
    found = source.read(cell, lambda stripped: manufacturer(stripped, amateur))
    if found.trouble and found.trouble.reason == BUILDER_KIND:
        return Statements((source.state(WITHHELD_BUILDER, WITHHELD_BUILDER),), found.trouble)
    return found


def operator_statements(source: Source, cell: str) -> Statements:
    """What an operator's cell states; nothing of a private person."""
    cell = cell.strip()
    if not cell:
        return SILENT
    found = operator(cell)
    if isinstance(found, Trouble):
        return Statements((), found)
    value, raw = found
    statement = Statement(source.aircraft, source.property, source.qualifier, value, raw, source.locator)
    return Statements((statement,), None)

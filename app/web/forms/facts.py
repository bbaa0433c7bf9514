"""The facts of an account in a form: for each property of the registry the right fields, and the claims made of them.

A field is named by the aircraft (0: the occurrence), the property and the row: `0.injuries.fatal.1`. Its value has that name,
what goes with it the name and a word: `.for` (the qualifier), `.stance`, `.quote`, `.page`. Counts of people stand in a grid,
and the qualifier takes the place of the row's number: `0.injuries.fatal.aboard`, with `0.injuries.fatal.stance` for the line.
"""

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app.core.errors import BadValue
from app.services.dossiers import Dossier, Fact
from app.services.steps import ClaimStep, Ref
from app.services.suggestions import kind_of_party
from app.vocab.claims import PropertyState, Stance
from app.vocab.coded import Coded
from app.vocab.countries import country_codes, country_name
from app.vocab.properties import PROPERTIES, Cardinality, Group, Property, Subject, ValueType, in_groups
from app.vocab.values import check_qualifier, read
from app.web.forms.answers import Answers
from app.web.forms.parties import Parties

MAX_ROWS = 20
MAX_AIRCRAFT = 20
MAX_QUOTE = 5_000
MAX_PAGE = 300
_OPEN = (Group.EVENT, Group.PEOPLE)  # open from the start
_HINTS = {
    ValueType.DATE: "2015-10-31, 31 October 2015, October 2015 or 2015",
    ValueType.TIME: "04:13, 0413 or 4:13 pm",
    ValueType.COORDINATES: "30.1506, 34.178 or 30°09'02\"N 34°10'41\"E",
    ValueType.COUNTRY: "",
}


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody says today."""

    words: str
    qualifier: str
    speaker: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Others:
    """What is on record of a property: the current words of each speaker, and how they stand to one another."""

    said: tuple[Other, ...] = ()
    n_more: int = 0
    disputed: bool = False


NOBODY = Others()


@dataclass(frozen=True, slots=True)
class Row:
    """One value to fill in. `is_told`: its stance, quote or page is filled, or wrong."""

    name: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the occurrence or of one aircraft, with a row for each value."""

    name: str
    property: Property
    rows: tuple[Row, ...]
    others: Others
    hint: str

    @builtins.property
    def has_several(self) -> bool:
        """Whether one account can state several values."""
        return takes_several(self.property)


@dataclass(frozen=True, slots=True)
class Line:
    """A count of people by population: a cell for each, one stance, quote and page for all."""

    name: str
    property: Property
    others: Others
    is_told: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its fields. `lines` and `columns` are of the grid of people."""

    title: str
    fields: tuple[Field, ...]
    lines: tuple[Line, ...] = ()
    columns: tuple[Coded, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form. `n_filled` counts the facts in it, `n_wrong` the faults."""

    anchor: str
    title: str
    parts: tuple[Part, ...]
    is_open: bool
    n_filled: int
    n_wrong: int


_BY_SUBJECT: Mapping[Subject, tuple[Property, ...]] = {
    subject: tuple(each for each in PROPERTIES if each.subject is subject) for subject in Subject
}


def takes_several(prop: Property) -> bool:
    """Whether one account can state several values: they hold together, add up, or differ by their qualifier."""
    return prop.cardinality is not Cardinality.ONE or prop.qualifier is not None


def in_grid(prop: Property) -> bool:
    """Whether it is a count of people by a closed list of populations."""
    return prop.type is ValueType.INTEGER and prop.group is Group.PEOPLE and prop.qualifiers is not None


def name_of(prop: Property, aircraft: int) -> str:
    """The name of a property's fields, without the row."""
    return f"{aircraft}.{prop.key}"


def n_rows(answers: Answers, name: str) -> int:
    """How many rows a field has: as many as are filled or were asked for, one at least."""
    asked = answers[f"{name}.rows"]
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 1
    filled = [n for n in range(1, MAX_ROWS + 1) if answers[f"{name}.{n}"].strip()]
    return min(MAX_ROWS, max(1, wanted, *filled))


def add_row(answers: Answers, name: str) -> None:
    """One more row for a field that takes several values."""
    if any(name == name_of(prop, n) and takes_several(prop) for prop in PROPERTIES for n in range(MAX_AIRCRAFT + 1)):
        answers[f"{name}.rows"] = str(min(MAX_ROWS, n_rows(answers, name) + 1))


# -- what is shown


def sections(answers: Answers, n_aircraft: int, dossier: Dossier | None) -> list[Section]:
    """The form in its parts: one section for each group of the occurrence, and one for each aircraft."""
    said = others_of(dossier)
    found = [_section(answers, group, props, said) for group, props in in_groups(_BY_SUBJECT[Subject.OCCURRENCE])]
    return found + [_aircraft(answers, number, n_aircraft, dossier, said) for number in range(1, n_aircraft + 1)]


Said = Mapping[tuple[int, str], Others]


def _section(answers: Answers, group: Group, props: Sequence[Property], said: Said) -> Section:
    part = _part("", answers, props, 0, said)
    filled, wrong = _counts(answers, props, 0)
    return Section(group.name.lower(), group.value, (part,), group in _OPEN or bool(filled or wrong), filled, wrong)


def _aircraft(answers: Answers, number: int, n_aircraft: int, dossier: Dossier | None, said: Said) -> Section:
    props = _BY_SUBJECT[Subject.AIRCRAFT]
    parts = tuple(_part(group.value, answers, each, number, said) for group, each in in_groups(props))
    filled, wrong = _counts(answers, props, number)
    names = {each.row.number: each.heading for each in dossier.aircraft} if dossier else {}
    title = "Aircraft and flight" if n_aircraft == 1 else f"Aircraft {number}"
    if number in names and names[number] != f"Aircraft {number}":
        title += f": {names[number]}"
    return Section(f"aircraft-{number}", title, parts, bool(filled or wrong), filled, wrong)


def _part(title: str, answers: Answers, props: Sequence[Property], aircraft: int, said: Said) -> Part:
    grid = [each for each in props if in_grid(each)]
    lines = tuple(
        Line(name, each, said.get((aircraft, each.key), NOBODY), _is_told(answers, name))
        for each in grid
        for name in (name_of(each, aircraft),)
    )
    fields = tuple(_field(answers, each, aircraft, said) for each in props if not in_grid(each))
    columns: tuple[Coded, ...] = tuple(grid[0].qualifiers) if grid and grid[0].qualifiers else ()
    return Part(title, fields, lines, columns)


def _field(answers: Answers, prop: Property, aircraft: int, said: Said) -> Field:
    name = name_of(prop, aircraft)
    names = [f"{name}.{n}" for n in range(1, n_rows(answers, name) + 1)]
    rows = tuple(Row(each, _is_told(answers, each)) for each in names)
    hint = _HINTS.get(prop.type, f"in {prop.unit}; other units are converted" if prop.unit else "")
    return Field(name, prop, rows, said.get((aircraft, prop.key), NOBODY), hint)


def _is_told(answers: Answers, name: str) -> bool:
    return any(
        answers[f"{name}.{word}"].strip() not in ("", Stance.ASSERTS.value) or f"{name}.{word}" in answers.errors
        for word in ("stance", "quote", "page")
    )


def _counts(answers: Answers, props: Iterable[Property], aircraft: int) -> tuple[int, int]:
    prefixes = tuple(f"{name_of(each, aircraft)}." for each in props)
    filled = sum(1 for each in props for _ in _filled(answers, each, aircraft))
    return filled, sum(1 for name in answers.errors if f"{name}.".startswith(prefixes))


def others_of(dossier: Dossier | None) -> Said:
    """What each speaker says today, by aircraft (0: the occurrence) and property."""
    facts: dict[tuple[int, str], list[Fact]] = {}
    for fact in dossier.facts if dossier else ():
        facts.setdefault((fact.aircraft or 0, fact.property.key), []).append(fact)
    return {key: _others(group) for key, group in facts.items()}


def _others(facts: Sequence[Fact], most: int = 4) -> Others:
    said = [
        Other(view.value, fact.qualifier_label, view.speaker.name, view.stance)
        for fact in facts
        for view in fact.claims
        if view.standing in ("shown", "current")
    ]
    disputed = any(fact.state is PropertyState.DISPUTED for fact in facts)
    return Others(tuple(said[:most]), max(0, len(said) - most), disputed)


# -- what is read


@dataclass
class _Filled:
    """A value that was written, with the names of the fields around it."""

    name: str
    told: str  # the name before `.stance`, `.quote` and `.page`
    qualifier: str | None = None  # of the grid; None where it is asked in `.for`


def _filled(answers: Answers, prop: Property, aircraft: int) -> Iterator[_Filled]:
    name = name_of(prop, aircraft)
    if in_grid(prop):
        for code in prop.qualifiers or ():
            if answers[f"{name}.{code.value}"].strip():
                yield _Filled(f"{name}.{code.value}", name, code.value)
        return
    for n in range(1, n_rows(answers, name) + 1):
        if answers[f"{name}.{n}"].strip():
            yield _Filled(f"{name}.{n}", f"{name}.{n}")


@dataclass
class _Reader:
    answers: Answers
    parties: Parties
    seen: dict[tuple[int, str, str, str], str] = field(default_factory=dict)

    def claim(self, prop: Property, aircraft: int, filled: _Filled) -> ClaimStep | None:
        """The claim of one row; None where something is wrong with it."""
        answers = self.answers
        before = len(answers.errors)
        value, raw = self._value(prop, filled.name)
        qualifier = self._qualifier(prop, filled)
        stance = answers.code(f"{filled.told}.stance", Stance) or Stance.ASSERTS
        quote = answers.text(f"{filled.told}.quote", most=MAX_QUOTE) or None
        page = answers.line(f"{filled.told}.page", most=MAX_PAGE) or None
        if len(answers.errors) > before or value is None:
            return None
        if not self._is_first(prop, aircraft, qualifier, str(value), filled.name):
            return None
        return ClaimStep(prop.key, value, aircraft or None, qualifier, raw, stance.value, page, quote)

    def _value(self, prop: Property, name: str) -> tuple[Ref | None, str | None]:
        try:
            stored, raw = read(prop, self.answers[name])
        except BadValue as error:
            self.answers.fault(name, str(error))
            return None, None
        if prop.type is ValueType.PARTY:
            return self.parties.read(self.answers, name, kind=kind_of_party(prop)), None
        return stored, raw

    def _qualifier(self, prop: Property, filled: _Filled) -> str:
        if filled.qualifier is not None:
            return filled.qualifier
        text = self.answers.line(f"{filled.name}.for", most=200)
        try:
            return check_qualifier(prop, text) if prop.qualifier else ""
        except BadValue as error:
            self.answers.fault(f"{filled.name}.for", str(error))
            return ""

    def _is_first(self, prop: Property, aircraft: int, qualifier: str, value: str, name: str) -> bool:
        """Whether nothing else in the account stands in its place; the fault is noted."""
        several = prop.cardinality is not Cardinality.ONE
        key = (aircraft, prop.key, qualifier, value if several else "")
        other = self.seen.setdefault(key, name)
        if other == name:
            return True
        what = (
            "this value stands in the form twice"
            if several
            else f"one account has one value{f' for {qualifier}' if qualifier else ''}"
        )
        self.answers.fault(name, f"{prop.label}: {what}; change one or take it out")
        return False


def read_claims(answers: Answers, n_aircraft: int, parties: Parties) -> tuple[ClaimStep, ...]:
    """The claims of the filled fields, in the order of the page; what cannot be read is noted at its field."""
    reader = _Reader(answers, parties)
    subjects: list[tuple[int, Property]] = [(0, each) for each in _BY_SUBJECT[Subject.OCCURRENCE]]
    subjects += [(n, each) for n in range(1, n_aircraft + 1) for each in _BY_SUBJECT[Subject.AIRCRAFT]]
    for n, prop in subjects:
        _note_orphans(answers, prop, n)
    made = [reader.claim(prop, n, filled) for n, prop in subjects for filled in _filled(answers, prop, n)]
    return tuple(each for each in made if each is not None)


def _note_orphans(answers: Answers, prop: Property, aircraft: int) -> None:
    """A quote, page, stance or qualifier beside an empty field is a slip: say so rather than drop it."""
    name = name_of(prop, aircraft)
    if in_grid(prop):
        cells = [f"{name}.{code.value}" for code in prop.qualifiers or ()]
        if _is_told(answers, name) and not any(answers[each].strip() for each in cells):
            answers.fault(cells[0], f"{prop.label}: write the number that the stance, quote or page goes with")
        return
    for n in range(1, MAX_ROWS + 1):
        row = f"{name}.{n}"
        if not answers[row].strip() and (_is_told(answers, row) or answers[f"{row}.for"].strip()):
            answers.fault(row, f"{prop.label}: write the value that the rest of the row goes with")


@cache
def countries() -> list[tuple[str, str, str]]:
    """(code, name, nothing more) of all countries, by name, as a field to choose from takes them."""
    return sorted(((code, country_name(code), "") for code in country_codes()), key=lambda each: each[1])


def template_words() -> dict[str, Any]:
    """What the templates of the form ask for by name."""
    return {"types": ValueType, "stances": Stance, "country_list": countries()}


def choices(codes: type[Coded]) -> list[tuple[str, str, str]]:
    """(code, label, definition) of a closed list, as a field to choose from takes them; a filter of the templates."""
    return [(each.value, each.label, each.definition) for each in codes]


def party_kind(prop: Property) -> str:
    """The kind of the parties that a property names; a filter of the templates."""
    return kind_of_party(prop).value

"""Words, numbers, days and addresses as the templates write them."""

import datetime as dt
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup

from app import __version__
from app.core.dates import PartialDate
from app.core.errors import BadValue
from app.core.text import slug
from app.models import Account, Occurrence
from app.search.fields import BY_NAME
from app.vocab.claims import Precision, PropertyState
from app.vocab.coded import Coded
from app.vocab.countries import country_name, ends_in_country
from app.vocab.occurrences import OccurrenceClass
from app.vocab.properties import Group, Property, ValueType

_UNITS = {
    "occurrence": "occurrences",
    "claim": "claims",
    "source": "sources",
    "speaker": "speakers",
    "person": "people",
    "account": "accounts",
    "aircraft": "aircraft",
    "party": "parties",
    "investigation": "investigations",
    "record": "records",
    "import": "imports",
    "report": "reports",
    "changeset": "changesets",
    "step": "steps",
    "statement": "statements",
    "inquiry step": "inquiry steps",
    "State": "States",
    "document": "documents",
    "recommendation": "recommendations",
    "response": "responses",
    "anniversary": "anniversaries",
    "property": "properties",
    "disputed fact": "disputed facts",
    "fact": "facts",
    "page": "pages",
    "contribution": "contributions",
    "day": "days",
    "hour": "hours",
    "minute": "minutes",
    "user": "users",
    "country": "countries",
    "type": "types",
    "operator": "operators",
    "manufacturer": "manufacturers",
    "authority": "authorities",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# The shape of a state's mark, so that it is told by more than its colour.
SHAPES = {
    PropertyState.UNSAID: "·",
    PropertyState.SINGLE: "○",
    PropertyState.AGREED: "●",
    PropertyState.REFINED: "◐",
    PropertyState.DISPUTED: "◆",
}


def counted(n: int, unit: str) -> str:
    """A number with its counting unit: `1 claim`, `86,568 occurrences`."""
    return f"{n:,} {unit if n == 1 else _UNITS[unit]}"


def day(date: dt.date | None) -> str:
    """A day in words: `31 October 2015`."""
    return "not stated" if date is None else f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def instant(moment: dt.datetime | None) -> str:
    """A moment in words: `31 October 2015, 04:13 UTC`."""
    if moment is None:
        return "not stated"
    utc = moment.astimezone(dt.UTC)
    return f"{day(utc.date())}, {utc:%H:%M} UTC"


def age(then: dt.datetime, now: dt.datetime) -> str:
    """How long something waits, in its largest unit: `3 days`, `1 hour`, `12 minutes`."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    for size, unit in ((1440, "day"), (60, "hour")):
        if minutes >= size:
            return counted(minutes // size, unit)
    return counted(minutes, "minute")


def partial_day(text: str) -> str:
    """A date known to the day, the month or the year, in words; the text itself where it is none."""
    try:
        year, month, number = PartialDate.parse(text)
    except BadValue:
        return text
    return " ".join(str(part) for part in (number, _MONTHS[month - 1] if month else None, year) if part)


def worded(value: str, prop: Property) -> str:
    """A value as a sentence writes it: dates in words, counts of people with their unit."""
    if prop.type is ValueType.DATE:
        return partial_day(value)
    if prop.type is ValueType.INTEGER and prop.group is Group.PEOPLE:
        return f"{value} {'person' if value == '1' else 'people'}"
    return value


def qualifier_label(qualifier: str, prop: Property) -> str:
    """A qualifier in words: the label of its code, where it has a closed list."""
    code = prop.qualifiers.find(qualifier) if prop.qualifiers else None
    return code.label if code else qualifier


def said(date: dt.date, precision: Precision) -> str:
    """A day with its precision, to follow `said` or `stated`: `on 31 October 2015`, `not later than 6 November 2015`."""
    if precision is Precision.MONTH:
        return f"in {_MONTHS[date.month - 1]} {date.year}"
    if precision is Precision.YEAR:
        return f"in {date.year}"
    return f"{'not later than' if precision is Precision.NOT_LATER_THAN else 'on'} {day(date)}"


def public(account: Account) -> str:
    """When the world could know of an account."""
    if account.published_on is None or account.published_on == account.said_on:
        return f"said {said(account.said_on, account.precision)}"
    return f"said {said(account.said_on, account.precision)}, published on {day(account.published_on)}"


def iso_date(occurrence: Occurrence) -> str:
    """The date of an occurrence for a table, as exactly as it is known: `2015-10-31`, `2015-10`, `2015`."""
    if occurrence.occurred_on is None:
        return "—"
    length = {"month": 7, "year": 4}.get(occurrence.occurred_precision or "day", 10)
    return occurrence.occurred_on.isoformat()[:length]


def label_of(code: str | None, codes: type[Coded]) -> str:
    """The label of a code; a dash for none."""
    found = codes.find(code) if code else None
    return found.label if found else code or "—"


def label_in(code: str | None, field: str) -> str:
    """The label of a code of a search field's closed list; a dash where there is none."""
    codes = BY_NAME[field].codes
    return label_of(code, codes) if codes else code or "—"


def capitalize_first(text: object) -> str:
    """The text with its first letter as a capital, the others as they are."""
    words = str(text)
    return words[:1].upper() + words[1:]


def sentence(text: str) -> str:
    """The text with a full stop, where it does not end as a sentence yet."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def options(codes: type[Coded]) -> list[tuple[str, str]]:
    """(code, label) of a closed list, as a field to choose from takes them."""
    return [(each.value, each.label) for each in codes]


def class_label(code: str | None) -> str:
    """The label of an occurrence's class."""
    return label_of(code, OccurrenceClass)


def where(occurrence: Occurrence) -> str:
    """The place with its country, which is left out where the place names it."""
    place, code = occurrence.place or "", occurrence.country
    country = country_name(code) if code and not ends_in_country(place, code) else ""
    return ", ".join(filter(None, (place, country))) or "—"


def occurrence_url(row: Any, **more: Any) -> str:
    """The address of a dossier; `row` has an id and a title."""
    return url_for("occurrences.show", occurrence_id=row.id, slug=slug(row.title), **more)


def web_link(url: str, words: str) -> Markup:
    """A link out of the database; only the words where the address is not one of the web."""
    if not url.startswith(("https://", "http://")):
        return Markup("{}").format(words)
    return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(url, words)


def register(app: Flask) -> None:
    """Make the words known to the templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        age=age,
        capitalize_first=capitalize_first,
        label_in=label_in,
        class_label=class_label,
        codes=options,
        counted=counted,
        country=country_name,
        day=day,
        instant=instant,
        iso_date=iso_date,
        partial_day=partial_day,
        public=public,
        qualifier=qualifier_label,
        sentence=sentence,
        where=where,
        worded=worded,
    )
    app.jinja_env.globals.update(
        occurrence_url=occurrence_url, web_link=web_link, said=said, version=__version__, shapes=SHAPES, states=PropertyState
    )

"""The investigations and safety recommendations of a dossier file."""

from app.importers.dossier.entries import (
    DocumentEntry,
    EventEntry,
    InvestigationEntry,
    RecommendationEntry,
    ResponseEntry,
    StateEntry,
)
from app.importers.dossier.tables import Table
from app.importers.dossier.words import Known, act, word_of
from app.vocab.countries import is_country
from app.vocab.investigations import Capacity, EventKind, InvestigationKind, RecommendationStatus, StateRole

MAX_REFERENCE = 100


def investigation(table: Table, known: Known) -> InvestigationEntry | None:
    """An investigation with its steps, States and documents; None where it cannot be read, which is noted."""
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


def _event(table: Table, known: Known) -> EventEntry | None:
    kind = table.code("kind", EventKind, required=True)
    on, precision = act(table, "on", required=True)
    word, note = word_of(table, known), table.text("note")
    table.done()
    if kind is None or on is None or word is None:
        return None
    return EventEntry(kind, on, precision, word, note)


def _state(table: Table, known: Known) -> StateEntry | None:
    country = table.text("country", required=True)
    if country is not None and not is_country(country):
        table.wrong(f"'country' is {country!r}, which is not an ISO 3166-1 alpha-2 code such as EG")
    role = table.code("role", StateRole, required=True)
    capacity = table.code("capacity", Capacity, required=True)
    party = table.known("party", known.parties, "party")
    since, precision = act(table, "since")
    word, note = word_of(table, known), table.text("note")
    table.done()
    if country is None or role is None or capacity is None or word is None:
        return None
    return StateEntry(country, role, capacity, party, since, precision, word, note)


def _document(table: Table, known: Known) -> DocumentEntry | None:
    source, note = table.known("source", known.sources, "source", required=True), table.text("note")
    table.done()
    return None if source is None else DocumentEntry(source, note)


def recommendation(table: Table, known: Known) -> RecommendationEntry | None:
    """A safety recommendation with its responses; None where it cannot be read, which is noted."""
    text = table.text("text", required=True)
    addressee = table.known("addressee", known.parties, "party", required=True)
    reference = table.text("reference", limit=MAX_REFERENCE)
    made_on, sent_on = table.day("made_on"), table.day("sent_on")
    word = word_of(table, known)
    responses = [_response(each, known) for each in table.tables("response", "response")]
    table.done()
    if text is None or addressee is None or word is None:
        return None
    answers = tuple(each for each in responses if each is not None)
    return RecommendationEntry(text, addressee, reference, made_on, sent_on, word, answers)


def _response(table: Table, known: Known) -> ResponseEntry | None:
    text, answered_on = table.text("text", required=True), table.day("answered_on")
    status, word = table.code("status", RecommendationStatus), word_of(table, known)
    table.done()
    return None if text is None or word is None else ResponseEntry(text, answered_on, status, word)

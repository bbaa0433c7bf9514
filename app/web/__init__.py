"""The server-rendered pages. They work without JavaScript and load nothing from elsewhere."""

from flask import Flask

from app.config import Settings
from app.web import (
    about,
    access,
    account,
    addresses,
    administration,
    agreement,
    api_page,
    calendars,
    changes,
    charts,
    citations,
    claims,
    contribute,
    contributors,
    corrections,
    dictionary,
    disputes,
    dossier,
    drafts,
    errors,
    exports,
    feeds,
    findable,
    headers,
    health,
    hints,
    history,
    home,
    investigations,
    limits,
    map,
    occurrences,
    parties,
    party_edits,
    permanent,
    places,
    proposals,
    records,
    releases,
    review,
    security,
    settings,
    sources,
    suggestions,
    tracker,
    types,
    users,
    watched_queries,
    watching,
    words,
)


def register(app: Flask, chosen: Settings) -> None:
    """Give the application its pages, their words, their errors and their headers."""
    limits.register(app)
    security.register(app, chosen)
    access.register(app)
    words.register(app)
    addresses.register(app)
    permanent.register(app)
    dossier.register(app)
    proposals.register(app)
    errors.register(app)
    headers.register(app)
    for each in (home, occurrences, claims, sources, parties, dictionary, about, health, account, users, settings):
        app.register_blueprint(each.bp)
    for each in (disputes, agreement, releases, places, types, changes, history, review, contributors, watched_queries):
        app.register_blueprint(each.bp)
    for each in (corrections, records, party_edits, investigations, tracker, watching, administration):
        app.register_blueprint(each.bp)
    for each in (feeds, calendars):
        app.register_blueprint(each.bp)
    for each in (citations, findable):
        app.register_blueprint(each.bp)
    for each in (contribute, drafts, hints, suggestions, charts, map, api_page, exports):
        app.register_blueprint(each.bp)

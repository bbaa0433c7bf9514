"""The server-rendered pages. They work without JavaScript and load nothing from elsewhere."""

from flask import Flask

from app.config import Settings
from app.web import (
    about,
    access,
    account,
    claims,
    dictionary,
    dossier,
    errors,
    headers,
    health,
    home,
    limits,
    occurrences,
    parties,
    security,
    settings,
    sources,
    users,
    words,
)


def register(app: Flask, chosen: Settings) -> None:
    """Give the application its pages, their words, their errors and their headers."""
    limits.register(app)
    security.register(app, chosen)
    access.register(app)
    words.register(app)
    dossier.register(app)
    errors.register(app)
    headers.register(app)
    for each in (home, occurrences, claims, sources, parties, dictionary, about, health, account, users, settings):
        app.register_blueprint(each.bp)

"""The server-rendered pages. They work without JavaScript and load nothing from elsewhere."""

from flask import Flask

from app.web import (
    about,
    access,
    claims,
    dictionary,
    dossier,
    errors,
    headers,
    health,
    home,
    occurrences,
    parties,
    sources,
    words,
)


def register(app: Flask) -> None:
    """Give the application its pages, their words, their errors and their headers."""
    access.register(app)
    words.register(app)
    dossier.register(app)
    errors.register(app)
    headers.register(app)
    for each in (home, occurrences, claims, sources, parties, dictionary, about, health):
        app.register_blueprint(each.bp)

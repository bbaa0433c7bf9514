"""The JSON API, version 1: what the pages tell, for programs. Reads need no key, writes a token."""

from apiflask import APIBlueprint, APIFlask

from app.api import (
    answers,
    changesets,
    citations,
    claims,
    contributing,
    correcting,
    description,
    dictionary,
    disputes,
    exports,
    gate,
    inquiring,
    investigations,
    occurrences,
    parties,
    problems,
    reviewing,
    searching,
    sources,
    stepping,
)


def register(app: APIFlask) -> None:
    """Give the application the addresses under /api/v1, their description, errors and headers."""
    api = APIBlueprint("api", __name__, url_prefix=answers.PREFIX)
    problems.handle(api)
    gate.handle(api)
    api.before_request(answers.given_again)
    for each in (occurrences, claims, description):
        api.register_blueprint(each.bp)
    for reading in (searching, sources, parties, dictionary, investigations, disputes, changesets, exports, citations):
        api.register_blueprint(reading.bp)
    for writing in (contributing, inquiring, correcting, stepping, reviewing):
        api.register_blueprint(writing.bp)
    app.register_blueprint(api)
    problems.register(app)
    gate.register(app)
    answers.register(app)
    description.register(app)

"""The JSON API, version 1: what the pages tell, for programs. Reads need no key."""

from flask import Blueprint, Flask

from app.api import answers, claims, occurrences, problems


def register(app: Flask) -> None:
    """Give the application the addresses under /api/v1, their errors and their headers."""
    api = Blueprint("api", __name__, url_prefix=answers.PREFIX)
    problems.handle(api)
    for each in (occurrences, claims):
        api.register_blueprint(each.bp)
    app.register_blueprint(api)
    problems.register(app)
    answers.register(app)

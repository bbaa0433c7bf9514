"""Putting the Flask application together."""

from inspect import iscoroutinefunction

from apiflask import APIFlask
from flask import Flask

from app import api, indexed, kept, packing, web
from app.config import Settings, load
from app.extensions import db
from app.models.database import engine_options, set_up


def create_app(settings: Settings | None = None) -> Flask:
    """The web application on the database of the settings, which must be up to date; see `airdocket db upgrade`."""
    settings = settings or load()
    app = APIFlask("app", "airdocket", "1", docs_path=None, spec_path=None, json_errors=False)
    app.config.from_mapping(api.description.settings())
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": settings.url, **engine_options(settings.url)}}
    app.config["AIRDOCKET"] = settings
    db.init_app(app)
    # No database is used asynchronously; closing such sessions would start a thread at every request.
    app.teardown_appcontext_funcs = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    with app.app_context():
        set_up(db.engine)
    packing.register(app)
    indexed.register(app)
    kept.register(app)
    api.register(app)
    web.register(app, settings)
    return app

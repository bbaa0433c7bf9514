"""The settings that the server runs with, for administrators; read here, set in the environment."""

from dataclasses import fields

from flask import Blueprint, current_app, render_template
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.config import PREFIX, Settings
from app.services.permissions import Permission
from app.web.access import needs

bp = Blueprint("settings", __name__, url_prefix="/admin/settings")


@bp.get("")
@needs(Permission.ADMINISTER)
def show() -> str:
    """What the server runs with; passwords are not shown."""
    running: Settings = current_app.config["AIRDOCKET"]
    rows = [
        (PREFIX + each.name.upper(), masked(str(getattr(running, each.name))), each.metadata["help"])
        for each in fields(running)
    ]
    return render_template("settings.html", rows=rows)


def masked(value: str) -> str:
    """A setting without the password that its address may hold."""
    if "://" not in value:
        return value
    try:
        return make_url(value).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return f"{value.partition('://')[0]}://…"

"""What administrators see: imports with their reports, and how the database stands."""

from flask import Blueprint, current_app, render_template, send_file
from werkzeug.wrappers import Response

from app import migrate
from app.config import Settings
from app.extensions import db
from app.search.folder import Folder
from app.services import indexing, status
from app.services.permissions import Permission
from app.web.access import needs
from app.web.paging import page_number, page_size

bp = Blueprint("administration", __name__, url_prefix="/admin")


def _settings() -> Settings:
    settings: Settings = current_app.config["AIRDOCKET"]
    return settings


@bp.get("")
@needs(Permission.ADMINISTER)
def index() -> str:
    """Where to go from here."""
    known = current_app.view_functions
    return render_template("admin/index.html", verified=status.last_verified(_settings().home), known=known)


@bp.get("/imports")
@needs(Permission.ADMINISTER)
def imports() -> tuple[str, int]:
    """The imports on record, and the reports of the commands."""
    page = status.list_imports(db.session, page_number(), page_size())
    reports = status.reports(_settings().reports)
    return render_template("admin/imports.html", page=page, reports=reports), 404 if page.is_beyond else 200


@bp.get("/imports/<name>")
@needs(Permission.ADMINISTER)
def report(name: str) -> Response:
    """One report, as a file."""
    return send_file(status.report_path(_settings().reports, name), mimetype="text/csv", as_attachment=True, max_age=0)


@bp.get("/status")
@needs(Permission.ADMINISTER)
def show_status() -> str:
    """The last verification, the database and what it holds, and the search index."""
    figures = status.figures(db.session)
    server = status.server_version(db.session)
    return render_template(
        "admin/status.html", verified=status.last_verified(_settings().home), figures=figures, server=server,
        revisions=migrate.revisions(db.engine), index=indexing.status(db.session, Folder(_settings().index)),
    )  # fmt: skip

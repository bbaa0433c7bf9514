"""`airdocket demo`: the real thing, from nothing."""

import datetime as dt
import secrets
from importlib.resources import as_file, files
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import migrate
from app.cli.common import engine_of, notice
from app.cli.imports import import_ntsb
from app.cli.index import follow
from app.cli.serve import run
from app.config import load
from app.importers.dossier import read_dossier
from app.queries.pages import totals
from app.services import accounts
from app.services.dossier_files import file_dossier
from app.vocab.users import Role

# The bundled NTSB files with the days of their release; app/sample/README.md tells their origin.
RELEASES = (
    ("ntsb/NTSBData_20170328.csv.gz", dt.date(2017, 3, 28)),
    ("ntsb/carol_2010_2014.csv.gz", dt.date(2026, 4, 29)),
    ("ntsb/carol_2020_2024.csv.gz", dt.date(2026, 4, 29)),
)
DOSSIERS = ("metrojet-9268.toml",)
EDITOR = ("Demo editor", "editor@demo.example")


@click.command()
@click.option("--serve/--no-serve", default=True, help="Serve the pages when the data are in.")
def demo(serve: bool) -> None:
    """Load the bundled data (the NTSB's records and the Metrojet 9268 dossier) where they are missing, and serve them."""
    settings = load()
    with engine_of(settings) as engine:
        migrate.upgrade(engine)
        with Session(engine) as session:
            load_samples(session)
            _summary(session)
            _editor(session)
            follow(session, settings.index)
    notice(f"database: {sa.make_url(settings.url).render_as_string(hide_password=True)}")
    if serve:
        run(settings, settings.host, settings.port, settings.workers)


def load_samples(session: Session) -> None:
    """File what is bundled; what is there already stays as it is."""
    with as_file(files("app") / "sample") as sample:
        for name, released in RELEASES:
            report = import_ntsb(session, Path(sample) / name, released)
            notice(f"{name}: {report.new:,} new occurrences, {report.joined:,} joined, {report.same:,} as before")
        for name in DOSSIERS:
            filed = file_dossier(session, read_dossier(Path(sample) / name))
            session.commit()
            notice(f"{name}: {filed.new_claims} new claims of {filed.claims}")


def _summary(session: Session) -> None:
    figures = session.execute(totals()).one()
    click.echo(f"occurrences={figures.n_occurrences} aircraft={figures.n_aircraft} claims={figures.n_claims}")


def _editor(session: Session) -> None:
    """Somebody to sign in as, in a database in which nobody can yet; the password is printed this once."""
    if accounts.has_users(session):
        return
    password = secrets.token_urlsafe(12)
    accounts.add_user(session, *EDITOR, role=Role.EDITOR, password_hash=accounts.hashed(password), confirmed=True)
    session.commit()
    notice(f"to edit, sign in as {EDITOR[1]} with the password {password}")

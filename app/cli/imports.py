"""`airdocket import`: files into claims."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from app.cli.common import notice, progress_bar, session_of
from app.cli.index import follow
from app.config import load
from app.core.cells import plain_cell
from app.importers.dossier import read_dossier
from app.importers.ntsb import read_release
from app.services.dossier_files import file_dossier
from app.services.imports import NTSB_SERIES, Report, file_release

if TYPE_CHECKING:
    from app.services.dockets import DocketReport

_PATH = click.argument("path", type=click.Path(path_type=Path))
_DRY = click.option("--dry-run", is_flag=True, help="Read and count; write nothing to the database.")


@click.group("import")
def import_() -> None:
    """Bring a file in, as what its source says. The same file twice files nothing."""


@import_.command()
@_PATH
@click.option(
    "--released",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the file was released: what it says was public by then.",
)
@click.option("--encoding", default="utf-8", show_default=True, help="The file's encoding; some older editions are latin-1.")
@_DRY
def ntsb(path: Path, released: dt.datetime, encoding: str, dry_run: bool) -> None:
    """Import an NTSB file: the 31-column accident table or a CAROL export, plain, gzipped or zipped."""
    settings = load()
    with session_of(settings) as session:
        report = import_ntsb(session, path, released.date(), encoding=encoding, dry_run=dry_run)
        _print(report, path, dry_run)
        if not dry_run:
            follow(session, settings.index)


def import_ntsb(session: Session, path: Path, released: dt.date, *, encoding: str = "utf-8", dry_run: bool = False) -> Report:
    """Read and file one NTSB file with a progress bar; commits unless it is a dry run."""
    release = read_release(path, encoding=encoding)
    with progress_bar(f"Reading {path.name}", release.n_rows, "rows") as progress:
        report = file_release(session, release, NTSB_SERIES[release.shape], released, progress=progress)
    if dry_run:
        session.rollback()
    else:
        session.commit()
    return report


def _print(report: Report, path: Path, dry_run: bool) -> None:
    notes = report.notes
    lost = sum(each.lost for each in notes.refusals)
    click.echo(
        f"rows={report.rows} records={report.records} new={report.new} joined={report.joined} same={report.same} "
        f"changed={report.changed} claims={report.claims} refused_rows={lost} "
        f"left_out={len(notes.refusals) - lost + sum(notes.dropped.values()) - _listed(report)}"
    )
    for kind, count in sorted(notes.dropped.items()):
        notice(f"  not stated, {kind}: {count:,} values")
    for name, count in report.changed_by_property.most_common():
        notice(f"  said differently before: {name}: {count:,}")
    refused = Counter((each.column, each.reason) for each in notes.refusals if each.reason not in notes.dropped)
    examples = {(each.column, each.reason): each for each in reversed(notes.refusals)}
    for (column, reason), count in refused.most_common(20):
        example = examples[column, reason]
        notice(f"  refused: {column}: {reason}: {count:,}, first in row {example.row}: {example.value!r}")
    if len(refused) > 20:
        notice(f"  and {len(refused) - 20:,} more kinds")
    target = write_report(report, path)
    notice(f"full list: {target}")
    if dry_run:
        notice("dry run: nothing was written to the database")
    elif report.changeset is None:
        notice("nothing new: the database is as it was")


def _listed(report: Report) -> int:
    """How many of the listed refusals are the dropped values, counted by kind already."""
    return sum(each.reason in report.notes.dropped for each in report.notes.refusals)


def write_report(report: Report, path: Path) -> Path:
    """Every value that was left out, as CSV in the reports folder; the file's path."""
    folder = load().reports
    folder.mkdir(parents=True, exist_ok=True)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    target = folder / f"{path.name.split('.')[0]}-{report.released}-{stamp}.csv"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "column", "value", "reason", "whole row"])
        writer.writerows(
            (each.row, each.column, plain_cell(each.value), each.reason, "yes" if each.lost else "no")
            for each in report.notes.refusals
        )
    return target


@import_.command()
@_PATH
@_DRY
def dossier(path: Path, dry_run: bool) -> None:
    """Import a dossier file: accounts on one occurrence, gathered by hand. See docs/dossier-format.md."""
    settings = load()
    with session_of(settings) as session:
        report = file_dossier(session, read_dossier(path))
        if dry_run:
            session.rollback()
        else:
            session.commit()
            follow(session, settings.index)
    click.echo(
        f"occurrence={report.occurrence_id} claims={report.claims} new_claims={report.new_claims} "
        f"events={report.events} new_events={report.new_events}"
    )
    if dry_run:
        notice("dry run: nothing was written to the database")
    elif report.changeset is None:
        notice("nothing new: the database is as it was")


@import_.command("airdocket-jsonl")
@_PATH
@_DRY
def airdocket_jsonl(path: Path, dry_run: bool) -> None:
    """Import the records of another airdocket, as `airdocket export --format airdocket-jsonl` writes them.

    Into an empty database everything comes under its own id; elsewhere only what is new. See docs/airdocket-jsonl.md.
    """
    from app.importers.airdocket import read_docket
    from app.services.dockets import file_docket

    settings = load()
    docket = read_docket(path)
    with session_of(settings) as session:
        with progress_bar(f"Reading {path.name}", docket.head.occurrences, "occurrences") as progress:
            report = file_docket(session, docket, progress=progress)
        if dry_run:
            session.rollback()
        else:
            session.commit()
            follow(session, settings.index)
    _print_docket(report, docket.head.withheld_quotes, dry_run)


def _print_docket(report: "DocketReport", withheld: int, dry_run: bool) -> None:
    click.echo(
        f"occurrences={report.occurrences} new={report.new} joined={report.joined} same={report.same} gone={report.gone} "
        f"left_out={report.left} claims={report.claims} parties={report.parties} sources={report.sources}"
    )
    if withheld:
        notice(f"{withheld:,} quotes are not in the file: their sources may not be handed on")
    if dry_run:
        notice("dry run: nothing was written to the database")
    elif not report.changesets:
        notice("nothing new: the database is as it was")
    elif report.kept_ids:
        notice("the database was empty: every record, party and source has the id that it had")
    else:
        notice("new records got new ids; their old ones are kept as identifiers")

"""`airdocket verify`: the proof that the database holds what was recorded."""

import sys

import click

from app.cli.common import notice, progress_bar, session_of
from app.config import load
from app.services.status import MAX_LISTED, write_verified
from app.services.verification import last_occurrence
from app.services.verification import verify as differences


@click.command()
@click.option("--most", default=100, show_default=True, help="List at most so many differences.")
def verify(most: int) -> None:
    """Prove the digest chain, the projected columns and the references; exit with 1 and a list where something differs."""
    settings = load()
    found, first = 0, list[str]()
    with session_of(settings) as session:
        total = last_occurrence(session)
        with progress_bar("Verifying", total, "occurrences") as progress:
            for each in differences(session, progress):
                found += 1
                if found <= most:
                    click.echo(str(each))
                if found <= MAX_LISTED:
                    first.append(str(each))
        write_verified(settings.home, session, occurrences=total, differences=found, first=first)
    if found > most:
        notice(f"and {found - most:,} more")
    click.echo(f"occurrences={total} differences={found}")
    sys.exit(1 if found else 0)

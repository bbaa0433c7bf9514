"""`airdocket verify`: the proof that the database holds what was recorded."""

import sys

import click

from app.cli.common import notice, progress_bar, session_of
from app.services.verification import last_occurrence
from app.services.verification import verify as differences


@click.command()
@click.option("--most", default=100, show_default=True, help="List at most so many differences.")
def verify(most: int) -> None:
    """Prove the digest chain, the projected columns and the references; exit with 1 and a list where something differs."""
    found = 0
    with session_of() as session:
        total = last_occurrence(session)
        with progress_bar("Verifying", total, "occurrences") as progress:
            for each in differences(session, progress):
                found += 1
                if found <= most:
                    click.echo(str(each))
    if found > most:
        notice(f"and {found - most:,} more")
    click.echo(f"occurrences={total} differences={found}")
    sys.exit(1 if found else 0)

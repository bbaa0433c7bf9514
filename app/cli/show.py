"""`airdocket show`: a dossier on the terminal."""

import click
from rich.console import Console
from rich.table import Table

from app.cli.common import session_of
from app.services.dossiers import Dossier, Fact, open_dossier


@click.command()
@click.argument("occurrence", type=int)
@click.option("--claims", is_flag=True, help="Also every claim, with who said it, when and where.")
def show(occurrence: int, claims: bool) -> None:
    """Show what is known about one occurrence, and how it stands."""
    with session_of() as session:
        _print(open_dossier(session, occurrence), claims)


def _print(dossier: Dossier, claims: bool) -> None:
    console = Console(highlight=False, soft_wrap=False)
    row = dossier.occurrence
    console.print(f"[bold]{_plain(row.title)}[/bold]  {row.occurred_on or 'date not stated'}")
    table = Table(box=None, pad_edge=False)
    for heading in ("fact", "value", "state", "sources"):
        table.add_column(heading, overflow="fold")
    for fact in dossier.facts:
        table.add_row(*_cells(fact))
        if claims:
            for each in fact.claims:
                told = f"{each.stance.label}, {each.public_on}, {each.standing}"
                table.add_row(
                    f"  {_plain(each.speaker.name)}",
                    _plain(each.value),
                    told,
                    f"[{each.source.mark}]".replace("[", r"\["),
                )
    console.print(table)
    for source in dossier.sources:
        told = str(source.source.published_on or "no date")
        console.print(f"{source.mark}. {_plain(source.source.title)} ({_plain(source.publisher.name)}, {told})")


def _cells(fact: Fact) -> tuple[str, str, str, str]:
    where = f"aircraft {fact.aircraft}: " if fact.aircraft else ""
    label = f"{where}{fact.property.label}" + (f" ({fact.qualifier_label})" if fact.qualifier else "")
    value = "; ".join(fact.values) or ("no headline value: the accounts differ" if fact.outcome.withheld else "no value")
    return _plain(label), _plain(value), fact.state.label, " ".join(str(mark) for mark in fact.marks)


def _plain(text: str) -> str:
    """Text in which square brackets are no markup."""
    return text.replace("[", r"\[")

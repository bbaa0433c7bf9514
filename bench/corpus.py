"""A corpus of any size in the two shapes that the importer reads: `table.csv` with all events, `cases.csv` with narratives.

The same number of events, shares and seed give the same bytes.
"""

import csv
import datetime as dt
import random
from contextlib import ExitStack
from pathlib import Path

import click

from bench import carol
from bench.growing import Grower
from bench.narratives import Writer

TABLE, CASES = "table.csv", "cases.csv"
RELEASED = {TABLE: dt.date(2017, 3, 28), CASES: dt.date(2026, 4, 29)}


def write_corpus(folder: Path, n: int, *, narrated: float = 0.6, short: float = 0.8, seed: int = 1) -> tuple[int, int]:
    """Write both files; (aircraft, narratives).

    narrated: share of events with a narrative. short: of those, share with a short one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    grower, writer = Grower(chance), Writer(chance, short)
    n_narratives = 0
    with ExitStack() as stack:
        files = [stack.enter_context((folder / name).open("w", newline="", encoding="utf-8")) for name in (TABLE, CASES)]
        table, cases = (csv.writer(file, lineterminator="\n") for file in files)
        table.writerow(grower.header)
        cases.writerow(carol.COLUMNS)
        for number, event in enumerate(grower.grow(n)):
            table.writerows(event)
            if chance.random() < narrated:
                narrative = writer.write(carol.opening_of(event, grower.at))
                cases.writerow(carol.case_of(event, grower.at, number, narrative))
                n_narratives += 1
    return grower.n_aircraft, n_narratives


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-n", "--events", type=int, default=100_000, show_default=True, help="How many events.")
@click.option("--narrated", type=float, default=0.6, show_default=True, help="Share of events with a narrative.")
@click.option("--short", type=float, default=0.8, show_default=True, help="Share of narratives with 15 to 100 words.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bytes.")
def main(folder: Path, events: int, narrated: float, short: float, seed: int) -> None:
    """Write FOLDER/table.csv and FOLDER/cases.csv."""
    n_aircraft, n_narratives = write_corpus(folder, events, narrated=narrated, short=short, seed=seed)
    click.echo(f"events={events} aircraft={n_aircraft} narratives={n_narratives}")


if __name__ == "__main__":
    main()

"""All measurements on one corpus in one run, each beside its floor. See README.md."""

from pathlib import Path

import click
from sqlalchemy import make_url

from bench.databases import build, url_of
from bench.exports import measure_exports
from bench.flat import n_occurrences
from bench.inner import measure_catching_up, measure_views
from bench.report import tables, write_into
from bench.results import Results, read_results
from bench.running import Run

_PATH = click.Path(path_type=Path)
PARTS = ("build", "views", "pages", "datasette", "freshness", "exports")


@click.command()
@click.argument("folder", type=_PATH)
@click.option(
    "-n", "--events", type=int, default=100_000, show_default=True, help="Size of the corpus, where it is not there yet."
)
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="Only these parts.")
@click.option("--seconds", type=float, default=1, show_default=True, help="For each case, number of clients and round.")
@click.option("--requests", "n_requests", type=int, default=2_000, show_default=True, help="Between two looks at the memory.")
@click.option("--datasette", "program", type=_PATH, help="Datasette's command, to measure it beside.")
@click.option("--floor", "harness", type=_PATH, help="Folder of another harness, whose floor is measured beside.")
@click.option("--copy", type=(_PATH, str), help="A copy by bench.copied: its folder and the address of its database.")
@click.option("--out", type=_PATH, default=Path("results.jsonl"), show_default=True, help="Where JSON lines are added.")
@click.option("--compare", "compared", multiple=True, type=_PATH, help="Results of runs of a tenth of the size.")
@click.option("--document", type=_PATH, help="Where to put the tables, between the marks of the size.")
def main(
    folder: Path,
    events: int,
    parts: tuple[str, ...],
    seconds: float,
    n_requests: int,
    program: Path | None,
    harness: Path | None,
    copy: tuple[Path, str] | None,
    out: Path,
    compared: tuple[Path, ...],
    document: Path | None,
) -> None:
    """Measure on the corpus in FOLDER, which is built where it is missing."""
    build(folder, events)
    database = make_url(url_of(folder)).get_backend_name()
    results = Results(out, n_occurrences(url_of(folder)), database)
    run, asked = Run(folder, results, seconds, n_requests), parts or PARTS
    if "build" in asked:
        run.tell_building()
    if "views" in asked:
        measure_views(folder, results)
    if "pages" in asked:
        run.measure_pages(harness, copy)
    if "datasette" in asked and program:
        run.measure_datasette(program)
    if "exports" in asked and database == "sqlite":
        measure_exports(folder, results)
    if "freshness" in asked:
        run.measure_visible()
        measure_catching_up(folder, results)
    earlier = (*compared, out)
    text = tables(
        read_results([out], results.size, database),
        smaller=read_results(earlier, results.size // 10, database),
    )
    click.echo(text)
    if document:
        write_into(document, results.size, text)


if __name__ == "__main__":
    main()

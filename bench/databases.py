"""Databases of any size, built by the product's own commands, and how long each command took."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from app.config import load
from bench.corpus import CASES, RELEASED, TABLE
from bench.measuring import Ran, run_command

BUILT, FLOOR = "built.json", "floor"
_OFTEN = "1000000/minute"
_CLI, HOME = "app.cli", "home"
# Each step is a module that is run with arguments; those that name a file of the folder become its path.
_STEPS = {
    "create": (_CLI, "db", "upgrade"),
    "import floor": ("bench.imports", TABLE),
    "import table": (_CLI, "import", "ntsb", TABLE, "--released", RELEASED[TABLE].isoformat()),
    "import cases": (_CLI, "import", "ntsb", CASES, "--released", RELEASED[CASES].isoformat()),
    "index floor": ("bench.floor_index", FLOOR),
    "build index": (_CLI, "index", "rebuild"),
}


def environment(folder: Path) -> dict[str, str]:
    """The settings of the product on the corpus's database. One address may ask as often as it likes."""
    return {
        "AIRDOCKET_HOME": str(folder.absolute() / HOME),
        "AIRDOCKET_LIMIT_SEARCH": _OFTEN,
        "AIRDOCKET_LIMIT_PARTS": _OFTEN,
        "PYTHONWARNINGS": "ignore",
    }


def url_of(folder: Path) -> str:
    """The address of the corpus's database."""
    return load(os.environ | environment(folder)).url


def index_of(folder: Path) -> Path:
    """Where the product has its index of the corpus."""
    return load(os.environ | environment(folder)).index


def run_step(folder: Path, name: str) -> Ran:
    """Run one of the steps in a process of its own."""
    words = [str(folder / word) if word in (TABLE, CASES, FLOOR) else word for word in _STEPS[name]]
    return run_command([sys.executable, "-m", *words], environment(folder))


def build(folder: Path, n: int, steps: tuple[str, ...] = tuple(_STEPS)) -> dict[str, Ran]:
    """Write the corpus where it is missing, and run the steps that have not been run yet; all there are by name."""
    if not (folder / CASES).exists():
        run_command([sys.executable, "-m", "bench.corpus", str(folder), "-n", str(n)], {})
    built = read_built(folder)
    if built:
        run_step(folder, "create")  # the product may have another schema by now
    for name in steps:
        if name not in built:
            built[name] = run_step(folder, name)
            text = json.dumps({step: asdict(ran) for step, ran in built.items()}, indent=1)
            (folder / BUILT).write_text(text, encoding="utf-8")
    return built


def read_built(folder: Path) -> dict[str, Ran]:
    """The steps that have been run, in their order."""
    if not (folder / BUILT).exists():
        return {}
    return {name: Ran(**ran) for name, ran in json.loads((folder / BUILT).read_text(encoding="utf-8")).items()}


def size_mib(path: Path) -> float:
    """What a file, or a folder with all in it, takes on the disk."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 2**20


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-n", "--events", type=int, default=100_000, show_default=True, help="How many events a new corpus has.")
@click.option("--step", "steps", multiple=True, type=click.Choice(list(_STEPS)), help="Only these steps.")
def main(folder: Path, events: int, steps: tuple[str, ...]) -> None:
    """Build FOLDER/home, a database and its index of the corpus in FOLDER; steps that were done before are not repeated."""
    for name, ran in build(folder, events, steps or tuple(_STEPS)).items():
        click.echo(f"{name}: {ran.seconds:.1f} s, peak {ran.peak_mib:.0f} MiB. {ran.output.strip()}")
    click.echo(f"home: {size_mib(folder / HOME):.0f} MiB")


if __name__ == "__main__":
    main()

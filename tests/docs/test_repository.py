"""The repository itself: lock files, licence, the bundled data, and documents that name all there is."""

import gzip
import hashlib
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

import app
from app.cli import main
from app.config import PREFIX, Settings

ROOT = Path(__file__).parents[2]
SAMPLE = Path(app.__file__).parent / "sample"
LOCKS = ("requirements.lock", "requirements-dev.lock")
FILES = sorted(each.relative_to(SAMPLE).as_posix() for each in SAMPLE.rglob("*.gz"))


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_every_package_with_its_hashes_and_names_no_address(name):
    locked = text(name)
    assert "://" not in locked
    packages = re.split(r"\n(?=\S)", locked.strip())
    pinned = [each for each in packages if not each.startswith("#")]
    assert pinned
    for each in pinned:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", each), each.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", each), each.splitlines()[0]


def test_what_is_needed_to_run_is_among_what_is_needed_to_develop():
    run, develop = (set(re.findall(r"^([a-z0-9._-]+==\S+)", text(name), re.MULTILINE)) for name in LOCKS)
    assert run <= develop


def test_the_licence_is_apache():
    words = " ".join(text("LICENSE").split())
    assert "Apache License Version 2.0, January 2004" in words
    assert "Grant of Patent License" in words
    assert 'license = "Apache-2.0"' in text("pyproject.toml")


@pytest.mark.parametrize("name", FILES)
def test_a_bundled_file_is_the_one_that_is_described(name):
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"## `{name}`", 1)[1].split("\n## ", 1)[0]
    packed = (SAMPLE / name).read_bytes()
    assert f"- sha256: `{hashlib.sha256(packed).hexdigest()}`" in section
    assert f"- sha256 of the content: `{hashlib.sha256(gzip.decompress(packed)).hexdigest()}`" in section
    assert "- Licence: " in section
    assert "- Origin: " in section


@pytest.mark.parametrize("each", fields(Settings), ids=lambda each: each.name)
def test_a_setting_is_explained_in_the_program_and_in_the_documents(each):
    assert each.metadata["help"].endswith((".", "..."))
    assert PREFIX + each.name.upper() in text("docs/settings.md")


def _commands(command, words=()):
    if not isinstance(command, click.Group):
        yield " ".join(words)
    for name, each in getattr(command, "commands", {}).items():
        yield from _commands(each, (*words, name))


@pytest.mark.parametrize("words", [*_commands(main)])
def test_a_command_is_named_in_the_documents(words):
    assert f"airdocket {words}" in text("docs/commands.md")

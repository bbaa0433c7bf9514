"""What browsers are given and was not written here: described whole, and unchanged."""

import hashlib
import tomllib
from pathlib import Path

import pytest

import app

VENDOR = Path(app.__file__).parent / "static" / "vendor"
FILES = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["file"]


def test_every_vendored_file_is_described() -> None:
    described = {each["path"] for each in FILES}
    assert described == {each.relative_to(VENDOR).as_posix() for each in VENDOR.rglob("*") if each.is_file()} - {"vendor.toml"}


@pytest.mark.parametrize("each", FILES, ids=lambda each: each["path"])
def test_a_vendored_file_is_the_one_that_is_described(each: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / each["path"]).read_bytes()).hexdigest() == each["sha256"]
    assert all(each[name] for name in ("name", "version", "licence", "origin"))

"""Addresses that the templates keep: the same as those that are built each time, wherever the site is mounted."""

import pytest
from flask import Flask, render_template_string, url_for

from app.config import Settings
from app.factory import create_app


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The application, whose templates are asked here."""
    return create_app(settings)


def built(app: Flask, text: str, **where: str) -> str:
    """What a template makes of it within a request."""
    with app.test_request_context(**where):
        return render_template_string(text)


def test_kept_addresses_are_those_of_the_site(app: Flask) -> None:
    for _ in range(2):
        assert built(app, "{{ url_for('sources.show', source_id=7) }}") == "/sources/7"
        assert built(app, "{{ url_for('sources.show', source_id=7, _anchor='a') }}") == "/sources/7#a"
        assert built(app, "{{ url_for('occurrences.index', q='a b', page=1) }}") == "/occurrences?q=a+b&amp;page=1"
        assert built(app, "{{ url_for('occurrences.index', page=True) }}") == "/occurrences?page=True"
        assert built(app, "{{ url_for('occurrences.index', q=['a', 'b']) }}") == "/occurrences?q=a&amp;q=b"


def test_a_site_that_is_mounted_elsewhere_keeps_its_own(app: Flask) -> None:
    text = "{{ url_for('sources.index') }}"
    assert built(app, text) == "/sources"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/db"}):
        assert render_template_string(text) == url_for("sources.index") == "/db/sources"
    assert built(app, text) == "/sources"


def test_addresses_beside_the_present_page(app: Flask) -> None:
    text = "{{ url_for('.index') }}"
    assert built(app, text, path="/sources/1") == "/sources"
    assert built(app, text, path="/occurrences") == "/occurrences"

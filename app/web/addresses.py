"""Addresses within the site for the templates, which write the same ones over and over: each is built once and kept."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request, url_for

_MOST = 4_000  # addresses that are kept


def register(app: Flask) -> None:
    """Have the templates' `url_for` keep what it builds. An address depends on its values and where the site is mounted."""

    @lru_cache(_MOST)
    def built(root: str, endpoint: str, values: tuple[tuple[str, Any, type], ...]) -> str:
        return url_for(endpoint, **{name: value for name, value, _ in values})

    app.jinja_env.globals["url_for"] = _kept(built)


def _kept(built: Callable[..., str]) -> Callable[..., str]:
    def address_of(endpoint: str, **values: Any) -> str:
        if not has_request_context() or "_external" in values:
            return url_for(endpoint, **values)
        whole = f"{request.blueprint}{endpoint}" if endpoint.startswith(".") and request.blueprint else endpoint
        told = tuple((name, value, type(value)) for name, value in values.items())
        try:
            return built(request.root_path, whole, told)
        except TypeError:  # a value that cannot be a key
            return url_for(endpoint, **values)

    return address_of

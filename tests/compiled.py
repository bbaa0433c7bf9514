"""What each application and engine compiles anew, kept between the many of a run: templates, addresses, statements."""

from collections.abc import Callable
from types import CodeType
from typing import Any

import sqlalchemy as sa
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class KeptTemplates(BytecodeCache):
    """The code of templates by their name and text, in memory."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.code[bucket.key, bucket.checksum] = bucket.code


class KeptRule(Rule):
    """A rule for addresses that shares the functions which build them with every rule that reads the same."""

    builders: dict[object, Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.subdomain, self.host, repr(self.defaults), self.merge_slashes, append_unknown)
        if key not in self.builders:
            self.builders[key] = super()._compile_builder(append_unknown)
        return self.builders[key]


def _keep_statements() -> None:
    """Let the engines of one kind of database share their compiled statements, which are kept by dialect and statement.

    All databases of a run are of one server and one version of each kind, so that their dialects do not differ.
    """
    kept: dict[str, LRUCache[Any, Any]] = {}
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        kind.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    begin = sa.Engine.__init__

    def init(self: sa.Engine, *given: Any, **named: Any) -> None:
        begin(self, *given, **named)
        self._compiled_cache = kept.setdefault(self.dialect.name, LRUCache(4_000))

    sa.Engine.__init__ = init  # type: ignore[method-assign]


def compile_once() -> None:
    """Have all applications and engines of this process share what is compiled."""
    _keep_statements()
    Flask.jinja_options = {"bytecode_cache": KeptTemplates()}
    Flask.url_rule_class = KeptRule

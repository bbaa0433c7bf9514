"""Reads a query: text in, tree out. The grammar is in docs/search.md.

Every fault is a BadQuery that shows its place; no text, however odd, raises anything else.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import BadValue
from app.search.areas import AREAS
from app.search.bad_query import BadQuery
from app.search.codes import nearest
from app.search.fields import Field, find_field, names_of_fields
from app.search.nodes import All, Match, Node, Phrase, Prefix, Value, Word, both, either, negated
from app.search.signs import MINUS, OPERATORS, QUOTES, SIGNS, clean, closing, is_blank, letters, unquoted
from app.search.values import value_of
from app.search.writing import write_query

__all__ = ["MAX_CONDITIONS", "MAX_DEPTH", "MAX_LENGTH", "BadQuery", "read_query"]

MAX_LENGTH = 2_000  # characters, of the canonical text too
MAX_CONDITIONS = 100  # values of fields, words and phrases
MAX_DEPTH = 20  # parentheses within parentheses
_ENDS = frozenset("()") | QUOTES
_STRAY = {"|": "OR", "||": "OR", "&&": "AND"}


def read_query(text: str) -> Node:
    """The tree of a query; All for an empty one. Raises BadQuery."""
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"the query has {len(text):,} characters; at most {MAX_LENGTH:,}", MAX_LENGTH, len(text) - MAX_LENGTH)
    if not clean(text):
        return All()
    reader = _Reader(text)
    node = reader.whole()
    length = len(write_query(node))
    if length > MAX_LENGTH:
        raise BadQuery(f"written out, the query has {length:,} characters; at most {MAX_LENGTH:,}", 0, len(text))
    return node


@dataclass(slots=True)
class _Reader:
    """Goes through the text from left to right; `at` is the next character, `depth` the number of open parentheses."""

    text: str
    at: int = 0
    depth: int = 0
    conditions: int = 0

    def whole(self) -> Node:
        node = self.any_of()
        if self.at < len(self.text):
            raise self.bad("this parenthesis closes none", self.at, self.at + 1, self.without(self.at, self.at + 1))
        return node

    # -- how conditions are joined

    def any_of(self) -> Node:
        """Conditions joined by OR."""
        parts = [self.all_of()]
        while self.operator() == "OR":
            self.take("OR")
            parts.append(self.all_of())
        return either(parts)

    def all_of(self) -> Node:
        """Conditions joined by AND or by nothing."""
        parts = [self.one()]
        while not self.is_over() and self.operator() != "OR":
            if self.operator() == "AND":
                self.take("AND")
            parts.append(self.one())
        return both(parts)

    def one(self) -> Node:
        """One condition with what negates it."""
        is_negated = False
        while self.operator() == "NOT" or self.next() in MINUS:
            start = self.at
            self.at += 3 if self.operator() == "NOT" else 1
            if self.text[start] in MINUS and self.next_is_end():
                raise self.bad("this minus stands before nothing", start, self.at, self.without(start, self.at))
            is_negated = not is_negated
        part = self.simple()
        return negated(part) if is_negated else part

    def simple(self) -> Node:
        """A condition, or a query in parentheses."""
        self.skip()
        if self.is_over() or self.operator():
            raise self.missing()
        if self.next() == "(":
            return self.group()
        if self.next() in QUOTES:
            return self.phrase()
        return self.field() if self.is_field() else self.word()

    def group(self) -> Node:
        start = self.at
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.bad(f"more than {MAX_DEPTH} parentheses within one another", start, start + 1)
        self.at += 1
        self.skip()
        if self.next() == ")":
            raise self.bad("nothing stands between these parentheses", start, self.at + 1, self.without(start, self.at + 1))
        node = self.any_of()
        if not self.next():
            raise self.bad("this parenthesis is not closed", start, start + 1, self.text + ")")
        self.at += 1
        self.depth -= 1
        return node

    # -- words and phrases

    def phrase(self) -> Node:
        start, text = self.at, self.between_quotes()
        if not letters(text):
            raise self.bad("a phrase needs a letter or a digit", start, self.at, self.without(start, self.at))
        if "*" in text or self.next() == "*":
            raise self.bad("a star can stand at the end of a single word, not in a phrase", start, self.at)
        self.count(start)
        return Phrase(text)

    def word(self) -> Node:
        start = self.at
        self.until(lambda each: each in _ENDS)
        text = self.text[start : self.at]
        if text == "*":
            return All()
        self.count(start)
        body = text.removesuffix("*")
        if not letters(body):
            raise self.bad(f"{text!r} holds no letter and no digit", start, self.at, self.without_stray(text, start, self.at))
        if "*" in body:
            raise self.bad(f"{text!r}: a star can stand at the end of a word only", start, self.at)
        if body.startswith(":"):
            raise self.bad(f"{text!r}: a field's name stands right before its colon", start, self.at)
        if body != text and letters(body) < 2:
            raise self.bad(f"{text!r}: a beginning needs at least two letters or digits before its star", start, self.at)
        return Word(text) if body == text else Prefix(body)

    # -- fields

    def is_field(self) -> bool:
        """Whether a name and a colon come next; `12:30` and `http://x` are words."""
        end = self.at
        while end < len(self.text) and self.text[end] not in _ENDS and not is_blank(self.text[end]):
            if self.text[end] == ":":
                return self.text[self.at].isalpha() and not self.text.startswith("//", end + 1)
            end += 1
        return False

    def field(self) -> Node:
        start = self.at
        colon = self.text.index(":", start)
        name = self.text[start:colon]
        field = find_field(name)
        if field is None and name.lower() not in AREAS:
            raise self.unknown(name, start, colon)
        self.at = colon + 1
        spans = self.spans(name)
        if field is None:
            return self.area(name.lower(), start, spans)
        return Match(field.name, tuple(dict.fromkeys(self.value(field, *span) for span in spans)))

    def spans(self, name: str) -> list[tuple[int, int]]:
        """Where the values stand, which commas part."""
        spans = [self.span(name)]
        while self.next() == ",":
            self.at += 1
            spans.append(self.span(name))
        return spans

    def span(self, name: str) -> tuple[int, int]:
        start = self.at
        if self.next() == "=":
            self.at += 1
        if self.next() in QUOTES:
            self.between_quotes()
            self.at += self.next() == "*"
        else:
            self.until(lambda each: each == "," or each in _ENDS)
        if self.at == start or self.text[start : self.at] in SIGNS:
            raise self.no_value(name)
        if self.next() not in ("", ",", ")") and not is_blank(self.next()):
            raise self.bad(f"{name}: put the whole value into quotes", start, self.at + 1)
        return start, self.at

    def value(self, field: Field, start: int, end: int) -> Value:
        self.count(start)
        try:
            return value_of(field, self.text[start:end])
        except BadQuery as error:
            raise error.inside(self.text, start, end) from None

    def area(self, name: str, start: int, spans: list[tuple[int, int]]) -> Node:
        self.count(start)
        parts = [self.text[a:b] for a, b in spans]
        try:
            return AREAS[name]([unquoted(each) if each[0] in QUOTES and len(each) > 1 else clean(each) for each in parts])
        except BadValue as error:
            raise self.bad(str(error), spans[0][0], self.at) from None

    # -- moving on

    def next(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        """Over blanks."""
        while self.at < len(self.text) and is_blank(self.text[self.at]):
            self.at += 1

    def until(self, is_end: Callable[[str], bool]) -> None:
        """To the next blank or end."""
        while self.at < len(self.text) and not is_blank(self.text[self.at]) and not is_end(self.text[self.at]):
            self.at += 1

    def next_is_end(self) -> bool:
        return self.next() in ("", ")") or is_blank(self.next())

    def is_over(self) -> bool:
        """Whether the text or what stands in parentheses ends here."""
        self.skip()
        return self.next() in ("", ")")

    def operator(self) -> str:
        """AND, OR or NOT where it comes next; empty otherwise."""
        self.skip()
        end = self.at
        while end < len(self.text) and end < self.at + 4 and not is_blank(self.text[end]) and self.text[end] not in _ENDS:
            end += 1
        word = self.text[self.at : end]
        return word if word in OPERATORS else ""

    def take(self, operator: str) -> None:
        self.at += len(operator)

    def between_quotes(self) -> str:
        start = self.at
        end = closing(self.text, start)
        if end is None:
            raise self.bad("this quote is not closed", start, start + 1, self.text.rstrip("\\") + '"')
        self.at = end + 1
        return unquoted(self.text[start : self.at])

    def count(self, start: int) -> None:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            raise self.bad(f"more than {MAX_CONDITIONS} conditions", start, len(self.text))

    # -- faults

    def bad(self, message: str, start: int, end: int, suggestion: str | None = None) -> BadQuery:
        end = min(end, len(self.text))
        return BadQuery(message, start, end - start, None if suggestion == self.text else suggestion)

    def without(self, start: int, end: int) -> str | None:
        """The text without that part; None where nothing is left."""
        return clean(self.instead(start, end, "")) or None

    def instead(self, start: int, end: int, text: str) -> str:
        return self.text[:start] + text + self.text[end:]

    def without_stray(self, text: str, start: int, end: int) -> str | None:
        """Signs by themselves are an operator of another language, a range with blanks around its dots, or nothing."""
        if text == "..":
            return self.text[:start].rstrip() + text + self.text[end:].lstrip()
        return self.instead(start, end, _STRAY[text]) if text in _STRAY else self.without(start, end)

    def missing(self) -> BadQuery:
        """A condition is expected, and an operator, a closing parenthesis or the end is there."""
        found = self.operator() or self.next()
        where = f"before {found}" if found else "at the end"
        return self.bad(f"a condition is missing {where}", self.at, self.at + len(found))

    def no_value(self, name: str) -> BadQuery:
        at = self.at
        self.skip()
        better = self.instead(at, self.at, "") if at < self.at < len(self.text) else None
        return self.bad(f"{name}: a value is missing; it follows without a blank", at, at, better)

    def unknown(self, name: str, start: int, end: int) -> BadQuery:
        near = nearest(name, (*names_of_fields(), *AREAS))
        hint = f"; did you mean {near}?" if near else ""
        return self.bad(f"there is no field {name!r}{hint}", start, end, self.instead(start, end, near) if near else None)

"""Misspelt words of a query that finds nothing, replaced by the nearest words that records hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, product
from string import ascii_lowercase
from typing import TypeAlias

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from app.search.asking import Unit
from app.search.nodes import And, Has, Match, Node, Or, Phrase, Value, Word, both, either
from app.search.schema import WORDED, words
from app.search.snapshot import Snapshot

SHORTEST = 4  # letters; of shorter words too many others are near
LONG = 6  # letters from which on two faults are likely to be of the same word
MOST_WRONG = 4  # words; a query with more of them is not a slip
_CHOICES, _TRIALS = 3, 9  # nearest words for one that is wrong, and queries that are tried
_MOST_READ = 20_000  # words with one beginning, the most frequent
_RUN = re.compile(r"[^\W_]+")

Asked: TypeAlias = tuple[str, str]  # the field whose words are meant, "" for all texts; and the word


def corrected(snapshot: Snapshot, node: Node) -> tuple[Node, list[tuple[str, str]]] | None:
    """The query with words that are held, and each word that was changed with what it became.

    None where nothing near is held, or the changed query has no hits either. Numbers, short words, beginnings of words and
    what the query excludes stay as they are.
    """
    wrong = [each for each in dict.fromkeys(_asked(node)) if not _is_held(snapshot, each)]
    if not 0 < len(wrong) <= MOST_WRONG:
        return None
    choices = [nearest_words(snapshot, *each)[:_CHOICES] or [each[1]] for each in wrong]
    for chosen in islice(product(*choices), _TRIALS):
        found = {each: word for each, word in zip(wrong, chosen, strict=True) if each[1] != word}
        better = _changed(node, found)
        if found and snapshot.total(better, Unit.OCCURRENCES):
            return better, [(each[1], word) for each, word in found.items()]
    return None


def nearest_words(snapshot: Snapshot, field: str, word: str) -> list[str]:
    """The words of a field, or of all texts, that `word` may have been meant for; the likeliest first.

    Fewer faults count before the number of records; a fault in the first two letters is looked for where there is no other.
    """
    column = f"w_{field}" if field else "plain"
    most = 1 if len(word) < LONG else 2
    near = _near(snapshot, column, word, (word[:2],), most)
    if not near or near[0][0] > 1:
        near = sorted({*near, *_near(snapshot, column, word, _other_beginnings(word), most)})
    return [each for _, _, each in near]


def _near(
    snapshot: Snapshot, column: str, word: str, beginnings: Iterable[str], most: int
) -> list[tuple[int, int, str]]:  # fmt: skip
    """(faults, minus the number of documents, word), sorted."""
    counts = {each: n for begun in beginnings for each, n in snapshot.beginnings(column, begun, _MOST_READ) if each.isalpha()}
    found = extract(word, list(counts), scorer=OSA.distance, score_cutoff=most, limit=None)
    return sorted((int(faults), -counts[each], each) for each, faults, _ in found if faults)


def _other_beginnings(word: str) -> Iterator[str]:
    """How the right word may begin: the second letter wrong, both swapped, the first one too many, wrong or missing."""
    yield from (word[:1], word[1] + word[0], word[1:3])
    for letter in ascii_lowercase:
        yield from (letter + word[1:3], letter + word[:2])


def _asked(node: Node) -> Iterator[Asked]:
    """The words that a hit must or may hold."""
    match node:
        case Word(text) | Phrase(text):
            yield from (("", each) for each in _readable(text))
        case Match(field, values) if field in WORDED:
            yield from ((field, word) for each in values if isinstance(each, Has) for word in _readable(each.text))
        case And(parts) | Or(parts):
            for part in parts:
                yield from _asked(part)


def _readable(text: str) -> list[str]:
    return [each for each in words(text) if each.isalpha() and len(each) >= SHORTEST]


def _is_held(snapshot: Snapshot, asked: Asked) -> bool:
    field, word = asked
    alone = Match(field, (Has(word),)) if field else Word(word)
    return snapshot.total(alone, Unit.OCCURRENCES) > 0


def _changed(node: Node, found: Mapping[Asked, str]) -> Node:
    """The query with those words in the place of the wrong ones."""
    match node:
        case Word(text) | Phrase(text):
            return replace(node, text=_rewritten(text, "", found))
        case Match(field, values) if field in WORDED:
            return Match(field, tuple(dict.fromkeys(_value(each, field, found) for each in values)))
        case And(parts):
            return both(_changed(each, found) for each in parts)
        case Or(parts):
            return either(_changed(each, found) for each in parts)
    return node


def _value(value: Value, field: str, found: Mapping[Asked, str]) -> Value:
    return Has(_rewritten(value.text, field, found)) if isinstance(value, Has) else value


def _rewritten(text: str, field: str, found: Mapping[Asked, str]) -> str:
    return _RUN.sub(lambda run: found.get((field, "".join(words(run[0]))), run[0]), text)

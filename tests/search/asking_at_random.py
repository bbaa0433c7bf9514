"""Random questions whose values are drawn from the records that exist, so that most of them have hits."""

import random
from collections.abc import Callable, Iterator

from app.search.areas import checked_box, checked_near
from app.search.fields import FIELDS, Field, FieldKind, keys_of
from app.search.nodes import (
    All,
    Any,
    Between,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Node,
    Numbered,
    Phrase,
    Prefix,
    Starts,
    Value,
    Word,
    both,
    either,
    negated,
)
from app.search.schema import words
from tests.search.oracle import Item, Oracle, keys, named, raw, shown, texts

K = FieldKind


class Asker:
    """Makes queries about the records of an oracle."""

    def __init__(self, oracle: Oracle, seed: int) -> None:
        self.chance = random.Random(seed)
        self.items = [each for items in oracle.items.values() for each in items]

    def queries(self, number: int) -> Iterator[Node]:
        for _ in range(number):
            yield self.query(self.chance.choice((1, 1, 2, 2, 3)))

    def query(self, depth: int) -> Node:
        if depth == 0 or self.chance.random() < 0.25:
            return self.simple()
        parts = [self.query(depth - 1) for _ in range(self.chance.choice((1, 2, 2, 3)))]
        made = self.chance.choice((both, both, either))(parts)
        return negated(made) if self.chance.random() < 0.2 else made

    def simple(self) -> Node:
        kinds: list[Callable[[], Node]] = [self.match, self.match, self.match, self.text, self.area]
        return All() if self.chance.random() < 0.03 else self.chance.choice(kinds)()

    # -- words

    def text(self) -> Node:
        item = self.chance.choice(self.items)
        found = item.record.text.split()
        at = self.chance.randrange(len(found))
        word = self.shaken(found[at])
        return self.chance.choice(
            (
                lambda: Word(word),
                lambda: Word(self.chance.choice(("nowhere", "7K", "9268", "EI-ETJ", "Ünfindbar", "crash"))),
                lambda: both((Word(found[at - 1]), Word(word))),
                lambda: Phrase(" ".join(found[at : at + self.chance.randint(1, 4)])),
                lambda: Prefix(word[: self.chance.randint(2, 6)]),
                lambda: Prefix(self.chance.choice(("EI-E", "7K-92", "N1", "EI-ETJ", "b-u"))),
            )
        )()

    def shaken(self, word: str) -> str:
        """The word in other letters that mean the same."""
        return self.chance.choice((word, word.upper(), word.replace("e", "é"), word.replace("и", "й")))

    # -- places

    def area(self) -> Node:
        places = [each.record.position for each in self.items if each.record.position]
        latitude, longitude = self.chance.choice(places)
        near = self.chance.choice((0.0, 0.1, 3.0, 40.0))
        latitude = max(-90.0, min(90.0, latitude + self.chance.uniform(-near, near)))
        longitude = (longitude + self.chance.uniform(-near, near) + 180) % 360 - 180
        if self.chance.random() < 0.6:
            return checked_near(latitude, longitude, self.chance.choice((0.5, 20, 400, 501, 3000, 12_000, 20_000)))
        other = self.chance.uniform(-90, 90)
        return checked_box(
            min(latitude, other),
            longitude,
            max(latitude, other),
            self.chance.choice((longitude, self.chance.uniform(-180, 180))),
        )

    # -- fields

    def match(self) -> Node:
        field = self.chance.choice(FIELDS)
        values = dict.fromkeys(self.value(field) for _ in range(self.chance.choice((1, 1, 1, 2, 3))))
        return Match(field.name, tuple(values))

    def value(self, field: Field) -> Value:
        """A value that some record has, where one has any; now and then that there is one, or none."""
        if self.chance.random() < 0.12:
            return self.chance.choice((Missing(), Any()))
        holders = [each for each in self.chance.sample(self.items, min(40, len(self.items))) if _has(each, field)]
        if not holders:
            return Missing()
        item = self.chance.choice(holders)
        if field.kind in (K.CODE, K.COUNTRY, K.KEYS):
            return Code(self.code(item, field))
        if field.kind in (K.NUMBER, K.DATE, K.TIME):
            return self.range(item, field)
        if field.kind in (K.PARTY, K.SOURCE) and self.chance.random() < 0.3:
            return Numbered(self.chance.choice(named(item, field)))
        return self.name(self.chance.choice(texts(item, field)), field)

    def code(self, item: Item, field: Field) -> str:
        code = self.chance.choice(sorted(shown(item, field)))
        if field.kind is K.KEYS and self.chance.random() < 0.3:
            return self.chance.choice((code.partition(".")[0], self.chance.choice(keys_of(field.name))))
        return code

    def range(self, item: Item, field: Field) -> Value:
        value = str(self.chance.choice(sorted(item.record.said) if field.name == "said" else raw(item, field)))
        if field.kind is K.DATE:
            value = value[: self.chance.choice((4, 7, 10))]
        return self.chance.choice((Between(value, value), Between(value, None), Between(None, value), self.wide(value, field)))

    def wide(self, value: str, field: Field) -> Value:
        if field.kind is K.NUMBER:
            return Between(str(max(0, int(value) - self.chance.randrange(3))), str(int(value) + self.chance.randrange(5)))
        if field.kind is K.TIME:
            return Between(f"{max(0, int(value[:2]) - 2):02}:00", value)
        return Between(f"{int(value[:4]) - self.chance.randrange(4)}", value)

    def name(self, text: str, field: Field) -> Value:
        found = text.split()
        at = self.chance.randrange(len(found))
        some = self.shaken(" ".join(found[at : at + self.chance.randint(1, 3)]))
        has = Has(some) if words(some) else Exactly(text)
        begun = some[: self.chance.randint(2, 9)].strip()
        starts = Starts(begun) if len(begun) > 1 and begun[-1].isalnum() and begun[-2].isalnum() else has
        return self.chance.choice((has, starts, Exactly(self.shaken(text)), Exactly(some)))


def _has(item: Item, field: Field) -> bool:
    if field.name == "said":
        return bool(item.record.said)
    if field.kind is K.KEYS:
        return bool(keys(item, field))
    if field.kind in (K.PARTY, K.SOURCE, K.TEXT):
        return bool(texts(item, field))
    return field.name == "state" or bool(raw(item, field))

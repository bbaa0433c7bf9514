"""A query in words, for headings, captions and the chips above a list of results."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.search.fields import BY_NAME
from app.search.nodes import (
    All,
    And,
    Any,
    Between,
    Box,
    Code,
    Exactly,
    Has,
    Match,
    Missing,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Phrase,
    Prefix,
    Word,
    conditions,
)
from app.search.phrases import Names, box_words, listed, lowered, match_words, near_words, value_words

_DENIED = (("with ", "without "), ("anything about ", "nothing about "))


def describe(node: Node, names: Names | None = None, *, unit: str = "occurrences") -> str:
    """What is asked for: `fatal accidents of Airbus aircraft, 2010 to 2015, category CFIT`.

    names: gives the names of parties and sources that are asked for by number. unit: `occurrences` or `aircraft`.
    """
    if isinstance(node, All):
        return f"all {unit}"
    if node == Not(All()):
        return f"no {unit}"
    heading, rest = _Heading(), []
    for part in conditions(node):
        if not heading.takes(part, names):
            rest.append(describe_part(part, names))
    return ", ".join([heading.text(unit), *rest])


def describe_part(node: Node, names: Names | None = None) -> str:
    """One condition: `operator American Airlines`, `not destroyed`, `either mentioning “fire” or at least 1 killed`."""
    match node:
        case All():
            return "everything"
        case Word(text) | Phrase(text):
            return f"mentioning “{text}”"
        case Prefix(text):
            return f"mentioning “{text}…”"
        case Match():
            return match_words(node, names)
        case Near():
            return near_words(node)
        case Box():
            return box_words(node)
        case And(parts):
            return " and ".join(_inner(each, names) for each in parts)
        case Or(parts):
            return "either " + " or ".join(_inner(each, names) for each in parts)
        case Not(part):
            return _negated(part, names)


def _inner(node: Node, names: Names | None) -> str:
    """Inside a longer sentence: in parentheses where its own joints could be taken for the sentence's."""
    text = describe_part(node, names)
    return f"({text})" if isinstance(node, And | Or) or (isinstance(node, Match) and len(node.values) > 1) else text


def _negated(part: Node, names: Names | None) -> str:
    if isinstance(part, All):
        return "nothing"
    is_plain = not isinstance(part, And | Or)
    if isinstance(part, Match):
        is_plain = len(part.values) == 1 and not isinstance(part.values[0], Missing | Any)
    text = describe_part(part, names)
    for said, denied in _DENIED:
        if is_plain and text.startswith(said):
            return denied + text.removeprefix(said)
    return f"not {text}" if is_plain else f"not ({text})"


# -- the heading: what a condition on the class, the deaths, the maker or the country becomes


@dataclass(slots=True)
class _Heading:
    """Collects the conditions that become part of the noun: at most one on each field."""

    kinds: list[str] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    makes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def takes(self, part: Node, names: Names | None) -> bool:
        """Whether the condition went into the heading."""
        if not isinstance(part, Match) or part.field in self.taken:
            return False
        found = self._words(part, names)
        if found:
            self.taken.add(part.field)
        return found

    def _words(self, part: Match, names: Names | None) -> bool:
        if part.field == "class" and _all(part, Code) and Code("not_determined") not in part.values:
            self.kinds = [_plural(each) for each in _labels(part)]
        elif part == Match("fatal", (Between("1", None),)):
            self.adjectives.insert(0, "fatal")
        elif part.field == "state" and len(part.values) == 1 and _all(part, Code):
            self.adjectives.extend(lowered(each) for each in _labels(part))
        elif part.field == "make" and _all(part, Has, Exactly, Numbered):
            self.makes = [value_words(BY_NAME["make"], each, names) for each in part.values]
        elif part.field == "country" and _all(part, Code):
            self.places = [value_words(BY_NAME["country"], each) for each in part.values]
        else:
            return False
        return True

    def text(self, unit: str) -> str:
        aircraft = [listed(self.makes), "aircraft"] if self.makes else ["aircraft"]
        events = [*self.adjectives, listed(self.kinds) if self.kinds else "occurrences"]
        place = ["in", listed(self.places)] if self.places else []
        if unit == "occurrences":
            return " ".join([*events, *(["of", *aircraft] if self.makes else []), *place])
        return " ".join([*aircraft, *(["in", *events] if self.kinds or self.adjectives else []), *place])


def _all(part: Match, *kinds: type) -> bool:
    return all(isinstance(each, kinds) for each in part.values)


def _labels(part: Match) -> Iterable[str]:
    codes = BY_NAME[part.field].codes
    found = [codes.find(each.code) for each in part.values if isinstance(each, Code)] if codes else ()
    return [each.label for each in found if each is not None]


def _plural(label: str) -> str:
    noun, blank, rest = label.lower().partition(" without")
    return f"{noun}s{blank}{rest}"

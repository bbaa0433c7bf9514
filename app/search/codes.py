"""Members of closed lists, countries and keys of properties, as people name them in a query."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from app.core.text import fold, key_of
from app.search.fields import Field, find_field, keys_of
from app.vocab.coded import Coded
from app.vocab.countries import ALIASES, country_codes, country_name, country_of_name, is_country

_WORDS = re.compile(r"[^\W_]+")
_LIKENESS = 0.8  # below, a nearest name is a name of something else


def codes_named(codes: type[Coded], text: str) -> list[str]:
    """The code of that writing or label, whatever the case; else the codes whose label holds all its words."""
    asked = key_of(text).lstrip("0")
    if found := [each.value for each in codes if key_of(each.value).lstrip("0") == asked]:
        return found
    if found := [each.value for each in codes if key_of(each.label) == key_of(text)]:
        return found
    words = set(_WORDS.findall(fold(text)))
    return [each.value for each in codes if words and words <= set(_WORDS.findall(fold(each.label)))]


def country_named(text: str) -> str | None:
    """The code for a code or an English name in any case; None where it is no single country."""
    code = text.upper()
    return code if is_country(code) else country_of_name(text)


def key_named(field: Field, text: str) -> str | None:
    """The key that is meant: a key, the first part of some, a field's short name, or the last part of just one key."""
    asked, keys = fold(text), keys_of(field.name)
    if asked in keys or any(key.startswith(f"{asked}.") for key in keys):
        return asked
    named = find_field(asked)
    if named is not None and named.key in keys:
        return named.key
    ends = [key for key in keys if key.endswith(f".{asked}")]
    return ends[0] if len(ends) == 1 else None


def nearest(text: str, names: Iterable[str] | Mapping[str, str]) -> str | None:
    """The name most like `text`, of a mapping what that name stands for; None where none is much like it."""
    found = process.extractOne(
        fold(text), list(names), processor=fold, scorer=JaroWinkler.normalized_similarity, score_cutoff=_LIKENESS
    )
    if found is None:
        return None
    return names[found[0]] if isinstance(names, Mapping) else str(found[0])


def nearest_code(codes: type[Coded], text: str) -> str | None:
    """The code whose writing or label is most like it."""
    return nearest(text, {each.label: each.value for each in codes} | {each.value: each.value for each in codes})


def nearest_country(text: str) -> str | None:
    """The code of the country whose name is most like it."""
    return nearest(text, ALIASES | {country_name(code): code for code in country_codes()})


def nearest_key(field: Field, text: str) -> str | None:
    """The key most like it."""
    return nearest(text, keys_of(field.name))

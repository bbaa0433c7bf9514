"""Known makers of aircraft and kits, with the spellings under which they are found.

The list is the CSV file beside this module: name, country (ISO 3166-1 alpha-2, may be empty), other spellings
separated by `|`. It holds companies and well-known designers only. A bare surname that a home builder may well bear is
left out, even where a small company bears it too.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.core.text import fold, key_of

# Legal forms at the end of a name, after folding and with full stops taken out.
_LEGAL_FORMS = re.compile(
    r"(?:[ ,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|gmbh|ag|kg|ohg|oy|pty|plc"
    r"|sas|sa|s a|spa|s p a|srl|s r l|sro|s r o|as|a s))+$"
)


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker. `country` is empty where it is not known or where several makers share the name."""

    name: str
    country: str
    aliases: tuple[str, ...]


@cache
def makers() -> tuple[Maker, ...]:
    """All known makers, in the order of their folded names."""
    lines = (files("app.vocab") / "manufacturers.csv").read_text(encoding="utf-8").splitlines()
    return tuple(
        Maker(row["name"], row["country"], tuple(row["aliases"].split("|")) if row["aliases"] else ())
        for row in csv.DictReader(lines)
    )


@cache
def _by_key() -> dict[str, str]:
    return {key_of(spelling): maker.name for maker in makers() for spelling in (maker.name, *maker.aliases)}


def manufacturer_of(raw: str) -> str | None:
    """The maker's name for a spelling of it, or None.

    Case, accents, spacing and punctuation do not matter; nor do a leading `The` and legal forms at the end,
    unless the name is only known with them.
    """
    known = _by_key()
    exact = known.get(key_of(raw))
    if exact:
        return exact
    bare = _LEGAL_FORMS.sub("", fold(raw).replace(".", "").removeprefix("the "))
    return known.get(key_of(bare)) if bare else None


def is_known_maker(raw: str) -> bool:
    """Whether the spelling is a known maker's, so that it is not taken for a private builder's name."""
    return manufacturer_of(raw) is not None

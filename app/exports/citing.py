"""The formats in which a work is cited, by the name that an address ends with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.exports import bibtex, csl_json, ris
from app.exports.bibtex import write_bibtex
from app.exports.citation_texts import apa, chicago
from app.exports.csl_json import write_csl_json
from app.exports.ris import write_ris
from app.exports.works import Work


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files: how the address ends, what it is called, its media type, and what writes it."""

    suffix: str
    label: str
    mime: str
    write: Callable[[Iterable[Work]], str]


FORMATS = (
    Format("bib", "BibTeX", bibtex.MIME, write_bibtex),
    Format("ris", "RIS", ris.MIME, write_ris),
    Format("csl.json", "CSL-JSON", csl_json.MIME, write_csl_json),
)
BY_SUFFIX = {each.suffix: each for each in FORMATS}

# The texts for a list of references: how the style is called, and what writes it.
STYLES: tuple[tuple[str, Callable[[Work], str]], ...] = (
    ("APA, 7th edition", apa),
    ("Chicago, author-date", chicago),
)

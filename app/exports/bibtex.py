"""Works as BibTeX, of entry types that every program knows, in UTF-8."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from app.exports.works import MONTHS, Work, WorkKind

MIME = "application/x-bibtex"

# Braces are counted by BibTeX even behind a backslash, so a text may only hold them in pairs.
_ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
})  # fmt: skip
_NOT_KEY = re.compile(r"[^A-Za-z0-9-]")
_IN_URL = ":/?#[]@!$&'()*+,;=%-._~"


def write_bibtex(works: Iterable[Work]) -> str:
    """One entry for each work."""
    return "\n".join(_entry(each) for each in works)


def escaped(text: str) -> str:
    """A text that TeX prints as it is."""
    return text.translate(_ESCAPES)


def _entry(work: Work) -> str:
    fields = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in _fields(work) if value)
    is_report = work.kind is WorkKind.REPORT
    return f"@{'techreport' if is_report else 'misc'}{{{_NOT_KEY.sub('-', work.key)},\n{fields}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    """Names and titles stand in braces of their own: nothing takes names apart, or makes small letters of capitals."""
    yield "author", " and ".join(f"{{{escaped(each)}}}" for each in work.credited)
    yield "title", f"{{{escaped(work.title)}}}"
    yield "institution" if work.kind is WorkKind.REPORT else "publisher", f"{{{escaped(work.publisher)}}}"
    if work.issued:
        yield "year", str(work.issued.year)
        yield "month", MONTHS[work.issued.month - 1][:3].lower()
        yield "date", work.issued.isoformat()
    yield "howpublished", _howpublished(work.kind)
    yield "url", _address(work.url)
    yield "urldate", work.accessed.isoformat() if work.accessed else ""
    yield "version", escaped(work.version)
    yield "language", escaped(work.language)
    yield "note", escaped(". ".join(work.notes))


def _howpublished(kind: WorkKind) -> str:
    if kind is WorkKind.REPORT:
        return ""
    return "Data set" if kind.is_data else "Online"


def _address(url: str) -> str:
    """An address as the commands for addresses print it, without signs that end a field."""
    return quote(url, _IN_URL)

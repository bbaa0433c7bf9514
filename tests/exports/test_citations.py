"""Citations as other programs read them: real parsers of each format, for plain and for hostile works."""

import datetime as dt
import json
import warnings
from dataclasses import replace

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from app.exports.citation_texts import apa, chicago
from app.exports.citing import BY_SUFFIX, FORMATS
from app.exports.works import Work, WorkKind

PLAIN = Work(
    key="airdocket-occurrence-1-log-4",
    kind=WorkKind.RECORD,
    title="Metrojet 9268, Airbus A321-231 EI-ETJ, Sinai, Egypt, 31 October 2015",
    authors=("airdocket",),
    publisher="airdocket",
    issued=dt.date(2026, 11, 24),
    accessed=dt.date(2026, 11, 25),
    url="https://airdocket.example/occurrences/1?as_recorded=4",
    version="log number 4, 24 November 2026, 15:39 UTC",
    language="en",
    note="Occurrence 1",
)
REPORT = Work(
    key="airdocket-source-7",
    kind=WorkKind.REPORT,
    title="МАК: потерпевший крушение самолет A321 разрушился",
    authors=("Jim Lee", "São Paulo Office"),
    publisher="Interstate Aviation Committee",
    issued=dt.date(2015, 11, 1),
    accessed=None,
    url="https://example.org/r_1?a=b&c=%20#x~y",
    archived="https://web.archive.org/r",
)
HOSTILE = (
    "50% of {A321} $5 & #1_x ^~ \\end{document} \\input{/etc/passwd}",
    "} @misc{evil, title={x}}",
    "{{{ unbalanced",
    "ends with a backslash \\",
    '"quoted" and "more',
    "<script>alert(1)</script> <b>bold</b> &amp;",
    "A and B and {C}",
    "עברית العربية 日本 𝔘 é",
    "=cmd|' /C calc'!A0",
    "TY  - RPRT ER  - ",
)


def as_bibtex(work: Work) -> dict[str, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # bibtexparser's own, of pyparsing
        import bibtexparser

        parsed = bibtexparser.loads(BY_SUFFIX["bib"].write([work]))
    (entry,) = parsed.entries
    return dict(entry)


def as_ris(work: Work) -> dict:  # type: ignore[type-arg]
    (record,) = rispy.loads(BY_SUFFIX["ris"].write([work]))
    return dict(record)


def printed(text: str) -> str:
    """What TeX prints of an escaped text."""
    for name, sign in (("textbackslash", "\\"), ("textbraceleft", "{"), ("textbraceright", "}"),
                       ("textasciitilde", "~"), ("textasciicircum", "^")):  # fmt: skip
        text = text.replace(f"\\{name}{{}}", f"\0{sign}")
    for sign in "#$%&_":
        text = text.replace(f"\\{sign}", sign)
    return text.replace("\0", "")


def rendered(work: Work) -> str:
    items = json.loads(BY_SUFFIX["csl.json"].write([work]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the style asks for and the processor does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        listed = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        listed.register(Citation([CitationItem(items[0]["id"])]))
        return str(listed.bibliography()[0])


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_arrives_in_every_program_as_it_is(title: str) -> None:
    work = replace(PLAIN, title=title, note=title, version=title)
    entry = as_bibtex(work)
    assert set(entry) == {
        "ENTRYTYPE", "ID", "author", "title", "publisher", "year", "month", "date", "howpublished", "url", "urldate",
        "version", "language", "note",
    }  # fmt: skip
    assert printed(entry["title"]) == f"{{{title}}}"
    ris = as_ris(work)
    assert ris["title"] == " ".join(title.split())
    assert ris["type_of_reference"] == "DATA"
    assert json.loads(BY_SUFFIX["csl.json"].write([work]))[0]["title"] == title
    assert "airdocket" in rendered(work)


def test_names_keep_their_words_together() -> None:
    work = replace(PLAIN, authors=("Fish and Wildlife Service", "Lee, {Jim}"))
    assert printed(as_bibtex(work)["author"]) == "{Fish and Wildlife Service} and {Lee, {Jim}}"
    assert as_ris(work)["authors"] == ["Fish and Wildlife Service", "Lee, {Jim}"]
    names = json.loads(BY_SUFFIX["csl.json"].write([work]))[0]["author"]
    assert names == [{"literal": "Fish and Wildlife Service"}, {"literal": "Lee, {Jim}"}]


def test_a_report_names_its_institution_its_day_and_its_copy() -> None:
    entry = as_bibtex(REPORT)
    assert entry["ENTRYTYPE"] == "techreport"
    assert entry["institution"] == "{Interstate Aviation Committee}"
    assert (entry["year"], entry["month"], entry["date"]) == ("2015", "nov", "2015-11-01")
    assert entry["url"] == REPORT.url
    assert "https://web.archive.org/r" in entry["note"]
    ris = as_ris(REPORT)
    assert (ris["type_of_reference"], ris["year"], ris["date"], ris["urls"]) == ("RPRT", "2015", "2015/11/01/", [REPORT.url])
    item = json.loads(BY_SUFFIX["csl.json"].write([REPORT]))[0]
    assert (item["type"], item["issued"]) == ("report", {"date-parts": [[2015, 11, 1]]})
    assert "accessed" not in item
    assert "2015" in rendered(REPORT)


def test_several_works_stand_in_one_file() -> None:
    for each in FORMATS:
        text = each.write([PLAIN, REPORT])
        assert PLAIN.key in text
        assert REPORT.key in text
    assert len(rispy.loads(BY_SUFFIX["ris"].write([PLAIN, REPORT]))) == 2
    assert BY_SUFFIX["ris"].write([PLAIN]).endswith("ER  - \r\n")


def test_the_texts_are_those_of_the_manuals() -> None:
    assert apa(PLAIN) == (
        "airdocket. (2026, November 24). Metrojet 9268, Airbus A321-231 EI-ETJ, Sinai, Egypt, 31 October 2015 "
        "(Log number 4, 24 November 2026, 15:39 UTC) [Data set]. "
        "Retrieved November 25, 2026, from https://airdocket.example/occurrences/1?as_recorded=4"
    )
    assert chicago(PLAIN) == (
        "airdocket. 2026. “Metrojet 9268, Airbus A321-231 EI-ETJ, Sinai, Egypt, 31 October 2015.” "
        "Log number 4, 24 November 2026, 15:39 UTC. Accessed November 25, 2026. "
        "https://airdocket.example/occurrences/1?as_recorded=4."
    )
    assert apa(REPORT).startswith("Jim Lee & São Paulo Office. (2015, November 1). МАК: потерпевший")
    assert apa(REPORT).endswith(f"Interstate Aviation Committee. {REPORT.url}")
    assert "Jim Lee and São Paulo Office. 2015. “МАК" in chicago(REPORT)


def test_a_work_without_author_and_day_says_so() -> None:
    work = replace(REPORT, authors=(), issued=None, title="Was it a bomb?")
    assert apa(work).startswith("Interstate Aviation Committee. (n.d.). Was it a bomb? https://")
    assert "“Query ‘a’: 1 occurrence.”" in chicago(replace(PLAIN, title="Query “a”: 1 occurrence"))
    assert chicago(work).startswith("Interstate Aviation Committee. n.d. “Was it a bomb?” https://")
    assert "year" not in as_bibtex(work)
    assert "2015" not in rendered(work)

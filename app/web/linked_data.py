"""What a page is, in the words of schema.org, as JSON-LD for search engines and programs that collect references."""

from collections.abc import Mapping
from typing import Any

from app.exports.works import Work, one_line
from app.models import Occurrence
from app.services.citations import DATABASE, work_of_source
from app.services.dossiers import Dossier
from app.services.pages import ClaimPage

ABOUT = (
    "An open database of civil-aviation accidents and incidents in which every fact is a claim: something that somebody said, "
    "on a day, in a source. It shows what each speaker said, where they disagree, and what was known on any day."
)
_CONTEXT = "https://schema.org"


def of_database(work: Work, home: str) -> dict[str, Any]:
    """The database as a whole. home: the address of the site, here and below."""
    return _told({
        "@context": _CONTEXT,
        **_dataset(work, ABOUT),
        "@id": f"{home}/",
        "name": DATABASE,
        "url": f"{home}/",
        "variableMeasured": "claims on aviation accidents, with speaker, day and source",
        "keywords": ["aviation accidents", "aviation safety", "accident investigation", "provenance"],
        "distribution": [_download(f"{home}/api/v1/openapi.json", "application/json")],
    })  # fmt: skip


def of_query(work: Work, about: str, home: str) -> dict[str, Any]:
    """The answer to a search, a part of the database."""
    return _told({"@context": _CONTEXT, **_dataset(work, about), "isPartOf": _database(home)})


def of_record(dossier: Dossier, work: Work, address: str, home: str) -> dict[str, Any]:
    """The page of an occurrence: the event, and the sources in which what is said of it stands."""
    return _told({
        "@context": _CONTEXT,
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": work.title,
        "inLanguage": "en",
        "version": work.version,
        "dateModified": work.issued.isoformat() if work.issued else None,
        "isPartOf": _database(home),
        "mainEntity": _event(dossier.occurrence, f"{address}#event"),
        "citation": [_cited(of_source(work_of_source(each.source, each.publisher))) for each in dossier.sources],
    })  # fmt: skip


def of_claim(page: ClaimPage, work: Work, address: str, home: str) -> dict[str, Any]:
    """A claim, who made it, and where it appears."""
    return _told({
        "@context": _CONTEXT,
        "@type": "Claim",
        "@id": address,
        "url": address,
        "name": work.title,
        "author": {"@type": "Thing", "name": one_line(page.speaker.name)},
        "datePublished": page.public_on.isoformat(),
        "isPartOf": _database(home),
        "appearance": _cited(of_source(work_of_source(page.source, None))),
    })  # fmt: skip


def of_source(work: Work) -> dict[str, Any]:
    """A source as a work."""
    return _told({
        "@context": _CONTEXT,
        "@type": "CreativeWork",
        "name": work.title,
        "author": [{"@type": "Thing", "name": each} for each in work.authors],
        "publisher": {"@type": "Organization", "name": work.publisher} if work.publisher else None,
        "datePublished": work.issued.isoformat() if work.issued else None,
        "inLanguage": work.language,
        "url": work.url,
        "archivedAt": work.archived,
    })  # fmt: skip


def _cited(work: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in work.items() if name != "@context"}


def _event(row: Occurrence, address: str) -> dict[str, Any]:
    length = {"month": 7, "year": 4}.get(row.occurred_precision or "day", 10)
    return _told({
        "@type": "Event",
        "@id": address,
        "name": one_line(row.title),
        "startDate": row.occurred_on.isoformat()[:length] if row.occurred_on else None,
        "identifier": row.ntsb_number,
        "location": _place(row),
    })  # fmt: skip


def _place(row: Occurrence) -> dict[str, Any] | None:
    where = _told({
        "name": one_line(row.place),
        "address": {"@type": "PostalAddress", "addressCountry": row.country} if row.country else None,
        "geo": None if row.latitude is None else
               {"@type": "GeoCoordinates", "latitude": row.latitude, "longitude": row.longitude},
    })  # fmt: skip
    return {"@type": "Place", **where} if where else None


def _dataset(work: Work, about: str) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "@id": work.url,
        "url": work.url,
        "name": work.title,
        "description": one_line(about),
        "version": work.version,
        "dateModified": work.issued.isoformat() if work.issued else None,
        "creator": {"@type": "Organization", "name": DATABASE},
        "isAccessibleForFree": True,
    }


def _download(address: str, mime: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": mime}


def _database(home: str) -> dict[str, str]:
    return {"@type": "Dataset", "@id": f"{home}/", "name": DATABASE, "url": f"{home}/", "description": ABOUT}


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}

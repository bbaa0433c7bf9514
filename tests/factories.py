"""Short ways to put something into a database, through the same doors as everybody else."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, PartyKind, Precision, Rank, ReportStatus, SourceKind
from app.vocab.properties import ValueType, property_of

DAY = dt.date(2015, 10, 31)


@dataclass
class A:
    """One claim to file, with sensible defaults; said by `by` in a source of its own kind."""

    property: str
    value: str
    by: str = "NTSB"
    stance: str = "asserts"
    said: dt.date = DAY
    published: dt.date | None = None
    aircraft: int | None = None
    qualifier: str = ""
    kind: SourceKind = SourceKind.PRESS
    source: str | None = None
    rank: Rank | None = None
    precision: Precision = Precision.DAY
    raw: str | None = None
    quote: str | None = None
    report_status: ReportStatus | None = None
    url: str | None = None


def an_occurrence(session: Session, claims: Iterable[A] = (), *, n_aircraft: int = 1) -> int:
    """File an occurrence with these claims in one accepted changeset, commit, and give its id."""
    session.commit()  # the writer's turn comes first in a transaction
    filing = Filing(session, ChangesetKind.EDIT, "made by a test")
    draft = filing.new()
    for _ in range(n_aircraft):
        draft.add_aircraft()
    _file(filing, draft, claims)
    return draft.id


def more_claims(session: Session, occurrence_id: int, claims: Iterable[A]) -> None:
    """File further claims on an occurrence, in one accepted changeset, and commit."""
    session.commit()
    filing = Filing(session, ChangesetKind.EDIT, "added by a test")
    _file(filing, filing.open([occurrence_id])[occurrence_id], claims)


def _file(filing: Filing, draft, claims: Iterable[A]) -> None:  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    from app.models import Source

    for each in claims:
        speaker = filing.parties.get(each.by, PartyKind.AUTHORITY, exact=True)
        title = each.source or f"{each.by}, {each.kind.label}, {each.published or each.said}"
        filing.write_parties()
        source = filing.session.scalar(select(Source.id).where(Source.title == title)) or filing.add_source(
            kind=each.kind, title=title, publisher_id=speaker, authors=None, url=each.url, archived_url=None,
            published_on=each.published or each.said, retrieved_on=None, language="en", licence="public domain",
            redistributable=True, key=None, series=None, file_sha256=None,
        )  # fmt: skip
        account = draft.add_account(
            filing, speaker_id=speaker, source_id=source, said_on=each.said, published_on=each.published,
            precision=each.precision, report_status=each.report_status,
        )  # fmt: skip
        value = each.value
        if property_of(each.property).type is ValueType.PARTY:
            value = str(filing.parties.get(value, PartyKind.OPERATOR, exact=True))
        number = draft.add_claim(
            account, each.property, value, aircraft=each.aircraft, qualifier=each.qualifier, raw=each.raw,
            stance=each.stance, quote=each.quote,
        )  # fmt: skip
        if each.rank is not None:
            draft.add_ranking(number, each.rank, "a test says so")
    filing.flush([draft])
    filing.accept()
    filing.session.commit()

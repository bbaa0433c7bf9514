"""Filing a dossier file: its parties, sources, accounts and investigations, once."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.importers.dossier import AccountEntry, ClaimEntry, Dossier, SourceEntry
from app.models import Account, Claim, Identifier, InvestigationEvent, Source
from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, PartyKind, SourceKind
from app.vocab.properties import ValueType, property_of

SCHEME = "identifier.dossier"
_COMPILERS = "airdocket contributors"
_LIST = "airdocket/dossiers"

ClaimKey = tuple[object, ...]


@dataclass(slots=True)
class DossierReport:
    """What the import did: claims and events of the file, and how many of them were new."""

    occurrence_id: int
    created: bool
    claims: int = 0
    new_claims: int = 0
    events: int = 0
    new_events: int = 0
    changeset: int | None = None


def file_dossier(session: Session, dossier: Dossier) -> DossierReport:
    """File what the dossier states and the database does not hold yet, in one changeset. Flushes; the caller commits.

    A claim that was filed before is not filed again, also when it was closed since.
    """
    filing = Filing(session, ChangesetKind.IMPORT, dossier.comment)
    return _DossierImport(filing, dossier).run()


class _DossierImport:
    def __init__(self, filing: Filing, dossier: Dossier) -> None:
        self.filing = filing
        self.session = filing.session
        self.dossier = dossier
        self.parties = {
            each.key: filing.parties.get(each.name, each.kind, country=each.country, aliases=each.aliases, exact=True)
            for each in dossier.parties
        }
        self.sources = {each.key: self._source(each) for each in dossier.sources}
        found = self.session.scalar(
            sa.select(Identifier.occurrence_id).where(Identifier.scheme == SCHEME, Identifier.value == dossier.key)
        )
        self.draft = filing.new() if found is None else filing.open([found])[found]
        self.report = DossierReport(self.draft.id, created=found is None)

    def run(self) -> DossierReport:
        """File everything; the session is rolled back where there was nothing new."""
        if self.report.created:
            self._introduce()
        while self.draft.n_aircraft < self.dossier.n_aircraft:
            self.draft.add_aircraft()
        known, events = self._known_claims(), self._known_events()
        for account in self.dossier.accounts:
            self._account(account, known)
        self._investigations(events)
        if not self.draft.rows:
            self.session.rollback()
            return self.report
        self.filing.flush([self.draft])
        self.report.changeset = self.filing.accept().id
        return self.report

    def _introduce(self) -> None:
        """The dossier's own key, as its compilers' claim: by it the occurrence is found again."""
        compilers = self.filing.parties.get(_COMPILERS, PartyKind.GROUP, exact=True)
        source = self._known_source(_LIST, None) or self.filing.add_source(
            kind=SourceKind.REFERENCE, title="Dossiers of airdocket’s contributors", publisher_id=compilers, authors=None,
            url=None, archived_url=None, published_on=None, retrieved_on=None, language="en", licence="Apache-2.0",
            redistributable=True, key=_LIST, series=None, file_sha256=None,
        )  # fmt: skip
        account = self.draft.add_account(
            self.filing,
            speaker_id=compilers,
            source_id=source,
            said_on=self.filing.created_at.date(),
            record=self.dossier.key,
        )
        self.draft.add_claim(account, SCHEME, self.dossier.key)

    def _known_source(self, key: str, url: str | None) -> int | None:
        same = sa.or_(Source.key == key, Source.url == url) if url else Source.key == key
        return self.session.scalar(sa.select(Source.id).where(same).order_by(Source.id).limit(1))

    def _source(self, entry: SourceEntry) -> int:
        key = f"{self.dossier.key}/{entry.key}"
        known = self._known_source(key, entry.url)
        if known is not None:
            return known
        unknown = (
            self.filing.parties.get("Publisher not known", PartyKind.UNNAMED, exact=True) if entry.publisher is None else 0
        )
        return self.filing.add_source(
            kind=entry.kind,
            title=entry.title,
            publisher_id=unknown if entry.publisher is None else self.parties[entry.publisher],
            authors=entry.authors,
            url=entry.url,
            archived_url=entry.archived_url,
            published_on=entry.published_on,
            retrieved_on=entry.retrieved_on,
            language=entry.language,
            licence=entry.licence or "not stated",
            redistributable=entry.redistributable,
            key=key,
            series=None,
            file_sha256=None,
        )

    def _known_claims(self) -> set[ClaimKey]:
        """What was ever filed on this occurrence, closed claims included."""
        statement = (
            sa.select(Account, Claim)
            .join(Claim, sa.and_(Claim.occurrence_id == Account.occurrence_id, Claim.account_number == Account.number))
            .where(Account.occurrence_id == self.draft.id)
        )
        return {
            (
                account.speaker_id, account.source_id, account.said_on, account.published_on, claim.aircraft_number,
                claim.property, claim.qualifier, claim.value, claim.stance.value,
            )
            for account, claim in self.session.execute(statement)
        }  # fmt: skip

    def _account(self, entry: AccountEntry, known: set[ClaimKey]) -> None:
        """One account with those of its claims that are new; none at all where none is."""
        speaker, source = self.parties[entry.speaker], self.sources[entry.source]
        number: int | None = None
        for claim in entry.claims:
            self.report.claims += 1
            value = self._value(claim)
            key = (
                speaker, source, entry.said_on, entry.published_on, claim.aircraft, claim.property, claim.qualifier, value,
                claim.stance.value,
            )  # fmt: skip
            if key in known:
                continue
            known.add(key)
            if number is None:
                number = self._open_account(speaker, source, entry)
            self._claim(number, claim, value)

    def _open_account(self, speaker: int, source: int, entry: AccountEntry) -> int:
        return self.draft.add_account(
            self.filing, speaker_id=speaker, source_id=source, said_on=entry.said_on, published_on=entry.published_on,
            precision=entry.precision, label=entry.statement, note=entry.note,
        )  # fmt: skip

    def _value(self, claim: ClaimEntry) -> str:
        is_party = property_of(claim.property).type is ValueType.PARTY
        return str(self.parties[claim.value]) if is_party else claim.value

    def _claim(self, account: int, claim: ClaimEntry, value: str) -> None:
        number = self.draft.add_claim(
            account,
            claim.property,
            value,
            aircraft=claim.aircraft,
            qualifier=claim.qualifier,
            raw=claim.raw,
            stance=claim.stance.value,
            locator=claim.locator,
            quote=claim.quote,
            label=claim.label,
        )
        self.report.new_claims += 1
        for source in claim.also_in:
            self.draft.add_attestation(number, self.sources[source])
        if claim.rank is not None and claim.reason is not None:
            self.draft.add_ranking(number, claim.rank, claim.reason)

    def _known_events(self) -> set[ClaimKey]:
        statement = sa.select(InvestigationEvent, Account).join(
            Account,
            sa.and_(
                Account.occurrence_id == InvestigationEvent.occurrence_id,
                Account.number == InvestigationEvent.account_number,
            ),
        )
        return {
            (event.investigation_number, event.kind.value, event.happened_on, account.speaker_id, account.source_id)
            for event, account in self.session.execute(statement.where(Account.occurrence_id == self.draft.id))
        }

    def _investigations(self, known: set[ClaimKey]) -> None:
        accounts: dict[ClaimKey, int] = {}
        for entry in self.dossier.investigations:
            number = self.draft.investigation(self.parties[entry.authority], entry.kind, entry.role, entry.note)
            for event in entry.events:
                self.report.events += 1
                speaker, source = self.parties[event.speaker], self.sources[event.source]
                if (number, event.kind.value, event.on, speaker, source) in known:
                    continue
                self.report.new_events += 1
                said = (speaker, source, event.said_on, event.published_on)
                account = accounts.get(said)
                if account is None:
                    account = accounts[said] = self.draft.add_account(
                        self.filing,
                        speaker_id=speaker,
                        source_id=source,
                        said_on=event.said_on,
                        published_on=event.published_on,
                    )
                self.draft.add_event(number, event.kind, account, event.on, event.precision, event.note)

"""Filing a dossier file: its parties, sources, accounts, investigations and safety recommendations, once."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.importers.dossier import (
    AccountEntry,
    ClaimEntry,
    Dossier,
    InvestigationEntry,
    RecommendationEntry,
    SourceEntry,
    Word,
)
from app.models import (
    Account,
    Claim,
    Identifier,
    InvestigationDocument,
    InvestigationEvent,
    Participation,
    Recommendation,
    RecommendationResponse,
    Source,
)
from app.services.filing import Filing
from app.vocab.claims import ChangesetKind, PartyKind, SourceKind
from app.vocab.properties import ValueType, property_of

SCHEME = "identifier.dossier"
_COMPILERS = "airdocket contributors"
_LIST = "airdocket/dossiers"

ClaimKey = tuple[object, ...]


@dataclass(slots=True)
class DossierReport:
    """What the import did: claims and events of the file, and how many of them were new.

    Events are all that is stated of investigations: steps, States, documents, recommendations and answers.
    """

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
        self.words: dict[Word, int] = {}

    def run(self) -> DossierReport:
        """File everything; the session is rolled back where there was nothing new."""
        if self.report.created:
            self._introduce()
        while self.draft.n_aircraft < self.dossier.n_aircraft:
            self.draft.add_aircraft()
        known, stated = self._known_claims(), self._known_stated()
        for account in self.dossier.accounts:
            self._account(account, known)
        for inquiry in self.dossier.investigations:
            self._investigation(inquiry, stated)
        for advice in self.dossier.recommendations:
            self._recommendation(advice, stated)
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

    def _known_stated(self) -> set[ClaimKey]:
        """What was ever filed of investigations and recommendations, withdrawn entries included."""

        def said(model: Any) -> Any:
            same = sa.and_(Account.occurrence_id == model.occurrence_id, Account.number == model.account_number)
            statement = sa.select(model, Account).join(Account, same)
            return self.session.execute(statement.where(Account.occurrence_id == self.draft.id))

        papers = sa.select(InvestigationDocument).where(InvestigationDocument.occurrence_id == self.draft.id)
        return {
            *(
                ("event", row.investigation_number, row.kind.value, row.happened_on, word.speaker_id, word.source_id)
                for row, word in said(InvestigationEvent)
            ),
            *(
                (
                    "state", row.investigation_number, row.country, row.role.value, row.capacity.value, row.party_id,
                    row.since, word.speaker_id, word.source_id,
                )
                for row, word in said(Participation)
            ),
            *(("document", row.investigation_number, row.source_id) for row in self.session.scalars(papers)),
            *(
                ("response", row.recommendation_number, row.text, word.speaker_id, word.source_id)
                for row, word in said(RecommendationResponse)
            ),
        }  # fmt: skip

    def _is_new(self, key: ClaimKey, known: set[ClaimKey]) -> bool:
        """Count what the file states, and whether it was filed before."""
        self.report.events += 1
        if key in known:
            return False
        known.add(key)
        self.report.new_events += 1
        return True

    def _said(self, word: Word) -> int:
        """The account in which something is stated of an investigation, one for each word of a speaker in a source."""
        if word not in self.words:
            self.words[word] = self.draft.add_account(
                self.filing, speaker_id=self.parties[word.speaker], source_id=self.sources[word.source],
                said_on=word.said_on, published_on=word.published_on, precision=word.said_precision,
            )  # fmt: skip
        return self.words[word]

    def _by(self, word: Word) -> tuple[int, int]:
        return self.parties[word.speaker], self.sources[word.source]

    def _investigation(self, entry: InvestigationEntry, known: set[ClaimKey]) -> None:
        draft = self.draft
        number = draft.investigation(self.parties[entry.authority], entry.kind, entry.role, entry.note)
        for event in entry.events:
            if self._is_new(("event", number, event.kind.value, event.on, *self._by(event.word)), known):
                draft.add_event(number, event.kind, self._said(event.word), event.on, event.precision, event.note)
        for state in entry.states:
            body = None if state.party is None else self.parties[state.party]
            part = (state.country, state.role.value, state.capacity.value, body, state.since)
            if self._is_new(("state", number, *part, *self._by(state.word)), known):
                draft.add_participation(
                    number, self._said(state.word), state.country, state.role, state.capacity, body, state.since,
                    state.precision, state.note,
                )  # fmt: skip
        for paper in entry.documents:
            source = self.sources[paper.source]
            if self._is_new(("document", number, source), known):
                draft.add_document(number, source, paper.note)

    def _recommendation(self, entry: RecommendationEntry, known: set[ClaimKey]) -> None:
        addressee = self.parties[entry.addressee]
        number = self.session.scalar(
            sa.select(Recommendation.number)
            .where(Recommendation.occurrence_id == self.draft.id, Recommendation.text == entry.text)
            .where(Recommendation.addressee_id == addressee)
            .order_by(Recommendation.number)
        )
        self.report.events += 1
        if number is None:
            self.report.new_events += 1
            account = self._said(entry.word)
            number = self.draft.add_recommendation(
                account, entry.text, addressee, entry.made_on, entry.reference, entry.sent_on
            )
        for answer in entry.responses:
            if self._is_new(("response", number, answer.text, *self._by(answer.word)), known):
                self.draft.add_response(self._said(answer.word), number, answer.text, answer.answered_on, answer.status)

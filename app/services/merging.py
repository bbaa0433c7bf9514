"""Merging two records of one occurrence: what stands in one is filed in the other, in the same words, by one changeset.

The merged record keeps its rows, its id and its addresses; it only stops standing on its own. To split is to take the
copies back and to let it stand again, so nothing has to be guessed.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import BadValue
from app.models import (
    Account,
    Aircraft,
    Attestation,
    Claim,
    Investigation,
    InvestigationDocument,
    InvestigationEvent,
    Participation,
    Ranking,
    Recommendation,
    RecommendationResponse,
    ReleaseRecord,
)
from app.services.filing import Filing
from app.services.occurrence_drafts import Draft
from app.vocab.claims import OccurrenceState


def merge(session: Session, filing: Filing, gone: Draft, kept: Draft, aircraft: Mapping[str, int], reason: str) -> None:
    """File what stands in `gone` in `kept`, and let `gone` lead there.

    aircraft: for the number of an aircraft of `gone` (as text) its number in `kept`; one that is not named is another
    aircraft and gets a number of its own. BadValue for a number that is not there, or given twice.
    """
    _Merge(session, filing, gone, kept).run(aircraft)
    gone.set_standing(OccurrenceState.MERGED, reason, kept.id)
    gone.is_merged = True


class _Merge:
    def __init__(self, session: Session, filing: Filing, gone: Draft, kept: Draft) -> None:
        self.session, self.filing, self.gone, self.kept = session, filing, gone, kept
        self.accounts: dict[int, int] = {}
        self.investigations: dict[int, int] = {}

    def rows(self, model: Any, *order: Any) -> Any:
        """What stands of one kind in the record that goes."""
        statement = sa.select(model).where(model.occurrence_id == self.gone.id, model.closed_in.is_(None))
        return self.session.scalars(statement.order_by(*(order or (model.number,)))).all()

    def run(self, aircraft: Mapping[str, int]) -> None:
        numbers = self._aircraft(aircraft)
        accounts = sa.select(Account).where(Account.occurrence_id == self.gone.id)
        self.known = {each.number: each for each in self.session.scalars(accounts)}
        claims: dict[int, int] = {}
        for each in self.rows(Claim):
            claims[each.number] = self.kept.add_claim(
                self._account(each.account_number), each.property, each.value,
                aircraft=None if each.aircraft_number is None else numbers[each.aircraft_number],
                qualifier=each.qualifier, raw=each.raw, stance=each.stance.value, locator=each.locator, quote=each.quote,
                label=each.label,
            )  # fmt: skip
        for each in self.rows(Attestation):
            if each.claim_number in claims:
                self.kept.add_attestation(claims[each.claim_number], each.source_id, each.locator)
        for each in self.rows(Ranking):
            if each.claim_number in claims:
                self.kept.add_ranking(claims[each.claim_number], each.rank, each.reason)
        self._investigations()
        recommendations = {
            each.number: self.kept.add_recommendation(
                self._account(each.account_number), each.text, each.addressee_id, each.made_on, each.reference, each.sent_on
            )
            for each in self.rows(Recommendation)
        }
        for each in self.rows(
            RecommendationResponse, RecommendationResponse.recommendation_number, RecommendationResponse.number
        ):
            whole = recommendations.get(each.recommendation_number)
            if whole is not None:
                account = self._account(each.account_number)
                self.kept.add_response(account, whole, each.text, each.answered_on, each.status)

        self._releases()

    def _releases(self) -> None:
        """That releases of datasets held the record, so that the next import knows it under its new id."""
        rows = self.session.scalars(
            sa.select(ReleaseRecord).where(ReleaseRecord.occurrence_id.in_((self.gone.id, self.kept.id)))
        ).all()
        known = {(each.source_id, each.record) for each in rows if each.occurrence_id == self.kept.id}
        for each in rows:
            if each.occurrence_id == self.gone.id and (each.source_id, each.record) not in known:
                self.kept.add_release_record(each.source_id, each.record, each.digest)

    def _aircraft(self, given: Mapping[str, int]) -> dict[int, int]:
        numbers: dict[int, int] = {}
        for each in self.rows(Aircraft):
            there = given.get(str(each.number)) or 0
            if there and (there > self.kept.n_aircraft or there in self.kept.gone or there in numbers.values()):
                raise BadValue(f"aircraft {each.number} cannot be aircraft {there} of occurrence {self.kept.id}")
            numbers[each.number] = there or self.kept.add_aircraft()
        return numbers

    def _account(self, number: int) -> int:
        """The copy of an account, made when the first of its entries is copied."""
        if number not in self.accounts:
            each = self.known[number]
            self.accounts[number] = self.kept.add_account(
                self.filing, speaker_id=each.speaker_id, source_id=each.source_id, said_on=each.said_on,
                published_on=each.published_on, precision=each.precision, report_status=each.report_status,
                label=each.label, record=each.record, note=each.note,
            )  # fmt: skip
        return self.accounts[number]

    def _investigations(self) -> None:
        numbers = {
            each.number: self.kept.investigation(each.authority_id, each.kind, each.state_role, each.note)
            for each in self.rows(Investigation)
        }
        for each in self.rows(InvestigationEvent, InvestigationEvent.investigation_number, InvestigationEvent.number):
            number = numbers.get(each.investigation_number)
            if number is not None:
                account = self._account(each.account_number)
                self.kept.add_event(number, each.kind, account, each.happened_on, each.precision, each.note)
        for each in self.rows(InvestigationDocument, InvestigationDocument.investigation_number, InvestigationDocument.number):
            number = numbers.get(each.investigation_number)
            if number is not None:
                self.kept.add_document(number, each.source_id, each.note)
        for each in self.rows(Participation, Participation.investigation_number, Participation.number):
            number = numbers.get(each.investigation_number)
            if number is not None:
                self.kept.add_participation(
                    number, self._account(each.account_number), each.country, each.role, each.capacity, each.party_id,
                    each.since, each.precision, each.note,
                )  # fmt: skip

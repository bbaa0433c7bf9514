"""One record of an `airdocket-jsonl` file on its way into a draft: whole where it is new, else only what is not there."""

import datetime as dt
from typing import NamedTuple

from app.importers.airdocket.lines import (
    AccountEntry,
    ClaimEntry,
    InvestigationEntry,
    OccurrenceLine,
    RecommendationEntry,
)
from app.services.docket_known import Key, claim_key, event_key
from app.services.docket_places import Place
from app.services.docket_shared import Shared
from app.services.filing import Filing
from app.vocab.claims import Entry
from app.vocab.properties import BY_KEY, ValueType

_PARTY_VALUED = frozenset(each.key for each in BY_KEY.values() if each.type is ValueType.PARTY)


class Word(NamedTuple):
    """By whom, where and when something is said, in ids of this database."""

    speaker_id: int
    source_id: int
    said_on: dt.date
    published_on: dt.date | None


class Record:
    """Files those accounts of one record that have one place in the order of recording. `n_claims` counts the new ones."""

    def __init__(self, filing: Filing, shared: Shared, line: OccurrenceLine, place: Place) -> None:
        self.filing, self.shared, self.line, self.place, self.draft = filing, shared, line, place, place.draft
        self.n_claims = 0
        self._accounts: dict[int, int] = {}
        self._words: dict[int, Word] = {}

    def file(self, turn: int) -> None:
        """File what was recorded in that turn, from 0; in the first one also what has no account."""
        orders = self.line.orders()
        accounts = [each for each in self.line.accounts if turn < len(orders) and each.order == orders[turn]]
        for account in accounts:
            self._words[account.number] = Word(
                self.shared.parties[account.speaker], self.shared.sources[account.source], account.said_on, account.published_on
            )
        self._entries = {each.number: each for each in accounts}
        if self.place.is_new:
            for account in accounts:
                self._account(account.number)
        self._claims(accounts)
        for inquiry in self.line.investigations:
            self._investigation(inquiry, is_first=turn == 0)
        for advice in self.line.recommendations:
            self._recommendation(advice)
        if turn == 0:
            self._releases()
        if turn == 1 and self.place.is_new:
            for gone in self.line.withdrawn_aircraft:
                self.draft.withdraw(Entry.AIRCRAFT, gone.number, 0, gone.reason)

    def turns(self) -> int:
        """How many turns it takes; an aircraft is withdrawn in the second."""
        return max(len(self.line.orders()), 2 if self.line.withdrawn_aircraft and self.place.is_new else 1)

    def _account(self, number: int) -> int:
        """The account's number here, opened when the first of its entries is filed."""
        if number not in self._accounts:
            entry = self._entries[number]
            if self.place.is_new:
                self.draft.start_at("account", number)
            word = self._words[number]
            self._accounts[number] = self.draft.add_account(
                self.filing, speaker_id=word.speaker_id, source_id=word.source_id, said_on=word.said_on,
                published_on=word.published_on, precision=entry.precision, report_status=entry.report_status,
                label=entry.label, record=entry.record, note=entry.note,
            )  # fmt: skip
        return self._accounts[number]

    def _is_fresh(self, key: Key) -> bool:
        if self.place.is_new:
            return True
        if key in self.place.known:
            return False
        self.place.known.add(key)
        return True

    def _claims(self, accounts: list[AccountEntry]) -> None:
        """In the order of their numbers, which is that in which they were recorded."""
        said = [(claim, account.number) for account in accounts for claim in account.claims]
        said.sort(key=_number)
        for claim, account in said:
            value = str(self.shared.parties[int(claim.value)]) if claim.property in _PARTY_VALUED else claim.value
            if claim.aircraft is not None and claim.aircraft not in self.place.aircraft:
                continue  # said of one that was withdrawn there, and is not here
            aircraft = None if claim.aircraft is None else self.place.aircraft[claim.aircraft]
            word = self._words[account]
            if self._is_fresh(claim_key(word, aircraft, claim.property, claim.qualifier, value, claim.stance.value)):
                self._claim(claim, self._account(account), value, aircraft)

    def _claim(self, claim: ClaimEntry, account: int, value: str, aircraft: int | None) -> None:
        draft = self.draft
        if self.place.is_new:
            draft.start_at("claim", claim.number)
        number = draft.add_claim(
            account, claim.property, value, aircraft=aircraft, qualifier=claim.qualifier, raw=claim.raw,
            stance=claim.stance.value, locator=claim.locator, quote=claim.quote, label=claim.label,
        )  # fmt: skip
        self.n_claims += 1
        for also in claim.also_in:
            draft.add_attestation(number, self.shared.sources[also.source], also.locator)
        if claim.rank is not None and claim.rank_reason is not None:
            draft.add_ranking(number, claim.rank, claim.rank_reason)

    def _investigation(self, entry: InvestigationEntry, *, is_first: bool) -> None:
        draft, shared = self.draft, self.shared
        if self.place.is_new and is_first:
            draft.start_at("investigation", entry.number)
        number = draft.investigation(shared.parties[entry.authority], entry.kind, entry.state_role, entry.note)
        for event in entry.events:
            word = self._words.get(event.account)
            if word is not None and self._is_fresh(event_key(word, number, event.kind.value, event.happened_on)):
                account = self._account(event.account)
                draft.add_event(number, event.kind, account, event.happened_on, event.precision, event.note)
        for part in entry.participations:
            word = self._words.get(part.account)
            if word is None:
                continue
            body = None if part.party is None else shared.parties[part.party]
            what = (part.country, part.role.value, part.capacity.value, body, part.since)
            if self._is_fresh(("part", number, *what, word.speaker_id, word.source_id)):
                draft.add_participation(
                    number, self._account(part.account), part.country, part.role, part.capacity, body, part.since,
                    part.precision, part.note,
                )  # fmt: skip
        for paper in entry.documents if is_first else ():
            source = shared.sources[paper.source]
            if self._is_fresh(("document", number, source)):
                draft.add_document(number, source, paper.note)

    def _recommendation(self, entry: RecommendationEntry) -> None:
        addressee = self.shared.parties[entry.addressee]
        key = (self.draft.id, entry.text, addressee)
        number = entry.number if self.place.is_new else self.place.advised.get(key)
        if entry.account in self._words and (self.place.is_new or number is None):
            if self.place.is_new:
                self.draft.start_at("recommendation", entry.number)
            number = self.place.advised[key] = self.draft.add_recommendation(
                self._account(entry.account), entry.text, addressee, entry.made_on, entry.reference, entry.sent_on
            )
        for answer in entry.responses:
            word = self._words.get(answer.account)
            if word is None or number is None:
                continue
            if self._is_fresh(("answer", number, answer.text, word.speaker_id, word.source_id)):
                self.draft.add_response(
                    self._account(answer.account), number, answer.text, answer.answered_on, answer.status
                )  # fmt: skip

    def _releases(self) -> None:
        """That releases of datasets held it, so that the next import of one knows it."""
        filed: set[Key] = set()
        for each in self.line.releases:
            key: Key = ("release", self.shared.sources[each.source], each.record)
            if self._is_fresh(key) and key not in filed:
                filed.add(key)
                self.draft.add_release_record(self.shared.sources[each.source], each.record, each.digest)


def _number(each: tuple[ClaimEntry, int]) -> int:
    return each[0].number

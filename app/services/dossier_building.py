"""From what was read of an occurrence to its dossier: the rule applied, everything in words and in order."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.models import Account, Aircraft, Attestation, Investigation, Occurrence, Party, Recommendation
from app.queries.claims import alike
from app.resolution.rule import Resolution, Said, Subject, by_subject, resolve
from app.resolution.words import why, why_not
from app.services.dossier_material import Advice, Material, Stated
from app.services.dossier_views import (
    AircraftView,
    AttestationView,
    ClaimView,
    DocumentView,
    Dossier,
    EventView,
    Fact,
    FactChange,
    InvestigationView,
    ParticipationView,
    RecommendationView,
    ResponseView,
    SourceView,
    StatementView,
)
from app.services.projector import AIRCRAFT_COLUMNS, OCCURRENCE_COLUMNS, Projection, project
from app.vocab.claims import Precision
from app.vocab.investigations import StateRole
from app.vocab.properties import BY_KEY, ORDER, Group, Property, ValueType
from app.vocab.values import shown

PROSE = (Group.NARRATIVE,)


Changes = Mapping[Subject, FactChange]


def build(material: Material, changes: Changes | None = None) -> Dossier:
    """The dossier of what was read; `changes` are noted at the facts."""
    return _Builder(material, changes or {}).dossier()


def said_of(material: Material) -> list[Said]:
    """The claims as the rule takes them, those on withdrawn aircraft left out, merged parties taken for one."""
    standing = {None, *(each.number for each in material.aircraft)}
    return alike([_said(each, material) for each in material.claims if each.claim.aircraft_number in standing], material.merged)


def _said(stated: Stated, material: Material) -> Said:
    claim, account, sequence, ranking = stated
    source = material.sources[account.source_id][0]
    return Said(
        claim.number,
        claim.aircraft_number,
        claim.property,
        claim.qualifier,
        claim.value,
        claim.stance.value,
        account.number,
        account.speaker_id,
        source.kind.value,
        None if account.report_status is None else account.report_status.value,
        (account.published_on or account.said_on).isoformat(),
        source.published_on.isoformat() if source.published_on else "",
        sequence,
        account.precision is not Precision.NOT_LATER_THAN,
        None if ranking is None else ranking.rank.value,
    )


def in_words(prop: Property, value: str, material: Material) -> str:
    """A value in words; of a party its name."""
    return shown(prop, value, _names(material, value) if prop.type is ValueType.PARTY else {})


def _names(material: Material, value: str) -> dict[str, str]:
    party = material.parties.get(int(value))
    return {value: party.name} if party else {}


def label_of(prop: Property, qualifier: str) -> str:
    """A qualifier in words."""
    code = prop.qualifiers.find(qualifier) if prop.qualifiers is not None else None
    return code.label if code else qualifier


@dataclass(slots=True)
class _Builder:
    """A dossier, put together step by step."""

    material: Material
    changes: Changes
    rows: dict[int, Stated] = field(default_factory=dict)
    sources: dict[int, SourceView] = field(default_factory=dict)
    also_in: dict[int, list[Attestation]] = field(default_factory=lambda: defaultdict(list))

    def dossier(self) -> Dossier:
        read = self.material
        for attestation in read.attestations:
            self.also_in[attestation.claim_number].append(attestation)
        self.rows = {each.claim.number: each for each in read.claims}
        self._mark_sources()
        said = said_of(read)
        aircraft = list(read.aircraft) if not read.is_past else _project(read, said)
        facts = self._facts(said)
        own = [fact for fact in facts if fact.aircraft is None]
        return Dossier(
            read.occurrence,
            _grouped(fact for fact in own if fact.property.group not in PROSE),
            tuple(fact for fact in own if fact.property.group in PROSE),
            tuple(self._aircraft(row, facts) for row in aircraft),
            tuple(map(self._investigation, read.investigations)),
            self._statements(facts),
            tuple(self.sources.values()),
            self._recommendations(),
            read.at,
            read.day,
        )

    def _mark_sources(self) -> None:
        """The sources of accounts, attestations, documents and releases; claims are counted where said or attested."""
        read = self.material
        counts = Counter(map(read.source_of, read.claims))
        counts.update(each.source_id for each in read.attestations)
        named = {
            *counts,
            *(each.source_id for each in read.accounts(claims=False)),
            *(each.source_id for each in read.documents),
        }
        rows = [read.sources[each] for each in named | set(read.releases)]
        rows.sort(key=lambda row: (row[0].published_on or dt.date.max, row[0].id))
        for mark, (source, publisher) in enumerate(rows, start=1):
            records = tuple(read.releases.get(source.id, ()))
            is_later = read.day is not None and source.published_on is not None and source.published_on > read.day
            self.sources[source.id] = SourceView(mark, source, publisher, counts[source.id], records, is_later)

    def _party(self, party_id: int) -> Party:
        """The party, or the one that it was merged into."""
        return self.material.parties[self.material.merged.get(party_id, party_id)]

    def _facts(self, said: list[Said]) -> list[Fact]:
        names = {party.id: party.name for party in self.material.parties.values()}
        facts: list[Fact] = []
        for (aircraft, key, qualifier), group in by_subject(said).items():
            prop = BY_KEY[key]
            outcome = resolve(prop, group)
            facts.append(
                Fact(
                    prop,
                    aircraft,
                    qualifier,
                    label_of(prop, qualifier),
                    outcome,
                    tuple(self._words(prop, each.value) for each in outcome.chosen),
                    why(prop, outcome, names),
                    self._views(prop, outcome),
                    self.changes.get(Subject(aircraft, key, qualifier)),
                )
            )
        return sorted(facts, key=lambda fact: (fact.aircraft or 0, ORDER[fact.property.key], _qualifier_order(fact)))

    def _words(self, prop: Property, value: str) -> str:
        return in_words(prop, value, self.material)

    def _views(self, prop: Property, outcome: Resolution) -> tuple[ClaimView, ...]:
        rest = [each for each in outcome.current if each not in outcome.chosen]
        parts = (
            ("shown", outcome.chosen),
            ("current", rest),
            ("earlier", outcome.earlier),
            ("deprecated", outcome.deprecated),
        )
        return tuple(self._view(prop, each, standing, outcome) for standing, part in parts for each in part)

    def _view(self, prop: Property, said: Said, standing: str, outcome: Resolution) -> ClaimView:
        stated = self.rows[said.number]
        claim, account, _, ranking = stated
        return ClaimView(
            self.material.occurrence.id,
            claim.number,
            prop,
            claim.aircraft_number,
            claim.qualifier,
            self._words(prop, said.value),
            claim.raw,
            claim.stance,
            self.material.parties[said.speaker],
            self.sources[self.material.source_of(stated)],
            tuple(AttestationView(each, self.sources[each.source_id]) for each in self.also_in.get(claim.number, ())),
            account,
            claim.quote,
            claim.locator,
            None if ranking is None else ranking.rank,
            None if ranking is None else ranking.reason,
            standing,
            why_not(said, outcome),
        )

    def _aircraft(self, row: Aircraft, facts: list[Fact]) -> AircraftView:
        maker = self.material.parties.get(row.manufacturer_id) if row.manufacturer_id else None
        words = [maker.name if maker else None, row.model, row.registration]
        own = [fact for fact in facts if fact.aircraft == row.number]
        return AircraftView(row, " ".join(filter(None, words)) or f"Aircraft {row.number}", _grouped(own))

    def _investigation(self, investigation: Investigation) -> InvestigationView:
        own = [
            EventView(event, account, self._party(account.speaker_id), self.sources[account.source_id])
            for event, account in self.material.events
            if event.investigation_number == investigation.number
        ]
        papers = [
            DocumentView(each, self.sources[each.source_id])
            for each in self.material.documents
            if each.investigation_number == investigation.number
        ]
        authority = self._party(investigation.authority_id)
        return InvestigationView(investigation, authority, tuple(own), tuple(papers), self._parts(investigation))

    def _parts(self, investigation: Investigation) -> tuple[ParticipationView, ...]:
        """The States in it by their roles, each in order of time."""
        own = [each for each in self.material.parts if each.participation.investigation_number == investigation.number]
        roles = list(StateRole)
        return tuple(
            ParticipationView(
                row,
                None if row.party_id is None else self._party(row.party_id),
                account,
                self._party(account.speaker_id),
                self.sources[account.source_id],
            )
            for row, account in sorted(own, key=lambda each: roles.index(each.participation.role))
        )

    def _recommendations(self) -> tuple[RecommendationView, ...]:
        made: dict[int, tuple[Recommendation, Account]] = {}
        answers: dict[int, list[ResponseView]] = defaultdict(list)
        for each in self.material.advice:
            made[each.recommendation.number] = (each.recommendation, each.account)
            answers[each.recommendation.number] += self._responses(each)
        return tuple(
            RecommendationView(
                recommendation,
                self._party(recommendation.addressee_id),
                account,
                self._party(account.speaker_id),
                self.sources[account.source_id],
                tuple(answers[number]),
            )
            for number, (recommendation, account) in made.items()
        )

    def _responses(self, advice: Advice) -> list[ResponseView]:
        response, answered = advice.response, advice.answered
        if response is None or answered is None:
            return []
        return [ResponseView(response, answered, self._party(answered.speaker_id), self.sources[answered.source_id])]

    def _statements(self, facts: list[Fact]) -> tuple[StatementView, ...]:
        views: dict[int, list[ClaimView]] = defaultdict(list)
        for fact in facts:
            for view in fact.claims:
                views[view.account.number].append(view)
        statements = [
            StatementView(own[0].account, own[0].speaker, own[0].source, tuple(sorted(own, key=lambda view: view.number)))
            for own in views.values()
        ]
        return tuple(sorted(statements, key=lambda each: (each.claims[0].public_on, each.account.number)))


def _project(material: Material, said: list[Said]) -> list[Aircraft]:
    """Fill in the head as it was projected; gives the aircraft likewise, as copies."""
    place = {row.number: i for i, row in enumerate(material.aircraft, start=1)}
    claims = [each if each.aircraft is None else each._replace(aircraft=place[each.aircraft]) for each in said]
    names = {party.id: party.name for party in material.parties.values()}
    projection: Projection = project(claims, len(material.aircraft), names)
    for name, value in zip(OCCURRENCE_COLUMNS, projection.occurrence, strict=True):
        _set(material.occurrence, name, value)
    return [
        Aircraft(
            occurrence_id=row.occurrence_id,
            number=row.number,
            recorded_in=row.recorded_in,
            **dict(zip(AIRCRAFT_COLUMNS, values, strict=True)),
        )
        for row, values in zip(material.aircraft, projection.aircraft, strict=True)
    ]


def _set(occurrence: Occurrence, name: str, value: object) -> None:
    setattr(occurrence, name, dt.date.fromisoformat(str(value)) if name == "occurred_on" and value else value)


def _qualifier_order(fact: Fact) -> tuple[int, str]:
    codes = fact.property.qualifiers
    known = list(codes) if codes is not None else []
    code = codes.find(fact.qualifier) if codes is not None else None
    return (known.index(code) if code is not None else -1, fact.qualifier)


def _grouped(facts: Iterable[Fact]) -> tuple[tuple[Group, tuple[Fact, ...]], ...]:
    groups: dict[Group, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.property.group].append(fact)
    return tuple((group, tuple(groups[group])) for group in Group if group in groups)

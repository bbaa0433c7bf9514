"""Random histories of one record: what was known on any day equals a slow, obvious re-reading of the claims log."""

import datetime as dt
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.models import Account, Attestation, Changeset, Claim, Ranking, Source, User, Withdrawal
from app.models.database import make_engine
from app.resolution.rule import REPORT_ORDER, SOURCE_ORDER
from app.services import contributions
from app.services import steps as s
from app.services.dossiers import Dossier, open_dossier
from app.services.permissions import Actor
from app.vocab.claims import Entry
from app.vocab.properties import BY_KEY, Cardinality
from app.vocab.users import Role
from tests.factories import A, an_occurrence

HISTORIES = 100  # on each kind of database
EDITOR = Actor(1, "Bessie", frozenset({Role.EDITOR}))
DAYS = [dt.date(2015, 10, 30) + dt.timedelta(days=n) for n in range(9)]
TOLD = (
    s.ClaimStep("place", "Hasna"), s.ClaimStep("place", "Housna"), s.ClaimStep("injuries.fatal", "224", qualifier="all"),
    s.ClaimStep("injuries.fatal", "217", qualifier="all"), s.ClaimStep("cause.statement", "A bomb."),
    s.ClaimStep("cause.statement", "A bomb.", stance="no_evidence"), s.ClaimStep("aircraft.registration", "EI-ETJ", 1),
    s.ClaimStep("place", "Sinai", stance="suspects"), s.ClaimStep("aircraft.registration", "EI-ETI", 1, stance="denies"),
)  # fmt: skip
ACTS = st.one_of(
    st.tuples(
        st.just("say"), st.integers(1, 3), st.integers(1, 3), st.integers(0, 6), st.sampled_from([None, 0, 1, 2]),
        st.sampled_from(["day", "day", "not_later_than"]), st.lists(st.sampled_from(TOLD), min_size=1, max_size=3, unique=True),
    ),
    st.tuples(
        st.sampled_from(["withdraw", "correct", "prefer", "deprecate", "take back"]), st.integers(0, 99), st.integers(0, 6)
    ),
    st.tuples(st.just("undo"), st.integers(0, 99)),
)  # fmt: skip
HISTORY = st.lists(ACTS, min_size=1, max_size=5)


def steps_of(session: Session, id_: int, start: int, act: tuple) -> list[s.Step] | None:  # type: ignore[type-arg]
    """The act as steps; None where it is not possible now."""
    kind, *more = act
    if kind == "say":
        speaker, source, day, lag, precision, told = more
        said = DAYS[1] + dt.timedelta(days=day)
        published = None if lag is None else (said + dt.timedelta(days=lag)).isoformat()
        return [s.FileAccount(id_, speaker, source, said.isoformat(), published, precision, claims=tuple(told))]
    if kind == "undo":
        touched = session.scalars(sa.select(Changeset.id).where(Changeset.sequence > start).order_by(Changeset.sequence)).all()
        return [s.Revert(touched[more[0] % len(touched)])] if touched else None
    claims = session.scalars(
        sa.select(Claim).where(Claim.occurrence_id == id_, Claim.closed_in.is_(None)).order_by(Claim.number)
    ).all()
    if not claims:
        return None
    claim = claims[more[0] % len(claims)]
    if kind == "withdraw":
        return [s.Withdraw(id_, "claim", claim.number, "a slip")]
    if kind == "correct":
        new = s.ClaimStep(
            claim.property, claim.value, claim.aircraft_number, claim.qualifier, replaces=claim.number, stance="suspects"
        )
        return [s.FileAccount(id_, 1 + more[1] % 3, 1, DAYS[1 + more[1]].isoformat(), claims=(new,))]
    if kind == "take back":
        return [s.SetRank(id_, claim.number, "deprecated", f"withdrawn by its speaker on {DAYS[1 + more[1]]}")]
    return [s.SetRank(id_, claim.number, "preferred" if kind == "prefer" else "deprecated", "so it is")]


def has_one(key: str) -> bool:
    """Whether one value is shown, whatever the others say; a judgement that is disputed shows none."""
    return BY_KEY[key].cardinality is Cardinality.ONE and not BY_KEY[key].judgement


class Log:
    """All rows of one record as the tables hold them, and the place in the log of each changeset."""

    def __init__(self, session: Session, id_: int) -> None:
        def rows(table):  # type: ignore[no-untyped-def]
            return session.scalars(sa.select(table).where(table.occurrence_id == id_)).all()

        self.place = {row.id: row.sequence for row in session.execute(sa.select(Changeset.id, Changeset.sequence))}
        self.claims, self.rankings, self.withdrawals = rows(Claim), rows(Ranking), rows(Withdrawal)
        self.attestations = rows(Attestation)
        self.accounts = {each.number: each for each in rows(Account)}
        self.sources = {each.id: each for each in session.scalars(sa.select(Source))}

    def holds(self, row, at: int) -> bool:  # type: ignore[no-untyped-def]
        """Whether the row had been recorded by the place of the log, and not been closed."""
        return self.place[row.recorded_in] <= at and (row.closed_in is None or self.place[row.closed_in] > at)

    def is_visible(self, claim: Claim, day: dt.date, at: int) -> bool:
        account = self.accounts[claim.account_number]
        if self.place[account.recorded_in] > at or (account.published_on or account.said_on) > day:
            return False
        return not any(
            each.entry is Entry.CLAIM and each.entry_number == claim.number and self.holds(each, at)
            for each in self.withdrawals
        )

    def rank(self, claim: Claim, day: dt.date, at: int) -> str | None:
        for each in self.rankings:
            if each.claim_number == claim.number and self.holds(each, at):
                taken_back = each.reason.removeprefix("withdrawn by its speaker on ")
                if taken_back == each.reason or dt.date.fromisoformat(taken_back) <= day:
                    return each.rank.value
        return None

    def time(self, claim: Claim) -> tuple[dt.date, str, int]:
        account = self.accounts[claim.account_number]
        released = self.sources[account.source_id].published_on
        return (account.published_on or account.said_on, str(released or ""), self.place[account.recorded_in])

    def better(self, claim: Claim, rank: str | None) -> tuple:  # type: ignore[type-arg]
        """The greater, the better."""
        account = self.accounts[claim.account_number]
        kind = self.sources[account.source_id].kind
        report = REPORT_ORDER[account.report_status] if kind == "dataset" else 0
        day, _, place = self.time(claim)
        return (
            rank == "preferred",
            -SOURCE_ORDER[kind],
            -report,
            account.precision != "not_later_than",
            day,
            place,
            claim.number,
        )

    def answer(self, day: dt.date, at: int) -> dict[object, object]:
        """By property: the claims that stand, those replaced, those out by rank, and the claim shown."""
        groups = defaultdict(list)
        for claim in self.claims:
            if self.is_visible(claim, day, at):
                groups[claim.aircraft_number, claim.property, claim.qualifier].append(claim)
        found: dict[object, object] = {}
        for key, claims in groups.items():
            ranks = {each.number: self.rank(each, day, at) for each in claims}
            counted = [each for each in claims if ranks[each.number] != "deprecated"]
            speaker = {each.number: self.accounts[each.account_number].speaker_id for each in claims}
            stands = [
                each for each in counted
                if BY_KEY[key[1]].cardinality is Cardinality.LIST
                or not any(speaker[o.number] == speaker[each.number] and self.time(o) > self.time(each) for o in counted)
            ]  # fmt: skip
            told = [each for each in stands if each.stance == "asserts"] or [
                each for each in stands if each.stance == "suspects"
            ]
            best = max(told, key=lambda each: self.better(each, ranks[each.number])).value if told else None
            found[key] = (
                {each.number for each in stands},
                {each.number for each in counted if each not in stands},
                {each.number for each in claims if each not in counted},
                best if has_one(key[1]) else None,
            )
        return found


def answer_of(dossier: Dossier) -> dict[object, object]:
    """What the dossier says, in the same shape."""
    found: dict[object, object] = {}
    for fact in dossier.facts:
        by = {name: {each.number for each in fact.claims if each.standing in names} for name, names in {
            "stands": ("shown", "current"), "earlier": ("earlier",), "deprecated": ("deprecated",)}.items()}  # fmt: skip
        one = has_one(fact.property.key)
        found[fact.aircraft, fact.property.key, fact.qualifier] = (*by.values(), fact.outcome.value if one else None)
    return found


def check(session: Session, id_: int, history: list[tuple]) -> None:  # type: ignore[type-arg]
    """Live through the history, then ask for every day, and for some at a place of the log within it."""
    start = session.scalar(sa.select(sa.func.max(Changeset.sequence)))
    session.rollback()
    for act in history:
        given = steps_of(session, id_, start, act)
        session.rollback()
        try:
            if given:
                contributions.submit(session, EDITOR, given, act[0])
                session.commit()
        except Conflict:
            session.rollback()
    end = session.scalar(sa.select(sa.func.max(Changeset.sequence)))
    log = Log(session, id_)
    for at, days in ((None, DAYS), ((start + end) // 2, DAYS[2::3])):
        for day in days:
            dossier = open_dossier(session, id_, as_of=day, as_recorded=at)
            expected = log.answer(day, end if at is None else at)
            assert answer_of(dossier) == expected, (day, at)
            place = expected.get((None, "place", ""))
            assert dossier.occurrence.place == (place[3] if place else None)  # type: ignore[index]
            assert dossier.occurrence.n_claims == dossier.n_claims
            listed = {each.source.id for each in dossier.sources if not each.is_later}
            assert all(log.sources[each].published_on <= day for each in listed)  # type: ignore[operator]
    session.rollback()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_day_equals_a_slow_reading_of_the_log(kind, request, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "known.sqlite3")
        engine = make_engine(f"sqlite:///{tmp_path / 'known.sqlite3'}")
    else:
        from tests.conftest import _command

        server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
        _command(server, f"CREATE DATABASE known TEMPLATE {template}")
        engine = make_engine(server.format("known"))
    with Session(engine) as session:
        session.add(User(id=1, name="Bessie", email="bessie@example.org", created_at=dt.datetime.now(dt.UTC)))
        session.commit()

        @settings(
            max_examples=HISTORIES,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],  # a history is short enough to be read as it is
        )
        @given(HISTORY)
        def holds(history: list[tuple]) -> None:  # type: ignore[type-arg]
            session.expire_all()
            begun = [
                A("place", "Hasna"),
                A("country", "EG", by="AP"),
                A("class", "accident", by="UPI", said=dt.date(2015, 11, 2)),
            ]
            check(session, an_occurrence(session, begun), history)

        holds()
    engine.dispose()

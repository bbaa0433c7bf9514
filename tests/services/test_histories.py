"""Random histories of edits: the record is proved after every step, and undoing everything gives back the beginning."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.models import Aircraft, Changeset, Claim, Identifier, Occurrence, OccurrenceText, Party, Ranking, User, Withdrawal
from app.models.database import make_engine
from app.services import contributions as c
from app.services import steps as s
from app.services.permissions import Actor
from app.services.verification import verify
from app.vocab.claims import ChangesetState, OccurrenceState
from app.vocab.users import Role
from tests.factories import A, an_occurrence

HISTORIES = 100  # on each kind of database
EDITOR = Actor(1, "Bessie", frozenset({Role.EDITOR}))
AUTHOR = Actor(2, "Amelia", frozenset({Role.CONTRIBUTOR}))

ACTS = ("say", "say", "say", "correct", "withdraw", "rank", "take away", "create", "merge", "split", "hide", "show",
        "rename", "one party", "two parties", "revert", "investigate", "propose")  # fmt: skip
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), min_size=1, max_size=8)


def fill(session: Session) -> None:
    """Two users and two records in which four speakers speak."""
    for number, name in ((1, "Bessie"), (2, "Amelia")):
        session.add(User(id=number, name=name, email=f"{name}@example.org", created_at=dt.datetime.now(dt.UTC)))
    session.commit()
    an_occurrence(session, [
        A("place", "Hasna"), A("injuries.fatal", "224", qualifier="all"), A("identifier.ntsb_number", "DCA16WA022"),
        A("place", "Housna", by="AP"), A("aircraft.registration", "EI-ETJ", by="AP", aircraft=1),
        A("aircraft.operator", "Metrojet", by="UPI", aircraft=1), A("aircraft.operator", "Kogalymavia", aircraft=1),
    ])  # fmt: skip
    an_occurrence(
        session, [A("place", "Sinai"), A("country", "EG", by="TASS"), A("aircraft.registration", "EI-ETJ", aircraft=1)]
    )


def projection(session: Session) -> dict[str, object]:
    """All that is projected of the records that stand or were merged; a record that was undone counts as none."""
    session.expire_all()
    columns = [each for each in Occurrence.__table__.columns if each.name != "version"]
    rows = session.execute(sa.select(*columns).where(Occurrence.state != OccurrenceState.WITHDRAWN).order_by("id")).all()
    ids = [row.id for row in rows]
    craft = [each for each in Aircraft.__table__.columns if each.name != "closed_in"]
    aircraft = sa.select(*craft).where(Aircraft.occurrence_id.in_(ids), Aircraft.closed_in.is_(None))
    identifiers = sa.select(Identifier.__table__).where(Identifier.occurrence_id.in_(ids))
    return {
        "occurrences": [tuple(row) for row in rows],
        "aircraft": sorted(map(tuple, session.execute(aircraft)), key=str),
        "identifiers": sorted(map(tuple, session.execute(identifiers)), key=str),
        "words": sorted(
            map(tuple, session.execute(sa.select(OccurrenceText.__table__).where(OccurrenceText.occurrence_id.in_(ids))))
        ),
        "parties": sorted(map(tuple, session.execute(sa.select(Party.id, Party.name, Party.merged_into).where(Party.id <= 6)))),
    }


class History:
    """Somebody who edits at random: each act is chosen among what is possible now."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def some(self, statement, n: int):  # type: ignore[no-untyped-def]
        found = self.session.execute(statement).all()
        return found[n % len(found)] if found else None

    def live(self, n: int) -> int | None:
        row = self.some(sa.select(Occurrence.id).where(Occurrence.state == OccurrenceState.LIVE).order_by("id"), n)
        return row and row.id

    def claim(self, n: int):  # type: ignore[no-untyped-def]
        alive = sa.select(Occurrence.id).where(Occurrence.state == OccurrenceState.LIVE)
        statement = sa.select(Claim).where(Claim.closed_in.is_(None), Claim.occurrence_id.in_(alive))
        row = self.some(statement.order_by(Claim.occurrence_id, Claim.number), n)
        return row and row[0]

    def party(self, n: int) -> int:
        return 1 + n % 4

    def account(self, occurrence: s.Ref, n: int, **more) -> s.FileAccount:  # type: ignore[no-untyped-def]
        said = (dt.date(2015, 11, 1) + dt.timedelta(days=n % 4)).isoformat()
        return s.FileAccount(occurrence, self.party(n), 1 + n % 2, said, **more)

    def steps(self, act: str, n: int) -> list[s.Step] | None:
        """The act as steps; None where it is not possible now."""
        id_, claim = self.live(n), self.claim(n)
        if act in ("say", "propose"):
            told = [s.ClaimStep("place", f"Place {n % 5}", stance=("asserts", "denies", "suspects")[n % 3]),
                    s.ClaimStep("injuries.fatal", str(n % 3), qualifier="all"),
                    s.ClaimStep("category", ("SEC", "CFIT")[n % 2])]  # fmt: skip
            return id_ and [self.account(id_, n, claims=(told[n % 3], told[(n + 1) % 3]), n_aircraft=1 + n % 2)]
        if act == "correct":
            if claim is None:
                return None
            new = s.ClaimStep(
                claim.property, claim.value, claim.aircraft_number, claim.qualifier, stance="suspects", replaces=claim.number
            )
            return [self.account(claim.occurrence_id, n, claims=(new,))]
        if act == "withdraw":
            return claim and [s.Withdraw(claim.occurrence_id, "claim", claim.number, "wrong")]
        if act == "rank":
            return claim and [s.SetRank(claim.occurrence_id, claim.number, ("preferred", "deprecated")[n % 2], "so it is")]
        if act == "take away":
            row = self.some(sa.select(Ranking).where(Ranking.closed_in.is_(None)), n)
            return row and [s.SetRank(row[0].occurrence_id, row[0].claim_number, None, "no longer")]
        if act == "create":
            return [s.NewParty("new:1", f"Speaker {n % 3}", "media"), s.NewOccurrence("new:2", 1 + n % 2),
                    s.FileAccount("new:2", "new:1", 1, "2016-01-01", claims=(s.ClaimStep("place", "Elsewhere"),))]  # fmt: skip
        if act == "merge":
            other = self.live(n + 1)
            return None if id_ is None or other == id_ else [s.Merge(id_, other, "the same", {"1": 1} if n % 2 else {})]
        if act == "split":
            row = self.some(sa.select(Occurrence.id).where(Occurrence.state == OccurrenceState.MERGED).order_by("id"), n)
            return row and [s.Split(row.id, "not the same")]
        if act == "hide":
            return id_ and [s.WithdrawOccurrence(id_, "no accident")]
        if act == "show":
            row = self.some(sa.select(Occurrence.id).where(Occurrence.state == OccurrenceState.WITHDRAWN).order_by("id"), n)
            return row and [s.RestoreOccurrence(row.id, "an accident")]
        if act == "rename":
            return [s.RenameParty(self.party(n), f"Party {n % 7}", drop=bool(n % 2))]
        if act == "one party":
            return [s.MergeParty(self.party(n), self.party(n + 1), "one body")]
        if act == "two parties":
            return [s.SplitParty(self.party(n), "two bodies")]
        if act == "investigate":
            event = s.EventStep(self.party(n), "safety", ("opened", "final_published")[n % 2], "2016-01-01")
            made = s.RecommendationStep(f"Recommendation {n}", self.party(n), reference="A-1" if n % 2 else None)
            capacity = ("in_charge", "accredited", "ended")[n % 3]
            part = s.ParticipationStep(
                self.party(n), "safety", "EG", "registry", capacity, None if n % 2 else self.party(n + 1)
            )
            return id_ and [
                self.account(id_, n, events=(event,), participations=(part,), recommendations=(made,)),
                s.AddDocument(id_, self.party(n), "safety", 1),
            ]
        assert act == "revert"
        row = self.some(sa.select(Changeset.id).where(Changeset.sequence > 2).order_by("id"), n)
        return row and [s.Revert(row.id)]

    def do(self, act: str, n: int) -> None:
        """Carry the act out; what is refused leaves nothing behind."""
        given = self.steps(act, n)
        self.session.rollback()
        if not given:
            return
        try:
            if act == "propose":
                waiting = c.submit(self.session, AUTHOR, given, f"{act} {n}").id
                self.session.commit()
                (c.accept if n % 3 else c.reject)(self.session, EDITOR, waiting, "decided")
            else:
                c.submit(self.session, EDITOR, given, f"{act} {n}")
            self.session.commit()
        except Conflict:
            self.session.rollback()


def check(engine: sa.Engine, history: list[tuple[str, int]]) -> None:
    with Session(engine) as session:
        start = projection(session)
        editor = History(session)
        contents: set[tuple[object, ...]] = set()
        for act, n in history:
            editor.do(act, n)
            found = list(map(str, verify(session)))
            assert found == [], found
            now = set(map(tuple, session.execute(sa.select(Claim.occurrence_id, Claim.number, Claim.property, Claim.value))))
            assert contents <= now, "a claim of the past is gone"
            contents = now
        made = session.scalars(sa.select(Changeset.id).where(Changeset.sequence > 2).order_by(Changeset.sequence.desc())).all()
        session.rollback()
        for each in made:
            told = ""
            try:
                c.revert(session, EDITOR, each, "everything back")
                session.commit()
            except Conflict as refused:
                session.rollback()
                told = str(refused)
            assert told in ("", f"nothing of changeset {each} is left to undo")
            found = list(map(str, verify(session)))
            assert found == [], found
        end = projection(session)
        changed = {key: (start[key], end[key]) for key in end if end[key] != start[key]}
        assert changed == {}, changed
        assert not session.scalar(sa.select(Changeset.id).where(Changeset.state == ChangesetState.PENDING))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_undoing_everything_gives_back_the_beginning(kind, request, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    if kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        base = tmp_path / "base.sqlite3"
        shutil.copy(template, base)
        engine = make_engine(f"sqlite:///{base}")
        with Session(engine) as session:
            fill(session)
        engine.dispose()

        def fresh() -> sa.Engine:
            for old in tmp_path.glob("copy*"):
                old.unlink()
            shutil.copy(base, tmp_path / "copy.sqlite3")
            return make_engine(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    else:
        from tests.conftest import _command

        server = request.getfixturevalue("postgres")
        template = request.getfixturevalue("postgres_template")
        _command(server, f"CREATE DATABASE histories_base TEMPLATE {template}")
        engine = make_engine(server.format("histories_base"))
        with Session(engine) as session:
            fill(session)
        engine.dispose()

        def fresh() -> sa.Engine:
            _command(server, "DROP DATABASE IF EXISTS histories WITH (FORCE)")
            _command(server, "CREATE DATABASE histories TEMPLATE histories_base")
            return make_engine(server.format("histories"))

    @settings(max_examples=HISTORIES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(acts)
    def holds(history: list[tuple[str, int]]) -> None:
        engine = fresh()
        try:
            check(engine, history)
        finally:
            engine.dispose()

    holds()


def test_the_tables_that_record_corrections_are_exercised(engine) -> None:  # type: ignore[no-untyped-def]
    """The acts above really do something: a fixed history that uses each of them leaves its rows."""
    with Session(engine) as session:
        fill(session)
        editor = History(session)
        for n, act in enumerate(dict.fromkeys(ACTS)):
            editor.do(act, n)
        kinds = set(session.scalars(sa.select(Changeset.kind)))
        assert {each.value for each in kinds} == {"edit", "merge", "revert"}
        assert session.scalar(sa.select(sa.func.count()).select_from(Withdrawal)) > 0

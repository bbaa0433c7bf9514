"""The record that is attacked: something of every kind in it, and people of every role."""

import sqlalchemy as sa
from flask.testing import FlaskClient
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy.orm import Session

from app.models import Changeset, Claim, Occurrence, Party, Recommendation, SavedDraft, Source, WatchedQuery
from app.models.recommendation import RecommendationResponse
from app.models.user import Passkey
from app.search.asking import Unit
from app.services import accounts, contributions, drafts, watched_queries
from app.services.permissions import Actor, Permission
from app.services.steps import (
    ClaimStep,
    EventStep,
    FileAccount,
    Merge,
    MergeParty,
    NewParty,
    RecommendationStep,
    ResponseStep,
    WithdrawOccurrence,
)
from app.vocab.claims import ChangesetState, OccurrenceState
from app.vocab.users import Role
from tests.factories import A, an_occurrence
from tests.web.examples import FACTS, SOURCE, two_occurrences
from tests.web.people import a_user


class World:
    """A record with something of every kind in it, and people of every role; ids are looked up as they stand now."""

    def __init__(self, client: FlaskClient, session: Session) -> None:
        self.client, self.session = client, session
        self.first, self.second = two_occurrences(session)
        self.conny = self.actor(Role.CONTRIBUTOR)
        party, source = session.scalar(sa.select(Party.id).limit(1)), session.scalar(sa.select(Source.id).limit(1))
        assert party
        assert source
        self.party, self.source = party, source
        session.commit()
        self.publish(
            FileAccount(
                self.first, self.party, self.source, "2015-11-20",
                events=(EventStep(self.party, "safety", "opened", "2015-11-01"),),
                recommendations=(RecommendationStep("Look at the tail", self.party),),
            )
        )  # fmt: skip
        a_user(session, name="Nella")
        token = accounts.add_token(session, a_user(session), "a test", [Permission.READ], None)
        self.token = token.token.id
        accounts.add_token(session, a_user(session, Role.ADMIN), "a test", [Permission.READ], None)
        session.commit()

    def actor(self, role: Role) -> Actor:
        user = a_user(self.session, role)
        self.session.commit()
        return Actor(user.id, user.name, frozenset({user.role}))

    def publish(self, *steps: object) -> int:
        self.session.commit()
        made = contributions.submit(self.session, self.actor(Role.EDITOR), steps, "made by a test").id  # type: ignore[arg-type]
        self.session.commit()
        return made

    def latest(self, statement: sa.Select[tuple[int]]) -> int:
        found = self.session.scalar(statement)
        self.session.commit()
        return found or 0

    def claim(self, key: str = "place") -> str:
        """An open claim on a record that stands, in an address."""
        number = self.latest(
            sa.select(sa.func.max(Claim.number)).where(
                Claim.occurrence_id == self.first, Claim.closed_in.is_(None), Claim.property == key
            )
        )
        if not number:
            value = {"class": "accident", "country": "EG", "time.utc": "04:13", "date": "2015-10-31", "injuries.fatal": "4"}
            step = ClaimStep(key, value.get(key, "Hasna"), 1 if key.startswith("aircraft.") else None)
            self.publish(FileAccount(self.first, self.party, self.source, "2015-11-21", claims=(step,)))
            return self.claim(key)
        return f"/claims/{self.first}-{number}"

    def recommendation(self) -> int:
        """An open recommendation."""
        statement = sa.select(sa.func.max(Recommendation.number)).where(
            Recommendation.occurrence_id == self.first, Recommendation.closed_in.is_(None)
        )
        if not self.latest(statement):
            step = RecommendationStep("Look at the tail again", self.party)
            self.publish(FileAccount(self.first, self.party, self.source, "2015-11-22", recommendations=(step,)))
        return self.latest(statement)

    def response(self) -> str:
        """An open answer to an open recommendation, as an address has it: the numbers of both."""
        statement = sa.select(RecommendationResponse.recommendation_number, RecommendationResponse.number).where(
            RecommendationResponse.occurrence_id == self.first, RecommendationResponse.closed_in.is_(None)
        )
        found = self.session.execute(statement).first()
        self.session.commit()
        if found is None:
            step = ResponseStep(self.recommendation(), "We looked")
            self.publish(FileAccount(self.first, self.party, self.source, "2015-11-23", responses=(step,)))
            return self.response()
        return f"{found[0]}-{found[1]}"

    def recommended(self) -> int:
        """The first record, with a recommendation in it that can be answered."""
        self.recommendation()
        return self.first

    def account(self) -> str:
        self.claim()
        number = self.latest(
            sa.select(sa.func.max(Claim.account_number)).where(Claim.occurrence_id == self.first, Claim.closed_in.is_(None))
        )
        return f"/occurrences/{self.first}/accounts/{number}"

    def record(self, state: OccurrenceState = OccurrenceState.LIVE) -> str:
        """A record in that state that nothing else here needs."""
        number = self.latest(
            sa.select(sa.func.max(Occurrence.id)).where(Occurrence.state == state, Occurrence.id > self.second)
        )
        if not number:
            number = an_occurrence(self.session, [A("date", "2001-01-01"), A("place", "Nowhere")])
            if state is OccurrenceState.WITHDRAWN:
                self.publish(WithdrawOccurrence(number, "a slip"))
            if state is OccurrenceState.MERGED:
                self.publish(Merge(number, self.second, "the same", {"1": 1}))
        return f"/occurrences/{number}"

    def waiting(self) -> int:
        """A contribution of the contributor that waits."""
        number = self.latest(
            sa.select(sa.func.max(Changeset.id)).where(
                Changeset.state == ChangesetState.PENDING, Changeset.author_id == self.conny.user_id
            )
        )
        if not number:
            claims = (ClaimStep("place", "Sinai"), ClaimStep("weather.conditions", "IMC"))
            step = FileAccount(self.first, self.party, self.source, "2015-11-20", claims=claims)
            number = contributions.submit(self.session, self.conny, [step], "I read it").id
            self.session.commit()
        return number

    def sent(self) -> int:
        """A contribution that waits and was made through the form; whoever is signed in has sent it where there is none."""
        number = self.latest(
            sa.select(sa.func.max(Changeset.id)).where(
                Changeset.state == ChangesetState.PENDING, Changeset.author_id == self.conny.user_id,
                Changeset.id.in_(_sent_forms(self.session, self.conny)),
            )
        )  # fmt: skip
        if not number:
            url = f"https://example.org/sent/{self.latest(sa.select(sa.func.max(Changeset.id)))}"
            version = self.latest(sa.select(Occurrence.version).where(Occurrence.id == self.first))
            given = {**SOURCE, **FACTS, "source.url": url, "comment": "As it says", "do": "submit", "base": str(version)}
            answer = self.client.post(f"/occurrences/{self.first}/accounts/new", data=given)
            assert answer.location, answer.get_data(as_text=True)
            number = int(answer.location.removeprefix("/changes/").partition("?")[0])
        return number

    def accepted(self) -> int:
        return self.latest(sa.select(sa.func.max(Changeset.id)).where(Changeset.state == ChangesetState.ACCEPTED))

    def merged_party(self) -> str:
        number = self.latest(sa.select(sa.func.max(Party.id)).where(Party.merged_into.is_not(None)))
        if not number:
            self.publish(NewParty("new:party-1", "Twice Named Air", "operator"))
            number = self.latest(sa.select(sa.func.max(Party.id)))
            self.publish(MergeParty(number, self.party, "the same"))
        return f"/parties/{number}"

    def watched(self) -> str:
        """The page of what the contributor follows, with news of a search that matches."""
        watched_queries.follow(self.session, self.conny, "country:EG", Unit.OCCURRENCES)
        self.session.execute(sa.update(WatchedQuery).values(seen=0))
        self.session.commit()
        return "/account/watched"

    def draft(self) -> str:
        """The page of the contributor's drafts, with one on it."""
        drafts.save(self.session, self.conny.user_id or 0, "new-abcd1234", "A begun one", {"0.place.1": "Hasna"})
        self.session.commit()
        return "/account/drafts"

    def with_passkey(self) -> str:
        """The page of the contributor's passkeys, with one on it."""
        if not self.latest(sa.select(Passkey.user_id).where(Passkey.user_id == self.conny.user_id)):
            key = Passkey(
                credential_id=b"qq", user_id=self.conny.user_id, name="my phone", public_key=b"x", sign_count=0,
                backup_state=False, device_type="single_device", usage="secondary", lastuse_datetime=accounts.now(),
            )  # fmt: skip
            self.session.add(key)
            self.session.commit()
        return "/account/passkeys"

    def link_to_recover(self) -> str:
        """Where a user who forgot the password sets it anew."""
        with self.client.application.test_request_context():
            user = self.client.application.extensions["security"].datastore.find_user(email="nella@example.org")
            return f"/account/recover/{generate_reset_password_token(user)}"

    def free_party(self) -> str:
        return f"/parties/{self.latest(sa.select(sa.func.max(Party.id)).where(Party.merged_into.is_(None)))}"


def _sent_forms(session: Session, author: Actor) -> list[int]:
    """The contributions whose form is kept with them."""
    forms = session.scalars(sa.select(SavedDraft.form).where(SavedDraft.user_id == author.user_id)).all()
    return [int(form.removeprefix(drafts.SENT)) for form in forms if form.startswith(drafts.SENT)]

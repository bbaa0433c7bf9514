"""The log, the history of a record, review and undoing, as the pages show them."""

import datetime as dt

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.models import Changeset, Claim, Occurrence, Party, Source
from app.services import contributions
from app.services.permissions import Actor
from app.services.steps import ClaimStep, FileAccount, NewSource, SetRank, WithdrawOccurrence
from app.vocab.claims import ChangesetState, OccurrenceState
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import two_occurrences
from tests.web.people import a_user, send, sign_in_as
from tests.web.test_pages import text_of

MARKER = "Qqxyzzy"


def as_actor(session: Session, role: Role, name: str | None = None) -> Actor:
    user = a_user(session, role, name)
    return Actor(user.id, user.name, frozenset({role}))


def an_account(session: Session, occurrence_id: int, *claims: ClaimStep) -> list[FileAccount]:
    """Steps that file an account of a party and in a source that are known."""
    party, source = session.scalar(sa.select(Party.id).limit(1)), session.scalar(sa.select(Source.id).limit(1))
    return [FileAccount(occurrence_id, party, source, "2015-11-20", claims=claims)]


def waiting(session: Session, occurrence_id: int, *claims: ClaimStep, comment: str = f"I read {MARKER}") -> int:
    """The id of a contribution of a contributor that waits."""
    claims = claims or (ClaimStep("place", f"{MARKER} hills"),)
    version = session.get_one(Occurrence, occurrence_id).version
    steps = an_account(session, occurrence_id, *claims)
    made = contributions.submit(session, as_actor(session, Role.CONTRIBUTOR), steps, comment, base={occurrence_id: version})
    number = made.id
    session.commit()
    return number


# -- the log


def test_the_log_is_the_latest_first_with_authors_and_units(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    contributions.submit(
        session, as_actor(session, Role.EDITOR, "Ada"), an_account(session, occurrence_id, ClaimStep("place", "Sinai")), "Seen"
    )
    session.commit()
    seen = text_of(client, "/changes")
    assert "3 changesets, the latest first" in seen
    assert seen.index("Seen Edit Ada 1") < seen.index("made by a test Edit airdocket itself 1")


@pytest.mark.parametrize(
    ("query", "found"), [("user=Ada", 1), ("user=airdocket", 2), ("kind=edit", 3), ("kind=import", 0), ("occurrence=1", 2)]
)
def test_the_log_can_be_filtered(client: FlaskClient, session: Session, query: str, found: int) -> None:
    occurrence_id, _ = two_occurrences(session)
    contributions.submit(
        session, as_actor(session, Role.EDITOR, "Ada"), an_account(session, occurrence_id, ClaimStep("place", "Sinai")), "Seen"
    )
    session.commit()
    seen = text_of(client, f"/changes?{query}")
    assert f"{found} changeset" in seen if found else "No changeset matches" in seen


@pytest.mark.parametrize("query", ["user=nobody", "kind=x", "occurrence=x", "page=0"])
def test_a_filter_that_cannot_be_read_is_named(client: FlaskClient, query: str) -> None:
    assert "Nothing is listed" in text_of(client, f"/changes?{query}", 400)


def test_a_changeset_tells_what_it_did(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt", quote="near El Arish")])
    seen = text_of(client, "/changes/2")
    assert "added by a test" in seen
    assert "1 claim in 1 account; it touched 1 occurrence" in seen
    assert "Place Hasna ○ single" in seen
    assert "+ added Egypt asserts El Arish near El Arish" in seen
    digest = session.get_one(Changeset, 2).digest
    assert digest is not None
    assert digest in seen


def test_a_large_changeset_lists_its_occurrences(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.changes.MAX_SHOWN", 0)
    monkeypatch.setattr("app.services.changes.MAX_COUNTED", 0)
    two_occurrences(session)
    seen = text_of(client, "/changes/1")
    assert "It touched 1 occurrence, of which it made 1" in seen
    assert "each line leads to what this changeset did there" in seen


def test_an_unknown_changeset_and_a_hidden_one_look_alike(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    hidden = waiting(session, occurrence_id)
    assert text_of(client, f"/changes/{hidden}", 404).replace(str(hidden), "4711") == text_of(client, "/changes/4711", 404)
    sign_in_as(client, session, Role.CONTRIBUTOR, "Somebody else")
    text_of(client, f"/changes/{hidden}", 404)


# -- what waits


def test_the_author_sees_what_waits_and_takes_it_back(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session, Role.CONTRIBUTOR)
    seen = text_of(client, f"/changes/{number}")
    assert "It waits for an editor" in seen
    assert f"+ added NTSB asserts {MARKER} hills" in seen or f"asserts {MARKER} hills" in seen
    assert send(client, f"/changes/{number}/take-back").status_code == 303
    assert "It did not become part of the record" in text_of(client, f"/changes/{number}")


def test_what_waits_shows_nowhere_to_others(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    name = "Contributor"
    pages = ["/", "/occurrences", f"/occurrences/{occurrence_id}", f"/occurrences/{occurrence_id}/history", "/changes",
             f"/occurrences/{occurrence_id}/compare", f"/users/{name}", f"/changes?user={name}", "/sources"]  # fmt: skip
    for role in (None, Role.READER, Role.CONTRIBUTOR):
        if role:
            sign_in_as(client, session, role, f"Another {role.value}")
        for page in pages:
            answer = client.get(page, follow_redirects=True)
            assert answer.status_code == 200
            assert MARKER not in answer.text, (role, page)
        for page in (f"/changes/{number}", f"/changes/{number}/revert", f"/review/{number}", "/review"):
            answer = client.get(page)
            assert answer.status_code in (303, 403, 404)
            assert MARKER not in answer.text


def test_a_stranger_cannot_take_back_or_comment(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session, Role.CONTRIBUTOR, "Somebody else")
    for path in ("take-back", "notes"):
        assert send(client, f"/changes/{number}/{path}", note="x").status_code == 404


def test_a_users_page_lists_what_waits_to_that_user(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    waiting(session, occurrence_id)
    assert "Nothing yet" in text_of(client, "/users/Contributor")
    sign_in_as(client, session, Role.CONTRIBUTOR)
    assert f"I read {MARKER}" in text_of(client, "/users/Contributor")


# -- review


def test_the_reviewer_is_told_how_many_wait(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    waiting(session, occurrence_id)
    assert "Review (" not in client.get("/").text
    sign_in_as(client, session, Role.EDITOR)
    assert "Review (1)" in client.get("/").text
    assert "1 contribution waiting, the oldest first" in text_of(client, "/review")


def test_accepting_makes_it_part_of_the_record(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session, Role.EDITOR)
    seen = text_of(client, f"/review/{number}")
    assert f"Place: {MARKER} hills" in seen
    answer = send(client, f"/review/{number}", decision="accept", part="0.claims.0", note="Thanks")
    assert (answer.status_code, answer.location) == (303, f"/changes/{number}")
    assert MARKER in text_of(client, f"/occurrences/{occurrence_id}")
    assert "Thanks" in text_of(client, f"/changes/{number}")
    with client.session_transaction() as cookie:
        cookie.clear()
    assert "Thanks" not in text_of(client, f"/changes/{number}")


def test_a_part_is_accepted_and_the_rest_parted(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id, ClaimStep("place", "Taken"), ClaimStep("country", "LY"))
    sign_in_as(client, session, Role.EDITOR)
    assert send(client, f"/review/{number}", decision="accept", part="0.claims.0").status_code == 303
    assert "The rest of it Changeset" in text_of(client, f"/changes/{number}")
    session.rollback()
    states = session.scalars(sa.select(Changeset.state).where(Changeset.split_from == number)).all()
    assert states == [ChangesetState.REJECTED]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "accept"}, "tick at least one part"),
        ({"decision": "reject"}, "Say why it is rejected"),
        ({"decision": "ask_back", "note": " "}, "Say what you want to know"),
        ({"decision": "burn"}, "is no decision"),
    ],
)
def test_a_decision_that_lacks_something_decides_nothing(
    client: FlaskClient, session: Session, fields: dict[str, str], words: str
) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session, Role.EDITOR)
    answer = send(client, f"/review/{number}", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert session.get_one(Changeset, number).state is ChangesetState.PENDING


def test_asking_back_is_marked_and_rejecting_needs_a_reason(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session, Role.EDITOR)
    assert send(client, f"/review/{number}", decision="ask_back", note="Which page?").status_code == 303
    assert "asked back" in text_of(client, "/review")
    assert "Which page?" in text_of(client, f"/changes/{number}")
    assert send(client, f"/review/{number}", decision="reject", note="No answer").status_code == 303
    assert "Nothing waits" in text_of(client, "/review")


def test_what_changed_meanwhile_is_shown_before_it_is_accepted(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt")])
    sign_in_as(client, session, Role.EDITOR)
    assert "changed meanwhile" in text_of(client, "/review")
    assert "added by a test" in text_of(client, f"/review/{number}")
    answer = send(client, f"/review/{number}", decision="accept", part="0.claims.0")
    assert answer.status_code == 409
    assert send(client, f"/review/{number}", decision="accept", part="0.claims.0", over="1").status_code == 303


# -- history


def test_the_history_leads_to_two_moments(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt")])
    more_claims(session, occurrence_id, [A("country", "EG", by="Egypt")])
    assert "3 changesets, the latest first" in text_of(client, f"/occurrences/{occurrence_id}/history")
    seen = text_of(client, f"/occurrences/{occurrence_id}/compare?from=1&to=2")
    assert "El Arish" in seen
    assert "Egypt asserts EG" not in seen
    default = text_of(client, f"/occurrences/{occurrence_id}/compare")
    assert "number 2 of the log" in default
    assert "number 3 of the log" in default


def test_moments_are_days_and_instants_too(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt")])
    session.execute(sa.update(Changeset).where(Changeset.id == 1).values(decided_at=dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)))
    session.commit()
    for start in ("2020-01-01", "2020-01-01T12:00", "2021-05-05T10:00:00"):
        assert "Before number 1 of the log" in text_of(client, f"/occurrences/{occurrence_id}/compare?from={start}&to=now")
    seen = text_of(client, f"/occurrences/{occurrence_id}/compare?from=2019-12-31&to=2020-01-01")
    assert "Before before the first changeset" in seen
    for wrong in ("x", "99", "2020-13-01", "²"):
        assert "Nothing is compared" in text_of(client, f"/occurrences/{occurrence_id}/compare?from={wrong}", 400)


def test_the_history_leads_to_the_record_as_it_was(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt"), A("country", "EG", by="Egypt")])
    session.execute(sa.update(Changeset).where(Changeset.id == 1).values(decided_at=dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)))
    session.commit()
    sign_in_as(client, session, Role.EDITOR)
    now = client.get(f"/occurrences/{occurrence_id}", follow_redirects=True)
    address = f"{now.request.path}?as_recorded=1"
    assert f'href="{address}"' in client.get(f"/occurrences/{occurrence_id}/history").text
    for moment in ("1", "2020-01-01", "2020-01-01T12:00", "2021-05-05T10:00:00Z"):
        seen = text_of(client, f"/occurrences/{occurrence_id}?as_recorded={moment}")
        assert "as the database held it after number 1 of the log, 1 January 2020, 12:00" in seen
        assert "Hasna" in seen
        assert "El Arish" not in seen
    page = client.get(address).text
    assert f'href="{now.request.path}"' in page
    assert 'class="act"' in now.text
    for act in ('class="act"', "/accounts/new", "/withdraw", "/rank"):
        assert act not in page, act


def test_a_moment_that_cannot_be_read_is_refused(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    plain = client.get(f"/occurrences/{occurrence_id}").location
    assert client.get(f"{plain}?as_recorded=").location == plain  # a form left it empty
    for wrong in ("x", "99", "2020-13-01", "%00"):
        text = text_of(client, f"/occurrences/{occurrence_id}?as_recorded={wrong}", 400)
        assert "write a number of the log, 2026-11-24, or 2026-11-24T18:30" in text or "there is no number 99" in text
    for early in ("0", "2019-12-31"):
        assert "There was no occurrence" in text_of(client, f"/occurrences/{occurrence_id}?as_recorded={early}", 404)


def test_a_withdrawn_record_tells_why_and_keeps_its_history(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    editor = as_actor(session, Role.EDITOR)
    contributions.submit(session, editor, [WithdrawOccurrence(occurrence_id, "It was a drill")], "Not an accident")
    session.commit()
    assert "It was a drill" in text_of(client, f"/occurrences/{occurrence_id}", 410)
    seen = text_of(client, f"/occurrences/{occurrence_id}/history")
    assert "was withdrawn by changeset 3 : It was a drill" in seen
    for moment, words in ((2, "Now it is withdrawn"), (3, "It was withdrawn then")):
        assert words in text_of(client, f"/occurrences/{occurrence_id}?as_recorded={moment}")
    assert session.get_one(Occurrence, occurrence_id).state is OccurrenceState.WITHDRAWN


# -- undoing


def test_undoing_says_what_it_does_and_is_undone_by(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt")])
    sign_in_as(client, session, Role.EDITOR)
    seen = text_of(client, "/changes/2/revert")
    assert "− withdrawn Egypt asserts El Arish" in seen
    assert "named first stay known" in seen
    answer = send(client, "/changes/2/revert", comment="A slip")
    assert (answer.status_code, answer.location) == (303, "/changes/3")
    assert "Undoes Changeset 2" in text_of(client, "/changes/3")
    assert "Undone by Changeset 3" in text_of(client, "/changes/2")
    claim = session.scalar(sa.select(Claim).where(Claim.value == "El Arish"))
    assert "withdrawn on" in text_of(client, f"/claims/{occurrence_id}-{claim.number}", 410)
    assert "Changeset 2 was undone" in text_of(client, f"/claims/{occurrence_id}-{claim.number}", 410)


def test_a_contributors_undoing_waits(client: FlaskClient, session: Session) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt")])
    sign_in_as(client, session, Role.CONTRIBUTOR)
    assert "Propose to undo it" in text_of(client, "/changes/2/revert")
    answer = send(client, "/changes/2/revert", comment="A slip")
    assert "It waits for an editor" in text_of(client, answer.location)
    assert "To be undone by" in text_of(client, "/changes/2")
    sign_in_as(client, session, Role.CONTRIBUTOR, "Somebody else")
    assert "undone by" not in text_of(client, "/changes/2")


def test_undoing_needs_words(client: FlaskClient, session: Session) -> None:
    two_occurrences(session)
    sign_in_as(client, session, Role.EDITOR)
    assert send(client, "/changes/1/revert", comment="").status_code == 400
    assert session.scalar(sa.select(sa.func.count()).select_from(Changeset)) == 2


def test_hostile_words_stay_words(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    party = session.scalar(sa.select(Party.id).limit(1))
    steps = [
        NewSource("new:1", "press", evil, party),
        FileAccount(occurrence_id, party, "new:1", "2015-11-20", claims=(ClaimStep("place", evil, quote=evil),)),
    ]
    number = contributions.submit(session, as_actor(session, Role.CONTRIBUTOR), steps, evil).id
    session.commit()
    sign_in_as(client, session, Role.EDITOR)
    for page in (f"/changes/{number}", f"/review/{number}", "/review", "/users/Contributor"):
        assert "<script>alert" not in client.get(page).text
    send(client, f"/review/{number}", decision="accept", part="1.claims.0", note=evil)
    for page in (f"/changes/{number}", f"/changes/{number}/revert", f"/occurrences/{occurrence_id}/history", "/changes",
                 f"/occurrences/{occurrence_id}/compare"):  # fmt: skip
        answer = client.get(page)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "49" not in answer.text.split("<main")[1].split("alert(1)")[1][:40]


def test_ranking_is_told_with_its_reason(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    steps = [SetRank(occurrence_id, 9, "preferred", "closest to the event")]
    number = contributions.submit(session, as_actor(session, Role.EDITOR), steps, "Prefer it").id
    session.commit()
    assert "± changed" in text_of(client, f"/changes/{number}")
    assert "ranked preferred: closest to the event" in text_of(client, f"/changes/{number}")


@pytest.mark.parametrize(
    ("address", "most"),
    [("/changes", 3), ("/changes/1", 40), ("/occurrences/1/history", 5), ("/occurrences/1/compare", 28), ("/users/Ada", 4)],
)
def test_a_page_needs_few_statements(client: FlaskClient, session: Session, address: str, most: int) -> None:
    occurrence_id, _ = two_occurrences(session)
    a_user(session, Role.EDITOR, "Ada")
    for n in range(5):
        more_claims(session, occurrence_id, [A("place", f"place {n}", by=f"speaker {n}")])
    assert len(_statements(client, address)) <= most


def test_the_list_of_what_waits_needs_few_statements(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    for n in range(5):
        waiting(session, occurrence_id, comment=f"number {n}")
    sign_in_as(client, session, Role.EDITOR)
    assert len(_statements(client, "/review")) <= 9


def _statements(client: FlaskClient, address: str) -> list[str]:
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:  # type: ignore[no-untyped-def]
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return sent


def test_the_author_leaves_parts_out_and_says_it_better(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id, ClaimStep("place", "Kept"), ClaimStep("country", "LY"))
    sign_in_as(client, session)
    more_claims(session, occurrence_id, [A("place", "El Arish", by="Egypt")])
    seen = text_of(client, f"/changes/{number}/revise")
    assert "Changed meanwhile" in seen
    version = session.get_one(Occurrence, occurrence_id).version
    session.rollback()
    answer = send(client, f"/changes/{number}/revise", part="0.claims.0", comment="Better", base=f"{occurrence_id}:{version}")
    assert answer.status_code == 303
    steps = contributions.steps_of(session, number)
    assert [claim.value for claim in steps[0].claims] == ["Kept"]
    assert contributions.conflicts(session, number) == []
    seen = text_of(client, f"/changes/{number}")
    assert "Better" in seen
    assert "version 2" in seen


def test_only_the_author_revises(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session, Role.EDITOR)
    assert client.get(f"/changes/{number}/revise").status_code == 403
    sign_in_as(client, session, Role.CONTRIBUTOR, "Somebody else")
    assert send(client, f"/changes/{number}/revise", comment="x", part="0.claims.0").status_code == 404


def test_a_revision_that_lacks_something_changes_nothing(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = waiting(session, occurrence_id)
    sign_in_as(client, session)
    for fields in ({"comment": "x"}, {"comment": " ", "part": "0.claims.0"}):
        answer = send(client, f"/changes/{number}/revise", **fields)
        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text

"""Filing accounts: what is written, what the database refuses, what is projected."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.core.errors import Conflict
from app.models import Account, Aircraft, Changeset, Claim, Identifier, Occurrence
from app.services.filing import Filing
from app.services.parties import presentable
from app.vocab.claims import ChangesetKind, ChangesetState, PartyKind, Rank, SourceKind
from tests.factories import A, an_occurrence, more_claims


def the(session, occurrence_id):
    session.expire_all()
    return session.get_one(Occurrence, occurrence_id)


def test_filed_claims_are_projected_onto_typed_columns(session):
    id_ = an_occurrence(
        session,
        [
            A("date", "2015-10-31"),
            A("country", "EG"),
            A("place", "near Hasna"),
            A("coordinates", "30.1691,34.1725", qualifier="main_wreckage"),
            A("injuries.fatal", "224", qualifier="aboard"),
            A("aircraft.registration", "EI-ETJ", aircraft=1),
            A("aircraft.operator", "Kogalymavia", aircraft=1),
            A("aircraft.flight_number", "7K9268", aircraft=1),
            A("identifier.ntsb_number", "DCA16WA022"),
        ],
    )
    row = the(session, id_)
    assert (row.occurred_on, row.occurred_precision, row.year) == (dt.date(2015, 10, 31), "day", 2015)
    assert (row.country, row.n_fatal, row.latitude, row.n_disputed) == ("EG", 224, 30.1691, 0)
    assert row.title == "Kogalymavia flight 7K9268, EI-ETJ, near Hasna, Egypt"
    aircraft = session.get_one(Aircraft, (id_, 1))
    assert aircraft.registration == "EI-ETJ"
    assert session.scalar(sa.select(Identifier.occurrence_id).where(Identifier.value == "DCA16WA022")) == id_


def test_a_date_known_to_the_month_stands_for_its_first_day(session):
    row = the(session, an_occurrence(session, [A("date", "1948-10")]))
    assert (row.occurred_on, row.occurred_precision) == (dt.date(1948, 10, 1), "month")


def test_a_contradicting_account_disputes_the_fact_and_keeps_both(session):
    id_ = an_occurrence(session, [A("injuries.fatal", "224", qualifier="all", kind=SourceKind.FINAL_REPORT)])
    more_claims(session, id_, [A("injuries.fatal", "217", qualifier="all", by="UPI")])
    row = the(session, id_)
    assert (row.n_fatal, row.n_disputed, row.disputed, row.version) == (224, 1, "injuries.fatal", 2)
    assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == 2


def test_counts_of_different_populations_do_not_contradict(session):
    id_ = an_occurrence(
        session,
        [
            A("people.nationality", "219", qualifier="aboard, RU"),
            A("people.nationality", "212", qualifier="passengers, RU", by="Wikipedia"),
        ],
    )
    assert the(session, id_).n_disputed == 0


def test_a_disputed_judgement_is_not_projected(session):
    id_ = an_occurrence(
        session,
        [
            A("unlawful_interference", "confirmed", by="FSB"),
            A("unlawful_interference", "confirmed", by="the minister", stance="no_evidence"),
        ],
    )
    row = the(session, id_)
    assert (row.unlawful_interference, row.disputed) == (None, "unlawful_interference")


def test_numbers_run_on_within_the_occurrence(session):
    id_ = an_occurrence(session, [A("place", "Hasna")])
    more_claims(session, id_, [A("place", "Housna", by="UPI"), A("country", "EG", by="UPI")])
    numbers = session.scalars(sa.select(Claim.number).where(Claim.occurrence_id == id_).order_by(Claim.number)).all()
    assert numbers == [1, 2, 3]


def test_changesets_get_gap_free_sequences_and_a_chain(session):
    for _ in range(3):
        an_occurrence(session, [A("place", "Hasna")])
    rows = session.scalars(sa.select(Changeset).order_by(Changeset.sequence)).all()
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert len({row.digest for row in rows}) == 3


def test_what_is_not_committed_leaves_nothing(session):
    an_occurrence(session, [A("place", "Hasna")])
    filing = Filing(session, ChangesetKind.EDIT, "given up")
    draft = filing.new()
    filing.flush([draft])
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Occurrence)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Changeset)) == 1


def test_an_account_cannot_be_published_before_it_was_said(session):
    filing = Filing(session, ChangesetKind.EDIT, "wrong")
    speaker = filing.parties.get("NTSB", PartyKind.AUTHORITY)
    filing.write_parties()
    source = filing.add_source(
        kind=SourceKind.PRESS, title="x", publisher_id=speaker, authors=None, url=None, archived_url=None, published_on=None,
        retrieved_on=None, language=None, licence="", redistributable=False, key=None, series=None, file_sha256=None,
    )  # fmt: skip
    with pytest.raises(Conflict, match="before it was said"):
        filing.new().add_account(
            filing,
            speaker_id=speaker,
            source_id=source,
            said_on=dt.date(2015, 11, 17),
            published_on=dt.date(2015, 11, 16),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claim SET stance = 'shouts'",
        "UPDATE claim SET value = ''",
        "UPDATE claim SET account_number = 99",
        "UPDATE account SET published_on = '1999-01-01'",
        "UPDATE changeset SET sequence = NULL",
        "UPDATE occurrence SET latitude = 1.0",
        "UPDATE occurrence SET state = 'merged'",
        "DELETE FROM source",
        "UPDATE source SET url = 'javascript:alert(1)'",
    ],
)
def test_the_database_itself_refuses_what_must_not_be(session, statement):
    an_occurrence(session, [A("place", "Hasna")])
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text(statement))


def test_pending_changesets_are_not_part_of_the_record(session):
    id_ = an_occurrence(session, [A("place", "Hasna")])
    filing = Filing(session, ChangesetKind.EDIT, "waits")
    draft = filing.open([id_])[id_]
    assert session.get_one(Changeset, filing.id).state is ChangesetState.PENDING
    assert draft.said
    session.rollback()


def test_a_rank_given_with_a_claim_counts_at_once(session):
    id_ = an_occurrence(session, [A("place", "Hasna", rank=Rank.DEPRECATED), A("place", "Housna", by="UPI")])
    assert the(session, id_).place == "Housna"


def test_a_party_is_found_by_any_spelling(session):
    an_occurrence(session, [A("aircraft.operator", "Southwest Airlines", aircraft=1)])
    filing = Filing(session, ChangesetKind.EDIT, "finds")
    first = filing.parties.find("Southwest Airlines", PartyKind.OPERATOR)
    assert first is not None
    assert filing.parties.find("SOUTHWEST AIRLINES CO (DBA: Southwest)", PartyKind.OPERATOR) == first
    for other in ("Northwest Airlines", "South West Airlines", "Southwest Airlines Ltd"):
        assert filing.parties.find(other, PartyKind.OPERATOR) is None
    assert filing.parties.find("Southwest Airlines", PartyKind.MANUFACTURER) is None
    session.rollback()


def test_accounts_keep_speaker_source_and_days(session):
    id_ = an_occurrence(
        session, [A("cause.statement", "a bomb", by="FSB", said=dt.date(2015, 11, 16), published=dt.date(2015, 11, 17))]
    )
    account = session.get_one(Account, (id_, 1))
    assert (account.said_on, account.published_on) == (dt.date(2015, 11, 16), dt.date(2015, 11, 17))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("PAPILLON HELICOPTERS, LTD.", "Papillon Helicopters, Ltd."),
        ("UPS", "UPS"),
        ("JetBlue Airways", "JetBlue Airways"),
        ("AMERIFLIGHT INC (DBA: AMERIFLIGHT)", "Ameriflight Inc"),
        ("KLM ROYAL DUTCH AIRLINES", "KLM Royal Dutch Airlines"),
    ],
)
def test_a_name_in_capitals_is_made_presentable(written, shown):
    assert presentable(written) == shown

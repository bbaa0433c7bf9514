"""Recording what a source says: the whole way through the form, without JavaScript."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.config import Settings
from app.extensions import db
from app.factory import create_app
from app.models import Account, Changeset, Claim, Occurrence, Party, SavedDraft, Source, User
from app.services import accounts, contributions
from app.services.dossiers import open_dossier
from app.services.steps import touched
from app.vocab.claims import ChangesetState, OccurrenceState
from app.vocab.properties import BY_KEY, PROPERTIES, Property, Subject, ValueType
from app.vocab.users import Role
from app.web.forms.facts import in_grid, party_kind
from tests.factories import A, an_occurrence, more_claims
from tests.web.examples import FACTS, SOURCE, two_occurrences
from tests.web.test_pages import text_of

NEW = "/occurrences/new"


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A client of an application that lets a test send as many forms as it likes."""
    app = create_app(dataclasses.replace(settings, limit_write="9999/minute", limit_search="9999/minute"))
    app.testing = True
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def editor(client: FlaskClient, session: Session) -> User:
    """An editor, who is signed in."""
    return signed_in(client, session, Role.EDITOR)


def signed_in(client: FlaskClient, session: Session, role: Role) -> User:
    """A user of that role whose session the client has; forms need no token from then on."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    email = f"{role.value}@example.org"
    user = session.scalar(sa.select(User).where(User.email == email))
    if user is None:
        user = accounts.add_user(session, f"An {role.value}", email, role=role, password_hash="none")
        user.confirmed_at = accounts.now()
        session.commit()
    record = accounts.new_session(user.id, "a test")
    given = {"_user_id": user.fs_uniquifier, "_fresh": True, "sid": record.id}
    session.add(record)
    session.commit()
    with client.session_transaction() as cookie:
        cookie.update(given)
    return user


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a page: the hidden fields and those that were filled."""
    form = page.split('<form method="post" class="contribute"', 1)[1].split("</form>", 1)[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        given = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if given.get("type") in ("radio", "checkbox") and not re.search(r"\schecked\b", tag):
            continue
        if "name" in given:
            found[given["name"]] = given.get("value", "")
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[unescape(name)] = unescape(text)
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"[^>]*\sselected\b', options)
        found[unescape(name)] = unescape(chosen[-1]) if chosen else ""
    return {name: value for name, value in found.items() if value}


def post(client: FlaskClient, address: str, fields: dict[str, str], do: str = "preview") -> TestResponse:
    """Send the form by one of its buttons."""
    return client.post(address, data={**fields, "do": do})


def errors_of(page: str) -> dict[str, str]:
    """The faults by field, as the summary lists them."""
    summary = page.split('id="faults"', 1)[-1].split("</div>", 1)[0] if 'id="faults"' in page else ""
    return {
        unescape(name): unescape(text)
        for name, text in re.findall(r'<li><a href="#([^"]*)">(.*?)</a></li>', summary, re.DOTALL)
    }


def send(client: FlaskClient, address: str, fields: dict[str, str], comment: str = "As the report says") -> TestResponse:
    """Preview, then submit what the preview sends on."""
    seen = post(client, address, fields)
    assert seen.status_code == 200, errors_of(seen.text)
    return post(client, address, {**fields_of(seen.text), "comment": comment}, "submit")


def account_of(occurrence_id: int) -> str:
    """Where an account of an occurrence is recorded."""
    return f"/occurrences/{occurrence_id}/accounts/new"


# -- the whole way


def test_a_new_occurrence_goes_from_the_form_into_the_record(client: FlaskClient, session: Session, editor: User) -> None:
    answer = send(client, NEW, {**SOURCE, **FACTS, "1.aircraft.operator.1": "Kogalymavia"})
    assert re.fullmatch(r"/changes/\d+\?sent=1", answer.location)
    row = session.scalars(sa.select(Occurrence)).one()
    dossier = open_dossier(session, row.id)
    assert (str(row.occurred_on), row.place, row.n_fatal) == ("2015-10-31", "near Hasna", 224)
    source = dossier.sources[0]
    assert (source.source.title, source.publisher.name, source.publisher.country) == (
        SOURCE["source.title"], "Egyptian Civil Aviation Authority", "EG",
    )  # fmt: skip
    statement = dossier.statements[0]
    assert (str(statement.account.said_on), str(statement.account.published_on)) == ("2015-12-14", "2015-12-14")
    assert statement.speaker.name == "Egyptian Civil Aviation Authority"
    operator = dossier.fact("aircraft.operator", aircraft=1)
    assert operator is not None
    assert operator.values == ("Kogalymavia",)
    assert "It stands in the record." in text_of(client, answer.location)


def test_a_contributors_account_waits_and_is_seen_by_nobody_else(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    signed_in(client, session, Role.CONTRIBUTOR)
    answer = send(client, account_of(occurrence_id), {**SOURCE, "0.place.1": "a marker of its own"})
    assert answer.status_code == 303
    changeset = session.scalars(sa.select(Changeset).order_by(Changeset.id.desc()).limit(1)).one()
    assert changeset.state is ChangesetState.PENDING
    client.delete_cookie("airdocket")
    assert "a marker of its own" not in text_of(client, f"/occurrences/{occurrence_id}")
    assert SOURCE["source.title"] not in text_of(client, "/sources")


def sent_in(client: FlaskClient, session: Session, address: str, fields: dict[str, str]) -> int:
    """The number of a contribution that a contributor sent in from the form; its reviewer asks back."""
    signed_in(client, session, Role.CONTRIBUTOR)
    assert send(client, address, fields, "As I read it").status_code == 303
    number = session.scalars(sa.select(sa.func.max(Changeset.id))).one()
    reviewer = signed_in(client, session, Role.EDITOR)
    contributions.ask_back(session, accounts.actor_of(reviewer), number, "Which page is it on?")
    session.commit()
    signed_in(client, session, Role.CONTRIBUTOR)
    client.get("/")  # where it is told that the form was sent
    return number


def test_what_was_asked_back_is_revised_in_its_form(client: FlaskClient, session: Session) -> None:
    occurrence_id, _ = two_occurrences(session)
    number = sent_in(client, session, account_of(occurrence_id), {**SOURCE, "0.place.1": "Hasna"})
    assert f'href="/changes/{number}/form"' in client.get(f"/changes/{number}/revise").text
    assert "There are none" in text_of(client, "/account/drafts")
    opened = client.get(f"/changes/{number}/form").text
    for words in (f"You revise contribution {number}", "Which page is it on?"):
        assert words in opened
    fields = fields_of(opened)
    assert {**SOURCE, "0.place.1": "Hasna"}.items() <= fields.items()
    more_claims(session, occurrence_id, [A("country", "LY", by="Egypt")])
    changed = {**fields, "0.place.1": "El Arish", "0.place.page": "p. 7", "source.title": "Another title of it"}
    seen = post(client, f"/changes/{number}/form", changed).text
    for words in (f"You revise contribution {number}", "Which page is it on?", "El Arish", "Send the revision"):
        assert words in seen
    assert fields_of(seen)["comment"] == "As I read it"
    answer = post(client, f"/changes/{number}/form", {**fields_of(seen), "comment": "Now with the page"}, "submit")
    assert (answer.status_code, answer.location) == (303, f"/changes/{number}")
    session.rollback()
    assert session.get_one(Changeset, number).comment == "Now with the page"
    assert contributions.base_of(session, number) == {occurrence_id: session.get_one(Occurrence, occurrence_id).version}
    source, account = contributions.steps_of(session, number)[-2:]
    assert (source.title, account.claims[0].value) == ("Another title of it", "El Arish")
    assert fields_of(client.get(f"/changes/{number}/form").text)["0.place.1"] == "El Arish"


def test_the_form_of_what_waits_is_its_authors_while_it_waits(client: FlaskClient, session: Session) -> None:
    number = sent_in(client, session, NEW, {**SOURCE, **FACTS})
    unknown = text_of(client, "/changes/4711/form", 404)
    assert fields_of(client.get(f"/changes/{number}/form").text)["0.place.1"] == FACTS["0.place.1"]
    editor = signed_in(client, session, Role.EDITOR)
    assert text_of(client, f"/changes/{number}/form", 404) == unknown.replace("4711", str(number))
    assert post(client, f"/changes/{number}/form", {**SOURCE, **FACTS}, "submit").status_code == 404
    contributions.reject(session, accounts.actor_of(editor), number, "No answer")
    session.commit()
    signed_in(client, session, Role.CONTRIBUTOR)
    assert text_of(client, f"/changes/{number}/form", 404) == unknown.replace("4711", str(number))
    session.rollback()
    assert not session.scalars(sa.select(SavedDraft)).all()


def test_parts_left_out_without_the_form_are_told_of_in_it(client: FlaskClient, session: Session) -> None:
    number = sent_in(client, session, NEW, {**SOURCE, **FACTS})
    session.execute(sa.update(SavedDraft).values(changed_at=accounts.now() - dt.timedelta(days=1)))
    session.commit()
    assert "was revised since without the form" in text_of(client, f"/changes/{number}/form")


def test_a_new_record_that_waits_becomes_an_account_of_a_known_one(client: FlaskClient, session: Session) -> None:
    number = sent_in(client, session, NEW, {**SOURCE, **FACTS})
    occurrence_id, _ = two_occurrences(session)
    fields = fields_of(client.get(f"/changes/{number}/form").text)
    likely = post(client, f"/changes/{number}/form", fields)
    address = f"/changes/{number}/form?about={occurrence_id}"
    assert f'formaction="{address}"' in likely.text
    opened = post(client, address, fields_of(likely.text), "open")
    assert send(client, address, fields_of(opened.text)).location == f"/changes/{number}"
    assert touched(contributions.steps_of(session, number)) == [occurrence_id]
    for about in ("4711", "9" * 18):
        assert client.get(f"/changes/{number}/form?about={about}").status_code == 404
    assert client.get(f"/changes/{number}/form?about=x").status_code == 200


def test_only_what_waits_is_kept_beyond_the_drafts(client: FlaskClient, session: Session, editor: User) -> None:
    assert client.post("/drafts", data={"draft": "sent-4711", "0.place.1": "Hasna"}).status_code == 404
    send(client, NEW, {**SOURCE, **FACTS})
    assert not session.scalars(sa.select(SavedDraft)).all()


def test_a_second_account_of_another_speaker_makes_a_dispute(client: FlaskClient, session: Session, editor: User) -> None:
    occurrence_id, _ = two_occurrences(session)
    speaker = {"speaker": "Minister of Transport", "speaker.kind": "government", "said_on": "1 November 2015"}
    fields = {**SOURCE, **speaker, "0.injuries.fatal.aboard": "225", "0.injuries.fatal.quote": "225 souls"}
    seen = post(client, account_of(occurrence_id), fields)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", seen.text))
    assert "224 people ○ single 225 people ◆ disputed" in words
    assert "Minister of Transport asserts 225 people" in words
    assert "Party: Minister of Transport" in words
    send(client, account_of(occurrence_id), fields)
    fact = open_dossier(session, occurrence_id).fact("injuries.fatal", qualifier="aboard")
    assert fact is not None
    assert [(each.value, each.speaker.name, each.quote) for each in fact.claims if each.quote] == [
        ("225", "Minister of Transport", "225 souls")
    ]


def test_beside_each_field_stands_what_others_say(client: FlaskClient, session: Session, editor: User) -> None:
    occurrence_id, _ = two_occurrences(session)
    page = client.get(account_of(occurrence_id)).text
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
    assert "◆ disputed Wikipedia editors: 04:13" in seen
    assert "The Aviation Herald: 04:12" in seen
    assert "Egypt&#39;s aviation minister sees no evidence A criminal act." in seen
    assert "Wikipedia editors: 224 people (all on board)" in seen
    assert 'id="0.time.utc.1" name="0.time.utc.1" value="" autocomplete="off"' in page
    assert 'aria-describedby="hint-0.time.utc others-0.time.utc"' in page


# -- the source


def test_words_find_a_source_without_a_script(client: FlaskClient, session: Session, editor: User) -> None:
    occurrence_id = an_occurrence(session, [A("place", "Hasna", source="Report on Hasna", url="https://www.example.org/a/")])
    found = post(client, NEW, {"source.find": "report hasna", "0.place.1": "Kept"}, "find")
    assert "Report on Hasna" in found.text
    assert fields_of(found.text)["0.place.1"] == "Kept"
    chosen = {**fields_of(found.text), "source": str(session.scalars(sa.select(Source.id)).one())}
    assert send(client, account_of(occurrence_id), chosen).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Source)) == 1


KNOWN = {
    "https://www.example.org/a/": ["http://example.org/a", "https://www.example.org/a/?utm_source=x#part", "www.example.org/a",
                                   "HTTPS://EXAMPLE.org/a/"],
    "https://doi.org/10.1234/abc.5": ["10.1234/ABC.5", "doi:10.1234/abc.5", "https://dx.doi.org/10.1234/abc.5"],
}  # fmt: skip


@pytest.mark.parametrize("known", KNOWN)
def test_a_known_address_or_doi_is_the_known_source(client: FlaskClient, session: Session, editor: User, known: str) -> None:
    an_occurrence(session, [A("place", "Hasna", source="Report on Hasna", url=known)])
    for address in KNOWN[known]:
        found = post(client, NEW, {"source.find": address}, "find")
        assert "This address is known" in found.text, address
        assert fields_of(found.text)["source"] == str(session.scalars(sa.select(Source.id)).one())


def test_a_known_address_is_not_recorded_as_a_new_source(client: FlaskClient, session: Session, editor: User) -> None:
    an_occurrence(session, [A("place", "Hasna", source="Report on Hasna", url="http://example.org/report/?id=7&utm_medium=x")])
    answer = post(client, NEW, {**SOURCE, **FACTS})
    assert "source.url" in errors_of(answer.text)
    assert "Report on Hasna" in answer.text


def test_an_address_that_nobody_knows_begins_a_new_source(client: FlaskClient, editor: User) -> None:
    found = post(client, NEW, {"source.find": "https://example.org/new"}, "find")
    assert fields_of(found.text)["source.url"] == "https://example.org/new"
    assert fields_of(found.text)["source"] == "new"


def test_only_addresses_of_the_web_are_taken(client: FlaskClient, editor: User) -> None:
    for address in (
        "javascript:alert(1)", "ftp://example.org/", "data:text/html,x", "//example.org", "https://", "https://a b.org/",
        "https://user:pw@example.org/", 'https://example.org/"><script>', "https://example.org:99999/", "http://[x",
    ):  # fmt: skip
        answer = post(client, NEW, {**SOURCE, **FACTS, "source.url": address})
        assert "source.url" in errors_of(answer.text), address
        assert fields_of(answer.text)["source.url"] == address


def test_a_party_that_is_known_is_not_made_again(client: FlaskClient, session: Session, editor: User) -> None:
    an_occurrence(session, [A("place", "Hasna", by="Egyptian Civil Aviation Authority")])
    send(client, NEW, {**SOURCE, **FACTS, "source.publisher": "egyptian civil  aviation authority", "different": "1"})
    named = session.scalars(sa.select(Party).where(Party.name.like("%gyptian%"))).all()
    assert len(named) == 1


def test_a_party_that_is_not_known_is_asked_for_its_kind(client: FlaskClient, editor: User) -> None:
    answer = post(client, NEW, {**SOURCE, **FACTS, "speaker": "Somebody"})
    assert list(errors_of(answer.text)) == ["speaker.kind"]


@pytest.mark.parametrize("speaker", ["Nobody (#999)", "Nobody (#999999999999999999)", "…"])
def test_a_party_that_cannot_be_is_refused(client: FlaskClient, editor: User, speaker: str) -> None:
    answer = post(client, NEW, {**SOURCE, **FACTS, "speaker": speaker, "speaker.kind": "media"})
    assert list(errors_of(answer.text)) == ["speaker"]


# -- the days


@pytest.mark.parametrize(
    ("fields", "said", "published", "precision"),
    [
        ({}, "2015-12-14", "2015-12-14", "day"),
        ({"said_on": "1 Nov 2015"}, "2015-11-01", "2015-12-14", "day"),
        ({"said_on": "Nov 2015"}, "2015-11-01", "2015-12-14", "month"),
        ({"said_on": "2015"}, "2015-01-01", "2015-12-14", "year"),
        ({"said_on": "2015-11-06", "not_later": "1"}, "2015-11-06", "2015-12-14", "not_later_than"),
        ({"said_on": "2016-01-05"}, "2016-01-05", "None", "day"),
        ({"published_on": "2015-12-20"}, "2015-12-20", "2015-12-20", "day"),
    ],
)
def test_days_default_to_those_of_the_source(
    client: FlaskClient,
    session: Session,
    editor: User,
    fields: dict[str, str],
    said: str,
    published: str | None,
    precision: str,
) -> None:
    send(client, NEW, {**SOURCE, **FACTS, **fields})
    account = session.scalars(sa.select(Account)).one()
    assert (str(account.said_on), str(account.published_on), account.precision.value) == (said, published, precision)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"source.published_on": ""}, "said_on"),
        ({"said_on": "2015-12-20", "published_on": "2015-12-14"}, "published_on"),
        ({"said_on": "03/04/2015"}, "said_on"),
        ({"published_on": "December 2015"}, "published_on"),
        ({"source.published_on": "2015"}, "source.published_on"),
        ({"said_on": "9998-01-01"}, "said_on"),
    ],
)
def test_days_that_cannot_be_are_refused(client: FlaskClient, editor: User, fields: dict[str, str], wrong: str) -> None:
    assert wrong in errors_of(post(client, NEW, {**SOURCE, **FACTS, **fields}).text)


# -- every property

GOOD: dict[ValueType, tuple[str, str, str | None]] = {
    ValueType.INTEGER: ("1,224", "1224", "1,224"),
    ValueType.TEXT: ("near  Hasna", "near Hasna", None),
    ValueType.LONG_TEXT: ("A bomb.\r\n\r\nSo he said.", "A bomb.\n\nSo he said.", None),
    ValueType.DATE: ("31 October 2015", "2015-10-31", "31 October 2015"),
    ValueType.TIME: ("0413", "04:13", "0413"),
    ValueType.COORDINATES: ("30°09'N 34°10'E", "30.15,34.166667", "30°09'N 34°10'E"),
    ValueType.COUNTRY: ("EG", "EG", None),
    ValueType.IDENTIFIER: ("EI-ETJ", "EI-ETJ", None),
    ValueType.PARTY: ("Kogalymavia", "", None),
}
BAD: dict[ValueType, str] = {
    ValueType.INTEGER: "-1",
    ValueType.TEXT: "x" * 2_001,
    ValueType.LONG_TEXT: "x" * 100_001,
    ValueType.DATE: "03/04/2015",
    ValueType.TIME: "25:00",
    ValueType.COORDINATES: "30N 34N",
    ValueType.QUANTITY: "5 parsecs",
    ValueType.CODE: "crash'; --",
    ValueType.COUNTRY: "ZZ",
    ValueType.IDENTIFIER: "x" * 2_001,
    ValueType.PARTY: "x" * 301,
}


def good(prop: Property) -> tuple[str, str, str | None]:
    """(what is typed, what is stored, what stands beside it as written) of a property."""
    if prop.type is ValueType.CODE:
        assert prop.codes is not None
        code = next(iter(prop.codes)).value
        return code, code, None
    return (f"12.5 {prop.unit}", "12.5", f"12.5 {prop.unit}") if prop.type is ValueType.QUANTITY else GOOD[prop.type]


def name_in_form(prop: Property) -> tuple[str, str]:
    """(the name of the property's first field, the qualifier that a value in it has)."""
    number = "1" if prop.subject is Subject.AIRCRAFT else "0"
    return (f"{number}.{prop.key}.crew", "crew") if in_grid(prop) else (f"{number}.{prop.key}.1", "")


def test_every_property_becomes_its_claim(client: FlaskClient, session: Session, editor: User) -> None:
    fields = {name_in_form(prop)[0]: good(prop)[0] for prop in PROPERTIES}
    assert send(client, NEW, {**SOURCE, **fields}).status_code == 303
    claims = {each.property: each for each in session.scalars(sa.select(Claim))}
    assert set(claims) == set(BY_KEY)
    for prop in PROPERTIES:
        claim, (_, stored, raw) = claims[prop.key], good(prop)
        assert claim.aircraft_number == (1 if prop.subject is Subject.AIRCRAFT else None)
        assert (claim.qualifier, claim.raw, claim.stance.value) == (name_in_form(prop)[1], raw, "asserts"), prop.key
        if prop.type is ValueType.PARTY:
            party = session.get_one(Party, int(claim.value))
            assert (party.name, party.kind.value) == ("Kogalymavia", party_kind(prop))
        else:
            assert claim.value == stored, prop.key


def test_a_bad_value_of_every_property_is_named_at_its_field(client: FlaskClient, editor: User) -> None:
    fields = {name_in_form(prop)[0]: BAD[prop.type] for prop in PROPERTIES}
    answer = post(client, NEW, {**SOURCE, **fields})
    assert answer.status_code == 422
    assert set(errors_of(answer.text)) == set(fields)
    kept = fields_of(answer.text)
    tags = {name: tag for tag, name in re.findall(r'(<(?:input|select|textarea)\b[^>]*?\sid="([^"]*)"[^>]*>)', answer.text)}
    for name, value in fields.items():
        assert 'aria-invalid="true"' in tags[name], name
        assert f"error-{name}" in tags[name], name
        assert f'id="error-{name}"' in answer.text
        assert kept[name] == value, name


def test_every_field_has_its_label_stance_quote_and_page(client: FlaskClient, editor: User) -> None:
    page = client.get(NEW).text
    for prop in PROPERTIES:
        name = name_in_form(prop)[0]
        assert f'id="{name}"' in page
        stem = name.removesuffix(".crew")
        assert all(f'name="{stem}.{word}"' in page for word in ("stance", "quote", "page")), name
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label for="([^"]*)"', page))
    fields = re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*\sid="([^"]*)"[^>]*>', page)
    grid = set(re.findall(r'id="([^"]*)"[^>]*\s+aria-labelledby', page))
    assert [each for each in fields if each not in labelled | grid] == []


def test_stance_quote_page_and_qualifier_go_with_their_value(client: FlaskClient, session: Session, editor: User) -> None:
    told = {"stance": "no_evidence", "quote": "so far\nno proof", "page": "p. 12"}
    fields = {"0.cause.statement.1": "A bomb.", **{f"0.cause.statement.1.{name}": value for name, value in told.items()}}
    send(client, NEW, {**SOURCE, **fields, "0.coordinates.1": "30,34", "0.coordinates.1.for": "tail"})
    claims = {each.property: each for each in session.scalars(sa.select(Claim))}
    cause = claims["cause.statement"]
    assert (cause.stance.value, cause.quote, cause.locator) == ("no_evidence", "so far\nno proof", "p. 12")
    assert claims["coordinates"].qualifier == "tail"


def test_several_values_stand_in_several_rows(client: FlaskClient, session: Session, editor: User) -> None:
    first = client.post(NEW, data={**SOURCE, "0.category.1": "SEC", "add": "0.category"})
    assert 'id="0.category.2"' in first.text
    assert 'id="0.category.3"' not in first.text
    send(client, NEW, {**fields_of(first.text), "0.category.2": "F-NI"})
    assert set(session.scalars(sa.select(Claim.value))) == {"SEC", "F-NI"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"0.category.1": "SEC", "0.category.2": "SEC"}, "0.category.2"),
        ({"0.coordinates.1": "30,34", "0.coordinates.2": "31,34"}, "0.coordinates.2"),
        ({"0.date.1.quote": "on that day"}, "0.date.1"),
        ({"0.coordinates.1.for": "tail"}, "0.coordinates.1"),
        ({"0.injuries.fatal.page": "p. 2"}, "0.injuries.fatal.all"),
        ({"0.coordinates.1": "30,34", "0.coordinates.1.for": "nose"}, "0.coordinates.1.for"),
        ({"0.date.1": "2015", "0.date.1.stance": "thinks"}, "0.date.1.stance"),
        ({"0.date.1": "2015", "0.date.1.page": "x" * 301}, "0.date.1.page"),
        ({"n_aircraft": "many"}, "n_aircraft"),
        ({"n_aircraft": "99999"}, "n_aircraft"),
    ],
)
def test_what_does_not_go_together_is_named(client: FlaskClient, editor: User, fields: dict[str, str], wrong: str) -> None:
    assert wrong in errors_of(post(client, NEW, {**SOURCE, **fields}).text)


def test_an_account_says_something(client: FlaskClient, editor: User) -> None:
    assert "nothing is filled in" in errors_of(post(client, NEW, SOURCE).text)["0.class.1"].lower()


def test_each_aircraft_has_its_fields(client: FlaskClient, session: Session, editor: User) -> None:
    wide = post(client, NEW, {**SOURCE, "n_aircraft": "2"}, "aircraft")
    assert 'id="2.aircraft.registration.1"' in wide.text
    marks = {"1.aircraft.registration.1": "HZ-AIH", "2.aircraft.registration.1": "UN-76435"}
    send(client, NEW, {**fields_of(wide.text), **marks})
    rows = session.execute(sa.select(Claim.aircraft_number, Claim.value).order_by(Claim.number)).all()
    assert [tuple(row) for row in rows] == [(1, "HZ-AIH"), (2, "UN-76435")]


# -- duplicates


def test_a_likely_double_is_shown_with_its_reasons(client: FlaskClient, session: Session, editor: User) -> None:
    known, _ = two_occurrences(session)
    fields = {**SOURCE, **FACTS, "0.country.1": "EG", "1.aircraft.registration.1": "EIETJ"}
    answer = post(client, NEW, fields)
    assert answer.status_code == 422
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))
    assert "It may be on record already" in seen
    assert "the same registration EIETJ; the same day" in seen
    moved = post(client, account_of(known), fields_of(answer.text), "open")
    assert fields_of(moved.text)["0.place.1"] == "near Hasna"
    assert send(client, NEW, {**fields, "different": "1"}).status_code == 303


def test_an_occurrence_of_another_day_is_none(client: FlaskClient, session: Session, editor: User) -> None:
    two_occurrences(session)
    fields = {**SOURCE, "0.date.1": "2014-10-31", "0.country.1": "EG", "1.aircraft.registration.1": "EI-ETJ"}
    assert post(client, NEW, fields).status_code == 200


# -- nothing is lost


def test_back_from_the_preview_keeps_everything(client: FlaskClient, session: Session, editor: User) -> None:
    given = {**SOURCE, **FACTS, "0.cause.statement.1": 'Two\n\nparagraphs & "signs" <b>', "note": "n", "said_on": "2015"}
    seen = post(client, NEW, given)
    back = post(client, NEW, fields_of(seen.text), "back")
    kept = fields_of(back.text)
    assert {name: kept.get(name) for name in given} == given


def test_a_record_that_changed_meanwhile_is_shown_anew(client: FlaskClient, session: Session, editor: User) -> None:
    occurrence_id, _ = two_occurrences(session)
    seen = post(client, account_of(occurrence_id), {**SOURCE, "0.place.1": "Hasna"})
    more_claims(session, occurrence_id, [A("place", "Hassana", by="Somebody")])
    answer = post(client, account_of(occurrence_id), fields_of(seen.text), "submit")
    assert answer.status_code == 409
    assert "The record changed while this was open" in answer.text
    assert post(client, account_of(occurrence_id), fields_of(answer.text), "submit").status_code == 303


def test_a_comment_is_asked_for(client: FlaskClient, editor: User) -> None:
    seen = post(client, NEW, {**SOURCE, **FACTS})
    for comment in (" ", "a\x00b"):
        answer = post(client, NEW, {**fields_of(seen.text), "comment": comment}, "submit")
        assert list(errors_of(answer.text)) == ["comment"]
        assert 'id="error-comment"' in answer.text, "it is said at the field, on the page that has it"


# -- drafts


def test_a_draft_is_kept_listed_resumed_and_thrown_away(client: FlaskClient, session: Session, editor: User) -> None:
    occurrence_id, _ = two_occurrences(session)
    post(client, account_of(occurrence_id), {"0.place.1": "half a thou"}, "save")
    assert "Hasna" in text_of(client, "/account/drafts")
    opened = client.get(account_of(occurrence_id)).text
    assert "Resume" in opened
    address = re.search(r'href="([^"]*draft=[^"]*)"', opened)
    assert address is not None
    assert fields_of(client.get(address[1]).text)["0.place.1"] == "half a thou"
    client.post("/account/drafts/delete", data={"form": f"account-{occurrence_id}"})
    assert "There are none" in text_of(client, "/account/drafts")


def test_a_script_keeps_a_draft_too(client: FlaskClient, session: Session, editor: User) -> None:
    answer = client.post("/drafts", data={"draft": "new-0123abcd", "about": "", "0.place.1": "Hasna"})
    assert answer.json == {"draft": "new-0123abcd"}
    assert fields_of(client.get(f"{NEW}?draft=new-0123abcd").text)["0.place.1"] == "Hasna"


@pytest.mark.parametrize("text", ['a\\u0000"b\\', "a\\u0000", "a\x00b"])
def test_a_draft_keeps_what_looks_like_a_null(client: FlaskClient, session: Session, editor: User, text: str) -> None:
    client.post("/drafts", data={"draft": "new-0123abcd", "0.place.1": text, "odd\x00": "1"})
    assert fields_of(client.get(f"{NEW}?draft=new-0123abcd").text)["0.place.1"] == text.replace("\x00", "")


def test_what_was_sent_in_is_no_draft_any_more(client: FlaskClient, session: Session, editor: User) -> None:
    send(client, NEW, {**SOURCE, **FACTS})
    assert session.scalar(sa.select(sa.func.count()).select_from(SavedDraft)) == 0


def test_a_draft_is_its_authors_alone(client: FlaskClient, session: Session, editor: User) -> None:
    client.post("/drafts", data={"draft": "new-0123abcd", "0.place.1": "a marker of its own"})
    signed_in(client, session, Role.CONTRIBUTOR)
    for address in (f"{NEW}?draft=new-0123abcd", NEW, "/account/drafts"):
        assert "a marker of its own" not in client.get(address).text


# -- suggestions


def test_suggestions_of_sources_and_parties(client: FlaskClient, session: Session, editor: User) -> None:
    an_occurrence(session, [A("place", "Hasna", by="Bureau d'Enquêtes", source="Rapport sur Hasna")])
    sources = client.get("/sources/suggest?q=rapport+hasna").get_json()
    assert [(each["label"], each["detail"]) for each in sources["items"]] == [
        ("Rapport sur Hasna", "Bureau d'Enquêtes, Press, 2015-10-31")
    ]
    for text in ("bureau", "enquetes", "BUREAU D"):
        parties = client.get("/parties/suggest", query_string={"q": text}).get_json()
        assert [each["label"] for each in parties["items"]] == ["Bureau d'Enquêtes"], text
    assert parties["items"][0]["value"] == f"Bureau d'Enquêtes (#{parties['items'][0]['id']})"
    for text in ("", "%", "_", "\x00", "!", "x" * 5000):
        assert client.get("/sources/suggest", query_string={"q": text}).get_json()["items"] == []
        assert client.get("/parties/suggest", query_string={"q": text}).get_json()["items"] == []


# -- who may


@pytest.mark.parametrize("address", [NEW, "/occurrences/1/accounts/new", "/account/drafts", "/sources/suggest?q=x"])
def test_who_is_not_signed_in_is_asked_to(client: FlaskClient, session: Session, address: str) -> None:
    two_occurrences(session)
    answer = client.get(address)
    assert answer.status_code == 303
    assert "/account/sign-in" in answer.location


def test_a_reader_does_not_contribute(client: FlaskClient, session: Session) -> None:
    signed_in(client, session, Role.READER)
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize("state", ["merged", "withdrawn", "none"])
def test_only_a_record_that_stands_takes_an_account(client: FlaskClient, session: Session, editor: User, state: str) -> None:
    one, other = two_occurrences(session)
    if state != "none":
        into = other if state == "merged" else None
        session.execute(
            sa.update(Occurrence).where(Occurrence.id == one).values(state=OccurrenceState(state), merged_into=into)
        )
        session.commit()
    address = account_of(one if state != "none" else 99)
    assert client.get(address).status_code in (404, 409)


# -- hostile text

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% include 'error.html' %}", "${7*7}",
    "'; DROP TABLE claim; --", "1 OR 1=1", "a\x00b", "\u202eevil\u2066", "\ufeff\u200b", "../../etc/passwd", "x" * 1_000_000,
    "😀", "%s%n%x", "-1", "99999999999999999999999", "NaN", "1e309", "\r\n\r\nSet-Cookie: a=b", "&#0;", "ﷺ" * 200,
]  # fmt: skip
HEAD_FIELDS = ["source", "source.find", "source.title", "source.kind", "source.publisher", "source.publisher.kind",
               "source.publisher.country", "source.url", "source.archived_url", "source.published_on", "source.language",
               "source.licence", "source.authors", "speaker", "speaker.kind", "speaker.country", "said_on", "published_on",
               "not_later", "note", "n_aircraft", "different", "draft", "base", "0.category.rows"]  # fmt: skip
TOLD = ["0.coordinates.1.for", "0.date.1.stance", "0.date.1.quote", "0.date.1.page", "0.people.nationality.1.for"]


def test_hostile_text_is_a_field_error_or_plain_text(client: FlaskClient, session: Session, editor: User) -> None:
    base = {**SOURCE, "0.date.1": "2015", "0.coordinates.1": "30,34", "0.people.nationality.1": "3"}
    facts = ["0.place.1", "0.cause.statement.1", "0.category.1", "0.injuries.fatal.all", "1.aircraft.operator.1"]
    each_field = [HEAD_FIELDS + TOLD + facts, TOLD + facts, ["source"], ["source.find"], ["draft"], ["0.place.1", "note"]]
    for text in HOSTILE:
        # Of a megabyte, two are as much as a form may hold.
        for names in each_field if len(text) < 100_000 else [["source.title"], ["0.cause.statement.1"]]:
            answer = post(client, NEW, {**base, **dict.fromkeys(names, text)})
            assert answer.status_code in (200, 422), (text[:30], names, answer.status_code)
            assert not any(each in answer.text for each in ("<script>alert", "<img src=x", ">49<", '"49"')), (text[:30], names)


def test_hostile_text_that_is_stored_is_shown_as_it_is(client: FlaskClient, session: Session, editor: User) -> None:
    for text in (f"x{each}x" for each in HOSTILE if "\x00" not in each and len(each) < 1000):
        names = ("0.cause.statement.1", "0.place.1", "0.date.1.quote", "source.title")
        fields = {**SOURCE, **dict.fromkeys(names, text), "0.date.1": "2015", "source.url": "", "different": "1"}
        assert send(client, NEW, fields, text).status_code == 303, text
        statement = sa.select(Claim).where(Claim.property == "cause.statement").order_by(Claim.occurrence_id.desc())
        claim = session.scalars(statement).first()
        assert claim is not None
        assert claim.value == text.replace("\r\n", "\n")
        page = client.get(f"/occurrences/{claim.occurrence_id}", follow_redirects=True)
        assert page.status_code == 200
        assert not any(each in page.text for each in ("<script>alert", "<img src=x", ">49<"))
        session.rollback()


def test_ids_that_do_not_exist_are_no_fault_of_the_server(client: FlaskClient, session: Session, editor: User) -> None:
    two_occurrences(session)
    for path in ("/drafts", "/account/drafts/delete", NEW, "/occurrences/1/accounts/new"):
        for fields in (
            {"about": "9" * 18}, {"about": "x"}, {"form": "a\x00b"}, {"do": "\x00"}, {"add": "9.x"},
            {"draft": "\x00"},
        ):  # fmt: skip
            assert client.post(path, data=fields).status_code in (200, 303, 400, 404, 422), (path, fields)

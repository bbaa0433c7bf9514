"""Hostile inputs through every form and every question that an address can ask, on both databases; over a thousand on each.

Each is answered without a failure of ours: refused with a page, or kept as plain text that is only ever shown as text. The
forms and their fields are read from the pages themselves, the routes from their map, and the questions from what the routes
ask for: what is new is tried without being named here, or fails by its name.
"""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import app
from app.config import Settings
from app.extensions import db
from app.factory import create_app
from app.models import Changeset, Claim, Occurrence, Party, SavedDraft, Source
from app.services import accounts
from app.services.permissions import TABLE, Permission
from app.services.verification import verify
from app.vocab.users import Role
from app.web.access import permission_of
from tests.web.examples import FACTS, SOURCE
from tests.web.hostile.attack import Asked, AskedRequest, Attack, endpoint_of, in_turn
from tests.web.hostile.bodies import body_of, fields_of, with_field
from tests.web.hostile.forms import BARE, HEADERS, LONG_PAGES, PAGES, PATHS, WITHOUT_FIELDS, Page
from tests.web.hostile.inputs import TEXTS, as_text, asked, pick, picked, shaped
from tests.web.hostile.pages import FoundForm, read
from tests.web.hostile.record import World
from tests.web.people import a_user
from tests.web.routes import WRITES, addresses_of, methods_of, rules

N_FORMS, N_BARE, N_QUESTIONS, N_PATHS, N_HEADERS = 130, 90, 300, 90, 39
PASSES = 2  # each field of the longest forms takes that many inputs


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A client of an application that asks for no form token and lets anybody send as much as they like."""
    free = {f"limit_{each}": "99999/minute" for each in ("sign_in", "write", "search")}
    made = create_app(dataclasses.replace(settings, **free))  # type: ignore[arg-type]
    made.testing = True
    made.request_class = AskedRequest
    made.config["WTF_CSRF_ENABLED"] = False
    made.config["PROPAGATE_EXCEPTIONS"] = True
    # What a password costs is tried elsewhere.
    made.extensions["security"].pwd_context.update(argon2__time_cost=1, argon2__memory_cost=64)
    yield made.test_client()
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def attack(client: FlaskClient, session: Session) -> Attack:
    return Attack(World(client, session))


def test_a_thousand_inputs_are_sent_on_each_kind_of_database() -> None:
    assert N_FORMS * len(PAGES) + N_BARE + N_QUESTIONS + N_PATHS + N_HEADERS >= 1_000, "beside those into the longest forms"


def test_every_form_is_tried_or_has_no_field(attack: Attack) -> None:
    """Whatever the site takes by POST is the action of a form that is filled in here, or is named with the reason why not."""
    routes = attack.client.application
    tried = {endpoint_of(routes, where(attack.world)) for _, _, where, _ in BARE}
    for page in (*LONG_PAGES, *(each for group in PAGES.values() for each in group)):
        address, forms = attack.open(page)
        tried |= {endpoint_of(routes, form.action.partition("#")[0] or address) for form in forms if form.method == "post"}
    attack.fail_for_faults()
    takes = {rule.endpoint for rule in rules(routes) if WRITES & set(methods_of(rule)) and not rule.rule.startswith("/api/")}
    assert takes - tried - set(WITHOUT_FIELDS) == set(), (
        "give these routes a page or their fields in tests/web/hostile/forms.py"
    )
    assert set(WITHOUT_FIELDS) <= takes - tried


@pytest.mark.parametrize("group", PAGES)
def test_every_field_of_every_form_takes_hostile_text(attack: Attack, session: Session, group: str) -> None:
    steps = in_turn(attack, PAGES[group])
    while attack.n < N_FORMS or (attack.seen - attack.tried and attack.n < 5 * N_FORMS):
        next(steps)
    attack.be(Role.EDITOR)
    for address in _shown_everywhere(attack.world):
        attack.send("at last", "GET", address)
    attack.fail_for_faults()
    assert attack.seen - attack.tried == set()
    assert {what for what, _, _ in PAGES[group]} == {what for what, _ in attack.seen}
    assert attack.aimed - attack.reached == set(), "no form was read there"
    assert [str(each) for each in verify(session)] == []


# -- the longest forms


@pytest.mark.parametrize("page", LONG_PAGES, ids=lambda page: page[0].replace(" ", "-"))
def test_every_field_of_an_account_is_kept_as_text_or_refused_at_the_field(
    attack: Attack, session: Session, page: Page
) -> None:
    n = 0
    for n in range(PASSES):
        address, forms = attack.open(page)
        form = _with_more_rows(attack, address, next(each for each in forms if len(each.fields) > 100))
        _try_account(attack, page[0], address, form, n)
    attack.be(Role.EDITOR)
    for shown in _shown_everywhere(attack.world):
        attack.send("at last", "GET", shown)
    attack.fail_for_faults()
    assert attack.seen - attack.tried == set()
    assert [str(each) for each in verify(session)] == []


def _with_more_rows(attack: Attack, address: str, form: FoundForm) -> FoundForm:
    """The form with a second aircraft, and a second value where there can be several."""
    several = {f"{value}.rows": "2" for button, value in form.buttons if button == "add"}
    given = {**form.fields, "n_aircraft": "2", **several}
    answer = attack.send("more rows", "POST", address, data=given)
    assert answer is not None
    found = next(each for each in read(answer).forms if len(each.fields) > 100)
    assert "2.aircraft.operator.1" in found.fields
    assert {f"{each.removesuffix('.rows')}.2" for each in several} <= set(found.fields)
    return found


def _try_account(attack: Attack, what: str, address: str, form: FoundForm, n: int) -> None:
    """Everything hostile at once: each fault stands at its field; without the faulty fields, the rest is kept."""
    apart = [name for name in form.fields if name in ("base", "draft", "n_aircraft") or name.endswith(".rows")]
    names = [name for name in (*form.fields, "comment", "add", "odd") if name not in ("csrf_token", "do", *apart)]
    given = dict(form.fields) | {"comment": "As it says", "different": "1"}
    hostile = {name: picked(n * 29 + more)[1] for more, name in enumerate(names)}
    for do in ("find", "save", "preview", ""):
        attack.send(f"{what}, all fields, {do}", "POST", address, data={**given, **hostile, "do": do})
    for name in names:
        attack.seen.add((what, name))
        attack.count(what, name)
    good = SOURCE | FACTS | {"said_on": "2015-11-20", "source.url": f"https://example.org/{what.replace(' ', '-')}/{n}"}
    kept = _without_faults(attack, what, address, given | hostile, good)
    if attack.role is Role.EDITOR:
        _assert_kept(attack.world.session, kept)
    for more, name in enumerate(apart):
        attack.seen.add((what, name))
        if more % PASSES == n or not name.endswith(".rows") or (n == PASSES - 1 and (what, name) not in attack.tried):
            attack.count(what, name)
            do = "preview" if name.endswith(".rows") else "submit"
            attack.send(f"{what} [{name}]", "POST", address, data={**kept, name: picked(n * 7 + more)[1], "do": do})


def _without_faults(attack: Attack, what: str, address: str, given: dict[str, str], good: dict[str, str]) -> dict[str, str]:
    """Send an account until it is taken, each time with what is good in place of what was refused; what was taken."""
    refused: set[str] = set()
    for _ in range(15):
        answer = attack.send(f"{what}, sent in", "POST", address, data={**given, "do": "submit"})
        assert answer is not None, attack.faults
        if answer.status_code == 303:
            attack.follow(f"{what}, sent in", answer)
            return given
        wrong = read(answer).wrong
        assert wrong, f"{what}: {answer.status} without a fault at a field: {_words(answer.get_data(as_text=True))}"
        for name in wrong:
            if name not in refused:
                given[name] = good.get(name, "")
                continue
            rows = (name, name.rpartition(".")[0])  # the row that the field goes with, or the line of a cell
            beside = [f"{row}{word}" for row in rows for word in ("", ".for", ".stance", ".quote", ".page")]
            given |= {each: good.get(each, "") for each in beside if each in given}
        refused |= set(wrong)
    raise AssertionError(f"{what}: still refused for {wrong}")


def _assert_kept(session: Session, given: dict[str, str]) -> None:
    """What was taken stands in the record as it was written."""
    quotes = {text.replace("\r\n", "\n").strip() for name, text in given.items() if name.endswith(".quote")} - {""}
    stored = set(session.scalars(sa.select(Claim.quote).where(Claim.quote.is_not(None))))
    session.commit()
    assert quotes, "none of the hostile texts was taken"
    assert quotes - stored == set()


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("<main")[2]))[:600]


# -- forms that stand on no page, questions, paths, headers


def test_forms_that_stand_on_no_page_take_hostile_text(attack: Attack) -> None:
    n, fields = 0, {(f"bare {what}", name) for what, _, _, names in BARE for name in names}
    while attack.n < N_BARE or fields - attack.tried:
        for what, role, where, names in BARE:
            name = names[n % len(names)]
            attack.be(role)
            kind = pick(n * 11 + len(what))
            given = {"email": "contributor@example.org", "password": "x"} if "sign in" in what else {}
            body, content_type = shaped(kind, given, name)
            label = f"bare {what} [{name}] {kind}"
            attack.follow(label, attack.send(label, "POST", where(attack.world), data=body, content_type=content_type))
            attack.count(f"bare {what}", name)
            if what == "drafts":
                _open_drafts(attack)
        n += 1
    attack.fail_for_faults()
    assert attack.aimed - attack.reached == set(), "no form was read there"


def _open_drafts(attack: Attack) -> None:
    """What was kept as a draft can be opened again, and makes room for the next one."""
    session = attack.world.session
    user_id = a_user(session, Role.EDITOR).id
    forms = session.scalars(sa.select(SavedDraft.form).where(SavedDraft.user_id == user_id)).all()
    session.commit()
    attack.send("drafts", "GET", "/account/drafts")
    for form in forms:
        about = f"{form.partition('-')[2]}/accounts/new" if form.startswith("account-") else "new"
        attack.send(f"draft {form}", "GET", f"/occurrences/{about}?draft={form}")
        attack.client.post("/account/drafts/delete", data={"form": form})


def test_every_question_of_an_address_may_be_hostile(attack: Attack) -> None:
    """What a page asks its address for is noted while it answers, so that no question has to be named here."""
    n, questions = 0, _questions(attack)
    while attack.n < N_QUESTIONS or (attack.seen - attack.tried and n < 20):
        for address, (role, names) in questions.items():
            attack.be(role)
            fresh = sorted(name for name in names if (address, name) not in attack.tried)
            for name in fresh or sorted(names)[n % len(names) :][:1]:
                kind = pick(n * 7 + attack.n)
                label = f"question [{name}] {kind}"
                Asked.names.clear()
                attack.follow(label, attack.send(label, "GET", f"{address}?{asked(kind, {}, name)}"))
                attack.count(address, name)
                names |= _asked_for()
                attack.seen |= {(address, each) for each in names}
                if name == "next":
                    _sign_in_and_on(attack, label, kind)
                    attack.be(role)
        n += 1
    attack.fail_for_faults()
    assert attack.seen - attack.tried == set()


def _asked_for() -> set[str]:
    return {each for each in Asked.names if each not in ("csrf_token", "X-CSRFToken")}


def _questions(attack: Attack) -> dict[str, tuple[Role | None, set[str]]]:
    """For each address that is asked for something: who may open it, and what it is asked for."""
    routes, found = attack.client.application, dict[str, tuple[Role | None, set[str]]]()
    w = attack.world
    known = {"occurrence_id": (w.first,), "source_id": (w.source,), "party_id": (w.party,), "changeset_id": (w.accepted(),)}
    pages: dict[str | None, tuple[Role | None, str]] = {}
    for _, role, where in (*LONG_PAGES, *(page for group in PAGES.values() for page in group)):
        attack.be(role)
        address = urlsplit(where(w)).path
        pages.setdefault(endpoint_of(routes, address, "GET"), (role, address))
    for rule in rules(routes):
        if "GET" not in methods_of(rule) or rule.endpoint == "security.logout":
            continue
        may = TABLE[permission_of(routes, rule.endpoint)]
        role = next(each for each in (None, Role.CONTRIBUTOR, Role.EDITOR, Role.ADMIN) if each in may)
        role, address = pages.get(rule.endpoint) or (role, next(addresses_of(routes, rule, known)))
        attack.be(role)
        Asked.names.clear()
        answer = attack.send(f"the page {rule.rule}", "GET", address)
        names = _asked_for()
        if answer is not None and answer.mimetype == "text/html":
            for form in read(answer).forms:
                if form.method == "get" and endpoint_of(routes, form.action or address, "GET") == rule.endpoint:
                    names |= set(form.fields)
        if names:
            found[address] = role, names
    return found


def _sign_in_and_on(attack: Attack, label: str, kind: str) -> None:
    """Whoever signs in is led on, but not away from this site."""
    attack.be(None)
    value = as_text(TEXTS.get(kind, "//evil.example"))[:2000]
    data = {"email": "nella@example.org", "password": "correct horse battery"}
    attack.send(f"sign in, {label}", "POST", f"/account/sign-in?next={quote_plus(value)}", data=data)
    attack.be(None)
    attack.send(f"sign in with {label}", "POST", "/account/sign-in", data={**data, "next": value})


# -- what programs send


def test_every_field_that_programs_send_may_be_hostile(attack: Attack, session: Session) -> None:
    """The routes and the fields of their bodies are those of the API's own description; each field once, alone."""
    routes, w = attack.client.application, attack.world
    secret = accounts.add_token(session, a_user(session, Role.ADMIN), "hostile", list(Permission), None).secret
    session.commit()
    described = attack.client.get("/api/v1/openapi.json").get_json()
    names = described.get("components", {}).get("schemas", {})
    known = {"occurrence_id": (w.first,), "party_id": (w.party,), "changeset_id": (w.waiting(),)}
    for rule in rules(routes):
        for method in sorted(WRITES & set(methods_of(rule))) if rule.rule.startswith("/api/") else ():
            path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
            taken = described["paths"][path][method.lower()].get("requestBody", {}).get("content", {"application/json": {}})
            assert set(taken) == {"application/json"}, f"{path} takes {set(taken)}: say here how it is tried"
            body = body_of(taken["application/json"].get("schema", {}), names)
            address = next(addresses_of(routes, rule, known))
            for field in fields_of(body):
                kind, text = picked(attack.n)
                value = (text, text, [text], {text: text}, None, 10**30, -1.5, True)[attack.n % 8]
                headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"key-{attack.n}"}
                attack.send(f"{path} {field} {kind}", method, address, json=with_field(body, field, value), headers=headers)
                attack.count(path, str(field))
    attack.be(Role.EDITOR)
    for shown in _shown_everywhere(w):
        attack.send("at last", "GET", shown)
    attack.fail_for_faults()
    assert attack.aimed - attack.reached == set(), "nothing was read there"
    assert [str(each) for each in verify(session)] == []


def test_paths_and_headers_may_be_hostile(attack: Attack) -> None:
    for n in range(N_PATHS):
        path = PATHS[n % len(PATHS)]
        attack.be((None, Role.ADMIN)[n // len(PATHS) % 2])
        kind = list(TEXTS)[(n * 17 + len(path)) % len(TEXTS)]
        address = path.format(quote(TEXTS[kind], safe="") or "x")
        method = "POST" if path.endswith(("/revoke", "/role", "/seen")) or "passkey/" in path else "GET"
        attack.send(f"path {kind}", method, address)
    attack.be(None)
    for n in range(N_HEADERS):
        name, kind = HEADERS[n % len(HEADERS)], list(TEXTS)[n * 17 % len(TEXTS)]
        given = TEXTS[kind]
        value = given if isinstance(given, bytes) else given.encode()
        line = re.sub(rb"[\r\n]", b" ", value).decode("latin-1")  # no server lets a line's end through
        for method, address in (("POST", "/account/sign-in"), ("GET", "/occurrences"), ("GET", "/api/v1/openapi.json")):
            attack.send(f"{name} {kind}", method, address, headers={name: line})
    attack.fail_for_faults()


def _shown_everywhere(world: World) -> Iterator[str]:
    """Every page that may show something of what was kept."""
    session = world.session
    yield from (
        "/",
        "/occurrences",
        "/sources",
        "/changes",
        "/review",
        "/account/drafts",
        "/account/watched",
        "/investigations",
    )
    tables = ((Occurrence, "/occurrences/{}"), (Party, "/parties/{}"), (Source, "/sources/{}"), (Changeset, "/changes/{}"))
    for table, address in tables:
        ids = session.scalars(sa.select(table.id).order_by(table.id.desc()).limit(6)).all()
        yield from (address.format(each) for each in ids)
    numbers = session.scalars(sa.select(Claim.number).where(Claim.occurrence_id == world.first)).all()
    yield from (f"/claims/{world.first}-{each}" for each in numbers[-15:])
    yield from (f"/occurrences/{world.first}{each}" for each in ("", "/history", "/compare", "/accounts/new"))
    session.commit()


def test_stored_text_cannot_turn_its_surroundings_around() -> None:
    style = (Path(app.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
    isolated = re.search(r"([^{}]*)\{ unicode-bidi: isolate; \}", style)
    assert isolated is not None
    assert {"a", "bdi", "cite", "q", "span", "strong", "em", "b", "label", "code"} <= set(isolated[1].replace(",", " ").split())

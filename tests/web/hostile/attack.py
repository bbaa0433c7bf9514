"""Sending the inputs, and looking at every answer."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from app.services import accounts
from app.vocab.users import Role
from tests.web.hostile.forms import GOOD, Page, Where
from tests.web.hostile.inputs import asked, pick, picked, shaped
from tests.web.hostile.pages import HERE, FoundForm, read
from tests.web.hostile.record import World
from tests.web.people import a_user, sign_in_as

SLOWEST = 30.0  # seconds for one answer: what takes so long hangs, or grows by the square of its input
LONG = 40  # fields in a form of which several are tried at once
OUT = (401, 403, 405, 429)  # the form was not even read


class Asked(ImmutableMultiDict[str, str]):
    """The fields of a request; notes by which names it is asked for them."""

    names: set[str] = set()

    def get(self, key: str, *more: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().get(key, *more, **named)

    def getlist(self, key: str, *more: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *more, **named)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)


class AskedRequest(Request):
    """A request that notes which fields are asked for."""

    parameter_storage_class = Asked


def endpoint_of(app: Flask, address: str, method: str = "POST") -> str | None:
    """The route that an address leads to; None where it leads to none."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path, method=method)[0])
    except (HTTPException, RequestRedirect):
        return None


class Attack:
    """Sends the inputs, and looks at every answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client: FlaskClient = world.client
        self.faults: list[str] = []
        self.seen: set[tuple[str, str]] = set()  # the pages and the fields in their forms
        self.tried: set[tuple[str, str]] = set()
        self.aimed: set[str] = set()  # the routes to which forms were sent
        self.reached: set[str] = set()  # those of them that read the form
        self.n = 0
        self.role: Role | None = None

    def be(self, role: Role | None) -> None:
        """Be signed in as one of that role, whatever was done to that account meanwhile."""
        session = self.world.session
        session.commit()
        self.role = role
        if role is None:
            self.client.delete_cookie("airdocket")
            return
        user = a_user(session, role)
        if not user.active or user.role is not role:
            accounts.set_active(session, user, True)
            user.role = role
            session.commit()
        sign_in_as(self.client, session, role)

    def send(self, what: str, method: str, address: str, **more: object) -> TestResponse | None:
        """One request, whose answer must be a good one."""
        begun = time.monotonic()
        try:
            answer = self.client.open(address, method=method, **more)  # type: ignore[arg-type]
            answer.get_data()
        except Exception as error:  # noqa: BLE001 - the client passes on what an application does not handle
            self.faults.append(f"{what}: {method} {address[:120]}: {type(error).__name__}: {str(error)[:300]}")
            self.world.session.rollback()
            return None
        took = time.monotonic() - begun
        if took > SLOWEST:
            self.faults.append(f"{what}: {method} {address[:120]} took {took:.1f} s")
        self.faults.extend(f"{what}: {method} {address[:120]}: {each}" for each in strange(answer))
        if method == "POST":
            endpoint = endpoint_of(self.client.application, address)
            self.aimed.update([endpoint] if endpoint else [])
            self.reached.update([endpoint] if endpoint and answer.status_code not in OUT else [])
        answer.close()
        return answer

    def follow(self, what: str, answer: TestResponse | None) -> None:
        """Look at the page that an answer leads to."""
        if answer is not None and answer.status_code in (301, 302, 303) and answer.location.startswith("/"):
            self.send(f"{what}, then", "GET", answer.location)

    def count(self, form: str, name: str) -> None:
        """One more input, into that field of that form."""
        self.n += 1
        self.tried.add((form, name))

    def open(self, page: Page) -> tuple[str, list[FoundForm]]:
        """A page, as who opens it: its address and its forms, which must be there."""
        what, role, where = page
        self.be(role)
        address = where(self.world)
        answer = self.send(f"the page of {what}", "GET", address, follow_redirects=True)
        forms = [each for each in read(answer).forms if each.fields or each.method == "post"] if answer is not None else []
        forms = [each for each in forms if "/sign-out" not in each.action]
        if not forms or answer is None or answer.status_code != 200:
            self.faults.append(f"{what}: {address} has no form ({answer.status if answer else 'no page'})")
        return address, forms

    def fill(self, what: str, form: FoundForm, address: str, names: Sequence[str], n: int) -> None:
        """Send a form with a hostile field, or with several, by each of its buttons in turn."""
        name = names[0]
        given = {key: value or GOOD.get(key, "") for key, value in form.fields.items()}
        for more, other in enumerate(names[1:], start=1):
            given[other] = picked(n + more)[1]
            self.tried.add((what, unnumbered(other)))
        if form.buttons:
            button, value = form.buttons[n % len(form.buttons)]
            given[button] = "send" if button == "go" and n % 3 else value
        action, kind = form.action.partition("#")[0] or address, pick(n)
        where = f"{what} [{name}] {kind}"
        self.count(what, unnumbered(name))
        if form.method == "get":
            self.send(where, "GET", f"{action.partition('?')[0]}?{asked(kind, given, name)}")
            return
        body, content_type = shaped(kind, given, name)
        self.follow(where, self.send(where, "POST", action, data=body, content_type=content_type))

    def fail_for_faults(self) -> None:
        """Fail with what was found, each once."""
        self.world.session.rollback()
        assert self.faults == [], f"{len(self.faults)} faults:\n" + "\n".join(dict.fromkeys(self.faults))


def strange(answer: TestResponse) -> Iterator[str]:
    """What is wrong with an answer to whatever was sent."""
    if answer.status_code >= 500:
        yield answer.status
    for name, value in answer.headers:
        if (
            "qqx" in name.lower()
            or re.search(r"[\x00-\x1f\x7f]", value)
            or (name == "Set-Cookie" and not value.startswith("airdocket="))
        ):
            yield f"header {name}: {value[:120]}"
    where = answer.headers.get("Location")
    if where is not None:
        parts = urlsplit(where)
        if not where.startswith(HERE) and (parts.scheme or parts.netloc or not re.match(r"/(?![/\\])", where)):
            yield f"leads to {where[:120]}"
    text = answer.get_data().decode("utf-8", "replace")
    if str(771731 * 773371) in text or "&lt;class &#39;" in text or "<Config" in text:
        yield "a template was evaluated"
    if answer.mimetype == "text/html":
        yield from read(answer).strange


def unnumbered(name: str) -> str:
    """A field's name without the number of the recommendation that it answers."""
    return re.sub(r"^response-\d+-", "response-", name)


def in_turn(attack: Attack, pages: Sequence[Page]) -> Iterator[None]:
    """The forms of all pages in turn, those fields first that were not tried; one input at each step."""
    n = len(pages) * 131
    while True:
        for page in pages:
            address, forms = attack.open(page)
            for _ in range(8 if max((len(each.fields) for each in forms), default=0) > LONG else 4):
                if forms:
                    form, names = _next(attack, page[0], forms, n)
                    n += 1
                    attack.fill(page[0], form, address, names, n)
                yield


def _next(attack: Attack, what: str, forms: list[FoundForm], n: int) -> tuple[FoundForm, list[str]]:
    """A form of a page and what to fill with hostile text in it: what was tried least, and of a long form a share."""
    slots = [(form, name) for form in forms for name in (*form.fields, "odd") if name != "csrf_token"]
    attack.seen.update((what, unnumbered(name)) for _, name in slots)
    fresh = [(form, name) for form, name in slots if (what, unnumbered(name)) not in attack.tried]
    form, name = fresh[0] if fresh else slots[n * 7 % len(slots)]
    others = [other for held, other in (fresh or slots) if held is form and other != name]
    return form, [name, *others[: len(form.fields) // LONG * 4]]


def each_in_turn(
    attack: Attack, cases: Sequence[tuple[str, Role | None, Where, tuple[str, ...]]]
) -> Iterator[tuple[str, str, str]]:
    """(what, address, field) of forms and questions whose fields are named; as who asks."""
    n = 0
    while True:
        for what, role, where, names in cases:
            attack.be(role)
            yield what, where(attack.world), names[n % len(names)]
        n += 1


Turn = Callable[[Attack], Iterator[None]]

"""Two thousand hostile inputs, through every form and every question that an address can ask, on both databases.

Each is answered without a failure of ours: refused with a page, or kept as plain text that is only ever shown as text. The
forms and their fields are read from the pages themselves: each field of each form is tried without being named here.
"""

import dataclasses
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, quote_plus, urlsplit

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import app
from app.config import Settings
from app.extensions import db
from app.factory import create_app
from app.models import Changeset, Claim, Occurrence, Party, Recommendation, SavedDraft, Source, WatchedQuery
from app.search.asking import Unit
from app.services import accounts, contributions, drafts, watched_queries
from app.services.permissions import Actor, Permission
from app.services.steps import ClaimStep, EventStep, FileAccount, MergeParty, NewParty, RecommendationStep
from app.services.verification import verify
from app.vocab.claims import ChangesetState, OccurrenceState
from app.vocab.users import Role
from tests.factories import A, an_occurrence
from tests.web.examples import two_occurrences
from tests.web.people import a_user, sign_in_as
from tests.web.test_contribute import FACTS, SOURCE

N_EACH = 1_000  # on each of the two databases
SLOWEST = 30.0  # seconds for one answer: what takes so long hangs, or grows by the square of its input
MILLION = 1_000_000
LONG = 40  # fields in a form of which several are tried at once
LONGEST_QUERY = 60_000  # more than servers take in the first line of a request

# -- what is written into the fields. `qqx` is in no page of ours: an element or an attribute with it stems from an input.

TEXTS: dict[str, str | bytes] = {
    "script": "<script>qqx(1)</script>",
    "attribute": "\" onqqx=1 x='",
    "apostrophe": "' onqqx='1",
    "end of an area": "</textarea></title></option></style><qqx onqqx=1>",
    "comment": "--><qqx><!--",
    "processing": "]]><?qqx ?><qqx/>",
    "image": "<img src=x onqqx=1><svg/onqqx=1>",
    "escaped twice": "&lt;qqx&gt;&#60;qqx&#62;&amp;lt;qqx",
    "template": "{{ 7717 * 3 }}{% print 7717 * 3 %}${7717*3}#{7717*3}<%= 7717*3 %>",
    "template's insides": "{{ config.items() }}{{ self.__init__.__globals__ }}",
    "format": "%(qqx)s %s %d {0} {0.__class__} {qqx}",
    "quoted sql": "'; DROP TABLE claim; --",
    "sql": "\" OR 1=1 /* ` ; SELECT pg_sleep(9)",
    "pattern": "%_\\%\\_*?[a-z]",
    "null": "a\x00b",
    "null alone": "\x00",
    "the word of a null": 'a\\u0000"b\\',
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x85\x9f",
    "surrogates": b"a\xed\xa0\x80b\xed\xb0\x80",
    "no utf-8": b"\xff\xfe\xc0\xaf\xf8\x88\x80\x80\x80",
    "cut utf-8": b"caf\xc3",
    "override": "\u202egnirts\u202d \u2067x\u2066y\u2068",
    "zero width": "N\u200bT\u200cS\u200dB\ufeff\u2060\u00ad",
    "only zero width": "\u200b\u200d\u2060",
    "marks": "Z" + "\u0301\u0316\u0489" * 700,
    "emoji": "\U0001f6e9\ufe0f\U0001f468\u200d\u2708\ufe0f\U0001f1ea\U0001f1ec",
    "grown by folding": "\ufdfa\u0130\u1e9e\ufb03\u00df" * 20,
    "separators": "a\u2028b\u2029c\u0085d\x0be\x0cf",
    "no characters": "\ufffe\uffff\U0010ffff",
    "other digits": "٢٠١٥-١٠-٣١",
    "other digit": "٣",
    "other time": "0٤:1٣",
    "superscript": "²",
    "long digits": "9" * 5_000,
    "less than nothing": "-1",
    "nothing": "0",
    "sixty-four bits": "9223372036854775808",
    "thirty-two bits": "2147483648",
    "beyond a float": "1e309",
    "no number": "NaN",
    "infinity": "-Infinity",
    "day nought": "0000-00-00",
    "last day": "9999-12-31",
    "no day": "2015-02-30",
    "no leap day": "2015-02-29",
    "leap day": "2016-02-29",
    "first day": "0001-01-01",
    "far time": "9999-12-31T23:59:59.999999-23:59",
    "another's id": "1",
    "no one's id": "999999",
    "party's number": "(#9223372036854775807)",
    "other number": "(#٣)",
    "path": "../../../../etc/passwd",
    "path of another system": "..\\..\\boot.ini\x00.html",
    "encoded path": "%2e%2e%2f%00%0d%0a",
    "headers": "x\r\nX-Qqx: 1\r\nSet-Cookie: qqx=1\r\n\r\n<qqx>",
    "javascript": "javascript:qqx(1)",
    "javascript in disguise": " \x01java\tscript:qqx(1)",
    "data": "data:text/html,<script>qqx(1)</script>",
    "elsewhere": "//evil.example/qqx",
    "elsewhere backwards": "\\\\evil.example\\qqx",
    "elsewhere mixed": "/\\evil.example/qqx",
    "elsewhere by blanks": "\t//evil.example",
    "elsewhere by line": "/\n/evil.example",
    "elsewhere by scheme": "https:evil.example",
    "elsewhere in full": "https://evil.example/",
    "elsewhere by name": "https://localhost@evil.example/",
    "no host": "https://[::1",
    "no port": "http://example.org:99999999/",
    "quoted address": "https://example.org/\"><qqx>",
    "mail": "qqx@example.org\r\nBcc: evil@example.org",
    "odd mail": "\"<qqx>\"@example.org",
    "spaces": " \t\u3000\u00a0\r\n",
    "empty": "",
    "json": '{"__proto__": {"a": [null, 1e999]}}',
}  # fmt: skip
HUGE: dict[str, str | bytes] = {
    "a million letters": "a" * MILLION,
    "a million marks": "\u0301\u0316" * (MILLION // 2),
    "a million brackets": "<" * MILLION,
    "a million blanks": " " * (MILLION - 1) + "x",
    "a million digits": "9" * MILLION,
    "a million words": "ab " * (MILLION // 3),
    "a million lines": "\n" * MILLION,
    "a hundred thousand marks": "a" + "\u0301\u0316" * 49_000,
    "a hundred thousand odd marks": "a" + "\u0f73" * 49_000,
    "a million points": "1." * (MILLION // 2),
}


def _text(value: str | bytes) -> str:
    """What a form's reader makes of bytes that are no text."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _given(fields: dict[str, str], name: str, value: str | bytes) -> list[tuple[str, str | bytes]]:
    return [*((key, text) for key, text in fields.items() if key != name), (name, value)]


def _encoded(pairs: list[tuple[str, str | bytes]]) -> bytes:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


URLENCODED = "application/x-www-form-urlencoded"
Body = tuple[bytes, str]
NESTED = b"[" * 100_000 + b"]" * 100_000
# Bodies of the wrong shape, from the fields of a form and the name of one of them.
SHAPES: dict[str, Callable[[dict[str, str], str], Body]] = {
    "missing": lambda given, name: (_encoded([(k, v) for k, v in given.items() if k != name]), URLENCODED),
    "nothing at all": lambda given, name: (b"", URLENCODED),
    "repeated": lambda given, name: (_encoded([*given.items(), (name, "a"), (name, "<qqx>")]), URLENCODED),
    "very many fields": lambda given, name: (
        _encoded([*given.items(), *((f"{name}.{n}", "x") for n in range(20_000))]), URLENCODED,
    ),
    "one name very often": lambda given, name: (_encoded([*given.items(), *[(name, "1")] * 20_000]), URLENCODED),
    "odd names": lambda given, name: (_encoded([*given.items(), ("<qqx>", "1"), ("\x00", "\x00"), ("", "")]), URLENCODED),
    "json": lambda given, name: (json.dumps({**given, name: "<qqx>"}).encode(), "application/json"),
    "json of a surrogate": lambda given, name: (json.dumps({**given, name: "\ud800@example.org"}).encode(), "application/json"),
    "json of a number": lambda given, name: (json.dumps({**given, name: 5}).encode(), "application/json"),
    "json of a list": lambda given, name: (json.dumps([{**given, name: "x"}]).encode(), "application/json"),
    "json in json": lambda given, name: (json.dumps({**given, name: {"a": [None]}}).encode(), "application/json"),
    "json that is none": lambda given, name: (b"{'qqx", "application/json"),
    "json too deep": lambda given, name: (NESTED, "application/json"),
    "xml": lambda given, name: (b'<!DOCTYPE a [<!ENTITY q SYSTEM "file:///etc/passwd">]><a>&q;</a>', "application/xml"),
    "text": lambda given, name: (_encoded([(name, "<qqx>")]), "text/plain"),
    "parts without a bound": lambda given, name: (_encoded([(name, "x")]), "multipart/form-data"),
    "cut parts": lambda given, name: (b'--q\r\nContent-Disposition: form-data; name="x', "multipart/form-data; boundary=q"),
    "a file": lambda given, name: (
        f'--q\r\nContent-Disposition: form-data; name="{name}"; filename="../<qqx>"\r\n\r\n<qqx>\r\n--q--\r\n'.encode(),
        "multipart/form-data; boundary=q",
    ),
    "many parts": lambda given, name: (
        b'--q\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 2_000 + b"--q--\r\n", "multipart/form-data; boundary=q",  # noqa: E501
    ),
    "an unknown alphabet": lambda given, name: (_encoded([(name, "x")]), f"{URLENCODED}; charset=qqx"),
}  # fmt: skip

HERE = "http://localhost/"  # the routing makes whole addresses where a path has slashes too many
# No page of ours has these. It has drawings: an svg from an input is told by its attribute, see TEXTS.
FORBIDDEN = ("iframe", "object", "embed", "base", "style")

# -- reading a page


@dataclass
class FoundForm:
    """A form as a page has it: the fields as a browser would send them, and its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Reader(HTMLParser):
    """The forms of a page, and everything in it that no page of ours has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[FoundForm] = []
        self.strange: list[str] = []
        self.area = ""
        self.select = ""
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        self.in_script = tag == "script"
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(FoundForm(given.get("action", ""), given.get("method", "get").lower()))
        if not self.forms or not (name or tag == "option"):
            return
        form = self.forms[-1]
        if tag == "input":
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                form.fields[name] = given.get("value", "")
            form.fields.setdefault(name, "")
        elif tag == "textarea":
            self.area, form.fields[name] = name, ""
        elif tag == "select":
            self.select, form.fields[name] = name, ""
        elif tag == "option" and self.select:
            if "selected" in given or not form.fields[self.select]:
                form.fields[self.select] = given.get("value", "")
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.select = "" if tag == "select" else self.select
        self.in_script = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].fields[self.area] += data
        if self.in_script and data.strip():
            self.strange.append(f"a script: {data[:80]}")

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"a comment: {data[:80]}")

    handle_pi = unknown_decl = handle_comment

    def _look(self, tag: str, given: dict[str, str]) -> None:
        where = f"<{tag} {given}>"[:300]
        if "qqx" in tag or tag in FORBIDDEN or ("img" in tag and "qr" not in str(given)):
            self.strange.append(where)
        for name, value in given.items():
            if "qqx" in name or name.startswith("on") or name == "style" or not re.fullmatch(r"[a-z][a-z-]*", name):
                self.strange.append(f"{name} in {where}")
            if name in ("href", "src", "action", "formaction") and not self._is_safe(tag, given, value):
                self.strange.append(f"{name} of {where}")

    @staticmethod
    def _is_safe(tag: str, given: dict[str, str], address: str) -> bool:
        if re.match(rf"({HERE}|/(?![/\\])|#|\?|\./|$)", address) and not re.search(r"[\x00-\x20]", address):
            return True
        if given.get("class") == "qr" and address.startswith("data:image/svg+xml;base64,"):
            return True  # the code of a second factor, drawn by us
        return tag == "a" and address.startswith(("https://", "http://")) and "noopener" in given.get("rel", "")


def read(answer: TestResponse) -> Reader:
    reader = Reader()
    reader.feed(answer.get_data(as_text=True))
    reader.close()
    return reader


# -- the record that is attacked


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
            from app.services.steps import Merge, WithdrawOccurrence

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

    def free_party(self) -> str:
        return f"/parties/{self.latest(sa.select(sa.func.max(Party.id)).where(Party.merged_into.is_(None)))}"


def _sent_forms(session: Session, author: Actor) -> list[int]:
    """The contributions whose form is kept with them."""
    forms = session.scalars(sa.select(SavedDraft.form).where(SavedDraft.user_id == author.user_id)).all()
    return [int(form.removeprefix(drafts.SENT)) for form in forms if form.startswith(drafts.SENT)]


Where = Callable[[World], str]
E, C, AD = Role.EDITOR, Role.CONTRIBUTOR, Role.ADMIN
# Who opens which page; all forms of it are filled in.
PAGES: tuple[tuple[str, Role | None, Where], ...] = (
    ("new occurrence", E, lambda w: "/occurrences/new"),
    ("new occurrence, waiting", C, lambda w: "/occurrences/new"),
    ("new account", E, lambda w: f"/occurrences/{w.first}/accounts/new"),
    *((f"claim {key}", E, lambda w, key=key: f"{w.claim(key)}/withdraw") for key in (
        "place", "class", "country", "time.utc", "date", "injuries.fatal", "narrative.factual", "aircraft.registration",
        "aircraft.operator",
    )),
    ("claim, waiting", C, lambda w: f"{w.claim()}/withdraw"),
    ("rank", E, lambda w: f"{w.claim()}/rank"),
    ("account", E, lambda w: f"{w.account()}/withdraw"),
    ("entry", E, lambda w: f"/occurrences/{w.first}/entries/recommendation/{w.recommendation()}/withdraw"),
    ("withdraw", E, lambda w: f"{w.record()}/withdraw"),
    ("restore", E, lambda w: f"{w.record(OccurrenceState.WITHDRAWN)}/restore"),
    ("split", E, lambda w: f"{w.record(OccurrenceState.MERGED)}/split"),
    ("find to merge", E, lambda w: f"{w.record()}/merge"),
    ("merge", E, lambda w: f"{w.record()}/merge?with={w.second}"),
    ("different", E, lambda w: f"{w.record()}/different?with={w.second}"),
    ("party", E, lambda w: f"{w.free_party()}/edit"),
    ("find a party", E, lambda w: f"{w.free_party()}/merge"),
    ("merge parties", E, lambda w: f"{w.free_party()}/merge?into=%23{w.party}"),
    ("split parties", E, lambda w: f"{w.merged_party()}/split"),
    ("investigation", E, lambda w: f"/occurrences/{w.recommended()}/investigations/new"),
    ("review", E, lambda w: f"/review/{w.waiting()}"),
    ("waiting", C, lambda w: f"/changes/{w.waiting()}"),
    ("revise", C, lambda w: f"/changes/{w.waiting()}/revise"),
    ("form of what waits", C, lambda w: f"/changes/{w.sent()}/form"),
    ("revert", E, lambda w: f"/changes/{w.accepted()}/revert"),
    ("record", C, lambda w: f"/occurrences/{w.first}"),
    ("history", None, lambda w: f"/occurrences/{w.first}/history"),
    ("compare", None, lambda w: f"/occurrences/{w.first}/compare"),
    ("changes", None, lambda w: "/changes"),
    ("home", None, lambda w: "/"),
    ("list", None, lambda w: "/occurrences"),
    ("list to follow", C, lambda w: "/occurrences?q=hasna"),
    ("what is followed", C, lambda w: w.watched()),
    ("sign up", None, lambda w: "/account/sign-up"),
    ("sign in", None, lambda w: "/account/sign-in"),
    ("recover", None, lambda w: "/account/recover"),
    ("confirm", None, lambda w: "/account/confirm"),
    ("own account", C, lambda w: "/account"),
    ("password", C, lambda w: "/account/password"),
    ("tokens", AD, lambda w: "/account/tokens/new"),
    ("passkeys", C, lambda w: "/account/passkeys"),
    ("second factor", C, lambda w: "/account/second-factor"),
    ("recovery codes", C, lambda w: "/account/recovery-codes"),
    ("verify", C, lambda w: "/account/verify"),
    ("users", AD, lambda w: "/admin/users"),
)  # fmt: skip
# Forms that stand on no page as they are sent: (role, address, fields).
BARE: tuple[tuple[str, Role | None, Where, tuple[str, ...]], ...] = (
    ("draft to delete", E, lambda w: "/account/drafts/delete", ("form",)),
    ("drafts", E, lambda w: "/drafts", ("about", "draft", "source.title", "0.place.1", "source", "odd")),
    ("watch", C, lambda w: f"/occurrences/{w.first}/watch", ("odd",)),
    ("follow", C, lambda w: "/account/watched/searches", ("name", "q", "unit")),
    ("all seen", C, lambda w: "/account/watched/searches/seen", ("upto",)),
    ("token", C, lambda w: f"/account/tokens/{w.token}/revoke", ("odd",)),
    ("session", C, lambda w: "/account/sessions/end", ("session",)),
    ("sign in and on", None, lambda w: "/account/sign-in", ("email", "password", "remember")),
    ("passkey", None, lambda w: "/account/sign-in/passkey", ("identity", "remember", "next")),
    ("passkey's answer", None, lambda w: "/account/sign-in/passkey/abc", ("credential", "remember")),
    ("factor", C, lambda w: "/account/second-factor", ("setup", "phone")),
    ("code", None, lambda w: "/account/second-factor/code", ("code",)),
    ("recovery", None, lambda w: "/account/second-factor/recovery", ("code",)),
)  # fmt: skip
# Questions that an address asks.
QUERIES: tuple[tuple[Role | None, Where, tuple[str, ...]], ...] = (
    (None, lambda w: "/occurrences", ("q", "year", "country", "class", "fatal", "sort", "page")),
    (None, lambda w: "/sources", ("page", "q")),
    (None, lambda w: "/changes", ("user", "kind", "occurrence", "page")),
    (None, lambda w: f"/changes/{w.accepted()}", ("page", "sent")),
    (None, lambda w: f"/occurrences/{w.first}/history", ("page",)),
    (None, lambda w: f"/occurrences/{w.first}/compare", ("from", "to")),
    (None, lambda w: f"/parties/{w.party}", ("role", "page")),
    (None, lambda w: w.merged_party(), ("role",)),
    (None, lambda w: f"/sources/{w.source}", ("page",)),
    (C, lambda w: "/sources/suggest", ("q",)),
    (C, lambda w: "/parties/suggest", ("q", "kind")),
    (None, lambda w: "/account/sign-in", ("next",)),
    (C, lambda w: "/account/sign-in", ("next",)),
    (None, lambda w: "/account/sign-up", ("next", "invitation")),
    (None, lambda w: "/account", ("next", "x")),
    (C, lambda w: "/account/verify", ("next",)),
    (E, lambda w: "/occurrences/new", ("draft", "source")),
    (E, lambda w: f"{w.record()}/merge", ("with", "q")),
    (E, lambda w: f"{w.record()}/different", ("with", "q")),
    (E, lambda w: f"{w.free_party()}/merge", ("into",)),
    (E, lambda w: f"{w.claim()}/withdraw", ("do",)),
    (E, lambda w: f"/occurrences/{w.first}/investigations/new", ("investigation", "event", "document")),
    (AD, lambda w: "/admin/users", ("q", "page")),
    (AD, lambda w: "/admin/imports", ("page",)),
)  # fmt: skip
# Addresses with something of the reader's in their path.
PATHS = (
    "/occurrences/{}", "/occurrences/1-{}", "/occurrences/{}/history", "/users/{}", "/claims/{}", "/claims/1-{}", "/parties/{}",
    "/sources/{}", "/changes/{}", "/admin/imports/{}", "/occurrences/1/entries/{}/1/withdraw",
    "/occurrences/1/accounts/{}/withdraw", "/account/recover/{}", "/account/confirm/{}", "/account/tokens/{}/revoke",
    "/account/watched/searches/{}/seen", "/review/{}", "/admin/users/{}/role", "/static/{}",
    "/account/sign-in/passkey/{}", "/{}",
)  # fmt: skip
HEADERS = ("User-Agent", "Referer", "Authorization", "Cookie", "X-Forwarded-Host", "Accept-Language", "If-None-Match", "Range")
GOOD = {
    "reason": "it is a slip", "comment": "As the report says", "note": "Why is this so?", "email": "somebody@example.org",
    "password": "correct horse battery", "password_confirm": "correct horse battery", "new_password": "another horse entirely",
    "new_password_confirm": "another horse entirely", "name": "Somebody New", "go": "send",
}  # fmt: skip


class Attack:
    """Sends the inputs, and looks at every answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = world.client
        self.faults: list[str] = []
        self.seen: set[tuple[str, str]] = set()  # the pages and the fields in their forms
        self.tried: set[tuple[str, str]] = set()
        self.n = 0
        self.role: Role | None = None

    def be(self, role: Role | None) -> None:
        """Be signed in as one of that role, whatever was done to that account meanwhile."""
        session = self.world.session
        session.commit()
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
        self.faults.extend(f"{what}: {method} {address[:120]}: {each}" for each in self.strange(answer))
        answer.close()
        return answer

    def strange(self, answer: TestResponse) -> Iterator[str]:
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
        text = answer.get_data(as_text=True)
        if str(7717 * 3) in text or "&lt;class &#39;" in text or "<Config" in text:
            yield "a template was evaluated"
        if answer.mimetype == "text/html":
            yield from read(answer).strange

    def follow(self, what: str, answer: TestResponse | None) -> None:
        """Look at the page that an answer leads to."""
        if answer is not None and answer.status_code in (301, 302, 303) and answer.location.startswith("/"):
            self.send(f"{what}, then", "GET", answer.location)

    def count(self, form: str, name: str) -> None:
        self.n += 1
        self.tried.add((form, name))

    # -- one input

    def fill(self, what: str, form: FoundForm, address: str, names: Sequence[str], n: int) -> None:
        """Send a form with a hostile field, or with several, by each of its buttons in turn."""
        name = names[0]
        given = {key: value or GOOD.get(key, "") for key, value in form.fields.items()}
        for more, other in enumerate(names[1:], start=1):
            given[other] = _text(list(TEXTS)[(n * 37 + more) % len(TEXTS)])
            self.tried.add((what, _unnumbered(other)))
        if address.endswith(("/occurrences/new", "/accounts/new")):
            good = {**SOURCE, **FACTS, "comment": "As it says", "different": "1", "source.url": f"https://example.org/{n}"}
            given |= {key: value for key, value in good.items() if key not in names}
            given["do"] = ("submit", "preview", "submit", "find", "save")[n % 5]
        elif form.buttons:
            button, value = form.buttons[n % len(form.buttons)]
            given[button] = value
            if button == "go" and n % 3:
                given["go"] = "send"
        action = form.action.partition("#")[0] or address
        kind = pick(n)
        where = f"{what} [{name}] {kind}"
        self.count(what, _unnumbered(name))
        if form.method == "get":
            value = TEXTS.get(kind) or HUGE.get(kind) or "x"
            value = value[:LONGEST_QUERY]
            self.send(where, "GET", f"{action.partition('?')[0]}?{_encoded(_given(given, name, value)).decode()}")
            return
        body, content_type = shaped(kind, given, name)
        answer = self.send(where, "POST", action, data=body, content_type=content_type)
        self.follow(where, answer)


KINDS = [*TEXTS, *SHAPES]
HUGE_KINDS = list(HUGE)


def pick(n: int) -> str:
    """The kind of the nth input: a huge one now and then."""
    if n % 23 == 22:
        return HUGE_KINDS[n // 23 % len(HUGE_KINDS)]
    return KINDS[n * 37 % len(KINDS)]


def shaped(kind: str, given: dict[str, str], name: str) -> Body:
    if kind in SHAPES:
        return SHAPES[kind](given, name)
    return _encoded(_given(given, name, TEXTS[kind] if kind in TEXTS else HUGE[kind])), URLENCODED


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A client of an application that asks for no form token and lets anybody send as much as they like."""
    free = {f"limit_{each}": "99999/minute" for each in ("sign_in", "write", "search")}
    made = create_app(dataclasses.replace(settings, **free))  # type: ignore[arg-type]
    made.testing = True
    made.config["WTF_CSRF_ENABLED"] = False
    made.config["PROPAGATE_EXCEPTIONS"] = True
    yield made.test_client()
    with made.app_context():
        db.engine.dispose()


def test_hostile_inputs_are_refused_or_shown_as_plain_text(client: FlaskClient, session: Session) -> None:
    attack = Attack(World(client, session))
    turns = [_forms(attack), _bare(attack), _queries(attack), _paths(attack), _headers(attack)]
    while attack.n < N_EACH or (attack.seen - attack.tried and attack.n < 3 * N_EACH):
        for each, share in zip(turns, (14, 2, 4, 2, 1), strict=True):
            for _ in range(share):
                next(each)
    attack.be(Role.EDITOR)
    for address in _shown_everywhere(attack.world):
        attack.send("at last", "GET", address)
    session.rollback()
    assert attack.faults == [], f"{len(attack.faults)} faults:\n" + "\n".join(dict.fromkeys(attack.faults))
    assert [str(each) for each in verify(session)] == []
    assert {name for name, _, _ in PAGES} <= {name for name, _ in attack.seen}
    assert attack.seen - attack.tried == set()


def _forms(attack: Attack) -> Iterator[None]:
    """The forms of all pages in turn, those fields first that were not tried; long forms with several at once."""
    n = 0
    while True:
        for what, role, where in PAGES:
            attack.be(role)
            address = where(attack.world)
            page = attack.send(f"the page of {what}", "GET", address, follow_redirects=True)
            forms = [each for each in read(page).forms if each.fields or each.method == "post"] if page is not None else []
            forms = [each for each in forms if "/sign-out" not in each.action]
            if not forms or page is None or page.status_code != 200:
                attack.faults.append(f"{what}: {address} has no form ({page.status if page else 'no page'})")
            for _ in range(8 if max((len(each.fields) for each in forms), default=0) > LONG else 4):
                form, names = _next(attack, what, forms, n)
                n += 1
                attack.fill(what, form, address, names, n)
                yield


def _unnumbered(name: str) -> str:
    """A field's name without the number of the recommendation that it answers."""
    return re.sub(r"^response-\d+-", "response-", name)


def _next(attack: Attack, what: str, forms: list[FoundForm], n: int) -> tuple[FoundForm, list[str]]:
    """A form of a page and what to fill with hostile text in it: what was tried least, and of a long form a share."""
    slots = [(form, name) for form in forms for name in (*form.fields, "odd") if name != "csrf_token"]
    attack.seen.update((what, _unnumbered(name)) for _, name in slots)
    fresh = [(form, name) for form, name in slots if (what, _unnumbered(name)) not in attack.tried]
    form, name = fresh[0] if fresh else slots[n * 7 % len(slots)]
    others = [other for held, other in (fresh or slots) if held is form and other != name]
    return form, [name, *others[: len(form.fields) // LONG * 4]]


def _bare(attack: Attack) -> Iterator[None]:
    n = 0
    while True:
        for what, role, where, names in BARE:
            name = names[n % len(names)]
            attack.be(role)
            kind = pick(n * 11 + 3)
            given = {"email": "contributor@example.org", "password": "x"} if "sign in" in what else {}
            body, content_type = shaped(kind, given, name)
            label = f"bare {what} [{name}] {kind}"
            attack.follow(label, attack.send(label, "POST", where(attack.world), data=body, content_type=content_type))
            attack.count(f"bare {what}", name)
            if what == "drafts":
                _open_drafts(attack)
            yield
        n += 1


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


def _queries(attack: Attack) -> Iterator[None]:
    n = 0
    while True:
        for role, where, names in QUERIES:
            name = names[n % len(names)]
            attack.be(role)
            kind = pick(n * 7 + len(name) * 13)
            value = TEXTS.get(kind, HUGE.get(kind, "x"))[:LONGEST_QUERY]
            address = where(attack.world)
            label = f"query [{name}] {kind}"
            attack.follow(
                label, attack.send(label, "GET", f"{address}{'&' if '?' in address else '?'}{name}={quote_plus(value)}")
            )
            if name == "next":
                # Whoever signs in there is led on, but not away from this site.
                attack.be(None)
                data = {"email": "nella@example.org", "password": "correct horse battery"}
                attack.send(f"sign in, {label}", "POST", f"/account/sign-in?next={quote_plus(value[:2000])}", data=data)
                attack.be(None)
                attack.send(f"sign in with {label}", "POST", "/account/sign-in", data={**data, "next": value[:2000]})
            attack.count(f"query {urlsplit(address).path}", name)
            yield
        n += 1


def _paths(attack: Attack) -> Iterator[None]:
    n = 0
    while True:
        for path in PATHS:
            attack.be((None, Role.ADMIN)[n % 2])
            kind = list(TEXTS)[(n * 17 + len(path)) % len(TEXTS)]
            address = path.format(quote(TEXTS[kind], safe="") or "x")
            method = "POST" if path.endswith(("/revoke", "/role", "/seen")) or "passkey/" in path else "GET"
            attack.send(f"path {kind}", method, address)
            attack.count(f"path {path}", "")
            n += 1
            yield


def _headers(attack: Attack) -> Iterator[None]:
    n = 0
    while True:
        for name in HEADERS:
            attack.be(None)
            kind = list(TEXTS)[n * 17 % len(TEXTS)]
            given = TEXTS[kind]
            value = given if isinstance(given, bytes) else given.encode()
            line = re.sub(rb"[\r\n]", b" ", value).decode("latin-1")  # no server lets a line's end through
            data = {"email": "contributor@example.org", "password": "correct horse battery"}
            attack.send(f"{name} {kind}", "POST", "/account/sign-in", data=data, headers={name: line})
            attack.count("headers", name)
            n += 1
            yield


def _shown_everywhere(world: World) -> Iterator[str]:
    """Every page that may show something of what was kept."""
    session = world.session
    yield from ("/", "/occurrences", "/sources", "/changes", "/review", "/admin/users", "/account/drafts", "/account/watched")
    tables = ((Occurrence, "/occurrences/{}"), (Party, "/parties/{}"), (Source, "/sources/{}"), (Changeset, "/changes/{}"))
    for table, address in tables:
        ids = session.scalars(sa.select(table.id).order_by(table.id.desc()).limit(12)).all()
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

"""Where the forms of the site stand, who opens them, and the questions that are asked beside them."""

from collections.abc import Callable

from app.vocab.claims import OccurrenceState
from app.vocab.users import Role
from tests.web.hostile.record import World

Where = Callable[[World], str]
Page = tuple[str, Role | None, Where]
E, C, AD = Role.EDITOR, Role.CONTRIBUTOR, Role.ADMIN
# The forms in which an account is written: hundreds of fields each.
LONG_PAGES: tuple[Page, ...] = (
    ("new occurrence", E, lambda w: "/occurrences/new"),
    ("new account", E, lambda w: f"/occurrences/{w.first}/accounts/new"),
    ("new occurrence, waiting", C, lambda w: "/occurrences/new"),
    ("form of what waits", C, lambda w: f"/changes/{w.sent()}/form"),
)
# All other pages with forms, in groups that are tried apart.
PAGES: dict[str, tuple[Page, ...]] = {
    "claims": (
        *((f"claim {key}", E, lambda w, key=key: f"{w.claim(key)}/withdraw") for key in (
            "place", "class", "country", "time.utc", "date", "injuries.fatal", "narrative.factual", "aircraft.registration",
            "aircraft.operator",
        )),
        ("claim, waiting", C, lambda w: f"{w.claim()}/withdraw"),
        ("rank", E, lambda w: f"{w.claim()}/rank"),
        ("account", E, lambda w: f"{w.account()}/withdraw"),
        ("entry", E, lambda w: f"/occurrences/{w.first}/entries/recommendation/{w.recommendation()}/withdraw"),
        ("part of an entry", E, lambda w: f"/occurrences/{w.first}/entries/recommendation_response/{w.response()}/withdraw"),
    ),
    "records": (
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
    ),
    "changes": (
        ("review", E, lambda w: f"/review/{w.waiting()}"),
        ("waiting", C, lambda w: f"/changes/{w.waiting()}"),
        ("revise", C, lambda w: f"/changes/{w.waiting()}/revise"),
        ("revert", E, lambda w: f"/changes/{w.accepted()}/revert"),
        ("record", C, lambda w: f"/occurrences/{w.first}"),
        ("history", None, lambda w: f"/occurrences/{w.first}/history"),
        ("compare", None, lambda w: f"/occurrences/{w.first}/compare"),
        ("changes", None, lambda w: "/changes"),
        ("home", None, lambda w: "/"),
        ("list", None, lambda w: "/occurrences"),
        ("list to follow", C, lambda w: "/occurrences?q=hasna"),
        ("what is followed", C, lambda w: w.watched()),
        ("drafts", C, lambda w: w.draft()),
    ),
    "accounts": (
        ("sign up", None, lambda w: "/account/sign-up"),
        ("sign in", None, lambda w: "/account/sign-in"),
        ("recover", None, lambda w: "/account/recover"),
        ("set anew", None, lambda w: w.link_to_recover()),
        ("confirm", None, lambda w: "/account/confirm"),
        ("own account", C, lambda w: "/account"),
        ("password", C, lambda w: "/account/password"),
        ("tokens", AD, lambda w: "/account/tokens/new"),
        ("passkeys", C, lambda w: w.with_passkey()),
        ("second factor", C, lambda w: "/account/second-factor"),
        ("recovery codes", C, lambda w: "/account/recovery-codes"),
        ("verify", C, lambda w: "/account/verify"),
        ("users", AD, lambda w: "/admin/users"),
    ),
}  # fmt: skip
# Forms that stand on no page as they are sent: (role, address, fields).
BARE: tuple[tuple[str, Role | None, Where, tuple[str, ...]], ...] = (
    ("draft to delete", E, lambda w: "/account/drafts/delete", ("form",)),
    ("drafts", E, lambda w: "/drafts", ("about", "draft", "source.title", "0.place.1", "source", "odd")),
    ("watch", C, lambda w: f"/occurrences/{w.first}/watch", ("odd",)),
    ("unwatch", C, lambda w: f"/occurrences/{w.first}/unwatch", ("odd",)),
    ("follow", C, lambda w: "/account/watched/searches", ("name", "q", "unit")),
    ("all seen", C, lambda w: "/account/watched/searches/seen", ("upto",)),
    ("token", C, lambda w: f"/account/tokens/{w.token}/revoke", ("odd",)),
    ("session", C, lambda w: "/account/sessions/end", ("session",)),
    ("sign in and on", None, lambda w: "/account/sign-in", ("email", "password", "remember")),
    ("passkey", None, lambda w: "/account/sign-in/passkey", ("identity", "remember", "next")),
    ("passkey's answer", None, lambda w: "/account/sign-in/passkey/abc", ("credential", "remember")),
    ("passkey to verify", C, lambda w: "/account/verify/passkey", ("identity", "next")),
    ("passkey to verify, its answer", C, lambda w: "/account/verify/passkey/abc", ("credential",)),
    ("new passkey's answer", C, lambda w: "/account/passkeys/abc", ("credential",)),
    ("passkey to delete", C, lambda w: "/account/passkeys/delete", ("name",)),
    ("factor", C, lambda w: "/account/second-factor", ("setup", "phone")),
    ("factor's code", C, lambda w: "/account/second-factor/abc", ("code",)),
    ("factor to choose", None, lambda w: "/account/second-factor/select", ("which",)),
    ("code", None, lambda w: "/account/second-factor/code", ("code",)),
    ("help", None, lambda w: "/account/second-factor/help", ("help_setup",)),
    ("recovery", None, lambda w: "/account/second-factor/recovery", ("code",)),
    ("confirming", None, lambda w: "/account/confirm/abc", ("token", "odd")),
)  # fmt: skip
# Fields that only an address has, beside those that the pages ask for by name: (address, names).
PATHS = (
    "/occurrences/{}", "/occurrences/1-{}", "/occurrences/{}/history", "/users/{}", "/claims/{}", "/claims/1-{}", "/parties/{}",
    "/sources/{}", "/changes/{}", "/admin/imports/{}", "/occurrences/1/entries/{}/1/withdraw", "/types/{}", "/countries/{}",
    "/occurrences/1/accounts/{}/withdraw", "/account/recover/{}", "/account/confirm/{}", "/account/tokens/{}/revoke",
    "/account/watched/searches/{}/seen", "/review/{}", "/admin/users/{}/role", "/static/{}", "/occurrences/charts/{}.svg",
    "/account/sign-in/passkey/{}", "/api/v1/occurrences/{}", "/api/v1/claims/1-{}", "/{}",
)  # fmt: skip
HEADERS = (
    "User-Agent", "Referer", "Authorization", "Cookie", "X-Forwarded-Host", "Accept", "Accept-Language", "Range",
    "If-None-Match", "If-Modified-Since", "HX-Request", "Content-Type", "Idempotency-Key",
)  # fmt: skip
GOOD = {
    "reason": "it is a slip", "comment": "As the report says", "note": "Why is this so?", "email": "somebody@example.org",
    "password": "correct horse battery", "password_confirm": "correct horse battery", "new_password": "another horse entirely",
    "new_password_confirm": "another horse entirely", "name": "Somebody New", "go": "send",
}  # fmt: skip
# What takes nothing but the fact that it is sent.
WITHOUT_FIELDS = {"security.logout": "it ends the session; it has no field and reads none"}

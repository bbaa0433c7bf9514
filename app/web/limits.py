"""How often one address on the net may do what costs much or guesses secrets, and how often one account may be tried.

Reading pages is not limited.
"""

import time
from hashlib import sha256

from flask import Flask, Response, g, request, session
from limits import RateLimitItem, parse_many
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from app.config import Settings

# What is tried with a guessed password, code or address. Their pages can be read as often as one likes.
GUESSED = frozenset(
    {
        "security.login",
        "security.register",
        "security.forgot_password",
        "security.reset_password",
        "security.send_confirmation",
        "security.verify",
        "security.change_password",
        "security.two_factor_token_validation",
        "security.two_factor_rescue",
        "security.mf_recovery",
        "security.wan_signin",
        "security.wan_signin_response",
        "security.wan_verify_response",
    }
)


# What a page fetches while somebody types in it or moves its map.
PARTS = frozenset({"hints.suggest", "findable.suggest", "map.cells"})


# Whole tables as files, from pages and by programs.
EXPORTS = frozenset({"exports.occurrences", "exports.claims", "api.exports.export"})


def _kind() -> str | None:
    """The limit that the request counts to; None for plain reading."""
    if request.method == "POST":
        return "sign_in" if request.endpoint in GUESSED else "write"
    if request.method in ("PUT", "PATCH", "DELETE"):
        return "write"
    if request.endpoint in PARTS:
        return "parts"
    if request.endpoint in EXPORTS:
        return "export"
    return "search" if request.args.get("q") else None


# Of these it is known whose secret is tried: of the address given, or of who gave the right password and lacks the code.
_OF_AN_ACCOUNT = frozenset({"security.login", "security.forgot_password", "security.send_confirmation"})
_WITH_A_CODE = frozenset(
    {
        "security.two_factor_token_validation",
        "security.two_factor_rescue",
        "security.mf_recovery",
        "security.wan_signin_response",
    }
)


def _account() -> str | None:
    """What names the account that is tried, whether there is such a one or not; None where none is named."""
    if request.method != "POST":
        return None
    named = request.form.get("email", "") if request.endpoint in _OF_AN_ACCOUNT else ""
    if request.endpoint in _WITH_A_CODE:
        named = str(session.get("tf_user_id", ""))
    return sha256(named.strip().casefold().encode()).hexdigest() if named else None


def register(app: Flask) -> None:
    """Answer 429 to whoever is too fast, before anything else is done for them."""
    settings: Settings = app.config["AIRDOCKET"]
    counter = MovingWindowRateLimiter(storage_from_string(settings.limit_storage))
    limits: dict[str, list[RateLimitItem]] = {
        kind: parse_many(getattr(settings, f"limit_{kind}"))
        for kind in ("sign_in", "account", "write", "search", "parts", "export")
    }

    def check() -> None:
        kind = _kind()
        if kind is not None:
            g.limited = kind
            if not all(counter.hit(each, kind, request.remote_addr or "") for each in limits[kind]):
                raise TooManyRequests(retry_after=_left(kind)[1])
        account = _account()
        if account is not None and not all(counter.hit(each, "account", account) for each in limits["account"]):
            raise TooManyRequests

    def _left(kind: str) -> tuple[int, int]:
        """(requests left, seconds until there are more) of the limit that is used up first."""
        stats = [counter.get_window_stats(each, kind, request.remote_addr or "") for each in limits[kind]]
        nearest = min(stats, key=lambda each: each.remaining)
        return nearest.remaining, max(1, round(nearest.reset_time - time.time()))

    def tell(response: Response) -> Response:
        """Say to programs what is allowed and what is left, as draft-ietf-httpapi-ratelimit-headers has it."""
        kind = g.get("limited")
        if kind is not None and request.path.startswith("/api/"):
            remaining, seconds = _left(kind)
            policies = (f'"{kind}";q={each.amount};w={each.get_expiry()}' for each in limits[kind])
            response.headers["RateLimit-Policy"] = ", ".join(policies)
            response.headers["RateLimit"] = f'"{kind}";r={remaining};t={seconds}'
        return response

    app.before_request(check)
    app.after_request(tell)

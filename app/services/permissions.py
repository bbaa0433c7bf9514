"""Who may do what: one table, asked by every door. The door says who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.core.errors import Forbidden
from app.vocab.users import Role


class Permission(StrEnum):
    """What a page, a command or a service asks for. A page names exactly one."""

    READ = "read"
    SIGN_IN = "sign_in"
    ACCOUNT = "account"
    CONTRIBUTE = "contribute"
    REVERT = "revert"
    PUBLISH = "publish"
    REVIEW = "review"
    FOLLOW_REVIEW = "follow_review"
    RANK = "rank"
    MERGE = "merge"
    WITHDRAW_ANY = "withdraw_any"
    ADMINISTER = "administer"


_EVERYBODY = frozenset({None, *Role})  # None: nobody is signed in
_USERS = frozenset[Role | None](Role)
_CONTRIBUTORS = frozenset[Role | None]({Role.CONTRIBUTOR, Role.EDITOR, Role.ADMIN})
_EDITORS = frozenset[Role | None]({Role.EDITOR, Role.ADMIN})
_ADMINS = frozenset[Role | None]({Role.ADMIN})

TABLE: Mapping[Permission, frozenset[Role | None]] = MappingProxyType({
    Permission.READ: _EVERYBODY,
    Permission.SIGN_IN: _EVERYBODY,  # the ways in: sign in, sign up, recover
    Permission.ACCOUNT: _USERS,  # one's own account, watching, drafts
    Permission.CONTRIBUTE: _CONTRIBUTORS,
    Permission.REVERT: _CONTRIBUTORS,  # a contributor's revert waits for review
    Permission.PUBLISH: _EDITORS,  # one's own changes go live at once
    Permission.REVIEW: _EDITORS,
    Permission.FOLLOW_REVIEW: _EDITORS,  # the feed of what waits, for a token that may do nothing else
    Permission.RANK: _EDITORS,
    Permission.MERGE: _EDITORS,
    Permission.WITHDRAW_ANY: _EDITORS,
    Permission.ADMINISTER: _ADMINS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking. `user_id` None: nobody signed in, or the program itself.

    scopes: None, except for an API token, which may do no more than these.
    """

    user_id: int | None
    name: str
    roles: frozenset[Role]
    scopes: frozenset[Permission] | None = None


ANYBODY = Actor(None, "", frozenset())
PROGRAM = Actor(None, "airdocket", frozenset(Role))


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds the permission."""
    if actor.scopes is not None and permission not in actor.scopes:
        return False
    asking: frozenset[Role | None] = actor.roles or (frozenset({None}) if actor.user_id is None else frozenset({Role.READER}))
    return not asking.isdisjoint(TABLE[permission])


def require(actor: Actor, permission: Permission) -> None:
    """Raise Forbidden unless the actor holds the permission."""
    if not may(actor, permission):
        who = actor.name or "nobody signed in"
        raise Forbidden(f"{who} may not do this: it needs the permission {permission.value!r}")

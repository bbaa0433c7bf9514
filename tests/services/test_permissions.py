"""The table of permissions."""

import pytest

from app.core.errors import Forbidden
from app.services.permissions import ANYBODY, PROGRAM, TABLE, Actor, Permission, may, require
from app.vocab.users import Role


def with_role(*roles, scopes=None):
    return Actor(7, "Somebody", frozenset(roles), scopes)


def test_every_permission_is_in_the_table():
    assert set(TABLE) == set(Permission)


def test_each_role_includes_the_ones_before_it():
    ladder = [ANYBODY, *(with_role(role) for role in Role)]
    for permission in Permission:
        allowed = [may(each, permission) for each in ladder]
        assert allowed == sorted(allowed)


@pytest.mark.parametrize("permission", Permission)
def test_the_program_may_everything(permission):
    assert may(PROGRAM, permission)


def test_a_user_without_a_role_is_a_reader():
    for permission in Permission:
        assert may(with_role(), permission) == may(with_role(Role.READER), permission)


def test_nobody_signed_in_may_read_and_sign_in_only():
    assert {each for each in Permission if may(ANYBODY, each)} == {Permission.READ, Permission.SIGN_IN}


def test_a_scope_limits_and_never_adds():
    token = with_role(Role.CONTRIBUTOR, scopes=frozenset({Permission.CONTRIBUTE, Permission.REVIEW}))
    assert {each for each in Permission if may(token, each)} == {Permission.CONTRIBUTE}


def test_a_refusal_names_who_and_what():
    with pytest.raises(Forbidden, match="Somebody may not do this: it needs the permission 'review'"):
        require(with_role(Role.CONTRIBUTOR), Permission.REVIEW)
    with pytest.raises(Forbidden, match="nobody signed in"):
        require(ANYBODY, Permission.ACCOUNT)
    require(with_role(Role.EDITOR), Permission.REVIEW)

"""`airdocket user`: accounts, made and changed on the server."""

import datetime as dt
import secrets
import sys

import click

from app.cli.common import notice, session_of
from app.core.errors import BadValue
from app.services import accounts
from app.services.permissions import Permission
from app.vocab.users import Role

_ROLES = click.Choice([each.value for each in Role])
_SCOPES = click.Choice([each.value for each in Permission])


@click.group()
def user() -> None:
    """Make users, set their roles and passwords, and make API tokens."""


def _password(name: str, email: str) -> tuple[str, str]:
    """(the hash, what to print): asked for at a terminal; made where none is written, or nobody is there to write."""
    given = ""
    if sys.stdin.isatty():
        given = click.prompt("Password (empty: one is made)", default="", hide_input=True, show_default=False, err=True)
    if not given:
        made = secrets.token_urlsafe(15)
        return accounts.hashed(made), f" password={made}"
    problems = accounts.problems_of_password(given, name=name, email=email)
    if problems:
        raise BadValue(f"the password was refused: {' '.join(problems)}")
    if click.prompt("The same again", hide_input=True, err=True) != given:
        raise BadValue("the two passwords differ")
    return accounts.hashed(given), ""


@user.command()
@click.argument("name")
@click.argument("email")
@click.option("--role", type=_ROLES, default=Role.CONTRIBUTOR.value, show_default=True, help="What the user may do.")
def add(name: str, email: str, role: str) -> None:
    """Make a user whose address counts as confirmed. The password is asked for, or made and printed once."""
    with session_of() as session:
        accounts.check_name(session, name)
        accounts.check_email(session, email)
        password, printed = _password(name, email)
        made = accounts.add_user(session, name, email, role=Role(role), password_hash=password, confirmed=True)
        session.commit()
        click.echo(f"user={made.id} role={role}{printed}")


@user.command("role")
@click.argument("name")
@click.argument("role", type=_ROLES)
def set_role(name: str, role: str) -> None:
    """Give a user, named by name or e-mail address, another role."""
    with session_of() as session:
        found = accounts.find_user(session, name)
        accounts.set_role(session, found, Role(role))
        session.commit()
        click.echo(f"user={found.id} role={role}")


@user.command()
@click.argument("name")
def password(name: str) -> None:
    """Give a user another password, which ends their sessions. It is asked for, or made and printed once."""
    with session_of() as session:
        found = accounts.find_user(session, name)
        hashed, printed = _password(found.name, found.email or "")
        accounts.set_password(session, found, hashed)
        session.commit()
        click.echo(f"user={found.id}{printed}")


@user.command()
@click.argument("name")
@click.option("--scope", "scopes", type=_SCOPES, multiple=True, required=True, help="What it may do; can be given again.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Its last day. Without one it does not end.")
@click.option("--called", default="made on the server", show_default=True, help="A name for the token.")
def token(name: str, scopes: tuple[str, ...], expires: dt.datetime | None, called: str) -> None:
    """Make an API token for a user. It is printed once and kept nowhere."""
    with session_of() as session:
        found = accounts.find_user(session, name)
        chosen = {Permission(each) for each in scopes}
        made = accounts.add_token(session, found, called, chosen, expires.date() if expires else None)
        session.commit()
        click.echo(made.secret)
    notice(f"token {called!r} of {name}: {', '.join(sorted(scopes))}")

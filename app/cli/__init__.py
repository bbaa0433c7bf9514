"""The terminal's door: `airdocket`, its commands by noun. Counts on stdout, notices on stderr, exit code 0, 1 or 2."""

import click
import sqlalchemy as sa

from app import __version__
from app.cli.db import db
from app.cli.demo import demo
from app.cli.export import export
from app.cli.imports import import_
from app.cli.index import index
from app.cli.openapi import openapi
from app.cli.search import search
from app.cli.serve import serve
from app.cli.show import show
from app.cli.user import user
from app.cli.verify import verify
from app.cli.watching import mail_digests
from app.core.errors import DomainError


class _Commands(click.Group):
    """Turns the project's errors, and a database that cannot be used, into one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(str(error)) from None
        except sa.exc.DBAPIError as error:
            raise click.ClickException(f"the database says: {error.orig}") from None
        except sa.exc.ArgumentError as error:
            raise click.ClickException(f"AIRDOCKET_DATABASE_URL: {error}") from None
        except OSError as error:
            if error.filename is None:  # a closed pipe is click's business
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}") from None
        except ValueError as error:
            if "AIRDOCKET_" in str(error):
                raise click.ClickException(str(error)) from None
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="airdocket")
def main() -> None:
    """A database of civil-aviation accidents in which every fact is something that somebody said."""


for command in (db, demo, export, import_, index, mail_digests, openapi, search, serve, show, user, verify):
    main.add_command(command)

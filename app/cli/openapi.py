"""`airdocket openapi`: the description of the API."""

import click

from app.config import load


@click.command()
def openapi() -> None:
    """Print the description of the JSON API (OpenAPI 3.1), as it is kept in docs/openapi.json."""
    from app.api.description import written
    from app.factory import create_app

    click.echo(written(create_app(load())), nl=False)

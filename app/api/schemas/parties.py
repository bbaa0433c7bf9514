"""Who speaks, publishes and investigates."""

from flask import url_for
from pydantic import Field

from app.api.schemas.shape import Shape
from app.models import Party


class PartyOut(Shape):
    """A body or a person."""

    id: int
    name: str
    url: str = Field(description="its page")


def party_of(row: Party) -> PartyOut:
    """The party as an answer names it."""
    return PartyOut(id=row.id, name=row.name, url=url_for("parties.show", party_id=row.id, _external=True))

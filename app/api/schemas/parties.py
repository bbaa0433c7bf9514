"""Who speaks, publishes and investigates."""

from flask import url_for
from pydantic import Field

from app.api.schemas.shape import Shape
from app.models import Party
from app.search.writing import write_query
from app.services.party_pages import PartyPage
from app.vocab.claims import PartyKind


class PartyOut(Shape):
    """A body or a person."""

    id: int
    name: str
    url: str = Field(description="its page")


def party_of(row: Party) -> PartyOut:
    """The party as an answer names it."""
    return PartyOut(id=row.id, name=row.name, url=url_for("parties.show", party_id=row.id, _external=True))


class FullPartyOut(PartyOut):
    """A party in a list."""

    kind: PartyKind
    country: str | None
    merged_into: int | None = Field(description="the party that it is")


class RoleOut(Shape):
    """One thing that a party does."""

    key: str = Field(examples=["operates"])
    label: str
    n: int = Field(description="of occurrences; of what it publishes, of sources")
    query: str | None = Field(description="what finds the occurrences")


class PartyPageOut(FullPartyOut):
    """A party with what it does."""

    other_names: list[str]
    n_accounts: int
    roles: list[RoleOut]


def full_party_of(row: Party) -> dict[str, object]:
    """The fields of FullPartyOut."""
    return {**dict(party_of(row)), "kind": row.kind, "country": row.country, "merged_into": row.merged_into}


def party_page_of(page: PartyPage) -> PartyPageOut:
    """The party with what it does."""
    roles = [
        RoleOut(key=each.key, label=each.label, n=each.total, query=None if each.query is None else write_query(each.query))
        for each in page.roles
    ]
    return PartyPageOut.model_validate(
        {**full_party_of(page.party), "other_names": list(page.other_names), "n_accounts": page.n_accounts, "roles": roles}
    )

"""Who said something, in which source, on which day: what is told of a claim, a step and a recommendation alike."""

import datetime as dt
from typing import Any

from pydantic import Field

from app.api.schemas.parties import PartyOut, party_of
from app.api.schemas.shape import Shape
from app.api.schemas.sources import SourceRef, source_ref
from app.models import Account, Party
from app.services.dossiers import SourceView
from app.services.known_on import public_on
from app.vocab.claims import Precision


class SaidOut(Shape):
    """Something that somebody said."""

    speaker: PartyOut
    source: SourceRef
    statement: str | None = Field(description="the number of the statement in the dossier")
    said_on: dt.date
    said_precision: Precision = Field(description="how exactly said_on is known")
    published_on: dt.date | None
    public_on: dt.date = Field(description="published_on, else said_on: from this day on it counts with as_of")


def said_of(account: Account, speaker: Party, source: SourceView) -> dict[str, Any]:
    """The fields of SaidOut."""
    return {
        "speaker": party_of(speaker),
        "source": source_ref(source.source),
        "statement": account.label,
        "said_on": account.said_on,
        "said_precision": account.precision,
        "published_on": account.published_on,
        "public_on": public_on(account),
    }

"""What is sent of an account: the source, the speaker, the days, the claims."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.schemas.body import (
    MAX_CLAIMS,
    Address,
    Body,
    Country,
    Day,
    Flag,
    Id,
    Label,
    Language,
    Line,
    Number,
    PartDay,
    Words,
)
from app.vocab.claims import PartyKind, Precision, SourceKind, Stance


class PartyIn(Body):
    """A body or a person. One that is known by the name is taken; else it is made, and needs a kind."""

    name: Line = Field(examples=["Ministry of Civil Aviation of Egypt"])
    kind: PartyKind | None = Field(None, description="needed where the name is not known yet", examples=["government"])
    country: Country | None = Field(None, description="ISO 3166-1 alpha-2", examples=["EG"])
    aliases: list[Line] = Field([], max_length=20, description="further names")


class SourceIn(Body):
    """Where something can be read. One that is known by its address is taken; else it is made."""

    kind: SourceKind = Field(examples=["press"])
    title: Line = Field(examples=["Russian plane crash: what we know"])
    publisher: PartyIn | None = Field(None, description="without one it is recorded as not known")
    publisher_id: Id | None = Field(None, description="the number of a known party, in place of `publisher`")
    authors: Line | None = None
    url: Address | None = Field(None, description="an address of the web or a DOI", examples=["https://example.org/news"])
    archived_url: Address | None = None
    published_on: Day | None = Field(None, examples=["2015-11-17"])
    retrieved_on: Day | None = None
    language: Language | None = Field(None, examples=["en"])
    licence: Line | None = None
    redistributable: Flag = Field(False, description="its claims may be given on in exports")


class Sent(Body):
    """What every contribution says of itself."""

    comment: Words = Field(
        description="what this is, for everybody who reads the log", examples=["As the ministry's statement says"]
    )
    base_version: Number | None = Field(
        None,
        description="the record's `version` that it was made from; 409, with what changed, where the record has another now",
    )


class SaidIn(Sent):
    """Who says it, where, and when."""

    source: SourceIn | None = None
    source_id: Id | None = Field(None, description="the number of a known source, in place of `source`")
    speaker: PartyIn | None = Field(None, description="without one the source's publisher speaks")
    speaker_id: Id | None = Field(None, description="the number of a known party, in place of `speaker`")
    said_on: PartDay | None = Field(
        None,
        description="`2015-11-16`, `2015-11` or `2015`; without it the day of publication",
        examples=["2015-11-16"],
    )
    said_precision: Precision | None = Field(
        None,
        description="`not_later_than` where it had been said by that day; else `said_on` itself tells how exactly it is known",
    )
    published_on: Day | None = Field(None, description="when it became public, where that was not the day it was said")


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return PartyIn.model_validate(value)
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(each, int | float) and not isinstance(each, bool) for each in value):
            return (float(value[0]), float(value[1]))
        raise ValueError("a list is a position: latitude and longitude in degrees")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("write a text, a number, a position as two numbers, or a party")
    return value


ValueIn = Annotated[
    Any,
    BeforeValidator(_value),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "number"},
                {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                {"type": "object", "description": "a party: its name, and its kind where it is not known yet"},
            ]
        }
    ),
]


class ClaimIn(Body):
    """One value of one property. The properties, their units and codes are in the dictionary."""

    property: str = Field(max_length=100, examples=["injuries.fatal"])
    aircraft: Number | None = Field(None, description="the number of the aircraft, of a property of one")
    value: ValueIn = Field(
        description="as answers give it, or as people write it: `9,450 m`, `31 October 2015`, `Egypt`; of a party its number, "
        "its name, or an object with name and kind",
        examples=[224],
    )
    qualifier: str | None = Field(None, max_length=200, examples=["aboard"])
    stance: Stance = Stance.ASSERTS
    quote: Words | None = Field(None, description="the source's own words")
    locator: Words | None = Field(None, description="where in the source", examples=["page 12"])
    raw: Words | None = Field(None, description="what the source wrote, where `value` says it otherwise")
    label: Label | None = Field(None, description="its number in a dossier")
    also_in: list[Id] = Field([], max_length=50, description="the numbers of further sources in which it can be read")
    replaces: Number | None = Field(
        None, description="the number of the claim that it corrects, which is withdrawn in the same changeset"
    )


class AccountIn(SaidIn):
    """What one speaker says about one occurrence in one source on one day."""

    claims: list[ClaimIn] = Field(min_length=1, max_length=MAX_CLAIMS)
    statement: Label | None = Field(None, description="its number in a dossier")
    note: Words | None = None
    n_aircraft: Number | None = Field(None, le=20, description="how many aircraft the record is to have at least")


class OccurrenceIn(AccountIn):
    """A record of an occurrence that has none, with its first account."""

    different: Flag = Field(False, description="although records look alike (409), this is another occurrence")

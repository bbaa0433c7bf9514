"""What requests may ask: the bases of the shapes of parameters, and the kinds that several share."""

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.core.days import read_day
from app.core.errors import BadValue


class Query(BaseModel):
    """The parameters of an address. A name that is not among them is an error: a slip would be answered with something else."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return read_day(value.strip()).day
    except BadValue as error:
        raise ValueError(str(error)) from None


# A day of public time, from a day or an instant; pydantic's own error becomes the reader's.
Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string"})]


class ClocksIn(Query):
    """The two clocks."""

    as_of: Day | None = Field(
        None,
        description="Only what was public by the end of this day: `2015-11-17`, or an instant, of which the day in UTC counts.",
        examples=["2015-11-17"],
    )
    as_recorded: str | None = Field(
        None,
        description="As this database held it at a number of the log, at the end of a day, or at an instant.",
        examples=["2026-01-31"],
    )

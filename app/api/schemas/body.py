"""The base of what is sent, and the kinds of its fields: read as people write them, refused with a word on what is expected."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StringConstraints,
    WithJsonSchema,
)

from app.core.addresses import read_address
from app.core.dates import PartialDate, read_date
from app.core.errors import BadValue
from app.services.applying import MAX_LABEL, MAX_NOTE
from app.vocab.countries import is_country

T = TypeVar("T")
MAX_LINE = 500
MAX_CLAIMS = 1_000


class Body(BaseModel):
    """A part of what is sent. A field that is not among these is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _reading(read: Callable[[str], T]) -> Callable[[Any], T]:
    def reading(value: Any) -> T:
        if not isinstance(value, str):
            raise ValueError("write it as text")
        try:
            return read(_no_null(value.strip()))
        except BadValue as error:
            raise ValueError(str(error)) from None

    return reading


def _no_null(text: str) -> str:
    if "\x00" in text:
        raise ValueError("it holds a null character")
    return text


def _full_day(text: str) -> dt.date:
    date = read_date(text)
    if date.day is None:
        raise BadValue(f"{text[:40]!r} is not a full day; write 2015-10-31")
    return date.first


def _country(text: str) -> str:
    if not is_country(text):
        raise BadValue(f"{text[:40]!r} is not an ISO 3166-1 alpha-2 code such as EG")
    return text


def _language(text: str) -> str:
    first, *more = text.split("-")
    good = text.isascii() and 2 <= len(first) <= 3 and first.isalpha() and all(each.isalnum() for each in more)
    if not good or len(text) > 12:
        raise BadValue(f"{text[:40]!r} is not a language; write its code, such as en, fr or pt-BR")
    return text


def _text(most: int) -> Any:
    return Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=most), AfterValidator(_no_null)]


_TEXT = WithJsonSchema({"type": "string"})
Line = _text(MAX_LINE)
Words = _text(MAX_NOTE)
Label = _text(MAX_LABEL)
Day = Annotated[dt.date, BeforeValidator(_reading(_full_day)), _TEXT]
PartDay = Annotated[InstanceOf[PartialDate], BeforeValidator(_reading(read_date)), _TEXT]
Address = Annotated[str, BeforeValidator(_reading(read_address)), _TEXT]
Country = Annotated[str, BeforeValidator(_reading(_country)), _TEXT]
Language = Annotated[str, BeforeValidator(_reading(_language)), _TEXT]
Id = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]
Number = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
Flag = Annotated[bool, Field(strict=True)]

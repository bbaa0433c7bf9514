"""The base of every shape: what is not described is not given."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A part of an answer. All its fields are always there; what is not known is null."""

    model_config = ConfigDict(frozen=True, extra="forbid")

"""What may be given on of a source whose licence does not allow handing on its text.

What somebody said is a fact, and so is where it can be read: the value, the speaker, the day and the source itself are given
on from every source. The source's own words, a claim's `quote`, are given on only where `Source.redistributable` says so;
elsewhere they are left out and counted. Statements that use these must have `Source` joined by the claim's account.
"""

import sqlalchemy as sa

from app.models.claim import Claim
from app.models.source import Source


def given_quote() -> sa.ColumnElement[str | None]:
    """The claim's quote where its source may be handed on, else NULL."""
    return sa.case((Source.redistributable, Claim.quote), else_=None)


def quote_withheld() -> sa.ColumnElement[bool]:
    """Whether the claim has a quote that may not be given on: to be counted."""
    return sa.and_(sa.not_(Source.redistributable), Claim.quote.is_not(None))

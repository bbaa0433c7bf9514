"""Reading page numbers from an address."""

from flask import current_app, request

from app.core.errors import BadValue

MAX_PAGE = 1_000_000


def page_size() -> int:
    """Rows on a page, from the settings."""
    size: int = current_app.config["AIRDOCKET"].page_size
    return size


def page_number() -> int:
    """The page asked for, 1 where none is; BadValue says what was expected."""
    text = request.args.get("page", "").strip()
    if not text:
        return 1
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:8]) <= MAX_PAGE or len(text) > 7:
        raise BadValue(f"page {text[:40]!r} is not a page number; write 1, 2, 3 …")
    return int(text)

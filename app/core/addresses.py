"""Addresses of the web: which are taken, and when two of them lead to one thing."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from app.core.errors import BadValue

MAX_LENGTH = 2_000
_DOI = re.compile(r"(?:^|doi:\s*|doi\.org/)(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")


def doi_of(text: str) -> str | None:
    """The DOI, in small letters, of `10.1234/abc`, `doi:10.1234/abc` or an address at doi.org; None where it is none."""
    found = _DOI.search(unquote(text.strip()))
    return found[1].rstrip(".,;").lower() if found else None


def read_address(text: str) -> str:
    """An address of http or https as it is stored; a DOI becomes its address at doi.org. BadValue for anything else."""
    plain = text.strip()
    if len(plain) > MAX_LENGTH:
        raise BadValue(f"the address has {len(plain):,} characters; at most {MAX_LENGTH:,}")
    if plain.lower().startswith(("doi:", "10.")) and (doi := doi_of(plain)):
        return f"https://doi.org/{doi}"
    parts = _split(plain)
    if parts is None:
        raise BadValue(f"{plain[:80]!r} is not an address of the web; it begins with https:// or http://")
    return plain


def _split(text: str) -> SplitResult | None:
    """The parts of an address of the web; None where it is none."""
    if _UNSAFE.search(text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    good = parts.scheme in _PORTS and parts.hostname and parts.username is None and (port is None or port > 0)
    return parts if good else None


def address_key(text: str) -> str | None:
    """What equal addresses have in common: no scheme, no `www.`, no closing slash, nothing that only tracks the reader.

    `doi:` and the DOI for every form of one. None where the text is no address.
    """
    if doi := doi_of(text):
        return f"doi:{doi}"
    plain = text.strip()
    parts = _split(plain if "://" in plain else f"https://{plain}")
    if parts is None or parts.hostname is None or "." not in parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.")
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    return f"{host}{port}{unquote(parts.path).rstrip('/')}" + (f"?{urlencode(kept)}" if kept else "")


def looks_like_address(text: str) -> bool:
    """Whether somebody pasted an address or a DOI rather than words."""
    plain = text.strip()
    return doi_of(plain) is not None or plain.lower().startswith(("http://", "https://", "www."))

"""Countries by ISO 3166-1 alpha-2 code, and the states of the United States by postal code.

The lists are CSV files beside this module, built from OurAirports (public domain). `XK` is no ISO code: it is the
user-assigned code in common use for Kosovo.
"""

import csv
from functools import cache
from importlib.resources import files

from app.core.text import fold

# Other names of a country, folded, as found in the NTSB's files or in everyday use.
ALIASES: dict[str, str] = {
    "bolivia, plurinational state of": "BO",
    "bosnia": "BA",
    "bosnia-herzegovina": "BA",
    "britain": "GB",
    "brunei darussalam": "BN",
    "burma": "MM",
    "cabo verde": "CV",
    "china, people's republic of": "CN",
    "people's republic of china": "CN",
    "congo, democratic republic of": "CD",
    "congo, democratic republic of the": "CD",
    "congo, republic of": "CG",
    "cote d'ivoire": "CI",
    "czech republic": "CZ",
    "democratic people's republic of korea": "KP",
    "democratic republic of congo": "CD",
    "dr congo": "CD",
    "east timor": "TL",
    "england": "GB",
    "falkland islands (malvinas)": "FK",
    "federated states of micronesia": "FM",
    "great britain": "GB",
    "holland": "NL",
    "hong kong sar": "HK",
    "iran, islamic republic of": "IR",
    "islamic republic of iran": "IR",
    "ivory coast": "CI",
    "korea, democratic people's republic of": "KP",
    "korea, republic of": "KR",
    "lao people's democratic republic": "LA",
    "libyan arab jamahiriya": "LY",
    "macau": "MO",
    "macedonia": "MK",
    "micronesia, federated states of": "FM",
    "moldova, republic of": "MD",
    "northern ireland": "GB",
    "pitcairn": "PN",
    "republic of ireland": "IE",
    "republic of korea": "KR",
    "republic of moldova": "MD",
    "reunion island": "RE",
    "russian federation": "RU",
    "saint helena": "SH",
    "scotland": "GB",
    "sint maarten (dutch part)": "SX",
    "slovak republic": "SK",
    "st barthelemy": "BL",
    "st helena": "SH",
    "st kitts and nevis": "KN",
    "st lucia": "LC",
    "st martin": "MF",
    "st pierre and miquelon": "PM",
    "st vincent and the grenadines": "VC",
    "swaziland": "SZ",
    "syrian arab republic": "SY",
    "taiwan, province of china": "TW",
    "tanzania, united republic of": "TZ",
    "the bahamas": "BS",
    "the gambia": "GM",
    "the netherlands": "NL",
    "turkiye": "TR",
    "uae": "AE",
    "uk": "GB",
    "united republic of tanzania": "TZ",
    "united states of america": "US",
    "us": "US",
    "us virgin islands": "VI",
    "usa": "US",
    "vatican": "VA",
    "venezuela, bolivarian republic of": "VE",
    "viet nam": "VN",
    "virgin islands (british)": "VG",
    "virgin islands (u.s.)": "VI",
    "virgin islands, british": "VG",
    "virgin islands, u.s.": "VI",
    "wales": "GB",
    "west bank": "PS",
}

# Names, folded, that are no single country of today: no guess is made for them.
NOT_COUNTRIES: frozenset[str] = frozenset(
    {
        "atlantic ocean",
        "caribbean sea",
        "congo",  # may be either of the two
        "czechoslovakia",
        "gulf of america",
        "gulf of mexico",
        "high seas",
        "indian ocean",
        "international waters",
        "netherlands antilles",  # dissolved in 2010, its code AN withdrawn
        "pacific ocean",
        "soviet union",
        "unknown",
        "ussr",
        "west indies",
        "yugoslavia",
    }
)

# Spellings of a state or territory, folded, beside its own name.
STATE_ALIASES: dict[str, str] = {
    "virgin islands": "VI",
    "us virgin islands": "VI",
    "us minor outlying islands": "UM",
    "washington dc": "DC",
    "washington, d.c.": "DC",
}


@cache
def _rows(name: str) -> dict[str, str]:
    """Code to name, from one of the CSV files beside this module."""
    lines = (files("app.vocab") / name).read_text(encoding="utf-8").splitlines()
    return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@cache
def _by_name(name: str) -> dict[str, str]:
    return {fold(label): code for code, label in _rows(name).items()}


def country_codes() -> tuple[str, ...]:
    """All codes, in the order of the alphabet."""
    return tuple(_rows("countries.csv"))


def is_country(code: str) -> bool:
    """Whether it is a code of the list, in capitals."""
    return code in _rows("countries.csv")


def country_name(code: str) -> str:
    """The English name. A code that is not in the list is its own name."""
    return _rows("countries.csv").get(code, code)


def country_of_name(name: str) -> str | None:
    """The code for an English name in any case, or None: unknown, or no single country."""
    folded = fold(name)
    return ALIASES.get(folded) or _by_name("countries.csv").get(folded)


def state_code(name: str) -> str | None:
    """The postal code of a state, district or territory of the United States by its full name, or None."""
    folded = fold(name)
    return STATE_ALIASES.get(folded) or _by_name("us_states.csv").get(folded)


def ends_in_country(place: str, code: str) -> bool:
    """Whether the place's last words name the country: `Seoul, Republic Of Korea` and KR."""
    return country_of_name(place.rsplit(", ", 1)[-1]) == code

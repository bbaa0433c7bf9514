"""The closed lists: complete, worded, and reached by the words of the sources."""

from collections import Counter
from importlib import import_module
from inspect import getmembers, isclass

import pytest

from app.core.text import fold, key_of
from app.vocab.aircraft import (
    AIRCRAFT_CATEGORY_OF_NTSB,
    DAMAGE_OF_NTSB,
    ENGINE_TYPE_OF_NTSB,
    AircraftCategory,
    Damage,
    EngineType,
)
from app.vocab.categories import GROUP_LABELS, GROUP_OF, OccurrenceCategory
from app.vocab.coded import Coded, edition_of, source_of
from app.vocab.countries import (
    ALIASES,
    NOT_COUNTRIES,
    STATE_ALIASES,
    country_codes,
    country_name,
    country_of_name,
    is_country,
    state_code,
)
from app.vocab.injuries import InjuryLevel, Population
from app.vocab.investigations import EventKind
from app.vocab.manufacturers import is_known_maker, makers, manufacturer_of
from app.vocab.occurrences import CLASS_OF_NTSB, WEATHER_OF_NTSB, OccurrenceClass, Weather
from app.vocab.operations import (
    PURPOSE_OF_NTSB,
    RULE_PART_OF_NTSB,
    SCHEDULE_OF_NTSB,
    Purpose,
    RulePart,
    Schedule,
)
from app.vocab.phases import PHASE_OF_NTSB_BROAD, Phase
from app.vocab.privacy import looks_like_company

MODULES = ("aircraft", "categories", "injuries", "investigations", "occurrences", "operations", "phases")
LISTS = [
    each
    for module in MODULES
    for _, each in getmembers(import_module(f"app.vocab.{module}"), isclass)
    if issubclass(each, Coded) and each is not Coded
]
MAPS = {
    "class": CLASS_OF_NTSB,
    "weather": WEATHER_OF_NTSB,
    "phase": PHASE_OF_NTSB_BROAD,
    "aircraft category": AIRCRAFT_CATEGORY_OF_NTSB,
    "damage": DAMAGE_OF_NTSB,
    "engine type": ENGINE_TYPE_OF_NTSB,
    "rule part": RULE_PART_OF_NTSB,
    "purpose": PURPOSE_OF_NTSB,
    "schedule": SCHEDULE_OF_NTSB,
}


@pytest.mark.parametrize("coded", LISTS, ids=lambda each: each.__name__)
def test_every_member_has_words_and_comes_back_by_its_code(coded: type[Coded]) -> None:
    for member in coded:
        assert member.label.strip(), member
        assert member.definition.endswith("."), member
        assert coded.find(member.value) is member
        assert str(member) == member.value
    assert len({member.label for member in coded}) == len(coded)


def test_the_36_categories_and_their_groups() -> None:
    assert len(OccurrenceCategory) == 36
    assert set(GROUP_OF) == set(OccurrenceCategory)
    assert Counter(GROUP_OF.values()) == {"TL": 4, "AB": 11, "AC": 3, "GR": 7, "WX": 3, "NA": 2, "MI": 6}
    assert set(GROUP_LABELS) == set(GROUP_OF.values())
    assert OccurrenceCategory("LOC-I") is OccurrenceCategory.LOC_I
    assert edition_of(OccurrenceCategory) == "CICTT v4.7, December 2017"
    assert source_of(OccurrenceCategory)


def test_the_published_lists_have_their_sizes() -> None:
    assert " ".join(Phase) == "STD TXI TOF ICL ENR MNV APR LDG PBT EMG UND PIM UNK"
    assert edition_of(Phase) == "CICTT v1.3, April 2013"
    assert list(InjuryLevel) == ["fatal", "serious", "minor", "none", "unknown"]
    assert Population.ALL.label == "everybody"
    assert EventKind.find("preliminary_due") is None
    assert edition_of(InjuryLevel) == ""


@pytest.mark.parametrize("name", MAPS)
def test_the_keys_of_the_maps_are_upper_case_and_stripped(name: str) -> None:
    assert all(key == key.strip().upper() for key in MAPS[name])


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("class", "OCC", OccurrenceClass.NOT_DETERMINED),
        ("class", "ACC", OccurrenceClass.ACCIDENT),
        ("weather", "UNKNOWN", Weather.UNK),
        ("phase", "TAKEOFF", Phase.TOF),
        ("phase", "GO-AROUND", Phase.APR),
        ("aircraft category", "GYROCRAFT", AircraftCategory.GYROPLANE),
        ("aircraft category", "CSF", AircraftCategory.ROCKET),
        ("damage", "SUBS", Damage.SUBSTANTIAL),
        ("engine type", "TJ", EngineType.TURBO_JET),
        ("rule part", "PART 91: GENERAL AVIATION", RulePart.P091),
        ("rule part", "NON-U.S., NON-COMMERCIAL", RulePart.NUSN),
        ("rule part", "091K", RulePart.P091K),
        ("purpose", "PUBLIC AIRCRAFT - LOCAL", Purpose.PUBL),
        ("purpose", "AAPL", Purpose.AAPL),
        ("schedule", "NSCH", Schedule.NSCH),
    ],
)
def test_words_and_codes_of_the_ntsb(name: str, cell: str, expected: Coded) -> None:
    assert MAPS[name][cell] is expected


def test_the_broad_phases_are_twelve() -> None:
    assert len(PHASE_OF_NTSB_BROAD) == 12


def test_countries() -> None:
    assert len(country_codes()) == 250
    assert is_country("EG")
    assert is_country("XK")
    assert not is_country("eg")
    assert not is_country("AN")
    assert country_name("CI") == "Côte d'Ivoire"
    assert country_name("??") == "??"
    assert all(country_of_name(country_name(code)) == code for code in country_codes())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, Republic Of", "KR"),
        ("Republic Of Korea", "KR"),
        ("Democratic People's Republic Of Korea", "KP"),
        ("Burma", "MM"),
        ("Ivory Coast", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("St Kitts And Nevis", "KN"),
        ("Swaziland", "SZ"),
        ("Isle of Man", "IM"),
        ("Reunion", "RE"),
        ("Federated States Of Micronesia", "FM"),
        ("Congo", None),
        ("Netherlands Antilles", None),
        ("West Indies", None),
        ("Unknown", None),
        ("", None),
    ],
)
def test_country_names(name: str, code: str | None) -> None:
    assert country_of_name(name) == code


def test_the_names_beside_the_country_list_are_folded_and_lead_to_codes() -> None:
    assert all(name == fold(name) and is_country(code) for name, code in ALIASES.items())
    assert all(name == fold(name) and len(code) == 2 for name, code in STATE_ALIASES.items())
    assert not NOT_COUNTRIES & set(ALIASES)
    assert all(country_of_name(name) is None for name in NOT_COUNTRIES)


def test_states() -> None:
    assert state_code("north carolina") == "NC"
    assert state_code("Puerto Rico") == "PR"
    assert state_code("Virgin Islands") == "VI"
    assert state_code("Pacific Ocean") is None


def test_spellings_of_one_maker_lead_to_one_name() -> None:
    assert manufacturer_of("CESSNA") == manufacturer_of("Cessna Aircraft Co") == "Cessna"
    assert manufacturer_of("ROBINSON HELICOPTER CO.") == "Robinson"
    assert manufacturer_of("VANS AIRCRAFT INC") == "Van's Aircraft"
    assert manufacturer_of("EMBRAER S.A.") == "Embraer"
    assert manufacturer_of("ERCOUPE (ENG & RESEARCH CORP.)") == manufacturer_of("ERCO")


def test_different_makers_stay_different() -> None:
    names = [
        manufacturer_of(raw)
        for raw in (
            "Grumman",
            "Grumman American",
            "Grumman-Schweizer",
            "Airbus Industrie",
            "Airbus Helicopters",
            "Eurocopter",
        )
    ]
    assert None not in names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("raw", ["SMITH", "JOHNSON", "Miller", "CLARKE REGINALD W", "DOUGLAS BRIAN G", "HOMEBUILT", "", "Inc"])
def test_builders_names_are_no_makers(raw: str) -> None:
    assert manufacturer_of(raw) is None
    assert not is_known_maker(raw)


def test_no_spelling_belongs_to_two_makers() -> None:
    spellings = [key_of(spelling) for maker in makers() for spelling in (maker.name, *maker.aliases)]
    assert "" not in spellings
    assert [key for key, count in Counter(spellings).items() if count > 1] == []
    assert all(maker.country == "" or is_country(maker.country) for maker in makers())
    assert len(makers()) >= 300


@pytest.mark.parametrize(
    "name",
    [
        "N57AW LLC",
        "Skyline Flying Club",
        "DELTA AIR LINES INC",
        "Avianca S.A.",
        "U.S. Army",
        "Los Angeles County Sheriff's Department",
        "AEROMEXICO",
        "Taxi Aéreo Ltda.",
        "Jones & Sons Co",
    ],
)
def test_companies_and_public_bodies(name: str) -> None:
    assert looks_like_company(name)


@pytest.mark.parametrize(
    "name",
    [
        "SMITH JOHN A",
        "Smith, S.A.",
        "John S. A. Smith",
        "Maria de Sá",
        "Jean Airey",
        "Pilot",
        "Private",
        "On File",
        "Individual",
        "",
    ],
)
def test_private_persons_and_empty_words(name: str) -> None:
    assert not looks_like_company(name)

"""About 150 records of all sorts: some of the bundled tables, imported, and records that are odd on purpose."""

import csv
import datetime as dt
import gzip
import random
from pathlib import Path

import sqlalchemy as sa

import app
from app.importers.ntsb import read_release
from app.models import Party, User
from app.services import contributions as c
from app.services import steps as s
from app.services.imports import NTSB_SERIES, file_release
from app.services.permissions import Actor
from app.vocab.claims import Rank
from app.vocab.users import Role
from tests.factories import A, an_occurrence, more_claims

EDITOR = Actor(2, "Bessie", frozenset({Role.EDITOR}))
CONTRIBUTOR = Actor(1, "Amelia", frozenset({Role.CONTRIBUTOR}))
_SAMPLE = Path(app.__file__).parent / "sample" / "ntsb"
_TABLES = (("carol_2020_2024.csv.gz", ",", 60, "2025-06-01"), ("AviationData_pipe.txt.gz", "|", 50, "2022-01-01"))

# Where it is easy to go wrong: the date line, the poles, the equator, Greenwich.
PLACES = (
    "0,179.99", "0.01,-179.99", "12,180", "12,-180", "89.9,10", "89.8,-170", "-89.95,0", "90,0", "-90,120", "-0,0", "0,-0",
    "30.1506,34.178", "30.15,34.2", "51.477,0", "-77,166.6", "66,-179.5", "0.0,0.0", "30,34",
)  # fmt: skip
DATES = ("2015", "2015-10", "2015-10-31", "2015-12-31", "2016-01-01", "2016-02", "2000-02-29", "1999-12", "1919-05-20")
NAMES = (
    "Hasna", "São Paulo", "Kraków-Balice", "Ærø", "Аэропорт Российский", "Ae\u0301roport de Paris", "İstanbul", "東京 空港",
    "Straße 7", "missing", "O’Hare", "at the \"old\" mill", "x", "N of Los Angeles, 2 mi", "№ 7 ﬁeld", "any",
)  # fmt: skip
OPERATORS = (
    "Kogalymavia", "Когалымский авиаотряд", "American Airlines", "American Eagle", "Air France", "Cie. Aérienne",
    "Delta", "Delta Air Lines", "UPS",
)  # fmt: skip
SPEAKERS = ("NTSB", "IAC", "Air Accidents Investigation Branch", "AP", "Минтранс России")


def people(session) -> None:
    """Users with the numbers of the actors."""
    for number, name in ((1, "Amelia"), (2, "Bessie")):
        session.add(User(id=number, name=name, email=f"{name}@example.org", created_at=dt.datetime.now(dt.UTC)))
    session.commit()


def do(session, *steps: s.Step, comment: str = "a test does it") -> int:
    """Have an editor do the steps; the changeset's number."""
    changeset = c.submit(session, EDITOR, steps, comment)
    session.commit()
    return changeset.id


def fill(session, folder: Path) -> None:
    """Make the corpus, and commit."""
    people(session)
    for table in _TABLES:
        _import(session, folder, *table)
    chance = random.Random(20151031)
    odd = [an_occurrence(session, _odd(chance, number), n_aircraft=number % 4) for number in range(44)]
    _told(session, odd)
    _inquiries(session, odd)
    _hidden(session, odd)
    _parties(session)


def fill_a_little(session) -> list[int]:
    """A dozen odd records, some investigated; their ids."""
    people(session)
    chance = random.Random(7)
    odd = [an_occurrence(session, _odd(chance, number), n_aircraft=number % 4) for number in range(12)]
    makers = ("Airbus", "Airbus", "Boeing", "Cessna")
    for operator, maker in zip(("American Airlines", "American Eagle", "Air France", "UPS"), makers, strict=True):
        claims = (A("aircraft.operator", operator, aircraft=1), A("aircraft.manufacturer", maker, aircraft=1))
        odd.append(an_occurrence(session, [*claims, A("aircraft.model", "X-1", aircraft=1)]))
    _inquiries(session, odd)
    return odd


def _import(session, folder: Path, name: str, delimiter: str, number: int, released: str) -> None:
    """Every so many rows of a table, through the real importer."""
    with gzip.open(_SAMPLE / name, "rt", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter=delimiter))
    cut = folder / name.removesuffix(".gz")
    with cut.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([lines[0], *lines[1 :: len(lines) // number]])
    release = read_release(cut)
    file_release(session, release, NTSB_SERIES[release.shape], dt.date.fromisoformat(released))
    session.commit()


def _odd(chance: random.Random, number: int):
    """Claims about an occurrence, each of them now and then."""

    def maybe(property_: str, values, share: float = 0.6, **more):
        if chance.random() < share:
            said = dt.date(2015, 10, 31) + dt.timedelta(days=chance.randrange(400))
            yield A(property_, str(chance.choice(values)), by=chance.choice(SPEAKERS), said=said, **more)

    yield from maybe("date", DATES, 0.85)
    yield from maybe("time.local", ("00:00", "06:30", "23:59"))
    yield from maybe("place", NAMES)
    yield from maybe("country", ("US", "EG", "RU", "FR"))
    yield from maybe("coordinates", PLACES, 0.8, qualifier=chance.choice(("", "site", "tail")))
    yield from maybe("aerodrome.code", ("HEST", "MRI", "K-JFK"))
    yield from maybe("aerodrome.name", NAMES, 0.4)
    yield from maybe("class", ("accident", "incident", "serious_incident"))
    yield from maybe("injuries.fatal", (0, 1, 2, 224, 999_999), qualifier="all")
    yield from maybe("injuries.serious", (0, 1, 5), qualifier="aboard")
    yield from maybe("people.aboard", (1, 2, 224), qualifier="aboard")
    yield from maybe("injuries.highest", ("fatal", "serious", "none"))
    yield from maybe("weather.conditions", ("VMC", "IMC"))
    for category in chance.sample(("SEC", "LOC-I", "CFIT"), chance.randrange(3)):
        yield A("category", category, by=chance.choice(SPEAKERS))
    yield from maybe("cause.statement", ("An explosion in the tail, at the black box.", "Fatigue cracks; a tail strike"), 0.3)
    yield from maybe("wreckage.length", ("13",), 0.2)
    for craft in range(1, number % 4 + 1):
        yield from maybe("aircraft.registration", ("EI-ETJ", "EI-ETX", "N123AB", "N1", "ВЖ-7"), 0.8, aircraft=craft)
        yield from maybe("aircraft.manufacturer", ("Airbus", "Boeing", "Cessna"), aircraft=craft)
        yield from maybe("aircraft.model", ("A321-231", "737", "172 Skyhawk", "Дельта-й"), aircraft=craft)
        yield from maybe("aircraft.operator", OPERATORS, 0.8, aircraft=craft)
        yield from maybe("aircraft.flight_number", ("7K9268", "7K-9268", "AA 11", "AA11"), aircraft=craft)
        yield from maybe("aircraft.engines.number", (0, 1, 2, 4), aircraft=craft)
        yield from maybe("aircraft.phase", ("APR", "LDG", "ENR"), aircraft=craft)
        yield from maybe("aircraft.damage", ("destroyed", "none", "minor"), aircraft=craft)
        yield from maybe("aircraft.category", ("airplane", "helicopter"), aircraft=craft)


def _told(session, odd: list[int]) -> None:
    """Contradictions, denials, and marks of rank."""
    for key in odd[::5]:
        more_claims(session, key, [A("injuries.fatal", "7", by="AP", qualifier="all"), A("country", "GB", by="AP")])
    for key in odd[::7]:
        more_claims(
            session, key, [A("place", "Nowhere", by="IAC", rank=Rank.DEPRECATED), A("weather.conditions", "IMC", by="UPS")]
        )
    more_claims(session, odd[3], [A("place", "Hasna", by="AP", stance="denies")])


def _inquiries(session, odd: list[int]) -> None:
    """Investigations with and without a final report, by authorities that otherwise say nothing; recommendations."""
    for number, key in enumerate(odd[1::4]):
        kind = ("final_published", "opened", "preliminary_published")[number % 3]
        events = (s.EventStep("new:a", "safety", kind, "2016-11-01"),)
        more = (s.RecommendationStep("Inspect the tails.", 1),) if number % 2 else ()
        party = s.NewParty("new:a", f"Authority {number % 3} of Ægypt", "authority")
        do(session, party, s.FileAccount(key, 1, 1, "2016-11-01", events=events, recommendations=more))


def _hidden(session, odd: list[int]) -> None:
    """Records that are withdrawn, merged, restored and split; entries taken back; contributions that wait."""
    do(session, s.WithdrawOccurrence(odd[10], "A drill"))
    do(session, s.WithdrawOccurrence(odd[11], "A drill"))
    do(session, s.RestoreOccurrence(odd[11], "No drill"))
    do(session, s.Merge(odd[13], odd[17], "The same", {"1": 1}))
    do(session, s.Merge(odd[14], odd[18], "A collision"))
    do(session, s.Merge(odd[15], odd[19], "The same"))
    do(session, s.Split(odd[15], "Not the same"))
    do(session, s.Withdraw(odd[20 + 1], "claim", 1, "A slip"))
    waiting = (s.FileAccount(odd[2], 1, 1, "2017-01-01", claims=(s.ClaimStep("place", "Waiting"),)),)
    c.submit(session, CONTRIBUTOR, waiting, "Waits")
    c.submit(session, CONTRIBUTOR, (s.NewOccurrence("new:1"), s.FileAccount("new:1", 1, 1, "2017-01-01", claims=(
        s.ClaimStep("place", "Waiting"),
    ))), "Waits too")  # fmt: skip
    session.commit()


def _parties(session) -> None:
    """Parties that are one, renamed, and known by further names."""
    ids = {each.name: each.id for each in session.scalars(sa.select(Party))}
    do(session, s.MergeParty(ids["American Eagle"], ids["American Airlines"], "One company"))
    do(session, s.MergeParty(ids["Delta"], ids["Delta Air Lines"], "One company"))
    do(session, s.RenameParty(ids["Kogalymavia"], "Metrojet"))
    do(session, s.RenameParty(ids["American Airlines"], "American", drop=True))
    do(session, s.AddPartyName(ids["UPS"], "United Parcel Service"))

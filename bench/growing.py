"""Multiplying the bundled NTSB table: each new event is a real one at another time and place, under numbers of its own."""

import csv
import datetime as dt
import gzip
import io
import random
import string
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from bench.narratives import SAMPLE

TABLE = SAMPLE / "NTSBData_20170328.csv.gz"
FIRST, LAST, RELEASED = dt.date(1962, 1, 1), dt.date(2017, 3, 20), dt.date(2017, 3, 28)
POSITIONED = 0.9  # share of events with a position; of the bundled ones a third has one
SPREAD = 0.4  # degrees
_SERIES = "XABCDEFGHJKLMNPQRSTUVWYZ"
_LETTERS = string.ascii_uppercase
_MARKS = string.digits + "ABCDEFGHJKLMNPQRSTUVWXYZ"  # as on the US register, without I and O

Row = list[str]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def read_table() -> tuple[Row, list[list[Row]]]:
    """The header, and the rows of each event in the order of their numbers."""
    with gzip.open(TABLE, "rb") as raw:
        rows = csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
        header = next(rows)
        body = sorted(rows, key=lambda row: (row[0], row[2]))
    return header, [list(group) for _, group in groupby(body, key=lambda row: row[0])]


class Grower:
    """Makes as many events as one asks for, each by the same chance from the bundled ones."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.header, self.events = read_table()
        self.at = {name: i for i, name in enumerate(self.header)}
        self.points: dict[str, list[Point]] = defaultdict(list)  # by state of the US, and by country
        self.boxes: dict[str, Box] = {}
        for event in self.events:
            self._learn_position(event[0])
        self.n_aircraft = 0

    def _learn_position(self, row: Row) -> None:
        point = self._position(row)
        if point is None:
            return
        country = row[self.at["Country"]]
        for region in dict.fromkeys((self._region(row), country)):
            self.points[region].append(point)
        south, west, north, east = self.boxes.get(country, (*point, *point))
        latitude, longitude = point
        self.boxes[country] = (min(south, latitude), min(west, longitude), max(north, latitude), max(east, longitude))

    def _position(self, row: Row) -> Point | None:
        """The row's position; None where it has none, or an impossible one."""
        try:
            latitude, longitude = float(row[self.at["Latitude"]]), float(row[self.at["Longitude"]])
        except ValueError:
            return None
        return (latitude, longitude) if abs(latitude) <= 90 and 0 < abs(longitude) <= 180 else None

    def _region(self, row: Row) -> str:
        """The state within the United States, else the country."""
        _, comma, state = row[self.at["Location"]].rpartition(", ")
        return state.upper() if comma and len(state) == 2 else row[self.at["Country"]]

    def grow(self, n: int) -> Iterator[list[Row]]:
        """The rows of n events."""
        for number in range(n):
            yield self._event(number, self.events[int(self.chance.random() * len(self.events))])

    def _event(self, number: int, model: list[Row]) -> list[Row]:
        """An event like the model. number: which no other event of this corpus has."""
        at, first = self.at, model[0]
        happened, published = self._dates(first)
        serial = f"{_SERIES[number // 100_000 % len(_SERIES)]}{number % 100_000:05d}"
        key = f"{happened:%Y%m%d}{serial}"
        kind = first[at["Accident.Number"]][5:7]
        case = f"{first[at['Accident.Number']][:3]}{happened:%y}{kind if kind.isalpha() else 'LA'}{number:06d}"
        latitude, longitude = self._place(first)
        rows = []
        for place, model_row in enumerate(model):
            self.n_aircraft += 1
            row = model_row.copy()
            row[at["Event.Id"]] = key
            row[at["Accident.Number"]] = case + (_LETTERS[place] if len(model) > 1 else "")
            row[at["Event.Date"]], row[at["Publication.Date"]] = happened.isoformat(), published
            row[at["Latitude"]], row[at["Longitude"]] = latitude, longitude
            row[at["Registration.Number"]] = registration(row[at["Registration.Number"]], self.n_aircraft)
            rows.append(row)
        return rows

    def _dates(self, row: Row) -> tuple[dt.date, str]:
        """The day of the event and that of the publication in ISO, both moved by the same time."""
        happened = dt.date.fromisoformat(row[self.at["Event.Date"]])
        days = dt.timedelta(self.chance.randint(-1500, 400))
        moved = happened + days if FIRST <= happened + days <= LAST else happened
        published = row[self.at["Publication.Date"]]
        if published:
            published = min(dt.date.fromisoformat(published) + (moved - happened), RELEASED).isoformat()
        return moved, published

    def _place(self, row: Row) -> tuple[str, str]:
        """A point near the event's own, or near another's in its region; within the country's box. Blank: none."""
        if self.chance.random() >= POSITIONED:
            return "", ""
        point = self._position(row)
        country = row[self.at["Country"]]
        if point is None:
            others = self.points.get(self._region(row)) or self.points.get(country)
            if not others:
                return "", ""
            point = others[int(self.chance.random() * len(others))]
        south, west, north, east = self.boxes.get(country, (*point, *point))
        latitude = point[0] + self.chance.uniform(-SPREAD, SPREAD)
        longitude = point[1] + self.chance.uniform(-SPREAD, SPREAD)
        return f"{min(max(latitude, south), north):.6f}", f"{min(max(longitude, west), east):.6f}"


def registration(mark: str, number: int) -> str:
    """A mark of the same country that no other aircraft has; what is no mark stays."""
    prefix, hyphen, rest = mark.partition("-")
    if hyphen and rest and len(prefix) <= 2:
        return f"{prefix}-{_written(number, _LETTERS, 5)}"
    return f"N{_written(number, _MARKS, 5)}" if any(map(str.isdigit, mark)) else mark


def _written(number: int, digits: str, width: int) -> str:
    text = ""
    while number or len(text) < width:
        number, rest = divmod(number, len(digits))
        text = digits[rest] + text
    return text

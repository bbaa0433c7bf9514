"""GeoJSON (RFC 7946): a FeatureCollection of points. Rows without a position are counted in a member at its end."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from app.exports.columns import ColumnType
from app.exports.table import Table, listed

MEDIA_TYPE = "application/geo+json"


def write_geojson(table: Table) -> Iterator[bytes]:
    """The file, a batch at a time. The last two cells of each row are latitude and longitude; they are the geometry alone.

    `airdocket` at the end has `without_position`: how many rows have none and are no features.
    """
    yield b'{"type":"FeatureCollection","features":['
    names = [each.name for each in table.columns]
    lists = [names[i] for i in table.of_type(ColumnType.LIST)]
    before, without = b"\n", 0
    for rows in table.batches:
        features = [_feature(names, lists, row) for row in rows if row[-1] is not None]
        without += len(rows) - len(features)
        if features:
            yield before + b",\n".join(features)
            before = b",\n"
    told = {**table.about.facts(), "without_position": without}
    yield b'\n],"airdocket":' + orjson.dumps(told) + b"}\n"


def _feature(names: Sequence[str], lists: Sequence[str], row: Sequence[Any]) -> bytes:
    told = dict(zip(names, row[:-2], strict=True))
    for name in lists:
        told[name] = listed(told[name])
    latitude, longitude = row[-2:]
    point = {"type": "Point", "coordinates": (longitude, latitude)}
    feature = {"type": "Feature", "id": row[0] if names[0] == "id" else None, "geometry": point, "properties": told}
    if feature["id"] is None:
        del feature["id"]
    return orjson.dumps(feature)

"""A plain map of the world: a grid, the ports that the sandbox knows, and a way between two."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from lune_mock.emissions.places import ports
from lune_mock.json_values import optional_text, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document import JSON

__all__ = ["Stop", "WorldMap", "stops_of", "world_map"]

_PIECES = 64
_HALF_A_TURN = 180
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on a way, in degrees."""

    label: str
    lat: float
    lon: float

    @property
    def x(self) -> float:
        """From 0, the date line in the west, to 360."""
        return round(self.lon + _HALF_A_TURN, 2)

    @property
    def y(self) -> float:
        """From 0, the north pole, to 180."""
        return round(90 - self.lat, 2)


@dataclass(frozen=True, slots=True)
class WorldMap:
    """What is drawn, in degrees from the north pole and the date line."""

    stops: list[Stop]
    lines: list[str]
    """The great circles from stop to stop, as points of a polyline; two at the date line."""
    ports: str
    """The ports of the sandbox, which hint at where land ends, as a path of dots."""


def world_map(route: JSON) -> WorldMap | None:
    """Return the map of a `CalculatedRoute`, None where there is no route to be drawn."""
    stops = stops_of(route)
    if not stops:
        return None
    lines = [
        " ".join(f"{each.x},{each.y}" for each in piece)
        for start, end in pairwise(stops)
        for piece in _pieces(start, end)
    ]
    return WorldMap(stops, lines, _ports())


def stops_of(route: JSON) -> list[Stop]:
    """Return the places that a `CalculatedRoute` leads through, none where they are not known."""
    if not isinstance(route, dict):
        return []
    legs = route.get("legs")
    if not isinstance(legs, list) or "source" not in route:
        return []
    locations = [record(route["source"]), *(record(record(leg)["location"]) for leg in legs)]
    return [_stop(each) for each in locations]


def _stop(location: dict[str, JSON]) -> Stop:
    at = record(location["coordinates"])
    lat, lon = float(str(at["lat"])), float(str(at["lon"]))
    return Stop(optional_text(location.get("label")) or f"{lat}, {lon}", lat, lon)


def _pieces(start: Stop, end: Stop) -> Iterator[list[Stop]]:
    """Yield the great circle between two stops, in two pieces where it crosses the date line."""
    piece: list[Stop] = []
    for each in _great_circle(start, end):
        if piece and abs(each.lon - piece[-1].lon) > _HALF_A_TURN:
            yield piece
            piece = []
        piece.append(each)
    yield piece


def _great_circle(start: Stop, end: Stop) -> Iterator[Stop]:
    a, b = _vector(start), _vector(end)
    angle = math.acos(max(-1.0, min(1.0, sum(p * q for p, q in zip(a, b, strict=True)))))
    # Between a place and itself, or its antipode, there is no one way.
    if math.sin(angle) < _NOTHING:
        yield from (start, end)
        return
    for number in range(_PIECES + 1):
        part = number / _PIECES
        near, far = (math.sin(share * angle) / math.sin(angle) for share in (1 - part, part))
        x, y, z = (near * p + far * q for p, q in zip(a, b, strict=True))
        yield Stop(
            "", math.degrees(math.asin(max(-1.0, min(1.0, z)))), math.degrees(math.atan2(y, x))
        )


def _vector(stop: Stop) -> tuple[float, float, float]:
    lat, lon = math.radians(stop.lat), math.radians(stop.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


@cache
def _ports() -> str:
    # One for each degree: there are thousands, and a page holds them all.
    dots = {(round(each.lon) + _HALF_A_TURN, 90 - round(each.lat)) for each in ports()}
    return "".join(f"M{x} {y}h0" for x, y in sorted(dots))

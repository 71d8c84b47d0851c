"""The way between two ports by sea."""

from __future__ import annotations

import importlib
import math
import threading
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from lune_mock.amounts import exactly
from lune_mock.emissions.places import great_circle_km, point
from lune_mock.emissions.tables import rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lune_mock.emissions.places import Place

__all__ = ["SeaWay", "routed", "sea_way"]

_Point: TypeAlias = "tuple[float, float]"
"""Longitude and latitude, as searoute has them."""

# What searoute calls the passages; it has one name for both passages of the Arctic, and one for
# Cape Horn and the Strait of Magellan.
_PASSAGES = {
    "panama": "panama",
    "suez": "suez",
    "cape_of_good_hope": "south_africa",
    "northwest_passage": "northwest",
    "northeast_passage": "northwest",
    "cape_horn": "chili",
}
# Where the passages of the Arctic are: north of 70 degrees between two meridians.
_ARCTIC_LAT = 70
_ARCTIC = {"northwest_passage": (-130, -80), "northeast_passage": (60, 150)}

# A lane around the Cape of Good Hope of which searoute 1.6 does not say so.
_CAPE_LANE = ((20.0, -40.0), (22.0, -35.0))

# The lanes of the open sea lie up to 700 km apart, and ships go up the Amazon; what is further
# from them lies inland.
_INLAND_KM = 1200


@dataclass(frozen=True, slots=True)
class SeaWay:
    """A way by sea."""

    km: Decimal
    """Its length before any adjustment."""
    corridors: frozenset[str]
    """The members of `TransitCorridor` that it goes along."""


class _Network(Protocol):
    """What is used of searoute's network of lanes."""

    restrictions: Sequence[str]
    """The passages that are closed."""

    def shortest_path(
        self, origin: _Point, destination: _Point, algorithm: str
    ) -> tuple[float, Sequence[_Point]]:
        """Return a length, infinite where every way is closed, and the nodes of the way."""
        ...

    @property
    def edges(self) -> Mapping[tuple[_Point, _Point], dict[str, object]]: ...


# The network keeps the restrictions of the call that goes on.
_one_at_a_time = threading.Lock()


def sea_way(
    source: Place,
    destination: Place,
    *,
    along: str | None = None,
    avoiding: frozenset[str] = frozenset(),
) -> SeaWay | None:
    """Return the way by sea between two places, in either direction; None where there is none.

    The table of corrections comes first, then searoute. The Arctic is closed unless it is asked
    for.

    `along` is the one member of `TransitCorridor` that it must go along; it goes along none of
    `avoiding`.
    """
    if source.code is not None and destination.code is not None:
        known = _corrections().get(frozenset({source.code, destination.code}))
        if known is not None and _keeps(known, along, avoiding):
            return known
    return routed(source, destination, along=along, avoiding=avoiding)


def routed(
    source: Place,
    destination: Place,
    *,
    along: str | None = None,
    avoiding: frozenset[str] = frozenset(),
) -> SeaWay | None:
    """Return the way as `sea_way` does, without the table of corrections."""
    closed = avoiding | ({*_ARCTIC} if along is None else {*_PASSAGES}) - {along}
    names = {_PASSAGES[each] for each in closed} - ({_PASSAGES[along]} if along else set())
    start, end = sorted([(source.lon, source.lat), (destination.lon, destination.lat)])
    way = _routed(start, end, frozenset(names))
    return way if way is not None and _keeps(way, along, avoiding) else None


def _keeps(way: SeaWay, along: str | None, avoiding: frozenset[str]) -> bool:
    return not way.corridors & avoiding and (along is None or along in way.corridors)


@cache
def _corrections() -> dict[frozenset[str], SeaWay]:
    return {
        frozenset({row["source"], row["destination"]}): SeaWay(
            Decimal(row["raw_km"]), frozenset(filter(None, row["corridors"].split(";")))
        )
        for row in rows("sea_distances")
    }


@cache
def _network() -> _Network:
    # It brings networkx and a map of the seas, which only ways by sea need. Of searoute nothing but
    # the network is asked: for a way that is closed its function warns the whole process.
    network = cast("_Network", importlib.import_module("searoute").setup_M())
    if _CAPE_LANE in network.edges:
        network.edges[_CAPE_LANE]["passage"] = _PASSAGES["cape_of_good_hope"]
    return network


@lru_cache(maxsize=8192)
def _routed(source: _Point, destination: _Point, closed: frozenset[str]) -> SeaWay | None:
    if source == destination:
        return SeaWay(Decimal(0), frozenset())
    with _one_at_a_time:
        network = _network()
        network.restrictions = sorted(closed)
        length, nodes = network.shortest_path(source, destination, "astar")
        passages = {network.edges[edge].get("passage") for edge in pairwise(nodes)}
    points = [source, *nodes, destination]
    kilometres = [_great_circle_km(*piece) for piece in pairwise(points)]
    if math.isinf(length) or max(kilometres[0], kilometres[-1]) > _INLAND_KM:
        return None
    with exactly(*kilometres):
        return SeaWay(sum(kilometres, Decimal(0)), _corridors(passages, nodes))


def _great_circle_km(source: _Point, destination: _Point) -> Decimal:
    return great_circle_km(point(source[1], source[0]), point(destination[1], destination[0]))


def _corridors(passages: Collection[object], nodes: Sequence[_Point]) -> frozenset[str]:
    return frozenset(
        corridor
        for corridor, passage in _PASSAGES.items()
        if passage in passages and (corridor not in _ARCTIC or _is_along(corridor, nodes))
    )


def _is_along(corridor: str, nodes: Sequence[_Point]) -> bool:
    west, east = _ARCTIC[corridor]
    return any(lat > _ARCTIC_LAT and west < lon < east for lon, lat in nodes)

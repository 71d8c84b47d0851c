"""The way between two ports by sea."""

from __future__ import annotations

import importlib
import threading
import warnings
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Protocol, TypedDict, cast

from lune_mock.emissions.places import great_circle_km, point
from lune_mock.emissions.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lune_mock.emissions.places import Place

__all__ = ["SeaWay", "routed", "sea_way"]

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


class _Properties(TypedDict):
    length: float
    """In kilometres."""
    traversed_passages: list[str]


class _Feature(Protocol):
    """What is used of searoute's answer."""

    @property
    def properties(self) -> _Properties: ...

    @property
    def geometry(self) -> Mapping[str, Sequence[tuple[float, float]]]: ...


class _Searoute(Protocol):
    """What is used of searoute."""

    def searoute(  # noqa: PLR0913 - the signature is searoute's
        self,
        origin: list[float],
        destination: list[float],
        *,
        append_orig_dest: bool,
        restrictions: list[str],
        return_passages: bool,
        algorithm: str,
        P: object,  # noqa: N803 - the signature is searoute's
    ) -> _Feature: ...


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
    ends = sorted([(source.lon, source.lat), (destination.lon, destination.lat)])
    way = _routed(ends[0], ends[1], frozenset(names))
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
def _searoute() -> _Searoute:
    # It brings networkx and a map of the seas, which only ways by sea need.
    return cast("_Searoute", importlib.import_module("searoute"))


@lru_cache(maxsize=8192)
def _routed(
    source: tuple[float, float], destination: tuple[float, float], closed: frozenset[str]
) -> SeaWay | None:
    if source == destination:
        return SeaWay(Decimal(0), frozenset())
    network = _searoute()
    with _one_at_a_time, warnings.catch_warnings():
        # It warns where there is no way, and answers with the great circle.
        warnings.simplefilter("error", UserWarning)
        try:
            feature = network.searoute(
                [*source],
                [*destination],
                append_orig_dest=True,
                restrictions=sorted(closed),
                return_passages=True,
                algorithm="astar",
                P=(),
            )
        except UserWarning:
            return None
    points = feature.geometry["coordinates"]
    for end, first in ((points[0], points[1]), (points[-1], points[-2])):
        if great_circle_km(point(end[1], end[0]), point(first[1], first[0])) > _INLAND_KM:
            return None
    km = Decimal(f"{feature.properties['length']:.3f}")
    return SeaWay(km, _corridors(feature, points))


def _corridors(feature: _Feature, points: Sequence[tuple[float, float]]) -> frozenset[str]:
    names = feature.properties["traversed_passages"]
    return frozenset(
        corridor
        for corridor, passage in _PASSAGES.items()
        if passage in names and (corridor not in _ARCTIC or _is_along(corridor, points))
    )


def _is_along(corridor: str, points: Sequence[tuple[float, float]]) -> bool:
    west, east = _ARCTIC[corridor]
    return any(lat > _ARCTIC_LAT and west < lon < east for lon, lat in points)

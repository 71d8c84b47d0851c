from __future__ import annotations

import statistics
import threading
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from lune_mock.emissions.places import point, port
from lune_mock.emissions.sea import routed, sea_way

from .sailing import ninetieth_percentile, sail


def test_routes_are_as_long_as_the_published_distances() -> None:
    errors = [sailed.error for sailed in sail()]
    assert len(errors) == 30
    assert statistics.median(errors) <= 0.03
    assert ninetieth_percentile(errors) <= 0.08


def test_the_documented_distance_comes_from_the_table() -> None:
    shanghai, rotterdam = port("CNSHA"), port("NLRTM")
    for way in (sea_way(shanghai, rotterdam), sea_way(rotterdam, shanghai)):
        assert way is not None
        assert way.km == Decimal("19536.204")
        assert way.corridors == {"suez"}


def test_a_way_is_as_long_in_both_directions() -> None:
    assert routed(port("NLRTM"), port("USNYC")) == routed(port("USNYC"), port("NLRTM"))


@pytest.mark.parametrize(
    ("corridor", "source", "destination"),
    [
        ("suez", "CNSGH", "NLRTM"),
        ("cape_of_good_hope", "CNSGH", "NLRTM"),
        ("panama", "CNSGH", "USNYC"),
        ("cape_horn", "ARBUE", "CLVAP"),
        ("northwest_passage", "USNYC", "JPYOK"),
        ("northeast_passage", "NLRTM", "JPYOK"),
    ],
)
def test_a_corridor_can_be_asked_for(corridor: str, source: str, destination: str) -> None:
    way = sea_way(port(source), port(destination), along=corridor)
    assert way is not None
    assert corridor in way.corridors


def test_the_way_around_africa_is_longer() -> None:
    ends = port("CNSGH"), port("NLRTM")
    suez, cape = sea_way(*ends), sea_way(*ends, avoiding=frozenset({"suez"}))
    assert suez is not None
    assert cape is not None
    assert "suez" not in cape.corridors
    assert cape.km > suez.km


def test_the_arctic_is_closed_unless_asked_for() -> None:
    way = sea_way(port("NLRTM"), port("JPYOK"))
    assert way is not None
    assert "suez" in way.corridors


@pytest.mark.parametrize("corridor", ["panama", "northwest_passage"])
def test_a_corridor_that_does_not_lie_between_them(corridor: str) -> None:
    assert sea_way(port("NLRTM"), port("DEHAM"), along=corridor) is None


def test_no_way_from_far_inland() -> None:
    assert sea_way(point(43.8, 87.6), port("NLRTM")) is None


def test_the_way_around_africa_is_closed_at_every_distance_from_the_cape() -> None:
    ends = port("BRSSZ"), port("INBOM")
    usual, other = sea_way(*ends), sea_way(*ends, avoiding=frozenset({"cape_of_good_hope"}))
    assert usual is not None
    assert usual.corridors == {"cape_of_good_hope"}
    assert other is not None
    assert other.corridors == {"suez"}


@pytest.mark.filterwarnings("error")
def test_a_way_that_is_closed_is_none_and_warns_nobody() -> None:
    corridors = frozenset({"suez", "cape_of_good_hope", "panama", "cape_horn"})
    assert sea_way(port("CNSGH"), port("NLRTM"), avoiding=corridors) is None


def test_no_way_from_a_place_to_itself() -> None:
    way = sea_way(port("NLRTM"), port("NLRTM"))
    assert way is not None
    assert way.km == 0


class OneCallNetwork:
    """A network that is at sea when two ask at once."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0

    def shortest_path(self, origin: Any, destination: Any, _: str) -> Any:
        self.inside += 1
        self.most = max(self.most, self.inside)
        threading.Event().wait(0.01)
        self.inside -= 1
        return 1.0, [origin, destination]

    @property
    def edges(self) -> Any:
        return defaultdict(dict)


def test_the_network_is_asked_by_one_thread_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    network = OneCallNetwork()
    monkeypatch.setattr("lune_mock.emissions.sea._network", lambda: network)
    threads = [
        threading.Thread(target=routed, args=(point(1, each / 7), point(2, each / 7)))
        for each in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert network.most == 1

from __future__ import annotations

from decimal import Decimal
from typing import Any

import lune_document
from lune_mock.emissions.places import port
from lune_mock.emissions.tables import rows


def test_no_key_stands_twice() -> None:
    for table, key in (
        ("countries", "alpha_2"),
        ("fuels", "fuel"),
        ("intensities", "key"),
        ("methods", "method"),
        ("ports", "locode"),
    ):
        keys = [row[key] for row in rows(table)]
        assert len(keys) == len(set(keys))


def test_the_parts_add_up_to_the_whole() -> None:
    for row in rows("intensities"):
        if row["wtt"]:
            assert Decimal(row["wtt"]) + Decimal(row["ttw"]) == Decimal(row["wtw"]), row["key"]
        else:
            assert not row["split"], row["key"]


def test_corrections_name_known_ports_in_the_order_of_the_alphabet() -> None:
    pairs = [(row["source"], row["destination"]) for row in rows("sea_distances")]
    assert len(pairs) == len(set(pairs))
    for source, destination in pairs:
        assert source < destination
        assert (port(source).code, port(destination).code) == (source, destination)


def members(name: str) -> set[str]:
    document: Any = lune_document.load()
    return set(document["components"]["schemas"][name]["enum"])


def test_countries_are_those_of_the_document() -> None:
    assert {row["alpha_3"] for row in rows("countries")} == members("ShippingCountryCode")


def test_corridors_and_sources_are_of_the_document() -> None:
    along = {name for row in rows("sea_distances") for name in row["corridors"].split(";")}
    assert along - {""} <= members("TransitCorridor")
    for table in ("intensities", "categories"):
        assert {row["source"] for row in rows(table)} <= members("EmissionFactorSource")

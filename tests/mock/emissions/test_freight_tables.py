from __future__ import annotations

import importlib
import re
import subprocess
import sys
from decimal import Decimal
from typing import Any

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


def test_countries_are_those_of_the_document() -> None:
    document: Any = importlib.import_module("lune_document").load()
    documented = document["components"]["schemas"]["ShippingCountryCode"]["enum"]
    assert {row["alpha_3"] for row in rows("countries")} == set(documented)


def test_nothing_is_loaded_before_it_is_needed() -> None:
    code = "import sys, lune_mock, lune_mock.emissions.freight; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(re.split(r"\s+", run.stdout))
    assert not loaded & {"searoute", "networkx", "airportsdata"}

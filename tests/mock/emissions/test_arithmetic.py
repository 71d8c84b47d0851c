from __future__ import annotations

import subprocess
import sys

# Tables are kept once they are read, so the arithmetic of the first estimate is what counts.
PROGRAM = """
import sys
from decimal import Decimal, localcontext

from lune_mock.emissions.categories import categories
from lune_mock.emissions.freight import freight
from lune_mock.emissions.spend import emissions_of

LORRY = {"vehicle_type": "truck_articulated_40t", "fuel": "cng", "load_factor": 0.7}


def shipped(mode, source, destination):
    return freight({
        "shipment": {"containers": "3"},
        "route": {"source": source, "destination": destination},
        "method": mode,
    })


with localcontext(prec=int(sys.argv[1]), rounding=sys.argv[2]):
    for each in (
        shipped("plane", {"code": "LHR"}, {"code": "JFK"}),
        shipped("sea_bulk_carrier_60dwkt_hfo", {"locode": "NLRTM"}, {"locode": "USNYC"}),
        shipped("truck_rigid_12t", {"lat": 52.52, "lon": 13.405}, {"lat": 48.85, "lon": 2.35}),
        shipped({**LORRY, "refrigerated": True}, {"locode": "NLRTM"}, {"locode": "DEHAM"}),
    ):
        print(each.intensity, each.distance, each.stages, each.tonnes)
    print(emissions_of(categories()["groceries"], Decimal("12.34"), "EUR", "vegan"))
"""


def output(prec: int, rounding: str) -> str:
    command = [sys.executable, "-c", PROGRAM, str(prec), rounding]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_what_a_program_sets_for_its_own_arithmetic_changes_no_estimate() -> None:
    assert output(3, "ROUND_UP") == output(28, "ROUND_HALF_EVEN")

"""What is done with a table, by a test or by a process of its own that is killed at it.

    python working.py '{"kind": "orders", "source": "in.csv", ...}'

The arguments are those of `work`; the API is in LUNE_API_URL, its key in LUNE_API_KEY.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from lune_client import Lune
from lune_client.tables import (
    OrderTotals,
    Summary,
    estimate_shipments,
    estimate_transactions,
    place_orders,
)

__all__ = ["work"]


def work(
    lune: Lune,
    *,
    kind: str,
    source: Path | str,
    output: Path | str,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
) -> Summary:
    """Do what the kind of the table asks for."""
    if kind == "orders":
        return place_orders(
            lune,
            source,
            output=output,
            columns=columns,
            constants=constants,
            name="scale",
            confirm=_yes,
        ).summary
    estimate = estimate_transactions if kind == "transactions" else estimate_shipments
    return estimate(lune, source, output=output, columns=columns, constants=constants).summary


def _yes(totals: OrderTotals) -> bool:
    del totals
    return True


if __name__ == "__main__":
    with Lune(max_requests_per_second=None) as client:
        work(client, **json.loads(sys.argv[1]))

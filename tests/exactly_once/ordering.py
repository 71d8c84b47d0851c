"""A process that places orders with keys of its own, to be killed: python ordering.py URL COUNT.

The API key comes in LUNE_API_KEY. Order number i is for i + 1 kilograms under the key "killed i".
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from lune_client import Lune, Mass, Timeouts


def place_orders(url: str, count: int) -> None:
    with (
        Lune(
            base_url=url,
            timeout=Timeouts(read=0.5),
            max_retries=12,
            max_requests_per_second=None,
        ) as lune,
        ThreadPoolExecutor(16) as workers,
    ):

        def place(number: int) -> None:
            lune.orders.create_by_mass(
                mass=Mass(number + 1, "kg"),
                metadata={"n": str(number)},
                idempotency_key=f"killed {number}",
            )

        for _ in workers.map(place, range(count)):
            pass


if __name__ == "__main__":
    place_orders(sys.argv[1], int(sys.argv[2]))

"""Print how long lune-mock with a file takes to place an order, at half of the load it can bear.

    python -m benchmarks.durable

wrk finds out what it bears. Then orders are due at fixed moments, over as many connections, and
each is timed from the moment it was due: one that had to wait for those before it is late as well.
"""

from __future__ import annotations

import http.client
import json
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from statistics import quantiles
from time import perf_counter, sleep

from benchmarks.servers import BY_MASS, CONNECTIONS, KEY, SECONDS, Operation, load, serve
from lune_mock.operations import contract

ORDER = Operation("POST by-mass", "POST", "/orders/by-mass", BY_MASS)
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing, without which there is nothing to find the load by")
    for name, options in (("in memory", []), ("with a file", ["--db", "sandbox.db"])):
        with tempfile.TemporaryDirectory() as folder:
            placed = [each.replace("sandbox.db", f"{folder}/sandbox.db") for each in options]
            command = [sys.executable, "-m", "lune_mock", *placed, "--port"]
            with serve(command, contract().base_path) as url:
                most = max(load(ORDER, f"{url}{ORDER.path}", SECONDS).rate for _ in range(ROUNDS))
                times = [sorted(paced(url, most / 2)) for _ in range(ROUNDS)]
        p50, p99 = min((quantiles(each, n=100)[49::49] for each in times), key=lambda it: it[1])
        print(
            f"{ORDER.name} {name:<12}{most:7.0f}/s at most; at half of that"
            f" p50 {p50 * 1000:5.1f} ms, p99 {p99 * 1000:5.1f} ms  p99 under 10 ms"
        )


def paced(url: str, rate: float) -> list[float]:
    """Place orders at a rate for some seconds; return how many seconds after it was due each was."""
    start = perf_counter() + 0.1
    with ThreadPoolExecutor(CONNECTIONS) as clients:
        moments = [start + number / rate for number in range(int(rate * SECONDS))]
        work = [moments[number::CONNECTIONS] for number in range(CONNECTIONS)]
        return [each for times in clients.map(partial(placed_at, url), work) for each in times]


def placed_at(url: str, moments: list[float]) -> list[float]:
    """Place an order at each of the moments, over one connection."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    body = json.dumps(BY_MASS)
    times: list[float] = []
    for due in moments:
        sleep(max(0.0, due - perf_counter()))
        connection.request("POST", f"/{path}{ORDER.path}", body, headers)
        answer = connection.getresponse()
        answer.read()
        times.append(perf_counter() - due)
        if answer.status != HTTPStatus.OK:
            sys.exit(f"an order is answered {answer.status}")
    connection.close()
    return times


if __name__ == "__main__":
    main()

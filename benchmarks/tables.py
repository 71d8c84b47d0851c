"""Print how fast tables are estimated, in how much memory, and how much of the limit is used.

    python -m benchmarks.tables [ROWS]

Tables are worked on by a process of their own, over sockets of this machine; ROWS is how large the
largest is, a million unless said. Rows a second are those of a client without a limit: the service
takes 15 calls of 100 rows a second. lune-mock estimates and keeps what it made; the other server
has one estimate for all, so what is left is what the client takes.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from bisect import bisect_left
from pathlib import Path
from typing import NamedTuple

import httpx
import polars as pl

from benchmarks.servers import KEY, serve
from lune_client._limiter import MAX_REQUESTS_PER_SECOND
from lune_mock.operations import contract

MOST_ROWS = 1_000_000
RATED_ROWS = 20_000
MEMORY_MB = 300
SHARE = 0.95
SHARED_SECONDS = 30
LATENCIES = (0.3, 1.0)

WORK = """
import json, resource, sys, time
from lune_client import Lune
from lune_client import tables
kind, source, output, limit = json.loads(sys.argv[1])
started = time.perf_counter()
with Lune(max_requests_per_second=limit) as lune:
    summary = getattr(tables, f"estimate_{kind}")(lune, source, output=output).summary
assert summary.succeeded == summary.rows, summary
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - started, time.process_time(), most)
"""


class Measured(NamedTuple):
    """What a table took: seconds, seconds of CPU, and MB at most."""

    seconds: float
    cpu: float
    most: float


def main() -> None:
    """Measure and print."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else MOST_ROWS
    print(f"Python {platform.python_version()}, polars {pl.__version__}, {platform.machine()}")
    print_rates()
    print_memory(most)
    print_shares()


def print_rates() -> None:
    """Rows a second of both servers."""
    print(
        f"\n{'rows a second, without a limit':<40}{'rows':>10}{'a second':>10}{'CPU ms a row':>14}"
    )
    mock = [sys.executable, "-m", "lune_mock", "--port"]
    for name, command, base_path in (
        ("lune-mock", mock, contract().base_path),
        ("one estimate for all", estimator(0), ""),
    ):
        with serve(command, base_path) as url:
            took = worked("transactions", url, RATED_ROWS)
        rate, cpu = RATED_ROWS / took.seconds, took.cpu / RATED_ROWS * 1000
        print(f"{name:<40}{RATED_ROWS:>10,}{rate:>10,.0f}{cpu:>14.2f}")


def print_memory(most: int) -> None:
    """The most memory that tables of several sizes take."""
    print(f"\n{'memory':<40}{'rows':>10}{'MB':>10}{'goal':>8}{'a second':>10}")
    sizes = [rows for rows in (10_000, 100_000, 1_000_000) if rows <= most]
    for suffix in (".csv", ".parquet"):
        for rows in sizes:
            with serve(estimator(0), "") as url:
                took = worked("transactions", url, rows, suffix)
            what, rate = f"{suffix} to {suffix}", rows / took.seconds
            print(f"{what:<40}{rows:>10,}{took.most:>10.0f}{MEMORY_MB:>8}{rate:>10,.0f}")


def print_shares() -> None:
    """How much of the limit is used, and whether it is kept."""
    limit = MAX_REQUESTS_PER_SECOND
    what = f"share of the limit of {limit} a second"
    print(f"\n{what:<40}{'calls':>10}{'share':>10}{'goal':>8}{'most in any second':>20}")
    for kind, rows in (("shipments", 1), ("transactions", 100)):
        for latency in LATENCIES:
            with serve(estimator(latency), "") as url:
                worked(kind, url, limit * SHARED_SECONDS * rows, limit=limit)
                arrivals = sorted(httpx.get(f"{url}/arrivals").json())
            share, most = used(arrivals, limit)
            what = f"{kind}, answered after {latency} s"
            print(f"{what:<40}{len(arrivals):>10}{share:>10.1%}{SHARE:>8.0%}{most:>20}")


def used(arrivals: list[float], limit: int) -> tuple[float, int]:
    """Return the share of the limit between start and end, and the most calls in any second."""
    # As many calls as the limit allows in a second may come at once, so whole turns are counted.
    turns = [later - each for each, later in zip(arrivals, arrivals[limit:], strict=False)]
    steady = turns[limit:-limit]
    ends = (bisect_left(arrivals, each + 1) for each in arrivals)
    return len(steady) / sum(steady), max(end - start for start, end in enumerate(ends))


def estimator(seconds: float) -> list[str]:
    """Return the command of the server that answers after some seconds."""
    return [sys.executable, "-m", "benchmarks.estimator", str(seconds)]


def worked(
    kind: str, url: str, rows: int, suffix: str = ".csv", limit: int | None = None
) -> Measured:
    """Estimate a table in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"in{suffix}")
        write(source, kind, rows)
        arguments = json.dumps([kind, str(source), str(source.with_stem("out")), limit])
        done = subprocess.run(
            [sys.executable, "-c", WORK, arguments],
            env={**os.environ, "LUNE_API_URL": url, "LUNE_API_KEY": KEY},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    return Measured(*map(float, done.stdout.split()))


def write(path: Path, kind: str, rows: int) -> None:
    """Write a table whose rows are all different."""
    csv = path.with_suffix(".csv")
    with csv.open("w", encoding="utf-8") as file:
        if kind == "transactions":
            file.write("Id,Amount,Currency,Country,MCC,Note\n")
            for each in range(rows):
                file.write(f"p-{each},{each}.50,USD,USA,5818,what it was bought for\n")
        else:
            file.write("shipment.mass.amount,shipment.mass.unit,route.amount,route.unit,method\n")
            for each in range(rows):
                file.write(f"{each + 1},kg,120,km,diesel_truck\n")
    if path != csv:
        pl.scan_csv(csv, infer_schema=False).sink_parquet(path)
        csv.unlink()


if __name__ == "__main__":
    main()

"""Print how fast the sandbox estimates, each figure beside its goal.

    python -m benchmarks.estimates

All of it runs in one process on one core, without a socket. Repeated figures are the best of many
rounds, in turns with what they are set against. What is asked for the first time can be measured
only once: of that, the median. Absolute times depend on the machine and its load; the ratios are
what to look at.
"""

from __future__ import annotations

import importlib
import json
import platform
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import combinations, cycle, islice
from time import perf_counter

from benchmarks.timing import microseconds
from lune_document import JSON
from lune_mock import Sandbox
from lune_mock.emissions.freight import freight
from lune_mock.emissions.places import port
from lune_mock.emissions.tables import rows

PURCHASES_A_SECOND = 2000
COLD_SEA_MS, REPEATED_SEA_MS = 40, 0.2
START_S = 1

ESTIMATES = "/v1/estimates/transactions"
BATCH = 100
TERMS = 2000
ROUTES = 150
STARTS = 5

# What each kind of estimate needs; a sandbox that was asked for none of them has loaded none.
NEEDED = ("searoute", "networkx", "airportsdata", "sqlite3")

FIRST = """
import json, sys, time
from lune_mock import Sandbox
method, path, body, needed = json.loads(sys.argv[1])
sandbox = Sandbox()
headers = {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"}
answer = sandbox.handle(method, path, headers, json.dumps(body).encode() if body else b"")
assert answer.status == 200, answer
print(time.process_time(), *[name for name in needed if name in sys.modules])
"""


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    print_purchases()
    print_sea()
    print_starts()


def purchase(**merchant: str) -> dict[str, JSON]:
    """Return the request of a purchase in the United States."""
    asked: dict[str, JSON] = {**merchant, "country_code": "USA"}
    return {"value": {"value": "48.20", "currency": "USD"}, "merchant": asked}


def shipment(source: str, destination: str) -> dict[str, JSON]:
    """Return the request of two containers by sea."""
    return {
        "shipment": {"containers": "2"},
        "route": {"source": {"locode": source}, "destination": {"locode": destination}},
        "method": {"vessel_type": "container_ship"},
    }


class Caller:
    """Somebody who calls a sandbox of their own."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        self.headers: Mapping[str, str] = {
            "Authorization": f"Bearer {self.sandbox.api_key}",
            "Content-Type": "application/json",
        }

    def call(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return the body of the answer, which has to be a success."""
        answer = self.sandbox.handle(method, path, self.headers, body)
        if answer.status != 200:  # noqa: PLR2004 - the one success that has a body
            message = f"{method} {path} {body!r}: {answer}"
            raise RuntimeError(message)
        return answer.body

    def creating(self, path: str, bodies: Iterable[JSON]) -> Callable[[], bytes]:
        """Return what sends the next of these bodies, and the first again after the last."""
        each = cycle([json.dumps(body).encode() for body in bodies])
        return lambda: self.call("POST", path, next(each))


def terms() -> list[str]:
    """Return words that find something, in any order."""
    found = [term for row in rows("category_terms") for term in row["terms"].split(";")]
    random.Random(1).shuffle(found)  # noqa: S311 - nothing here is secret
    return found[:TERMS]


def print_purchases() -> None:
    """Transactions per second, and what one takes beside GET of a stored one."""
    caller, found = Caller(), terms()
    by_code = caller.creating(ESTIMATES, [purchase(category_code="4121")])
    by_new_term = caller.creating(ESTIMATES, (purchase(search_term=each) for each in found))
    few = [purchase(search_term=each) for each in found[:50]]
    by_term = caller.creating(ESTIMATES, few)
    items: list[JSON] = [*islice(cycle([*few, purchase(category_code="4121")]), BATCH)]
    batch = caller.creating(f"{ESTIMATES}/batch", [items])
    stored = f"{ESTIMATES}/{json.loads(by_code())['id']}"

    by_new_term()  # the index is made with the first
    new = statistics.median(timed(by_new_term) for _ in found[1:]) * 1e6
    get, code, term = microseconds(lambda: caller.call("GET", stored), by_code, by_term)
    (whole,) = microseconds(batch, number=1)

    print(f"{'purchases, one core':<40}{'a second':>10}{'goal':>8}{'beside GET of one':>20}")
    for what, took in (
        ("POST, by category code", code),
        ("POST, by a search term asked before", term),
        ("POST, by a new search term (median)", new),
        (f"POST /batch of {BATCH}, each", whole / BATCH),
    ):
        print(f"{what:<40}{1e6 / took:>10,.0f}{PURCHASES_A_SECOND:>8,}{took / get:>20.2f}")
    print(f"{'GET of one':<40}{1e6 / get:>10,.0f}\n")


def print_sea() -> None:
    """Estimates of shipments by sea, beside searoute's own answer to the same question."""
    pairs = routes()
    freight(shipment("SGSIN", "NLRTM"))  # the map of the seas is loaded with the first
    cold, again = (
        [timed(freight, shipment(*pair)) * 1000 for pair in pairs] for _ in ("cold", "again")
    )
    searoute = partial(importlib.import_module("searoute").searoute, algorithm="astar")
    ends = [[[port(code).lon, port(code).lat] for code in pair] for pair in pairs]
    bare = [timed(searoute, source, destination) * 1000 for source, destination in ends]

    reference = statistics.median(bare)
    print(
        f"{f'{len(pairs)} shipments by sea, median':<40}{'ms':>10}{'goal':>8}{'beside searoute':>20}"
    )
    for what, took, goal in (
        ("a way not asked for before", cold, COLD_SEA_MS),
        ("a way asked for before", again, REPEATED_SEA_MS),
    ):
        median = statistics.median(took)
        print(f"{what:<40}{median:>10.2f}{goal:>8}{median / reference:>20.3f}")
    print(f"{'searoute itself':<40}{reference:>10.2f}\n")


def routes() -> list[tuple[str, str]]:
    """Return pairs of large ports whose way no table has."""
    known = {frozenset({row["source"], row["destination"]}) for row in rows("sea_distances")}
    codes = sorted({code for pair in known for code in pair})
    pairs = [pair for pair in combinations(codes, 2) if frozenset(pair) not in known]
    return random.Random(1).sample(pairs, ROUTES)  # noqa: S311 - nothing here is secret


def print_starts() -> None:
    """A new process until its first answer, and what it has loaded by then."""
    requests: list[tuple[str, str, str, JSON]] = [
        ("GET of orders", "GET", "/v1/orders", None),
        ("a purchase by category code", "POST", ESTIMATES, purchase(category_code="4121")),
        ("a purchase by search term", "POST", ESTIMATES, purchase(search_term="laptop")),
        ("a shipment by sea", "POST", "/v1/estimates/shipping", shipment("SGSIN", "NLRTM")),
    ]
    what = "a new process to its first answer"
    print(f"{what:<40}{'s':>10}{'goal':>8}{'of it CPU, s':>20}  loaded by then")
    for what, *request in requests:
        argument = json.dumps([*request, NEEDED])
        took = min(timed(started, argument) for _ in range(STARTS))
        cpu, *loaded = started(argument).split()
        print(f"{what:<40}{took:>10.2f}{START_S:>8}{float(cpu):>20.2f}  {' '.join(loaded) or '-'}")


def started(argument: str) -> str:
    """Return what a new interpreter prints after its first answer."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST, argument], capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


def timed(function: Callable[..., object], *arguments: object) -> float:
    """Return how many seconds one call takes."""
    began = perf_counter()
    function(*arguments)
    return perf_counter() - began


if __name__ == "__main__":
    main()

"""Print how fast lune-mock answers, beside Prism on the same document in the same run.

    python -m benchmarks.servers PATH_OF_PRISM

wrk asks both over eight kept connections, in turns; each is warmed first, and of its rounds the
best one counts. Prism is the static mock of openapi.yaml and logs nothing. The two do not do the
same: lune-mock carries out what is asked and keeps it, Prism answers with the example of the
document, so its list holds as many orders as the example does.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple
from unittest.mock import patch

import httpx

from benchmarks.timing import microseconds
from lune_document import JSON
from lune_mock import Sandbox
from lune_mock.operations import contract
from lune_mock.validation import Schema

CONNECTIONS = 8
WARM_SECONDS = 2
SECONDS = 2
ROUNDS = 3
STARTS = 5
# A server that has not started by then never will.
PATIENCE = 30
KEY = Sandbox().api_key
ORDERS = 100

BY_MASS: dict[str, JSON] = {"mass": {"amount": "259.11", "unit": "kg"}}
PURCHASE: dict[str, JSON] = {
    "value": {"value": "8.99", "currency": "USD"},
    "merchant": {"category_code": "5818", "country_code": "USA"},
}


class Operation(NamedTuple):
    """What is asked, and what is aimed at."""

    name: str
    method: str
    path: str
    body: JSON = None
    goal: str = ""

    @property
    def content(self) -> str:
        """The body as text."""
        return "" if self.body is None else json.dumps(self.body)


class Load(NamedTuple):
    """What wrk measured: requests a second, and milliseconds."""

    rate: float
    p50: float
    p99: float


def main() -> None:
    """Measure and print."""
    prism = sys.argv[1] if len(sys.argv) > 1 else shutil.which("prism")
    for name, found in (
        ("wrk", shutil.which("wrk")),
        ("prism (npm)", prism and shutil.which(prism)),
    ):
        if not found:
            sys.exit(f"{name} is missing, without which there is nothing to measure by or beside")
    document = Path(__file__).parents[1] / "openapi.yaml"
    ours = [sys.executable, "-m", "lune_mock", "--port"]
    theirs = [
        str(prism),
        "mock",
        "--verboseLevel",
        "silent",
        "-h",
        "127.0.0.1",
        str(document),
        "-p",
    ]
    print_starts(ours, theirs)
    with serve(ours, contract().base_path) as our_url, serve(theirs, "") as their_url:
        operations = prepared(our_url)
        print_loads(operations, our_url, their_url)
    print_validation(operations)


@contextmanager
def serve(command: Sequence[str], base_path: str) -> Generator[str]:
    """Run a server on a free port; give its address once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}{base_path}"
            wait_for_answer(server, url)
            yield url
        finally:
            server.terminate()


def wait_for_answer(server: subprocess.Popen[bytes], url: str) -> None:
    """Return once a list of orders is answered 200."""
    since = perf_counter()
    with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}) as client:
        while perf_counter() - since < PATIENCE and server.poll() is None:
            try:
                if client.get(f"{url}/orders").is_success:
                    return
            except httpx.TransportError:
                sleep(0.005)
    sys.exit(f"{server.args!r} has not answered within {PATIENCE} s")


def prepared(url: str) -> list[Operation]:
    """Return what is measured; make what it needs."""
    with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}) as client:
        made = [client.post(f"{url}/orders/by-mass", json=BY_MASS) for _ in range(ORDERS)]
    id_ = made[-1].raise_for_status().json()["id"]
    batch: list[JSON] = [PURCHASE for _ in range(ORDERS)]
    return [
        Operation("GET order", "GET", f"/orders/{id_}", goal="3 times Prism"),
        Operation(f"list of {ORDERS}", "GET", f"/orders?limit={ORDERS}"),
        Operation("POST by-mass", "POST", "/orders/by-mass", BY_MASS, goal="1,500/s"),
        Operation(f"batch of {ORDERS}", "POST", "/estimates/transactions/batch", batch),
    ]


def print_starts(ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Print the time from the start of a process to its first answer."""
    print("start to first answer, best of", STARTS)
    for name, command, base_path, goal in (
        ("lune-mock", ours, contract().base_path, "under 1 s"),
        ("Prism", theirs, "", ""),
    ):
        times: list[float] = []
        for _ in range(STARTS):
            started = perf_counter()
            with serve(command, base_path):
                times.append(perf_counter() - started)
        print(f"  {name:<14}{min(times):6.2f} s  {goal}")


def print_loads(operations: Sequence[Operation], ours: str, theirs: str) -> None:
    """Print requests a second of both servers, for each operation."""
    columns = f"{'p50':>9}{'p99':>9}"
    print(f"\n{'':<16}{'lune-mock':>9}{columns}{'Prism':>11}{columns} ratio")
    for operation in operations:
        urls = [f"{url}{operation.path}" for url in (ours, theirs)]
        refused = [refusal(operation, url) for url in urls]
        rounds: list[list[Load]] = [[], []]
        for seconds in (WARM_SECONDS, *[SECONDS] * ROUNDS):
            for index, url in enumerate(urls):
                if refused[index] is None:
                    rounds[index].append(load(operation, url, seconds))
        best = [max(loads[1:], default=None) for loads in rounds]
        shown = "  ".join(f"{'no answer':>25}" if each is None else told(each) for each in best)
        mine, other = best
        ratio = f"{mine.rate / other.rate:6.2f}" if mine and other else ""
        print(f"{operation.name:<16}{shown}{ratio}  {operation.goal}")
        for name, why in zip(("lune-mock", "Prism"), refused, strict=True):
            if why is not None:
                print(f"  {name} answers {why}")


def told(load: Load) -> str:
    """Return the figures of a load as columns."""
    return f"{load.rate:7.0f}/s{load.p50:6.1f} ms{load.p99:6.1f} ms"


def refusal(operation: Operation, url: str) -> str | None:
    """Return what a server answers that does not do what it is asked for."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    answer = httpx.request(
        operation.method, url, headers=headers, content=operation.content or None
    )
    return None if answer.is_success else f"{answer.status_code} {answer.text[:300]}"


def load(operation: Operation, url: str, seconds: int) -> Load:
    """Let wrk ask for so many seconds."""
    script = str(Path(__file__).with_name("load.lua"))
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-s", script, url, "--"]
    done = subprocess.run(
        [*wrk, operation.method, f"Bearer {KEY}", *filter(None, [operation.content])],
        capture_output=True,
        check=True,
        text=True,
        timeout=seconds + PATIENCE,
    )
    count, microseconds_in_all, p50, p99, failed = map(int, done.stdout.split()[-5:])
    if failed:
        sys.exit(f"{failed} of {count} answers to {operation.name} at {url} were refusals")
    return Load(count / microseconds_in_all * 1e6, p50 / 1000, p99 / 1000)


def print_validation(operations: Sequence[Operation]) -> None:
    """Print how much of a request's time goes into holding it and its answer to the document."""
    sandbox = Sandbox()
    # The same seed and the same requests as over the socket, so the same ids.
    for _ in range(ORDERS):
        handle(sandbox, Operation("", "POST", "/orders/by-mass", BY_MASS))
    print("\nin process, the part that is validation of request and answer")
    for operation in operations:
        validation, whole = validation_and_whole(sandbox, operation)
        print(
            f"  {operation.name:<14}{validation:7.1f} of {whole:8.1f} µs"
            f"{validation / whole:6.2f}  under a third"
        )


def validation_and_whole(sandbox: Sandbox, operation: Operation) -> list[float]:
    """Return the microseconds of the checks that one request causes, and of all of it."""
    problem = Schema.problem
    checked: list[tuple[Schema, JSON, str]] = []

    def noted(schema: Schema, value: JSON, field: str) -> str | None:
        checked.append((schema, value, field))
        return problem(schema, value, field)

    with patch.object(Schema, "problem", noted):
        handle(sandbox, operation)
    return microseconds(
        lambda: [problem(*each) for each in checked],
        lambda: handle(sandbox, operation),
        number=5,
    )


def handle(sandbox: Sandbox, operation: Operation) -> None:
    """Let the sandbox answer without a socket."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    target = f"{sandbox.base_path}{operation.path}"
    answer = sandbox.handle(operation.method, target, headers, operation.content.encode())
    if answer.status != HTTPStatus.OK:
        sys.exit(f"{operation.name} is answered {answer.status} {answer.body[:300]!r}")


if __name__ == "__main__":
    main()

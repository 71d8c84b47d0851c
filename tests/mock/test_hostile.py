"""Nothing that is sent makes the sandbox fail, hang or grow: `nox -s hostile` sends 100,000."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
import threading
import traceback
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import Any

import pytest

from lune_mock import LoggedRequest, Sandbox

from .calling import Api
from .hostile import CONTROL_PATH, Hostile, Hostiles, frames, generated
from .serving import PATIENCE, Server

REQUESTS = int(os.environ.get("LUNE_HOSTILE_REQUESTS", "2000"))
# Of all requests, how many go over a socket; about how many more are made by schemathesis.
OVER_A_SOCKET = REQUESTS // 20
GENERATED = REQUESTS // 20
# In between everything is put back, so that no setting decides about all that follow.
BETWEEN_RESETS = 250
# What is left of an interpreter that did as much before; a request kept would be far more.
MOST_GROWTH = 1_000_000
MOST_SNAPSHOTS = 100

# A fault that was asked for, and cannot be made of the answer that it meets.
UNFIT_FAULT = b" cannot violate "

Counts = Counter[tuple[str, int | str]]


class Watchdog:
    """Does one thing after another in a thread, and fails if one of them takes for ever."""

    def __init__(self) -> None:
        self.doing: Any = None
        self.since = monotonic()

    def start(self, doing: Any) -> None:
        self.doing, self.since = doing, monotonic()

    def run(self, work: Any) -> None:
        errors: list[BaseException] = []

        def run() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - it is raised again below
                errors.append(error)

        self.start("nothing yet")
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(1)
            if thread.is_alive() and monotonic() - self.since > PATIENCE:
                frame = sys._current_frames()[thread.ident or 0]
                stack = "".join(traceback.format_stack(frame))
                pytest.fail(f"{str(self.doing)[:2000]} hangs:\n{stack}")
        for error in errors:
            raise AssertionError(str(self.doing)[:2000]) from error


def at_the_start(sandbox: Sandbox) -> list[str]:
    """Begin anew with something in it to find, and return what it is called."""
    sandbox.control.reset()
    api = Api(sandbox)
    order, estimate = (
        api.order(idempotency_key="known-key"),
        api.estimate(idempotency_key="known-key"),
    )
    bundle = sandbox.bundle_ids[0]
    return [order["id"], estimate["id"], bundle, "known-key", "fault-1", "snapshot-1"]


def attack(sandbox: Sandbox, requests: Iterator[Hostile], watchdog: Watchdog) -> Counts:
    """Send all of them; return how many got which status, by kind."""
    counts = Counts()
    for number, request in enumerate(requests):
        if number % BETWEEN_RESETS == 0:
            at_the_start(sandbox)
        watchdog.start(request)
        answer = sandbox.handle(*request[1:])
        assert answer.status != 500 or not is_control(request), answer.body
        failures = [each.answer_body for each in sandbox.control.failures]
        assert [each for each in failures if UNFIT_FAULT not in each] == []
        # A fault that a request before has asked for.
        asked_for = answer.status >= 500 and is_of_fault(sandbox.control.requests[-1])
        counts[request.kind, f"{answer.status} by a fault" if asked_for else answer.status] += 1
    return counts


def is_of_fault(request: LoggedRequest) -> bool:
    return request.fault_id is not None or UNFIT_FAULT in request.answer_body


def is_control(request: Hostile) -> bool:
    return CONTROL_PATH in request.target


def settled(sandbox: Sandbox) -> int:
    """Return how many bytes are in use when everything is put back."""
    at_the_start(sandbox)
    for _ in range(MOST_SNAPSHOTS):
        sandbox.control.snapshot()
    sandbox.control.clear_requests()
    gc.collect()
    # Failures outlast a reset, the last hundred of them.
    failures = sum(each.size for each in sandbox.control.failures)
    return tracemalloc.get_traced_memory()[0] - failures


def show(title: str, counts: Counts) -> None:
    print(f"\n{counts.total()} requests, {title}")
    for kind in dict.fromkeys(kind for kind, _ in counts):
        statuses = sorted(
            (str(status), count) for (each, status), count in counts.items() if each == kind
        )
        print(f"  {kind:<26}", "  ".join(f"{status}: {count}" for status, count in statuses))


def test_no_request_makes_it_fail_hang_or_grow(sandbox: Sandbox) -> None:
    count = REQUESTS - OVER_A_SOCKET
    watchdog = Watchdog()
    counts = Counts()
    sizes: list[int] = []

    def work() -> None:
        requests = iter(Hostiles(1, sandbox.api_key, at_the_start(sandbox)))
        # Most of them run untraced, which is faster; whatever is made once is made after that.
        counts.update(attack(sandbox, islice(requests, count - 2 * count // 10), watchdog))
        tracemalloc.start()
        for _ in range(2):
            counts.update(attack(sandbox, islice(requests, count // 10), watchdog))
            sizes.append(settled(sandbox))

    try:
        watchdog.run(work)
    finally:
        tracemalloc.stop()
    show("in process", counts)
    print(f"  {sizes[1] - sizes[0]:+} bytes in use after the last {count // 10}")
    assert {200, 400, 401, 404, 405, 413, 415, 421} <= {status for _, status in counts}
    assert sizes[1] - sizes[0] < MOST_GROWTH


def test_nothing_that_schemathesis_makes_does(sandbox: Sandbox) -> None:
    of_each = max(1, GENERATED // 80)
    watchdog = Watchdog()
    counts = Counts()

    def work() -> None:
        key = {"Authorization": f"Bearer {sandbox.api_key}", "Host": "127.0.0.1"}
        requests = (each._replace(headers={**each.headers, **key}) for each in generated(of_each))
        counts.update(attack(sandbox, requests, watchdog))

    watchdog.run(work)
    show("made by schemathesis", counts)


def test_nothing_over_a_socket_does(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    counts = Counts()
    # Uvicorn warns of each request that is none.
    caplog.set_level(logging.ERROR)
    with Server(sandbox) as server:
        known = at_the_start(sandbox)
        # Faults of the connection, and those that hold answers back, have tests of their own.
        whole = (each for each in Hostiles(3, sandbox.api_key, known) if not is_control(each))
        broken = frames(4, sandbox.api_key)
        for _ in range(OVER_A_SOCKET // 2):
            request = next(whole)
            for kind, raw in ((request.kind, request.raw()), next(broken)):
                status = exchange(server.port, raw)
                assert not status.startswith("5"), (status, raw[:2000])
                counts[kind, status] += 1
        assert [record.getMessage() for record in caplog.records] == []
    show("over a socket", counts)
    assert sandbox.control.failures == ()


def exchange(port: int, raw: bytes) -> str:
    """Send bytes, and no more; return the first status that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        data = b""
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            while some := connection.recv(65536):
                data += some
        except ConnectionError:
            # It is closed on who sends on after a refusal, which may be lost on the way.
            pass
    return data.split(b" ", 2)[1].decode("latin-1") if data.startswith(b"HTTP/1.1 ") else "closed"

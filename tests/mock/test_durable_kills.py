"""A server that is killed while clients write has kept all that it answered: `nox -s durable`.

LUNE_KILL_ROUNDS says how often it is killed.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from lune_mock import Sandbox

from .calling import PURCHASE

ROUNDS = int(os.environ.get("LUNE_KILL_ROUNDS", "3"))
CLIENTS = 4
PATIENCE = 30

Made = dict[str, dict[str, Any]]


class Running:
    """The command in a process of its own, on a file."""

    def __init__(self, file: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lune_mock", "--port", "0", "--db", str(file)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rpartition(":")[2].partition("/")[0])
        self.key = self.process.stdout.readline().strip().removeprefix("API key: ")
        # Requests are answered once all of the greeting is there.
        while not self.process.stdout.readline().startswith("Everything is kept in"):
            pass

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)


class Client:
    """Writes as fast as it is answered, and remembers the answers."""

    def __init__(self, server: Running, account: str | None, number: int, seed: int) -> None:
        self.answered: dict[str, Made] = {"orders": {}, "estimates": {}}
        self.moves = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self._headers = {"Authorization": f"Bearer {server.key}"}
        if account is not None:
            self._headers["Lune-Account"] = account
        self._random = random.Random(seed)
        self._name = f"{seed}-{number}"
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def join(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self._connection.close()

    def _work(self) -> None:
        try:
            for number in range(1_000_000):
                self._write(f"{self._name}-{number}")
        except (OSError, http.client.HTTPException):
            # The server is gone, with what it was asked last.
            return

    def _write(self, key: str) -> None:
        match self._random.randrange(5):
            case 0:
                made = self._ask("POST", "/v1/estimates/transactions", {**PURCHASE})
                self.answered["estimates"][made["id"]] = made
                ordered = {"estimate_id": made["id"], "idempotency_key": key}
                self._order("/v1/orders/by-estimate", ordered)
            case 1 if self.answered["orders"]:
                id_ = self._random.choice(list(self.answered["orders"]))
                self._move(id_, self._random.choice(["paid", "complete", "cancelled"]))
            case _:
                mass = {"amount": f"{self._random.randrange(1, 3000)}.5", "unit": "kg"}
                self._order("/v1/orders/by-mass", {"mass": mass, "idempotency_key": key})

    def _order(self, path: str, body: dict[str, Any]) -> None:
        made = self._ask("POST", path, body)
        self.answered["orders"][made["id"]] = made

    def _move(self, id_: str, status: str) -> None:
        # It may be too late for that, which is an answer as well.
        moved = self._ask("PUT", f"/_mock/orders/{id_}/status", {"status": status})
        if "id" in moved:
            self.answered["orders"][id_] = moved
            self.moves += 1

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {**self._headers, "Content-Type": "application/json"}
        self._connection.request(method, path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        content: dict[str, Any] = json.loads(answer.read())
        assert answer.status in {200, 400}, content
        return content


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the file is made."""
    return tmp_path / "sandbox.db"


def test_what_was_answered_outlives_a_kill(file: Path) -> None:
    accounts = [None, *(each.id for each in Sandbox().client_accounts)]
    acknowledged: dict[str, Made] = {"orders": {}, "estimates": {}}
    counts: Counter[str] = Counter()
    beyond = 0
    for number in range(ROUNDS):
        server = Running(file)
        try:
            clients = [
                Client(server, accounts[each % len(accounts)], each, number)
                for each in range(CLIENTS)
            ]
            sleep(random.Random(number).uniform(0.2, 1.0))
        finally:
            server.kill()
        for client in clients:
            client.join()
            counts["moves"] += client.moves
            for kind, made in client.answered.items():
                acknowledged[kind] |= made
        counts["rounds"] += 1
        beyond = check(file, acknowledged)
    counts.update({kind: len(made) for kind, made in acknowledged.items()})
    counts["orders whose answer was lost"] = beyond
    print(f"\n{dict(counts)}")
    assert counts["orders"] > ROUNDS * CLIENTS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_told_to_end_closes_the_file(file: Path, number: signal.Signals) -> None:
    server = Running(file)
    clients = [Client(server, None, each, 0) for each in range(CLIENTS)]
    sleep(0.3)
    server.process.send_signal(number)
    server.process.communicate(timeout=PATIENCE)
    assert server.process.returncode == 0
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    acknowledged: dict[str, Made] = {"orders": {}, "estimates": {}}
    for client in clients:
        client.join()
        for kind, made in client.answered.items():
            acknowledged[kind] |= made
    assert acknowledged["orders"]
    check(file, acknowledged)


# From a status, those that an order may have got to by a write whose answer was lost, or by others.
LATER = {
    "placed": {"placed", "paid", "retiring", "complete", "cancelled"},
    "paid": {"paid", "retiring", "complete", "cancelled"},
    "retiring": {"retiring", "complete"},
    "complete": {"complete"},
    "cancelled": {"cancelled"},
}
# What changes with the status; everything else stays as it was answered.
LIVELY = {"status", "bundles", "projects", "certificate"}


def check(file: Path, acknowledged: dict[str, Made]) -> int:
    """Hold what is in the file against what was answered; return how many orders are more."""
    with Sandbox(db=file, base_url="http://127.0.0.1:1/v1") as sandbox:
        orders = {order["id"]: order for _, order in sandbox.control.orders}
        taken: defaultdict[str, Decimal] = defaultdict(Decimal)
        for id_, answered in acknowledged["orders"].items():
            assert orders[id_]["status"] in LATER[answered["status"]]
            for name in answered.keys() - LIVELY:
                assert orders[id_][name] == answered[name], name
        for order in orders.values():
            for id_, quantity in whole(order):
                taken[id_] += quantity
        left, first = stock(sandbox), stock(Sandbox())
        for id_ in first:
            assert left[id_] + taken[id_] == first[id_]
        for account, books in sandbox._state.world.store:
            check_pool(sandbox, account)
            estimates = {each.id: each for each in books.estimates}
            ordered = [order.read()["estimate_id"] for order in books.orders]
            made_of = [each for each in ordered if each is not None]
            assert len(made_of) == len(set(made_of))
            assert {id_ for id_, each in estimates.items() if each.ordered} == set(made_of)
        known = {each.id for _, books in sandbox._state.world.store for each in books.estimates}
        assert acknowledged["estimates"].keys() <= known
        return len(orders) - len(acknowledged["orders"])


def stock(sandbox: Sandbox) -> dict[str, Decimal]:
    bundles: Any = sandbox.control.state()["bundles"]
    return {each["id"]: Decimal(each["stock"]) for each in bundles}


def whole(order: dict[str, Any]) -> Iterator[tuple[str, Decimal]]:
    """Yield what an order takes of each bundle; fail if it is half made."""
    if order["status"] == "cancelled":
        assert order["bundles"] is None
        return
    parts = [(each["bundle_id"], Decimal(each["quantity"])) for each in order["bundles"]]
    assert sum(quantity for _, quantity in parts) == Decimal(order["quantity"])
    assert (order["status"] == "complete") == (order["certificate"] is not None)
    if order["status"] in {"retiring", "complete"}:
        rows = sum(Decimal(each["quantity"]) for each in order["projects"])
        assert rows == Decimal(order["quantity"])
    yield from parts


def check_pool(sandbox: Sandbox, account_id: str) -> None:
    """Hold the sums of a pool against the orders that it holds."""
    books = sandbox._state.world.store.of(account_id)
    retired = waiting = Decimal(0)
    for order in books.orders:
        document: Any = order.read()
        for row in document["projects"] or []:
            retired += Decimal(row["quantity"]) if row["status"] == "retired" else 0
            if order.id in books.pool and row["status"] == "allocated":
                waiting += Decimal(row["quantity"])
    assert books.pool.tonnes == waiting < 1
    assert books.pool.retired == retired + books.pool.topped_up

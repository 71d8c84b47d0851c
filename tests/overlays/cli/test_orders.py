"""`lune orders`: list, get and watch."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from lune_client import Lune
from lune_client.cli.orders import _has_reached
from lune_client.models import ORDER_STATUS_VALUES
from lune_client.testing import LuneMock, sandbox_client
from lune_mock import Fault

from .running import COMMAND, Shell
from .terminal import typed


@pytest.fixture
def lune(lune_mock: LuneMock) -> Iterator[Lune]:
    with sandbox_client(lune_mock.sandbox) as lune:
        yield lune


def place(lune: Lune, lune_mock: LuneMock, count: int) -> list[str]:
    """Place orders and return their ids, the newest first."""
    placed: list[str] = []
    lune_mock.control.freeze_clock()
    for number in range(count):
        placed.insert(0, lune.orders.create_by_value(value=number + 1).id)
        lune_mock.control.advance_clock(timedelta(seconds=1))
    return placed


def test_nothing_to_list(shell: Shell) -> None:
    for arguments in ((), ("--json",)):
        listed = shell("orders", "list", *arguments)
        assert (listed.code, listed.out, listed.err) == (0, "", "")


def test_every_order_is_listed_newest_first(shell: Shell, lune: Lune, lune_mock: LuneMock) -> None:
    placed = place(lune, lune_mock, 250)
    listed = shell("orders", "list", "--json")
    assert [each["id"] for each in listed.documents] == placed
    assert listed.documents[0] == lune.orders.get(placed[0]).to_dict()
    lines = shell("orders", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == ["id", *placed]
    assert lines[1].split()[-2:] == ["250.00", "USD"]


@pytest.mark.parametrize(("limit", "requests"), [(1, 1), (100, 1), (101, 2)])
def test_no_more_is_fetched_than_listed(
    shell: Shell, lune: Lune, lune_mock: LuneMock, limit: int, requests: int
) -> None:
    placed = place(lune, lune_mock, 250)
    listed = shell("orders", "list", "--limit", str(limit), "--json")
    assert [each["id"] for each in listed.documents] == placed[:limit]
    lune_mock.assert_requested("listOrders", times=requests)


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_a_reader_that_goes_away(
    shell: Shell, lune: Lune, lune_mock: LuneMock, arguments: list[str]
) -> None:
    place(lune, lune_mock, 250)
    with subprocess.Popen(
        [*COMMAND, "orders", "list", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pipesize=4096,  # less than a page, so that it has to wait for its reader
        env=shell.environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        read = b""
        while read.count(b"\n") < 2:
            read += os.read(process.stdout.fileno(), 1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
    lune_mock.assert_requested("listOrders", times=1)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_an_id_is_never_cut(shell: Shell, lune: Lune, lune_mock: LuneMock, columns: int) -> None:
    (placed,) = place(lune, lune_mock, 1)
    shown = typed(shell, "orders", "list", columns=columns)
    assert placed in shown.out
    assert shown.out.splitlines()[1].endswith("1.00 USD")


def test_an_order_by_id_or_by_key(shell: Shell, lune: Lune) -> None:
    order = lune.orders.create_by_value(
        value="5", idempotency_key="a/b c", metadata={"note": "one\ntwo \x1b[31mred"}
    )
    assert shell("orders", "get", order.id, "--json").json == order.to_dict()
    assert shell("orders", "get", "--idempotency-key", "a/b c", "--json").json == order.to_dict()
    shown = shell("orders", "get", order.id)
    assert f"id               {order.id}\n" in shown.out
    assert "  note  one\N{REPLACEMENT CHARACTER}two \N{REPLACEMENT CHARACTER}[31mred\n" in shown.out


@pytest.mark.parametrize("arguments", [[], ["an-id", "--idempotency-key", "a-key"]])
def test_one_order_is_named(shell: Shell, lune_mock: LuneMock, arguments: list[str]) -> None:
    refused = shell("orders", "get", *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert "name one order" in refused.err
    assert not lune_mock.requests


@contextmanager
def moved(lune_mock: LuneMock, order_id: str, *statuses: str) -> Iterator[None]:
    """Move an order on, each time after somebody has looked at it twice."""

    def looks() -> int:
        return sum(each.method == "GET" for each in lune_mock.requests)

    def move() -> None:
        for status in statuses:
            before = looks()
            while looks() < before + 2 and not over.wait(0.01):
                pass
            lune_mock.control.move_order(order_id, status)

    over = threading.Event()
    mover = threading.Thread(target=move)
    mover.start()
    try:
        yield
    finally:
        over.set()
        mover.join()


def test_each_status_is_printed_once(shell: Shell, lune: Lune, lune_mock: LuneMock) -> None:
    (placed,) = place(lune, lune_mock, 1)
    with moved(lune_mock, placed, "paid", "retiring", "complete"):
        watched = shell("orders", "watch", placed, "--every", "0.05", "--json")
    assert watched.code == 0
    assert [each["status"] for each in watched.documents] == [
        "placed",
        "paid",
        "retiring",
        "complete",
    ]


def test_lines_for_people(shell: Shell, lune: Lune, lune_mock: LuneMock) -> None:
    (placed,) = place(lune, lune_mock, 1)
    with moved(lune_mock, placed, "paid"):
        watched = shell("orders", "watch", placed, "--every", "0.05", "--until", "paid")
    assert watched.code == 0
    assert [line.split()[2] for line in watched.out.splitlines()] == ["placed", "paid"]


@pytest.mark.parametrize("dead_end", ["cancelled", "failed"])
def test_an_order_that_ends_otherwise(
    shell: Shell, lune: Lune, lune_mock: LuneMock, dead_end: str
) -> None:
    (placed,) = place(lune, lune_mock, 1)
    lune_mock.control.move_order(placed, dead_end)
    watched = shell("orders", "watch", placed)
    assert watched.code == 1
    assert watched.err == f"lune: the order is {dead_end} and will not be complete\n"
    assert shell("orders", "watch", placed, "--until", dead_end).code == 0


def test_time_that_runs_out(shell: Shell, lune: Lune, lune_mock: LuneMock) -> None:
    (placed,) = place(lune, lune_mock, 1)
    watched = shell("orders", "watch", placed, "--timeout", "0.3", "--every", "0.1")
    assert watched.code == 3
    assert watched.err == "lune: the order is still placed after 0.3 s\n"


def test_a_passing_fault_does_not_end_it(shell: Shell, lune: Lune, lune_mock: LuneMock) -> None:
    (placed,) = place(lune, lune_mock, 1)
    with shell.start("orders", "watch", placed, "--every", "0.05", "--deadline", "1") as process:
        assert process.stdout is not None
        assert "placed" in process.stdout.readline()
        lune_mock.control.add_fault(Fault(kind="status", status=404, operation_id="getOrder"))
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "404" in err
    fault = Fault(kind="status", status=503, operation_id="getOrder", times=4)
    with shell.start("orders", "watch", placed, "--every", "0.05", "--deadline", "1") as process:
        assert process.stdout is not None
        assert "placed" in process.stdout.readline()
        lune_mock.control.add_fault(fault)
        while lune_mock.control.faults:
            assert process.poll() is None
        lune_mock.control.move_order(placed, "failed")
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out.split()[-1:]) == (1, ["failed"])
    assert "; still watching" in err


def test_a_status_that_is_none(shell: Shell, lune_mock: LuneMock) -> None:
    refused = shell("orders", "watch", "an-id", "--until", "done")
    assert refused.code == 2
    assert "--until: must be one of received, placed" in refused.err
    assert not lune_mock.requests


def test_the_course_of_an_order() -> None:
    course = ["received", "placed", "paid", "retiring", "complete"]
    assert {*course, "cancelled", "failed"} == {*ORDER_STATUS_VALUES}
    for place_, status in enumerate(course):
        for until in course:
            assert _has_reached(status, until) == (place_ >= course.index(until))
    assert not _has_reached("failed", "received")
    assert not _has_reached("newer-than-this", "complete")

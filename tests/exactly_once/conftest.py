from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from typing import Final, Literal, TypeAlias

import pytest

from lune_client import _retries

from .proxy import Fault

Mode: TypeAlias = Literal["sync", "async"]
Report: TypeAlias = Callable[[Counter[Fault]], None]

_reports: Final = pytest.StashKey[dict[str, tuple[Counter[Fault], float]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash.setdefault(_reports, {})


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the variables of whoever runs the tests out of them."""
    monkeypatch.delenv("LUNE_API_KEY", raising=False)
    monkeypatch.delenv("LUNE_API_URL", raising=False)


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less before repeating, where a test is about what happens and not about when."""
    monkeypatch.setattr(_retries, "_FIRST", 0.04)


@pytest.fixture
def size() -> int:
    """Return how many orders a run places: LUNE_FAULT_ORDERS, a few without it."""
    return int(os.environ.get("LUNE_FAULT_ORDERS", "120"))


@pytest.fixture(params=["sync", "async"])
def mode(request: pytest.FixtureRequest) -> Mode:
    """Run the test for the sync and for the async client."""
    return "async" if request.param == "async" else "sync"


@pytest.fixture(params=["original", "conflict"])
def conflict(request: pytest.FixtureRequest) -> bool:
    """Run the test under both readings of a repeated key: the original comes back, or 409."""
    return bool(request.param == "conflict")


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Take the faults that hit a run; the summary shows them and how long the test took."""
    started = time.monotonic()

    def keep(hits: Counter[Fault]) -> None:
        reports = request.config.stash[_reports]
        reports[str(request.node.name)] = hits, time.monotonic() - started

    return keep


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    reports = config.stash.get(_reports, {})
    if reports:
        terminalreporter.section("faults that hit")
    for name, (hits, seconds) in reports.items():
        terminalreporter.write_line(f"{name}: {hits.total()} faults in {seconds:.1f} s")
        for fault in Fault:
            terminalreporter.write_line(f"  {hits[fault]:6d}  {fault.value}")

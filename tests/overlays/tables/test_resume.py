"""Killed at any point and run again, a run ends as if nothing had happened."""

from __future__ import annotations

import random
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lune_client.tables import estimate_transactions
from lune_client.testing import LuneMockServer, sandbox_client
from lune_mock import Sandbox, Settings

from .killing import KilledError, killed_after, start
from .tabling import comparable, estimates, leftovers, purchases, write

AMOUNTS = st.sampled_from(["1", "2.50", "", "1,5", "1e2"])
ROWS = st.lists(st.tuples(AMOUNTS, st.sampled_from(["5818", "9999", ""])), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    rows=ROWS,
    point=st.integers(0, 12),
    idempotency=st.sampled_from(["replay", "conflict"]),
    is_answered=st.booleans(),
)
def test_a_resumed_run_is_like_one_that_nothing_disturbed(
    rows: list[tuple[str, str]], point: int, idempotency: Any, *, is_answered: bool
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        # A call for each row, so that there are many points.
        patch.setattr("lune_client.tables.sending._Call.is_full", True)
        source = write(folder / "in.csv", *(f"x,{amount},USD,USA,{mcc}" for amount, mcc in rows))
        with sandbox_client() as lune:
            estimate_transactions(lune, source, output=folder / "expected.csv", concurrency=1)
        sandbox = Sandbox(settings=Settings(idempotency=idempotency))
        with sandbox_client(sandbox) as lune:
            try:
                with killed_after(point, is_kept=is_answered):
                    estimate_transactions(lune, source, output=folder / "out.csv", concurrency=2)
            except KilledError:
                assert not (folder / "out.csv").exists()
            estimate_transactions(lune, source, output=folder / "out.csv", concurrency=2)
        assert comparable(folder / "out.csv") == comparable(folder / "expected.csv")
        assert estimates(sandbox) == sum(
            not row["error_code"] for row in comparable(folder / "expected.csv")
        )


PROGRAM = """
import sys
from lune_client import Lune
from lune_client.tables import estimate_transactions
key, url, source, output = sys.argv[1:]
with Lune(key, base_url=url, max_requests_per_second=None) as lune:
    estimate_transactions(lune, source, output=output, concurrency=2)
"""


@pytest.mark.parametrize("idempotency", ["replay", "conflict"])
def test_a_run_that_is_killed_again_and_again(tmp_path: Path, idempotency: Any) -> None:
    count = 1200
    source = purchases(tmp_path / "in.csv", count)
    with sandbox_client() as lune:
        estimate_transactions(lune, source, output=tmp_path / "expected.csv")
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    chance = random.Random(8)
    killed = 0
    with LuneMockServer(sandbox) as server:
        output = tmp_path / "out.csv"
        while not output.exists():
            made = estimates(sandbox)
            run = start(PROGRAM, sandbox.api_key, server.url, source, output)
            if killed < 4:
                # In the middle of the work, wherever that is.
                until = min(made + chance.randrange(50, 250), count - 400)
                while run.poll() is None and estimates(sandbox) < until:
                    time.sleep(0.01)
                run.send_signal(signal.SIGKILL)
                assert run.wait() == -signal.SIGKILL
                killed += 1
            assert run.wait() in {0, -signal.SIGKILL}
    assert killed == 4
    assert comparable(output) == comparable(tmp_path / "expected.csv")
    assert estimates(sandbox) == count
    assert leftovers(tmp_path) == []

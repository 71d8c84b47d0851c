"""Working on a table through faults and kills, as often as it takes."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from attrs import frozen

from lune_client.testing import LuneMockServer
from lune_mock import Fault, Sandbox

__all__ = ["Course", "disturbed"]

_PROGRAM: Final = Path(__file__).with_name("working.py")
_MOST_RUNS_AFTER_KILLS: Final = 20
_PASSING: Final = re.compile(r",(status_[0-9]{3}|unknown|not_sent),")
"""The error codes of rows that the same call tries again."""
_ENDLESS: Final = 10**9
"""So many requests a fault hits, so that it tells how many it did hit."""
_HUNDREDTHS: Final = {
    "429": (2, Fault(kind="status", status=429)),
    "429 with Retry-After": (1, Fault(kind="status", status=429, retry_after=1)),
    "503, not carried out": (1, Fault(kind="status", status=503)),
    "503, carried out": (1, Fault(kind="status", status=503, carried_out=True)),
    "reset, not carried out": (1, Fault(kind="drop", carried_out=False)),
    "reset, carried out": (1, Fault(kind="drop")),
    "half of the answer": (1, Fault(kind="half_body")),
}


@frozen
class Course:
    """How it went.

    Attributes:
        kills: How many processes were killed at their work.
        runs: How many processes there were.
        faults: How many requests each fault hit.
        seconds: How long all of it took.
    """

    kills: int
    runs: int
    faults: Mapping[str, int]
    seconds: float


def disturbed(
    sandbox: Sandbox,
    arguments: Mapping[str, object],
    *,
    kills: int,
    most: int,
    made: Callable[[], int],
) -> Course:
    """Run the same call until every row has its outcome, and kill it at random moments.

    Args:
        sandbox: What answers, behind a socket and with faults.
        arguments: Those of `work`.
        kills: How many processes are killed.
        most: How many things there will be in the end.
        made: Says how many there are.
    """
    chance, started = random.Random(4), time.monotonic()
    # The first is killed while it starts, the others wherever they are then.
    moments = [0, *sorted(chance.randrange(most) for _ in range(kills - 1))]
    killed = runs = 0
    faults = _add_faults(sandbox)
    with LuneMockServer(sandbox) as server:
        while not _is_complete(Path(str(arguments["output"]))):
            assert runs < kills + _MOST_RUNS_AFTER_KILLS
            process = _start(server, arguments)
            runs += 1
            if runs <= kills:
                while process.poll() is None and made() < moments[runs - 1]:
                    time.sleep(0.005)
                time.sleep(chance.uniform(0, 0.1 if moments[runs - 1] else 2))
                process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            assert process.returncode in {0, -signal.SIGKILL}
    pending = {fault.id: fault for fault in sandbox.control.faults}
    hits = {name: _ENDLESS - (pending[id_].times or 0) for name, id_ in faults.items()}
    return Course(killed, runs, hits, time.monotonic() - started)


def _add_faults(sandbox: Sandbox) -> dict[str, str]:
    """Let every fault hit some requests, at random; return their ids."""
    return {
        name: sandbox.control.add_fault(
            replace(fault, times=_ENDLESS, probability=hundredths / 100)
        ).id
        for name, (hundredths, fault) in _HUNDREDTHS.items()
    }


def _start(server: LuneMockServer, arguments: Mapping[str, object]) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "LUNE_API_URL": server.url,
        "LUNE_API_KEY": server.api_key,
    }
    command = [sys.executable, str(_PROGRAM), json.dumps(dict(arguments), default=str)]
    return subprocess.Popen(command, env=environment)


def _is_complete(output: Path) -> bool:
    """Whether there is an output in which no row is to be tried again."""
    if not output.exists():
        return False
    with output.open(encoding="utf-8") as file:
        return not any(_PASSING.search(line) for line in file)

"""Measuring: in turns, so that noise meets all alike, and the best of many rounds."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter

ROUNDS = 30


def microseconds(*functions: Callable[[], object], number: int = 200) -> list[float]:
    """Return the best time of each function."""
    best = [float("inf")] * len(functions)
    gc.disable()
    for _ in range(ROUNDS):
        for index, function in enumerate(functions):
            started = perf_counter()
            for _ in range(number):
                function()
            best[index] = min(best[index], (perf_counter() - started) / number * 1e6)
        gc.collect()
    gc.enable()
    return best


def cpu_milliseconds(*programs: str, rounds: int = ROUNDS) -> list[float]:
    """Return the least CPU time that an interpreter takes for each program."""
    best = [float("inf")] * len(programs)
    for _ in range(rounds):
        for index, program in enumerate(programs):
            best[index] = min(best[index], _cpu_of(program))
    return best


def _cpu_of(program: str) -> float:
    timed = f"import time; {program}; print(time.process_time() * 1000)"
    done = subprocess.run([sys.executable, "-c", timed], capture_output=True, check=True, text=True)
    return float(done.stdout)

"""A table does not have to fit into memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# The answers are made up here, so that a large table takes no time elsewhere.
PROGRAM = """
import sys
from pathlib import Path
from lune_client import Lune
from lune_client.tables import outcome, transactions
from lune_client.tables.options import Options
from lune_client.tables.run import run_table
from attrs import evolve

def send(client, items):
    made = {"estimate_id": "e", "mass": "0.5", "mass_unit": "t"}
    return [outcome.Outcome(made, request_id="r") for _ in items]

def rows(count):
    for each in range(count):
        yield {"amount": str(each), "currency": "USD", "country": "USA", "mcc": "5818",
               "note": f"{each:04}" * 1000}

def most():
    # Not of getrusage, whose maximum is that of the process which started this one.
    status = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in status if line.startswith("VmHWM"))

job = evolve(transactions.TRANSACTIONS, send=send)

def run(count, output):
    options = Options(name=output, concurrency=1, output=f"{sys.argv[1]}{output}.csv")
    run_table(lune, rows(count), job, options)

with Lune("any-key", base_url="http://127.0.0.1:9/v1") as lune:
    run(1_000, "small")
    small = most()
    run(10_000, "large")
print(small, most())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process in /proc")
def test_ten_times_the_rows_take_about_the_same_memory(tmp_path: Path) -> None:
    program = [sys.executable, "-c", PROGRAM, f"{tmp_path}/"]
    run = subprocess.run(program, capture_output=True, text=True, check=True)
    small, large = (int(each) / 1024 for each in run.stdout.split())
    # The cells alone are 40 MB; a few hundred rows may wait for one before them.
    assert large - small < 20
    assert large < 300

"""The command line: the demo does the main job, and a missing extra is named."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rich.console import Console

from lune_client.cli import demo


@pytest.fixture(scope="module")
def printed() -> str:
    console = Console(width=100, record=True, force_terminal=False)
    demo.run(console)
    return console.export_text()


@pytest.mark.parametrize(
    "line",
    [
        "28 purchases and 5 shipments:",
        "exchange_rate_not_found",
        "nothing matches",
        "The idempotency key demo-total finds the same order again.",
    ],
)
def test_the_demo_says(printed: str, line: str) -> None:
    assert line in printed


def test_the_documented_shipment_is_estimated_and_ordered_to_the_digit(printed: str) -> None:
    (shipment,) = [line for line in printed.splitlines() if line.startswith("S-001")]
    assert shipment.split()[-4:] == ["22,466.6", "km", "2,969.50", "kg"]
    (order,) = [line for line in printed.splitlines() if line.startswith("demo-shipment")]
    assert order.split() == ["demo-shipment", "estimate", "placed", "2.969502", "80.18", "USD"]


def test_every_purchase_has_a_line(printed: str) -> None:
    assert sum(line.startswith("P-0") for line in printed.splitlines()) == 30


@pytest.mark.parametrize(
    ("missing", "program", "extra", "code"),
    [
        ("cyclopts", "from lune_client.cli import main; main()", "cli", 2),
        ("rich", "from lune_client.cli import main; main()", "cli", 2),
        ("jsonschema_rs", "from lune_client.cli import main; main()", "mock", 2),
        ("jsonschema_rs", "import lune_mock", "mock", 1),
        ("jsonschema_rs", "from lune_client.cli import mock_main; mock_main()", "mock", 2),
        ("jsonschema_rs", "from lune_client.testing import *; sandbox_client()", "mock", 1),
    ],
)
def test_a_missing_extra_is_named(missing: str, program: str, extra: str, code: int) -> None:
    hide = f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['lune', 'demo']; "
    done = subprocess.run(
        [sys.executable, "-c", hide + program], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert f"pip install 'lune-client[{extra}]'" in done.stderr
    assert done.stdout == ""

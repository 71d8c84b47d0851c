"""The command lune-contract, as a person meets it: in a process of its own, against a real port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

RULE = "money/total-within-value"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "lune_mock", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUNE_")}
    return kept | {"LUNE_API_KEY": "sandbox-test-key"} | more


def contract(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "lune_contract", *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_a_pass_ends_with_0(address: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = contract(
        "run", "--base-url", address, "--rules", RULE, "--seed", "1", "--report", str(report)
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nPassed: " in done.stdout
    assert "Tries 1 rule on 16 operations; creates up to" in done.stdout
    assert json.loads(report.read_text())["exit_code"] == 0
    assert "sandbox-test-key" not in done.stdout


def test_operations_and_areas_can_be_chosen(address: str) -> None:
    done = contract(
        *("run", "--base-url", address, "--areas", "money", "selection"),
        *("--operations", "createOrderByMass,listOrders"),
    )
    assert done.returncode == 0
    assert "selection" in done.stdout
    assert "authentication" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base-url", "http://127.0.0.1:9/v1"], "is it running, is the address right?"),
        (["--base-url", "ftp://127.0.0.1/v1"], "is no http address"),
        (["--base-url", "http://user:word@127.0.0.1/v1"], "has a user"),
        (["--base-url", "URL", "--rules", "money/nothing"], "did you mean money"),
        (["--base-url", "URL", "--operations", "listOrder"], "did you mean listOrders"),
        (["--base-url", "URL", "--report", "report.pdf"], "*.html"),
        (["--base-url", "URL", "--accept", "no-such-file"], "there is no file no-such-file"),
        (["--base-url", "URL", "--max-requests", "0"], "give more than 0"),
        (["--base-url", "URL", "--rate", "-1"], "--rate is -1"),
        (["--base-url", "URL", "--timeout", "0"], "--timeout is 0"),
        (["--base-url", "URL", "--report", "/proc/report.html"], "/proc/report.html: "),
        (["--base-url", "URL", "--areas", "life", "--advance", "no-such-program"], "cannot be run"),
        (["--base-url", "URL", "--areas", "life", "--advance", "false"], "ended with 1, and said"),
        (["--base-url", "URL", "--cancel", "no-such-program {id}"], "no-such-program"),
        (["--base-url", "URL", "--bundle", "nope"], "refuses the bundle nope in a quote"),
        (["--base-url", "URL", "--rules", RULE, "--operations", "listOrders"], "nothing to try"),
        (["--base-url", "URL", "--advance", "a 'b"], "quotation"),
        (["--base-url", "URL", "--cancel", "cancel it"], "write {id}"),
        (["--base-url", "URL", "--api-key", "no-such-key"], "check --api-key"),
        (["--base-url", "URL", "--api-key", ""], "set LUNE_API_KEY"),
        ([], "For example: lune-contract run --base-url http"),
    ],
)
def test_what_cannot_run_says_what_to_do_and_ends_with_2(
    address: str, arguments: list[str], said: str
) -> None:
    done = contract("run", *(address if each == "URL" else each for each in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "more", [{"PYTHONIOENCODING": "ascii"}, {"COLUMNS": "40"}, {"NO_COLOR": "1"}]
)
def test_it_can_be_read_anywhere(address: str, more: dict[str, str]) -> None:
    done = contract("run", "--base-url", address, "--rules", RULE, "tenants", **more)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert "\x1b" not in done.stdout
    assert "it needs two accounts of the key" in done.stdout


def test_a_report_that_cannot_be_written_loses_no_other(address: str, tmp_path: Path) -> None:
    full = tmp_path / "full.json"
    full.symlink_to("/dev/full")
    report = tmp_path / "report.xml"
    reports = ("--report", str(full), "--report", str(report))
    done = contract("run", "--base-url", address, "--rules", RULE, *reports)
    assert done.returncode == 2
    assert "full.json: No space left" in done.stderr
    assert f"Report: {report}" in done.stdout
    assert report.exists()


def test_a_report_tells_the_command_without_the_key(address: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    arguments = ("--rules", RULE, "--report", str(report))
    done = contract("run", "--base-url", address, "--api-key", "sandbox-test-key", *arguments)
    table = json.loads(report.read_text())
    words = " ".join(arguments)
    assert (
        table["repeat"] == f"lune-contract run --base-url {address} {words} --seed {table['seed']}"
    )
    assert f"Repeat with: {table['repeat']}\n" in done.stdout
    assert table["selected"] == {"operations": None, "rules": [RULE]}
    assert table["began"].endswith("Z")


def test_the_version_is_told() -> None:
    done = contract("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_what_it_found(
    address: str, tmp_path: Path, signal_: signal.Signals
) -> None:
    command = [sys.executable, "-u", "-m", "lune_contract", "run", "--base-url", address]
    reports = [tmp_path / "report.xml", tmp_path / "report.json"]
    options = ["--rate", "5", "--report", str(reports[0]), "--report", str(reports[1])]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        while "Tries" not in process.stdout.readline():
            pass
        time.sleep(2)
        process.send_signal(signal_)
        rest = process.stdout.read()
    assert process.returncode == 2
    assert "Not finished: it was interrupted." in rest
    assert "Repeat with: lune-contract run" in rest
    # Nobody who reads a report alone takes it for a pass.
    root = ET.parse(reports[0]).getroot()  # noqa: S314 - our own
    unfinished = json.loads(reports[1].read_text())["unfinished"]["it was interrupted"]
    assert int(root.get("errors", "")) == len(unfinished) > 100


def test_the_rules_are_listed() -> None:
    done = contract("rules", "--area", "money")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{RULE}\n    An order by value costs at most" in done.stdout
    table = json.loads(contract("rules", "--json").stdout)
    assert len({each["name"] for each in table}) == len(table) >= 40
    assert all(each["says"] and each["source"] for each in table)


def test_a_rule_is_explained() -> None:
    done = contract("explain", RULE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Source: Orders, POST /orders/by-value" in done.stdout
    done = contract("explain", "money/nothing")
    assert done.returncode == 2
    assert "did you mean" in done.stderr


@pytest.mark.parametrize("missing", ["anyio", "cyclopts", "jsonschema_rs", "schemathesis"])
def test_a_missing_extra_is_named(missing: str) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['lune-contract', 'rules'];"
        " from lune_contract.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "pip install '.[contract]'" in done.stderr

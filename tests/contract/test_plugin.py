"""`pytest --pyargs lune_contract`, in runs of pytest that find the plugin by its entry point."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lune_contract.catalogue import select
from lune_mock import create_app

from .servers import serving
from .targets import Served, edited, sound, wrong

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]
RULE = "money/total-within-value"


@pytest.fixture
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a folder in which lune-client is installed as far as pytest can tell."""
    # These runs are no workers, also where the tests run in several.
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"):
        monkeypatch.delenv(name, raising=False)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = project["entry-points"]["pytest11"].items()
    installed = pytester.mkdir("lune_client-0.0.0.dist-info")
    (installed / "METADATA").write_text("Name: lune-client\nVersion: 0.0.0\n")
    lines = "\n".join(f"{name} = {module}" for name, module in entries)
    (installed / "entry_points.txt").write_text(f"[pytest11]\n{lines}\n")
    monkeypatch.setenv("LUNE_API_KEY", "sandbox-test-key")
    return pytester


def outcome(run: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return run.runpytest_subprocess("-pno:cacheprovider", "--pyargs", "lune_contract", *arguments)


def test_loading_it_loads_nothing_of_ours() -> None:
    code = "import lune_contract_pytest, sys; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"anyio", "httpx", "jsonschema_rs", "lune_contract", "schemathesis"}


def test_every_rule_and_operation_is_a_test(run: pytest.Pytester, served: Served) -> None:
    with serving(create_app(served.sandbox)) as url:
        result = outcome(run, "--lune-base-url", url, "--collect-only", "-q")
    listed = {line.partition("::")[2] for line in result.outlines if ".py::" in line}
    selection = select(profile="quick")
    expected = {f"test_rule[{rule.name}:{operation.id}]" for rule, operation in selection.trials}
    expected |= {f"test_every_exchange[{each.name}]" for each in selection.invariants}
    assert listed == expected | {"test_generated_data"}


WRONG_QUOTE = edited("getOrderQuoteByMass", lambda quote: quote.update(estimated_total_cost="1"))
INVARIANT = "money/total-rounded-up"


def test_what_breaks_a_rule_about_every_exchange_fails_its_own_test(run: pytest.Pytester) -> None:
    innocent = "money/quote-makes-no-order"
    with wrong(WRONG_QUOTE) as served, serving(create_app(served.sandbox)) as url:
        arguments = ("--lune-base-url", url, "-k", f"{innocent} or {INVARIANT}", "-v")
        result = outcome(run, *arguments)
    result.stdout.fnmatch_lines(
        [
            f"*test_rule[[]{innocent}:getOrderQuoteByMass] PASSED*",
            f"*test_every_exchange[[]{INVARIANT}] FAILED*",
            f"{INVARIANT} on getOrderQuoteByMass",
        ]
    )
    assert result.parseoutcomes()["failed"] == 1


def test_a_rule_about_every_exchange_can_be_chosen_alone(run: pytest.Pytester) -> None:
    change = edited("createOrderByValue", lambda order: order.update(total_cost="100.01"))
    with wrong(change) as served, serving(create_app(served.sandbox)) as url:
        result = outcome(run, "--lune-base-url", url, "-k", INVARIANT)
    result.stdout.fnmatch_lines(
        ["*Tries 1 rule on 16 operations*", f"{INVARIANT} on createOrderByValue"]
    )
    assert result.parseoutcomes()["failed"] == 1


def test_what_is_announced_is_what_was_chosen(run: pytest.Pytester, served: Served) -> None:
    with serving(create_app(served.sandbox)) as url:
        result = outcome(run, "--lune-base-url", url, "-k", f"{RULE} and createOrderByValue")
    result.stdout.fnmatch_lines(["*Tries 1 rule on 1 operation; creates up to 4 orders and*"])
    assert not (run.path / ".hypothesis").exists()


@pytest.mark.parametrize("workers", [["-pno:xdist"], ["-n2"]], ids=["alone", "two workers"])
def test_a_sound_target_passes(run: pytest.Pytester, served: Served, workers: list[str]) -> None:
    with serving(create_app(served.sandbox)) as url:
        result = outcome(run, "--lune-base-url", url, "-k", "selection or pagination", *workers)
    result.stdout.fnmatch_lines(["*Tries * rules on * operations; creates up to * orders*"])
    counts = result.parseoutcomes()
    assert set(counts) <= {"passed", "skipped", "deselected"}
    assert counts["passed"] > 20
    assert result.ret == 0


def test_a_deviation_is_a_failure_without_a_traceback(run: pytest.Pytester) -> None:
    change = edited("createOrderByValue", lambda order: order.update(total_cost="100.01"))
    with wrong(change) as served, serving(create_app(served.sandbox)) as url:
        result = outcome(run, "--lune-base-url", url, "-k", RULE, "--junit-xml=it.xml")
    result.stdout.fnmatch_lines(
        [
            f"*{RULE}:createOrderByValue*",
            f"{RULE} on createOrderByValue",
            "*Source:*Orders, POST /orders/by-value*",
            "*curl -sS -i -X POST*",
            "*Got:*total_cost '100.01'",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*sandbox-test-key*")
    assert result.ret == 1
    failures = [*ET.parse(run.path / "it.xml").iter("failure")]  # noqa: S314 - our own
    assert failures


def test_what_is_accepted_fails_nothing(run: pytest.Pytester) -> None:
    accept = run.path / "accept.toml"
    entry = '[[accept]]\nrule = "money/*"\noperation = "createOrderByValue"\nreason = "known"\n'
    accept.write_text(entry)
    change = edited("createOrderByValue", lambda order: order.update(total_cost="100.01"))
    with wrong(change) as served, serving(create_app(served.sandbox)) as url:
        arguments = ("--lune-base-url", url, "--lune-accept", str(accept), "-k", RULE)
        result = outcome(run, *arguments)
    assert result.ret == 0
    assert result.parseoutcomes()["xfailed"] >= 1


def test_a_target_that_is_not_there_is_told_once(run: pytest.Pytester) -> None:
    result = outcome(run, "--lune-base-url", "http://127.0.0.1:9/v1")
    result.stdout.fnmatch_lines(["*is it running, is the address right?*"])
    assert result.ret == 2
    assert result.parseoutcomes()["errors"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "*give --lune-base-url*"),
        (["--lune-base-url=nowhere"], "*is no http address*"),
        (["--lune-base-url=http://127.0.0.1/v1", "--lune-accept=none"], "*none*"),
        (["--lune-base-url=http://127.0.0.1/v1", "--lune-advance= "], "*is empty*"),
        (["--lune-base-url=http://127.0.0.1/v1", "--lune-cancel=it"], "*write {id}*"),
    ],
)
def test_options_that_are_wrong_are_told(
    run: pytest.Pytester, arguments: list[str], said: str
) -> None:
    result = outcome(run, *arguments)
    result.stderr.fnmatch_lines([said])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_no_key_is_told(run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LUNE_API_KEY")
    result = outcome(run, "--lune-base-url", "http://127.0.0.1/v1")
    result.stderr.fnmatch_lines(["*set LUNE_API_KEY*"])

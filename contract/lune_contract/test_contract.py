"""The suite as tests: `pytest --pyargs lune_contract --lune-base-url http://127.0.0.1:8080/v1`."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest

from lune_contract.catalogue import select
from lune_contract.reachable import CannotRunError
from lune_contract.rule import Invariant
from lune_contract.testing import carry, chosen, judge, made, profile

if TYPE_CHECKING:
    from lune_contract.deviation import Outcome
    from lune_contract.document import Operation
    from lune_contract.facts import Facts
    from lune_contract.rule import Rule
    from lune_contract.running import Run


_HOUR: Final = 3600.0
# No worker of pytest-xdist sees what the others are answered.
_SHARED: Final = "PYTEST_XDIST_WORKER" in os.environ


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each rule and operation, and of each rule about every exchange."""
    selection = select(profile=profile(metafunc.config))
    if "rule" in metafunc.fixturenames:
        ids = [f"{rule.name}:{operation.id}" for rule, operation in selection.trials]
        metafunc.parametrize(("rule", "operation"), selection.trials, ids=ids)
    if "invariant" in metafunc.fixturenames:
        ids = [each.name for each in selection.invariants]
        metafunc.parametrize("invariant", selection.invariants, ids=ids)


@pytest.fixture(scope="session")
def lune_run(pytestconfig: pytest.Config) -> Iterator[Run]:
    """The run that all tests are part of."""
    with made(pytestconfig) as run:
        yield run


@pytest.fixture(scope="session")
def facts(request: pytest.FixtureRequest, lune_run: Run) -> Facts:
    """What was learnt of the target."""
    try:
        return lune_run.learn()
    except CannotRunError as error:
        request.session.shouldstop = "the target cannot be tried"
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture(scope="session")
def strict(pytestconfig: pytest.Config) -> bool:
    """Whether what the documents do not settle fails."""
    return bool(pytestconfig.getoption("lune_strict"))


@pytest.fixture(scope="session")
def exchanges(request: pytest.FixtureRequest, lune_run: Run, facts: Facts) -> None:
    """What rules about every exchange are held against, also where no other test was chosen."""
    names, _ = chosen(request.session.items)
    carry(lune_run, facts, names)


@pytest.fixture(autouse=True)
def turn(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let one worker of pytest-xdist at a time change the target: rules compare before and after."""
    if not hasattr(pytestconfig, "workerinput"):
        yield
        return
    # A lock that ends with its process, wherever that runs.
    lock = sqlite3.connect(tmp_path_factory.getbasetemp().parent / "lune-contract", timeout=_HOUR)
    lock.execute("BEGIN EXCLUSIVE")
    yield
    lock.close()


def test_rule(rule: Rule, operation: Operation, lune_run: Run, facts: Facts, strict: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    """The target does as the rule says."""
    judge([lune_run.tried(rule, operation, facts), *_shared(lune_run)], lune_run, strict=strict)


def test_generated_data(lune_run: Run, facts: Facts, strict: bool) -> None:  # noqa: FBT001 - as above
    """The target answers data that was made up of the document as it says."""
    outcomes = [
        each
        for each in lune_run.generated(facts)
        if _SHARED or not isinstance(each.statement, Invariant)
    ]
    judge([*outcomes, *_shared(lune_run)], lune_run, strict=strict)


@pytest.mark.usefixtures("exchanges")
def test_every_exchange(invariant: Invariant, lune_run: Run, strict: bool) -> None:  # noqa: FBT001 - as above
    """No answer to what other tests sent, before this one, breaks the rule."""
    if _SHARED:
        pytest.skip(
            "its exchanges are those of several workers; what breaks it fails where it does"
        )
    judge(lune_run.held(invariant), lune_run, strict=strict)


def _shared(run: Run) -> list[Outcome]:
    """Return what was broken meanwhile, where no test sees all exchanges."""
    return list(run.breaches()) if _SHARED else []

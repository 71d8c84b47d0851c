"""The suite as tests: `pytest --pyargs lune_contract --lune-base-url http://127.0.0.1:8080/v1`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest

from lune_contract.catalogue import select
from lune_contract.running import CannotRunError
from lune_contract.testing import judge, made, profile

if TYPE_CHECKING:
    from lune_contract.document import Operation
    from lune_contract.facts import Facts
    from lune_contract.rule import Rule
    from lune_contract.running import Run


_HOUR: Final = 3600.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each rule and operation."""
    if "rule" in metafunc.fixturenames:
        trials = select(profile=profile(metafunc.config)).trials
        ids = [f"{rule.name}:{operation.id}" for rule, operation in trials]
        metafunc.parametrize(("rule", "operation"), trials, ids=ids)


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
    """The target does as the rule says, and no answer on the way breaks an invariant."""
    judge((lune_run.tried(rule, operation, facts), *lune_run.breaches()), lune_run, strict=strict)


def test_generated_data(lune_run: Run, facts: Facts, strict: bool) -> None:  # noqa: FBT001 - as above
    """The target answers data that was made up of the document as it says."""
    judge((*lune_run.generated(facts), *lune_run.breaches()), lune_run, strict=strict)

"""The pytest plugin of the contract suite: its options.

It stands beside the package because pytest loads it in every run on a machine that has
lune-client: to import anything of the package would load what the suite needs first.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTIONS = (
    ("account", "append", "an id for Lune-Account: the one to work on, then others (repeatable)"),
    ("bundle", "append", "the id of a bundle that quotes do not name (repeatable)"),
    ("accept", "store", "a file of deviations that are known"),
    ("advance", "store", "a command that moves the orders of the target on"),
    ("cancel", "store", "a command that cancels the order {id}"),
    ("rate", "store", "requests a second at most; 15 if the target is not on this machine"),
    ("make-accounts", "store_true", "make a few client accounts, which nothing takes away again"),
    ("place-orders", "store_true", "place orders on a target that is not on this machine"),
    ("strict", "store_true", "fail for what the documents do not settle, too"),
)


class _Node(Protocol):
    """A worker of pytest-xdist, as its controller sees it."""

    config: pytest.Config
    workerinput: dict[str, object]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `pytest --pyargs lune_contract`."""
    group = parser.getgroup("lune-contract", "contract suite: pytest --pyargs lune_contract")
    group.addoption("--lune-base-url", help="the target, such as http://127.0.0.1:8080/v1")
    group.addoption("--lune-api-key", help="its key; by default that in LUNE_API_KEY")
    group.addoption("--lune-profile", choices=("quick", "full"), default="quick", help="quick")
    group.addoption("--lune-seed", type=int, help="repeats a run")
    for name, action, help_ in _OPTIONS:
        group.addoption(f"--lune-{name}", action=action, help=help_)


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed, once for all workers."""
    if config.getoption("lune_base_url") and config.getoption("lune_seed") is None:
        given: dict[str, int] = getattr(config, "workerinput", {})
        config.option.lune_seed = given.get("lune_seed", secrets.randbelow(1_000_000_000))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say what the tests of the suite lack, before the first one."""
    if config.getoption("lune_base_url"):
        return
    if any(each.path.parts[-2:] == ("lune_contract", "test_contract.py") for each in items):
        message = "no target; give --lune-base-url, such as http://127.0.0.1:8080/v1"
        raise pytest.UsageError(message)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: _Node) -> None:
    """Give a worker of pytest-xdist the seed."""
    node.workerinput["lune_seed"] = node.config.getoption("lune_seed")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what is tried, and what may be sent where workers of pytest-xdist choose the tests."""
    if not config.getoption("lune_base_url"):
        return []
    from lune_contract.testing import made  # noqa: PLC0415  # see the top

    with made(config) as run:
        said = f"lune-contract: {run.session.target.base_url}, seed {run.seed}"
        return [f"{said}. {run.announcement}" if _is_distributed(config) else said]


def pytest_report_collectionfinish(config: pytest.Config, items: Sequence[pytest.Item]) -> str:
    """Say what the tests that are chosen will send, before anything is."""
    if not config.getoption("lune_base_url") or _is_distributed(config):
        return ""
    from lune_contract.testing import announcement  # noqa: PLC0415  # see the top

    return announcement(config, items)


def _is_distributed(config: pytest.Config) -> bool:
    return str(config.getoption("dist", "no")) != "no"

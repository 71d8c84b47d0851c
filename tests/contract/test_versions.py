"""Rules of versions, and of the headers of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .changing import answered_headers, with_headers
from .passing import assert_broken, assert_fires, assert_passes, invariants, rules, trials
from .targets import Served, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_contract.trial import Trial
    from lune_mock import Answer

    from .targets import Call, Change, Handle

WRONG: dict[str, tuple[str, Change]] = {
    "versions/unknown": ("getOrder", with_headers("getOrder", lune_version=None)),
    "versions/no-date": ("createOrderByMass", with_headers("createOrderByMass", lune_version=None)),
    "versions/known": ("listOrders", with_headers("listOrders", lune_version="1999-01-01")),
    "versions/known-to-orders": (
        "createOrderByValue",
        with_headers("createOrderByValue", lune_version="1999-01-01"),
    ),
    "versions/request-ids-differ": (
        "getOrderQuoteByMass",
        answered_headers("getOrderQuoteByMass", cf_ray="1-LHR"),
    ),
}
BROKEN: dict[str, tuple[str, Change]] = {
    "versions/served-by": ("listOrders", answered_headers("listOrders", lune_version="newest")),
    "versions/refused-by": ("getOrder", answered_headers("getOrder", lune_version=None)),
    "versions/request-id": ("listOrders", answered_headers("listOrders", cf_ray=None)),
    "versions/as-asked": ("listOrders", answered_headers("listOrders", lune_version="2023-01-01")),
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.mark.parametrize(("rule", "operation"), trials("versions"))
def test_a_sound_target_passes(served: Served, rule: str, operation: str) -> None:
    assert_passes(served, rule, operation)


@pytest.mark.parametrize("rule", WRONG)
def test_a_wrong_target_deviates(rule: str) -> None:
    assert_fires(rule, *WRONG[rule])


def test_a_target_that_forgets_its_version() -> None:
    assert_fires("versions/settled", "listOrders", _by_turns())


def _by_turns() -> Change:
    versions = iter(["2024-08-08", "2024-08-08", "2023-01-01"])

    def change(handle: Handle, call: Call) -> Answer:
        if call.operation != "listOrders":
            return handle(call)
        return answered_headers("listOrders", lune_version=next(versions))(handle, call)

    return change


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_target_breaks_the_invariant(name: str) -> None:
    operation, change = BROKEN[name]

    def ask(trial: Trial) -> None:
        path = {"id": "unknown"} if operation == "getOrder" else {}
        trial.call(operation, path=path, headers={"Lune-Version": "2024-08-08"})

    assert_broken(name, operation, change, ask)


def test_every_statement_is_shown_to_fire() -> None:
    assert rules("versions") == WRONG.keys() | {"versions/settled"}
    assert invariants("versions") == BROKEN.keys()

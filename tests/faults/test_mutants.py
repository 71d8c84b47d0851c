"""Mutants differ from what they are made of in one field, and are spread over the operations."""

from __future__ import annotations

from typing import Any

import pytest

from .killing import against_fault, against_mutant
from .mutants import Kind, Mutant, mutants, spread

ORDER: dict[str, Any] = {
    "id": "a1",
    "total_cost": "80.19",
    "created_at": "2024-01-31T23:59:59Z",
    "certificate": None,
    "bundles": [{"quantity": "1.5", "name": "Asia"}, {"quantity": "2", "name": "Ocean"}],
}


@pytest.mark.parametrize(
    ("place", "kind", "expected"),
    [
        (("total_cost",), "perturb", {"total_cost": "80.11"}),
        (("total_cost",), "swap", {"total_cost": "2024-01-31T23:59:59Z", "created_at": "80.19"}),
        (("created_at",), "perturb", {"created_at": "2024-02-01T00:00:00Z"}),
        (("certificate",), "perturb", {"certificate": "1"}),
        (("id",), "perturb", {"id": "a1x"}),
        (("bundles",), "perturb", {"bundles": ORDER["bundles"][:1]}),
        (
            ("bundles", "*", "name"),
            "drop",
            {"bundles": [{"quantity": "1.5"}, {"quantity": "2"}]},
        ),
    ],
)
def test_a_mutant_changes_one_field(place: tuple[str, ...], kind: Kind, expected: Any) -> None:
    mutant = Mutant("getOrder", 200, place, kind)
    assert mutant.of(ORDER) == ORDER | expected


def test_every_field_has_its_mutants_and_none_changes_nothing() -> None:
    made = mutants([("getOrder", 200, ORDER)])
    assert {each.place for each in made} == {
        ("id",),
        ("total_cost",),
        ("created_at",),
        ("certificate",),
        ("bundles",),
        ("bundles", "*", "quantity"),
        ("bundles", "*", "name"),
    }
    assert all(each.of(ORDER) != ORDER for each in made)
    # There is no other list and no other null to exchange these with.
    assert not {("bundles",), ("certificate",)} & {
        each.place for each in made if each.kind == "swap"
    }


def test_mutants_are_taken_from_all_operations_in_turn() -> None:
    made = mutants([("getOrder", 200, ORDER), ("listOrders", 200, {"data": [ORDER]})])
    assert [each.operation for each in spread(made, 4)] == ["getOrder", "listOrders"] * 2
    assert sorted(map(str, spread(made, 1_000))) == sorted(map(str, made))


def test_the_suite_kills_a_mutant_and_a_fault() -> None:
    mutant = Mutant("createOrderByMass", 200, ("total_cost",), "perturb")
    assert against_mutant(mutant).by is not None
    kill = against_fault("limit-is-ignored", "quick")
    assert (kill.by or "").startswith("pagination/")

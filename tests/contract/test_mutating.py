"""Bodies changed in one place."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lune_contract.document import operation
from lune_contract.mutating import bases, foreign, kinds, shares_of, variations, violations
from lune_contract.sample import WITH_BODY

_HASHES = """
from lune_contract.document import operation
from lune_contract.mutating import variations, violations
from lune_contract.sample import WITH_BODY
for each in map(operation, WITH_BODY):
    print([mutant.body for mutant in (*violations(each), *variations(each))])
"""


@pytest.mark.parametrize("operation_id", WITH_BODY)
def test_each_is_what_it_is_said_to_be(operation_id: str) -> None:
    called = operation(operation_id)
    assert all(called.takes(body) for body in bases(called))
    assert violations(called)
    assert all(called.body_problem(each.body) for each in violations(called))
    assert variations(called)
    assert not any(called.body_problem(each.body) for each in variations(called))


@pytest.mark.parametrize("operation_id", WITH_BODY)
def test_none_is_there_twice_or_as_the_base(operation_id: str) -> None:
    called = operation(operation_id)
    listed = [*violations(called), *variations(called)]
    bodies = [json.dumps(each.body) for each in listed]
    bodies += [json.dumps(each) for each in bases(called)]
    assert len(bodies) == len(set(bodies))


def test_it_reaches_what_is_deep_inside() -> None:
    bodies = [each.body for each in violations(operation("createOrderByMass"))]
    mass = {"amount": "259.11", "unit": "kg"}
    metadata = {"invoice": "A-17"}
    assert {"metadata": metadata} in bodies
    assert {"mass": {"unit": "kg"}, "metadata": metadata} in bodies
    assert {"mass": mass | {"amount": "-1"}, "metadata": metadata} in bodies
    assert {"mass": mass, "metadata": metadata, "quantity_trunc": "gx"} in bodies
    assert {"mass": mass, "metadata": metadata, "idempotency_key": "x" * 101} in bodies
    assert any(isinstance(each, dict) and {"mass", "bundle_masses"} <= set(each) for each in bodies)


def test_edges_are_valid() -> None:
    bodies = [each.body for each in variations(operation("createOrderByValue"))]
    assert any(
        isinstance(each, dict) and each.get("idempotency_key") == "ü" * 100 for each in bodies
    )
    assert any(isinstance(each, dict) and each.get("quantity_trunc") == "t" for each in bodies)


def test_amounts_moments_and_texts_are_spelt_otherwise() -> None:
    spelt = {
        each: {repr(mutant.value) for mutant in variations(operation(each))}
        for each in ("createOrderByValue", "updateTransactionEstimate")
    }
    assert {"'007.5'", "'0.1234567890123'"} <= spelt["createOrderByValue"]
    assert "{'name': 'ü€😀'}" in spelt["createOrderByValue"]
    assert "'2024-02-29T23:59:59+01:00'" in spelt["updateTransactionEstimate"]
    wrong = {repr(mutant.value) for mutant in violations(operation("createTransactionEstimate"))}
    assert {"'1,000'", "'2024-02-29'", "'aed'"} <= wrong


def test_what_two_examples_have_stands_together() -> None:
    bodies = [each.body for each in variations(operation("createShippingEstimate"))]
    loads = [each["shipment"] for each in bodies if isinstance(each, dict) and "shipment" in each]
    assert any(isinstance(each, dict) and {"mass", "containers"} <= set(each) for each in loads)


def test_properties_of_others_are_none_of_its_own() -> None:
    assert set(foreign(operation("getOrderQuoteByValue"))) == {
        *("mass", "bundle_masses", "estimate_id", "idempotency_key", "metadata")
    }
    assert set(foreign(operation("createMultiMatchTransactionEstimate"))) == {
        *("idempotency_key", "is_transaction", "transaction_processed_at")
    }
    assert not foreign(operation("createShippingEstimate"))


def test_no_variation_names_another_account() -> None:
    bodies = [each.body for each in variations(operation("createTransactionEstimate"))]
    assert not any(isinstance(each, dict) and "client_account" in each for each in bodies)


def test_a_batch_has_items_that_are_wrong_and_too_many() -> None:
    called = operation("createBatchTransactionEstimate")
    lengths = {len(each.body) for each in violations(called) if isinstance(each.body, list)}
    assert lengths == {0, 1, 101}
    assert {"items", "required", "member"} <= kinds(called)


def test_shares_are_found_where_there_are_any() -> None:
    found = {each: shares_of(operation(each)) for each in WITH_BODY}
    assert [each for each, shares in found.items() if shares is None] == [
        "partialUpdateTransactionsEstimateAnnotations"
    ]
    named = {shares[0] for shares in found.values() if shares is not None}
    assert named == {"bundle_selection"}


def test_each_run_makes_the_same() -> None:
    """Names are hashed with another seed in each process."""

    def run(seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _HASHES],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert run("1") == run("2")

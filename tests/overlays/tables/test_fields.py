from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest

from lune_client.errors import InvalidRequestError, WrongTypeError
from lune_client.models import ShippingLegEstimateRequest, TransactionEstimateRequest
from lune_client.tables import Kind, TableError, fields_of, guess_columns
from lune_client.tables.fields import fields_of as tree_of
from lune_client.tables.fields import nested, steps_of
from lune_client.tables.notation import Notation

PURCHASE = tree_of((TransactionEstimateRequest,))
SHIPMENT = tree_of((ShippingLegEstimateRequest,))


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("name", ("name",)),
        ("value.currency", ("value", "currency")),
        ("bundle_selection[0].bundle_id", ("bundle_selection", 0, "bundle_id")),
        ("metadata.cost center", ("metadata", "cost center")),
        ("metadata['a.b']", ("metadata", "a.b")),
        ('metadata["it\'s"]', ("metadata", "it's")),
    ],
)
def test_paths(path: str, steps: tuple[str | int, ...]) -> None:
    assert steps_of(path) == steps


@pytest.mark.parametrize("path", ["", ".", ".a", "a.", "a..b", "a[", "a[x]", "a]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(TableError, match="is no path of a field"):
        steps_of(path)


def test_the_fields_are_those_of_the_document() -> None:
    assert {"value.value", "merchant.search_term", "metadata.*", "diet"} <= {
        *fields_of("transactions")
    }
    assert {"shipment.mass.amount", "route.source.locode", "route.source.lat", "method"} <= {
        *fields_of("shipments")
    }
    assert "value" not in fields_of("transactions")
    assert not any("idempotency_key" in fields_of(kind) for kind in get_args(Kind))


@pytest.mark.parametrize(
    ("path", "cell", "expected"),
    [
        ("value.value", " 12.50 ", Decimal("12.50")),
        ("value.value", "1e3", Decimal("1e3")),
        ("value.value", 12, 12),
        ("value.currency", "EUR", "EUR"),
        ("merchant.category_code", 5818, "5818"),
        ("metadata.id", Decimal("1E+2"), "100"),
        ("is_transaction", "TRUE", True),
        ("is_transaction", "false", False),
        ("is_transaction", "yes", "yes"),
        ("value", {"value": "1", "currency": None}, {"value": Decimal(1)}),
    ],
)
def test_cells_become_what_the_field_takes(path: str, cell: object, expected: object) -> None:
    field = PURCHASE.at(steps_of(path))
    assert field is not None
    assert field.value(cell, path, Notation()) == expected


@pytest.mark.parametrize(
    ("cell", "sent"),
    [
        ("8.90", "8.9"),
        ("1.0", "1"),
        ("100", "100"),
        ("1E+2", "100"),
        (Decimal("10.00"), "10"),
        (Decimal("0.00"), "0"),
        (Decimal("NaN"), "NaN"),
    ],
)
def test_zeros_at_the_end_of_an_amount_are_left_out(cell: object, sent: str) -> None:
    field = PURCHASE.at(steps_of("value.value"))
    assert field is not None
    assert str(field.value(cell, "value.value", Notation())) == sent


def test_a_true_number_is_one() -> None:
    field = SHIPMENT.at(steps_of("route.source.lat"))
    assert field is not None
    assert field.value("-12.5", "lat", Notation()) == -12.5
    assert field.value(Decimal("12.5"), "lat", Notation()) == 12.5
    assert field.value(1.5, "lat", Notation()) == 1.5
    with pytest.raises(InvalidRequestError, match="is no number"):
        field.value("NaN", "lat", Notation())


@pytest.mark.parametrize("text", ["1,234.56", "NaN", "Infinity", "1_000", "€5", "٣", "1 2", "--1"])
def test_what_is_no_amount(text: str) -> None:
    field = PURCHASE.at(steps_of("value.value"))
    assert field is not None
    with pytest.raises(InvalidRequestError, match="is no decimal number"):
        field.value(text, "value.value", Notation())


def test_floats_are_no_amounts_unless_said() -> None:
    field = PURCHASE.at(steps_of("value.value"))
    assert field is not None
    with pytest.raises(WrongTypeError, match="floats='shortest'"):
        field.value(0.1, "value.value", Notation())
    assert field.value(0.1, "value.value", Notation("shortest")) == Decimal("0.1")


@pytest.mark.parametrize("notation", [Notation(), Notation("shortest")])
@pytest.mark.parametrize("path", ["merchant.category_code", "name", "metadata.x", "diet"])
def test_floats_are_no_text_whatever_is_said(path: str, notation: Notation) -> None:
    field = PURCHASE.at(steps_of(path))
    assert field is not None
    with pytest.raises(WrongTypeError, match="a float is not the text that was written") as caught:
        field.value(5818.0, path, notation)
    assert "shortest" not in str(caught.value)


def test_a_point_in_time_needs_its_zone() -> None:
    field = PURCHASE.at(("transaction_processed_at",))
    assert field is not None
    for text in ("2026-11-02T03:04:05", "2026-11-02 03:04", "2026-11-02"):
        with pytest.raises(InvalidRequestError, match="has no time zone: write it like '2026-"):
            field.value(text, "transaction_processed_at", Notation())
    for text in ("2026-11-02T03:04:05Z", "02/11/2026"):
        assert field.value(text, "transaction_processed_at", Notation()) == text


def test_values_by_their_steps() -> None:
    assert nested({("a", 3, "b"): 1, ("a", 0): 2, ("c",): {"d": 3}, ("c", "e"): 4}) == {
        "a": [2, {"b": 1}],
        "c": {"d": 3, "e": 4},
    }


def test_the_guess() -> None:
    names = ["AMOUNT", "Currency-Code", "country", "m c c", "Description", "Note"]
    assert guess_columns(names, "transactions") == {
        "value.value": "AMOUNT",
        "value.currency": "Currency-Code",
        "merchant.country_code": "country",
        "merchant.category_code": "m c c",
        "merchant.search_term": "Description",
    }
    assert guess_columns(["Weight", "weight unit", "teu"], "shipments") == {
        "shipment.mass.amount": "Weight",
        "shipment.mass.unit": "weight unit",
        "shipment.containers": "teu",
    }


def test_where_two_columns_fit_none_is_guessed() -> None:
    assert guess_columns(["amount", "price"], "transactions") == {}


def test_every_name_that_is_guessed_is_a_field() -> None:
    from lune_client.tables.shipments import SHIPMENTS
    from lune_client.tables.transactions import TRANSACTIONS

    for job in (TRANSACTIONS, SHIPMENTS):
        for path in job.common:
            field = job.fields.at(steps_of(path))
            assert field is not None
            assert field.kinds, path


def test_a_kind_that_does_not_exist() -> None:
    kind: Any = "trips"
    known = "kind is 'trips'; it is one of transactions, shipments, orders"
    with pytest.raises(TableError, match=known):
        fields_of(kind)
    with pytest.raises(TableError, match=known):
        guess_columns(["mass"], kind)

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Sandbox

from .calling import ASIA, OCEAN, Api, unhurried

BUNDLES = Sandbox().bundle_ids


def percentages(*given: float | str | None) -> list[dict[str, Any]]:
    return [
        {"bundle_id": bundle} if share is None else {"bundle_id": bundle, "percentage": share}
        for bundle, share in zip(BUNDLES, given, strict=False)
    ]


def quantities(order: Any) -> list[str]:
    return [bundle["quantity"] for bundle in order["bundles"]]


TONNE = {"mass": {"amount": "1", "unit": "t"}}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (percentages(100), ["1"]),
        (percentages(60, "40.00"), ["0.6", "0.4"]),
        (percentages("33.33", "33.33", "33.34"), ["0.3333", "0.3333", "0.3334"]),
        (percentages(100, 0), ["1", "0"]),
        (percentages(50.0, 50), ["0.5", "0.5"]),
        (percentages(None, None), ["0.5", "0.5"]),
        (percentages(None, None, None), ["0.333333"] * 3),
    ],
)
def test_a_selection_divides_the_order(
    api: Api, selection: list[dict[str, Any]], expected: list[str]
) -> None:
    order = api.order(**TONNE, bundle_selection=selection)
    assert quantities(order) == expected
    chosen = [entry["bundle_id"] for entry in selection]
    assert [bundle["bundle_id"] for bundle in order["bundles"]] == chosen


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        (percentages(50, 49), "bundle_selection_ratios_invalid"),
        (percentages("50.01", 50), "bundle_selection_ratios_invalid"),
        (percentages(150, -50), "validation_error"),
        (percentages("150", "-50"), "validation_error"),
        (percentages(10**70, 1), "bundle_selection_ratios_invalid"),
        ([], "bundle_selection_ratios_invalid"),
        (percentages(100, None), "bundle_selection_ratios_invalid_format"),
        ([{"bundle_id": "unknown"}], "bundle_selection_bundle_invalid"),
        ([{"bundle_id": ASIA}, {"bundle_id": ASIA}], "bundle_selection_bundle_invalid"),
    ],
)
@pytest.mark.parametrize("path", ["/orders/by-mass", "/orders/by-mass/quote"])
def test_an_impossible_selection_is_refused(
    api: Api, path: str, selection: list[dict[str, Any]], code: str
) -> None:
    refusal = api.refusal("POST", path, {**TONNE, "bundle_selection": selection})
    assert refusal[:2] == (400, code)
    assert len(refusal[2]) < 300


@pytest.mark.parametrize("bundles", [["unknown"], [OCEAN, OCEAN]])
def test_impossible_bundle_masses_are_refused(api: Api, bundles: list[str]) -> None:
    masses = [{"bundle_id": bundle, **TONNE} for bundle in bundles]
    refusal = api.refusal("POST", "/orders/by-mass", {"bundle_masses": masses})
    assert refusal[:2] == (400, "bundle_id_invalid")


@unhurried
@given(st.data())
def test_any_percentages_that_add_up_are_taken(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(BUNDLES)))
    cuts = sorted(data.draw(st.integers(0, 10_000)) for _ in range(count - 1))
    shares = [
        Decimal(end - start).scaleb(-2)
        for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True)
    ]
    selection = percentages(*(format(share, "f") for share in shares))
    quote = Api(Sandbox()).post("/orders/by-mass/quote", {**TONNE, "bundle_selection": selection})
    assert [Decimal(quantity) for quantity in quantities(quote)] == [
        share.scaleb(-2) for share in shares
    ]


@pytest.mark.parametrize("percentage", ["33.333", "-1", "1e2", 33.5, "100.", ".5", "", "100 "])
def test_a_percentage_is_an_integer_or_text_with_two_decimals_at_most(
    api: Api, percentage: float | str
) -> None:
    body = {**TONNE, "bundle_selection": percentages(percentage)}
    for path in ("/orders/by-mass", "/orders/by-mass/quote"):
        status, code, message = api.refusal("POST", path, body)
        assert (status, code) == (400, "validation_error")
        assert "bundle_selection[0].percentage" in message

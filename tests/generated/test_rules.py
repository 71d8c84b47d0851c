from __future__ import annotations

import decimal
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_api.api.orders.create_order_by_value import create_order_by_value
from lune_api.errors import InvalidRequestError, WrongTypeError
from lune_api.models import BundlePercentageRequest, GeographicCoordinates, Locode
from lune_api.models import ShippingSourceDestination as Route
from lune_api.types import UNSET, DecimalInput, Unset


def select(*percentages: DecimalInput | Unset) -> None:
    entries = [BundlePercentageRequest(bundle_id="a", percentage=each) for each in percentages]
    create_order_by_value(value=1, bundle_selection=entries)


@pytest.mark.parametrize(
    "percentages",
    [
        (),
        (UNSET,),
        (UNSET, UNSET),
        (100,),
        ("100.00",),
        (60, "40"),
        ("33.33", "33.33", "33.34"),
        (Decimal("0.1"), Decimal("99.9")),
    ],
)
def test_shares_that_add_up(percentages: tuple[DecimalInput | Unset, ...]) -> None:
    select(*percentages)


@pytest.mark.parametrize(
    ("percentages", "problem"),
    [
        ((60, "39.5"), "must add up to 100, these add up to 99.5: "),
        (("33.33", "33.33", "33.33"), "must add up to 100, these add up to 99.99: "),
        ((10**70, 1), f"must add up to 100, these add up to 1{'0' * 39}...: "),
        ((60, UNSET, 40), "2 of 3 entries have a percentage: give one to each, or to none"),
    ],
)
def test_shares_that_do_not_add_up(
    percentages: tuple[DecimalInput | Unset, ...], problem: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        select(*percentages)
    assert caught.value.field == "bundle_selection"
    assert problem in caught.value.problem


def test_an_entry_is_refused_before_the_sum() -> None:
    with pytest.raises(WrongTypeError, match="float"):
        select(99.5)  # type: ignore[arg-type]  # the wrong type is the point
    with pytest.raises(InvalidRequestError) as caught:
        select(50, "0.005")
    assert caught.value.field == "bundle_selection[1].percentage"


@pytest.mark.parametrize(
    ("percentage", "problem"),
    [(-50, "at least 0"), ("-50", "not be negative"), (10**2000, "at most 1000 digits")],
)
def test_a_share_that_is_none(percentage: DecimalInput, problem: str) -> None:
    with pytest.raises(InvalidRequestError, match=problem) as caught:
        select(50, percentage)
    assert caught.value.field == "bundle_selection[1].percentage"


@given(st.lists(st.integers(0, 10_000), max_size=20), st.sampled_from(["0", "0.01", "1"]))
def test_sums_are_exact_in_any_context(cuts: list[int], extra: str) -> None:
    ends = [0, *sorted(cuts), 10_000]
    shares = [Decimal(end - start).scaleb(-2) for start, end in itertools.pairwise(ends)]
    with decimal.localcontext(prec=1):
        if extra == "0":
            select(*shares, extra)
        else:
            with pytest.raises(InvalidRequestError, match="must add up to 100"):
                select(*shares, extra)


@pytest.mark.parametrize("avoided", [UNSET, []])
def test_a_corridor_with_nothing_to_avoid(avoided: list[str] | Unset) -> None:
    route(avoided).check()


def test_corridors_to_take_and_to_avoid_exclude_each_other() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        route(["panama"]).check("route.")
    assert caught.value.field == "route.transit_corridor, route.restricted_transit_corridors"


def route(avoided: list[str] | Unset) -> Route:
    return Route(
        source=Locode(locode="DEHAM"),
        destination=GeographicCoordinates(lat=1, lon=1),
        transit_corridor="suez",
        restricted_transit_corridors=avoided,
    )

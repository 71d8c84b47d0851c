from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock.catalogue import Catalogue
from lune_mock.retirement import Pool, project_rows

from .calling import unhurried

IDS = Catalogue().ids
TONNES = st.integers(1, 5_000_000).map(lambda grams: Decimal(grams).scaleb(-6))


def order(currency: str = "USD", **quantities: str) -> dict[str, Any]:
    return {
        "currency": currency,
        "bundles": [
            {"bundle_id": IDS[int(name[1:])], "quantity": quantity, "unit_price": "12.42"}
            for name, quantity in quantities.items()
        ],
    }


def shown(rows: list[Any]) -> list[tuple[str, str, str, str]]:
    return [
        (row["project_slug"], row["quantity"], row["offset_cost"], row["status"]) for row in rows
    ]


def test_whole_tonnes_are_retired_at_once() -> None:
    pool = Pool()
    assert pool.add("order", Decimal(3)) == [("order", Decimal(0))]
    assert (pool.retired, pool.tonnes, "order" in pool) == (3, Decimal(0), False)


def test_a_fraction_waits_for_later_orders_to_fill_its_tonne() -> None:
    pool = Pool()
    assert pool.add("first", Decimal("0.6")) == []
    assert pool.add("second", Decimal("0.3")) == []
    assert pool.tonnes == Decimal("0.9")
    assert pool.add("third", Decimal("0.4")) == [
        ("first", Decimal(0)),
        ("second", Decimal(0)),
        ("third", Decimal("0.3")),
    ]
    assert (pool.retired, pool.tonnes) == (1, Decimal("0.3"))
    assert [name in pool for name in ("first", "second", "third")] == [False, False, True]


def test_an_order_beyond_whole_tonnes_is_partly_retired() -> None:
    pool = Pool()
    assert pool.add("order", Decimal("2.75")) == [("order", Decimal("0.75"))]
    assert pool.retired == 2


def test_the_sandbox_tops_up_what_a_tonne_lacks() -> None:
    pool = Pool()
    pool.add("first", Decimal("0.25"))
    pool.add("second", Decimal("0.000001"))
    assert [each.waiting for each in pool.top_up()] == [0, 0]
    assert (pool.retired, pool.tonnes, pool.topped_up) == (1, Decimal(0), Decimal("0.749999"))


def test_nothing_is_topped_up_where_nothing_waits() -> None:
    pool = Pool()
    pool.add("order", Decimal(2))
    assert pool.top_up() == []
    assert (pool.retired, pool.topped_up) == (2, Decimal(0))


def test_a_copy_of_a_pool_goes_its_own_way() -> None:
    pool = Pool()
    pool.add("first", Decimal("0.25"))
    copied = pool.copy()
    copied.top_up()
    assert (pool.retired, pool.tonnes, "first" in pool) == (0, Decimal("0.25"), True)


@unhurried
@given(st.lists(st.one_of(TONNES, st.none()), max_size=30))
def test_the_pool_retires_whole_tonnes_in_the_order_they_came(
    arrivals: list[Decimal | None],
) -> None:
    pool = Pool()
    waiting: dict[str, Decimal] = {}
    added = Decimal(0)
    for number, tonnes in enumerate(arrivals):
        if tonnes is None:
            concerned = pool.top_up()
        else:
            added += tonnes
            waiting[str(number)] = tonnes
            concerned = pool.add(str(number), tonnes)
        # The oldest go first, and all of them but the last are done.
        assert [each.order_id for each in concerned] == list(waiting)[: len(concerned)]
        assert all(each.waiting == 0 for each in concerned[:-1])
        for order_id, left in concerned:
            assert 0 <= left < waiting[order_id]
            waiting[order_id] = left
            if not left:
                del waiting[order_id]
        assert set(waiting) == {str(name) for name in range(number + 1) if str(name) in pool}
        assert pool.tonnes == sum(waiting.values())
        assert 0 <= pool.tonnes < 1
        assert pool.retired + pool.tonnes == added + pool.topped_up


def test_the_projects_of_a_bundle_share_it() -> None:
    assert shown(project_rows(order(b0="1.000001"), Catalogue(), Decimal(0))) == [
        ("sandbox-peat-forest", "0.6", "7.46", "allocated"),
        ("sandbox-mangrove-forest", "0.400001", "4.97", "allocated"),
    ]


def test_a_project_that_gets_less_than_a_gram_has_no_row() -> None:
    assert shown(project_rows(order(b0="0.000001"), Catalogue(), Decimal(0))) == [
        ("sandbox-mangrove-forest", "0.000001", "0.01", "allocated"),
    ]


def test_a_project_that_is_partly_retired_has_two_rows() -> None:
    assert shown(project_rows(order(b0="1", b1="0.5"), Catalogue(), Decimal("0.7"))) == [
        ("sandbox-peat-forest", "0.6", "7.46", "retired"),
        ("sandbox-mangrove-forest", "0.1", "1.24", "retired"),
        ("sandbox-mangrove-forest", "0.3", "3.72", "allocated"),
        ("sandbox-kelp", "0.5", "6.21", "allocated"),
    ]


def test_a_currency_that_the_table_lacks_is_named() -> None:
    with pytest.raises(LookupError, match="XXX"):
        project_rows(order("XXX", b0="1"), Catalogue(), Decimal(0))


@unhurried
@given(
    st.lists(TONNES, min_size=1, max_size=len(IDS)),
    st.fractions(0, 1),
    st.sampled_from(["USD", "ISK"]),
)
def test_projects_add_up_to_their_bundles_and_to_what_is_retired(
    quantities: list[Decimal], part: Any, currency: str
) -> None:
    whole = sum(quantities)
    retired = round(whole * Decimal(part.numerator) / Decimal(part.denominator), 6)
    asked = order(currency, **{f"b{number}": str(each) for number, each in enumerate(quantities)})
    rows: list[Any] = project_rows(asked, Catalogue(), retired)
    assert sum(Decimal(row["quantity"]) for row in rows if row["status"] == "retired") == retired
    for bundle in asked["bundles"]:
        slugs = {project.slug for project in Catalogue().projects(bundle["bundle_id"])}
        of_bundle = [row for row in rows if row["project_slug"] in slugs]
        assert sum(Decimal(row["quantity"]) for row in of_bundle) == Decimal(bundle["quantity"])
        cost = sum(Decimal(row["offset_cost"]) for row in of_bundle)
        exact = Decimal(bundle["quantity"]) * Decimal(bundle["unit_price"])
        assert exact <= cost < exact + (Decimal("0.01") if currency == "USD" else 1)
        assert {row["unit_price"] for row in of_bundle} == {"12.42"}
    statuses = [row["status"] for row in rows]
    assert statuses == sorted(statuses, reverse=True)
    assert all(Decimal(row["quantity"]) > 0 for row in rows)

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lune_document
from lune_mock import Sandbox
from lune_mock.emissions.exchange import currency

from .calling import ASIA, BY_MASS, OCEAN, Api, purchase, unhurried

AMOUNTS = st.one_of(
    st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=6).map(lambda d: format(d, "f")),
    st.integers(10**59, 10**60 - 1).map(str),
)


def test_a_fresh_order_by_mass_is_placed(api: Api) -> None:
    order = api.order(metadata={"invoice": "A-17", "größe": "🌱"}, idempotency_key="A-17")
    assert order == {
        "id": order["id"],
        "idempotency_key": "A-17",
        "type": "quantity",
        "status": "placed",
        "currency": "USD",
        "offset_cost": "6.29",
        "total_cost": "7",
        "commission": "0.71",
        "quantity": "0.259109",
        "payment_method": "invoice",
        "created_at": "2026-01-02T03:04:05.678Z",
        "bundles": [
            {
                "bundle_id": ASIA,
                "bundle_name": "Conserving forests in Asia",
                "quantity": "0.246154",
                "unit_price": "12.42",
                "gross_unit_price": "13.8",
                "offset_cost": "3.06",
                "insufficient_available_quantity": None,
            },
            {
                "bundle_id": OCEAN,
                "bundle_name": "Ocean Carbon Removal",
                "quantity": "0.012955",
                "unit_price": "250",
                "gross_unit_price": "277.78",
                "offset_cost": "3.24",
                "insufficient_available_quantity": None,
            },
        ],
        "projects": [],
        "certificate": None,
        "public_certificate_url": None,
        "metadata": {"invoice": "A-17", "größe": "🌱"},
        "offset_link_id": None,
        "email": None,
        "requested_quantity": "0.25911",
        "requested_value": None,
        "estimate_id": None,
    }
    assert len(order["id"]) == 32
    assert order["id"].isalnum()


def test_an_order_without_key_and_metadata(api: Api) -> None:
    order = api.order()
    assert (order["idempotency_key"], order["metadata"]) == (None, {})


def test_an_order_by_value(api: Api) -> None:
    order = api.post("/orders/by-value", {"value": "100"})
    assert (order["type"], order["requested_value"]) == ("value", "100")
    assert (order["requested_quantity"], order["estimate_id"]) == (None, None)
    assert (order["quantity"], order["total_cost"], order["offset_cost"]) == (
        "3.70384",
        "100",
        "89.99",
    )


def test_an_order_by_estimate_takes_its_mass(api: Api) -> None:
    estimate = api.estimate(value={"value": "500", "currency": "USD"})
    order = api.post("/orders/by-estimate", {"estimate_id": estimate["id"]})
    assert order["type"] == "quantity"
    assert order["estimate_id"] == estimate["id"]
    assert order["requested_quantity"] == estimate["mass"]["amount"]
    assert order["bundles"] == estimate["quote"]["bundles"]
    assert order["total_cost"] == estimate["quote"]["estimated_total_cost"]


def test_an_estimate_is_ordered_once(api: Api) -> None:
    body = {"estimate_id": api.estimate()["id"]}
    api.post("/orders/by-estimate", body)
    refusal = api.refusal("POST", "/orders/by-estimate", body)
    assert refusal[:2] == (409, "estimate_order_already_placed")


def test_a_refused_order_does_not_use_its_estimate_up(api: Api) -> None:
    body: dict[str, Any] = {"estimate_id": api.estimate()["id"], "bundle_selection": []}
    api.refusal("POST", "/orders/by-estimate", body)
    api.post("/orders/by-estimate", {"estimate_id": body["estimate_id"]})


def test_an_unknown_estimate_is_refused(api: Api) -> None:
    refusal = api.refusal("POST", "/orders/by-estimate", {"estimate_id": "none"})
    assert refusal[:2] == (400, "estimate_not_found")
    assert "'none'" in refusal[2]


def test_a_mass_for_each_bundle(api: Api) -> None:
    order = api.post(
        "/orders/by-mass",
        {
            "bundle_masses": [
                {"bundle_id": ASIA, "mass": {"amount": "1.5", "unit": "t"}},
                {"bundle_id": OCEAN, "mass": {"amount": "20000.9", "unit": "g"}},
            ]
        },
    )
    assert order["requested_quantity"] == "1.5200009"
    assert [bundle["quantity"] for bundle in order["bundles"]] == ["1.5", "0.02"]
    assert order["total_cost"] == "26.26"


@pytest.mark.parametrize(("unit", "quantity"), [("g", "2.969502"), ("kg", "2.969"), ("t", "2")])
def test_quantity_trunc_cuts_quantities_and_nothing_else(
    api: Api, unit: str, quantity: str
) -> None:
    mass = {"amount": "2.9695031", "unit": "t"}
    order = api.order(mass=mass, quantity_trunc=unit)
    assert (order["quantity"], order["requested_quantity"]) == (quantity, "2.9695031")


@pytest.mark.parametrize("path", ["/orders/by-mass", "/orders/by-mass/quote"])
def test_nothing_cannot_be_ordered_by_mass(api: Api, path: str) -> None:
    refusal = api.refusal("POST", path, {"mass": {"amount": "0.000", "unit": "t"}})
    assert refusal[:2] == (400, "order_quantity_invalid")
    assert api.refusal("POST", path, {"bundle_masses": []})[:2] == (400, "order_quantity_invalid")


@pytest.mark.parametrize("value", ["0", "0.009"])
@pytest.mark.parametrize("path", ["/orders/by-value", "/orders/by-value/quote"])
def test_less_than_a_cent_cannot_be_spent(api: Api, path: str, value: str) -> None:
    refusal = api.refusal("POST", path, {"value": value})
    assert refusal[:2] == (400, "order_value_invalid")
    assert f"value is {value}" in refusal[2]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (
            "/orders/by-mass",
            {"mass": {"amount": "999", "unit": "kg"}, "quantity_trunc": "t"},
            "order_quantity_invalid",
        ),
        ("/orders/by-mass", {"mass": {"amount": "0.5", "unit": "g"}}, "order_quantity_invalid"),
        (
            "/orders/by-mass",
            {
                "bundle_masses": [
                    {"bundle_id": ASIA, "mass": {"amount": "0.9", "unit": "t"}},
                    {"bundle_id": OCEAN, "mass": {"amount": "0.9", "unit": "t"}},
                ],
                "quantity_trunc": "t",
            },
            "order_quantity_invalid",
        ),
        ("/orders/by-value", {"value": "5", "quantity_trunc": "t"}, "order_value_invalid"),
    ],
)
@pytest.mark.parametrize("quote", ["", "/quote"])
def test_what_truncation_cuts_to_nothing_is_refused(
    api: Api, path: str, body: dict[str, Any], code: str, quote: str
) -> None:
    status, refused, message = api.refusal("POST", f"{path}{quote}", body)
    assert (status, refused) == (400, code)
    assert "quantity_trunc" in message
    assert api.get("/orders")["data"] == []


def test_an_estimate_that_truncation_cuts_to_nothing_cannot_be_ordered(api: Api) -> None:
    estimate = api.estimate(quantity_trunc="t")
    assert estimate["quote"]["error"]["error_code"] == "order_quantity_invalid"
    body: dict[str, Any] = {"estimate_id": estimate["id"], "quantity_trunc": "t"}
    assert api.refusal("POST", "/orders/by-estimate", body)[:2] == (400, "order_quantity_invalid")
    api.post("/orders/by-estimate", {"estimate_id": estimate["id"], "quantity_trunc": "g"})


def test_fractions_of_a_cent_are_not_spent(api: Api) -> None:
    order = api.post("/orders/by-value", {"value": "0.545"})
    assert (order["requested_value"], order["total_cost"]) == ("0.545", "0.54")


def test_a_quote_stores_nothing(api: Api) -> None:
    api.post("/orders/by-mass/quote", BY_MASS)
    api.post("/orders/by-value/quote", {"value": "5"})
    assert api.get("/orders") == {"has_more": False, "next_cursor": None, "data": []}


def test_an_unknown_order_is_404_without_body(api: Api) -> None:
    for path in ("/orders/unknown", "/orders/by-idempotency-key/unknown"):
        answer = api.send("GET", path)
        assert (answer.status, answer.body) == (404, b"")


def test_an_order_is_found_by_id_and_by_key(api: Api) -> None:
    order = api.order(idempotency_key="A-17")
    assert api.get(f"/orders/{order['id']}") == order
    assert api.get("/orders/by-idempotency-key/A-17") == order
    assert api.get("/orders")["data"] == [order]


def test_prices_are_in_the_currency_of_the_account(client: Api) -> None:
    order = client.order()
    assert order["currency"] == "EUR"
    # 12.42 USD at 0.891184 EUR for a dollar.
    assert order["bundles"][0]["unit_price"] == "11.07"
    assert order["bundles"][0]["gross_unit_price"] == "12.3"


def assert_order_is_quoted(path: str, body: dict[str, Any]) -> None:
    api = Api(Sandbox())
    quote, order = api.post(f"{path}/quote", body), api.post(path, body)
    for quoted, ordered in {
        "estimated_quantity": "quantity",
        "estimated_offset_cost": "offset_cost",
        "estimated_total_cost": "total_cost",
        "estimated_commission": "commission",
        "bundles": "bundles",
        "currency": "currency",
        "requested_quantity": "requested_quantity",
        "requested_value": "requested_value",
    }.items():
        assert quote[quoted] == order[ordered]


@unhurried
@given(AMOUNTS, st.sampled_from(["g", "kg", "t"]), st.sampled_from(["g", "kg", "t"]))
def test_an_order_by_mass_costs_what_was_quoted(amount: str, unit: str, trunc: str) -> None:
    body = {"mass": {"amount": amount, "unit": unit}, "quantity_trunc": trunc}
    api = Api(Sandbox())
    if api.send("POST", "/orders/by-mass/quote", body).status == 200:
        assert_order_is_quoted("/orders/by-mass", body)
    else:
        for path in ("/orders/by-mass", "/orders/by-mass/quote"):
            assert api.refusal("POST", path, body)[:2] == (400, "order_quantity_invalid")


@unhurried
@given(AMOUNTS)
def test_an_order_by_value_costs_what_was_quoted(value: str) -> None:
    assert_order_is_quoted("/orders/by-value", {"value": value})


def test_the_quote_of_an_estimate_is_that_of_its_mass(api: Api) -> None:
    selection = [{"bundle_id": OCEAN}]
    estimate = api.estimate(bundle_selection=selection, quantity_trunc="g")
    quote = api.post(
        "/orders/by-mass/quote",
        {"mass": estimate["mass"], "bundle_selection": selection, "quantity_trunc": "g"},
    )
    assert estimate["quote"] == quote


def test_an_estimate_that_cannot_be_priced_says_so_in_its_quote(api: Api) -> None:
    estimate = api.post(
        "/estimates/transactions", purchase(bundle_selection=[{"bundle_id": "unknown"}])
    )
    assert estimate["quote"]["error"]["error_code"] == "bundle_selection_bundle_invalid"
    estimate = api.estimate(value={"value": "0", "currency": "USD"})
    assert estimate["quote"]["error"]["error_code"] == "order_quantity_invalid"


def test_answers_are_copies(sandbox: Sandbox, api: Api) -> None:
    order = api.order()
    order["metadata"]["changed"] = "yes"
    assert api.get(f"/orders/{order['id']}")["metadata"] == {}
    assert isinstance(sandbox.handle("GET", "/v1/x", {}, b"").body, bytes)


# Money, in every currency that an account can have (ISO 4217: all have two decimals but one).

DOCUMENT: Any = lune_document.load()
CURRENCIES: list[str] = DOCUMENT["components"]["schemas"]["AccountCurrencyCode"]["enum"]
DECIMALS = {code: 0 if code == "ISK" else 2 for code in CURRENCIES}


def in_currency(code: str) -> Api:
    sandbox = Sandbox()
    return Api(sandbox, account=sandbox.control.create_account(code, code).id)


def least(code: str) -> Decimal:
    return Decimal(1).scaleb(-DECIMALS[code])


def money(order: dict[str, Any]) -> list[Decimal]:
    """Return every amount of money in an order."""
    amounts = [order[name] for name in ("offset_cost", "total_cost", "commission")]
    for row in (*order["bundles"], *order["projects"]):
        names = ("unit_price", "gross_unit_price", "offset_cost")
        amounts += [row[name] for name in names if name in row]
    return [Decimal(amount) for amount in amounts]


def test_the_document_and_the_tests_know_the_same_currencies() -> None:
    assert len(CURRENCIES) == 17


@pytest.mark.parametrize("code", CURRENCIES)
@pytest.mark.parametrize(
    ("path", "body"), [("by-mass", BY_MASS), ("by-value", {"value": "1234.567"})]
)
def test_money_has_the_precision_of_the_account_currency(
    code: str, path: str, body: dict[str, Any]
) -> None:
    api = in_currency(code)
    order = api.post(f"/orders/{path}", body)
    retiring = api.sandbox.control.move_order(order["id"], "retiring")
    for amount in (*money(order), *money(retiring)):
        assert amount % least(code) == 0
    total, cost = Decimal(order["total_cost"]), Decimal(order["offset_cost"])
    assert Decimal(order["commission"]) == total - cost
    if path == "by-value":
        assert total <= Decimal("1234.567")


@pytest.mark.parametrize("code", CURRENCIES)
def test_prices_follow_the_rate_of_the_currency(code: str) -> None:
    rate = currency(code)
    bundle = in_currency(code).order()["bundles"][0]
    price = (Decimal("12.42") * rate.per_usd).quantize(least(code), ROUND_HALF_UP)
    assert Decimal(bundle["unit_price"]) == price
    gross = (price / Decimal("0.9")).quantize(least(code), ROUND_HALF_UP)
    assert Decimal(bundle["gross_unit_price"]) == gross


@pytest.mark.parametrize("code", CURRENCIES)
@pytest.mark.parametrize("path", ["/orders/by-value", "/orders/by-value/quote"])
def test_the_smallest_unit_of_a_currency_is_the_least_that_can_be_spent(
    code: str, path: str
) -> None:
    api, smallest = in_currency(code), least(code)
    status, refused, message = api.refusal("POST", path, {"value": str(smallest * Decimal("0.99"))})
    assert (status, refused) == (400, "order_value_invalid")
    assert f"{smallest} {code}" in message
    answer = api.post(path, {"value": str(smallest)})
    assert answer["requested_value"] == str(smallest)
    assert Decimal(answer.get("total_cost") or answer["estimated_total_cost"]) <= smallest


def test_a_currency_without_decimals_is_spent_in_whole_units() -> None:
    order = in_currency("ISK").post("/orders/by-value", {"value": "5000.99"})
    assert order["requested_value"] == "5000.99"
    assert Decimal(order["total_cost"]) == 5000


@unhurried
@given(
    st.sampled_from(CURRENCIES),
    st.decimals(min_value=1, max_value=10**7, places=4).map(lambda value: format(value, "f")),
    st.sampled_from(["g", "kg"]),
)
def test_an_order_by_value_never_costs_more_than_its_value(
    code: str, value: str, trunc: str
) -> None:
    api = in_currency(code)
    body = {"value": value, "quantity_trunc": trunc}
    if api.send("POST", "/orders/by-value/quote", body).status == 400:
        assert api.refusal("POST", "/orders/by-value", body)[1] == "order_value_invalid"
        return
    order = api.post("/orders/by-value", body)
    assert Decimal(order["total_cost"]) <= Decimal(value)


# Nothing, a little, and a lot.


@pytest.mark.parametrize("unit", ["g", "kg", "t"])
@pytest.mark.parametrize("amount", ["0", "0.0", "00.000"])
def test_a_mass_of_zero_cannot_be_ordered(api: Api, amount: str, unit: str) -> None:
    mass = {"amount": amount, "unit": unit}
    for body in ({"mass": mass}, {"bundle_masses": [{"bundle_id": ASIA, "mass": mass}]}):
        for path in ("/orders/by-mass", "/orders/by-mass/quote"):
            assert api.refusal("POST", path, body)[:2] == (400, "order_quantity_invalid")


def test_a_bundle_may_have_no_mass_beside_one_that_has(api: Api) -> None:
    order = api.post(
        "/orders/by-mass",
        {
            "bundle_masses": [
                {"bundle_id": ASIA, "mass": {"amount": "1", "unit": "t"}},
                {"bundle_id": OCEAN, "mass": {"amount": "0", "unit": "t"}},
            ]
        },
    )
    assert [bundle["quantity"] for bundle in order["bundles"]] == ["1", "0"]
    assert api.sandbox.control.move_order(order["id"], "complete")["status"] == "complete"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("by-mass", {"mass": {"amount": "9" * 5000, "unit": "g"}}),
        ("by-mass", {"mass": {"amount": f"{'9' * 5000}.{'9' * 5000}", "unit": "t"}}),
        ("by-value", {"value": f"{'9' * 5000}.{'9' * 5000}"}),
    ],
)
def test_a_huge_order_is_exact_and_beyond_all_stock(
    api: Api, path: str, body: dict[str, Any]
) -> None:
    order = api.post(f"/orders/{path}", body)
    with localcontext(prec=20_000):
        quantities = [Decimal(bundle["quantity"]) for bundle in order["bundles"]]
        assert sum(quantities) == Decimal(order["quantity"])
        asked = Decimal(order["requested_quantity"] or 0)
        assert path == "by-value" or 0 <= asked - Decimal(order["quantity"]) < Decimal("0.00001")
        cost = Decimal(order["total_cost"]) - Decimal(order["commission"])
        assert cost == Decimal(order["offset_cost"])
        assert path == "by-mass" or Decimal(order["total_cost"]) <= Decimal(body["value"])
    flags = [bundle["insufficient_available_quantity"] for bundle in order["bundles"]]
    assert flags == [True, True]
    # It took nothing, so others can go on.
    assert api.order()["bundles"][0]["insufficient_available_quantity"] is None

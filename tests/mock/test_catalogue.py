from __future__ import annotations

from decimal import Decimal

import pytest

from lune_mock import Sandbox
from lune_mock.catalogue import Catalogue, CatalogueError
from lune_mock.emissions.exchange import currency
from lune_mock.json_values import items, string
from lune_mock.rules import schema_of

from .calling import ASIA, BY_MASS, OCEAN, Api

UNKNOWN = "unknown bundle"


def test_every_bundle_has_projects_that_make_up_all_of_it() -> None:
    catalogue = Catalogue()
    for bundle_id in catalogue.ids:
        projects = catalogue.projects(bundle_id)
        assert sum(project.percentage for project in projects) == 100
        assert all(project.percentage > 0 for project in projects)


def test_every_project_is_told_apart() -> None:
    catalogue = Catalogue()
    projects = [each for bundle_id in catalogue.ids for each in catalogue.projects(bundle_id)]
    assert len({each.id for each in projects}) == len({each.slug for each in projects})
    assert len({each.slug for each in projects}) == len(projects)


def test_every_bundle_can_be_priced_in_every_account_currency() -> None:
    catalogue = Catalogue()
    for code in map(string, items(schema_of("AccountCurrencyCode")["enum"])):
        bundles = catalogue.bundles(currency(code))
        assert bundles.keys() == set(catalogue.ids)
        assert all(0 < each.unit_price < each.gross_unit_price for each in bundles.values())


def test_stock_is_taken_whole_or_not_at_all() -> None:
    catalogue = Catalogue()
    catalogue.set_stock(ASIA, Decimal("1.5"))
    assert catalogue.take(ASIA, Decimal("0.5"))
    assert not catalogue.take(ASIA, Decimal("1.000001"))
    assert catalogue.stock(ASIA) == 1
    assert catalogue.take(ASIA, Decimal(1))
    assert not catalogue.covers(ASIA, Decimal("0.000001"))
    catalogue.give_back(ASIA, Decimal(1))
    assert catalogue.covers(ASIA, Decimal(1))


@pytest.mark.parametrize("tonnes", ["-1", "0.0000001", "1000000000001", "NaN", "Infinity", "1e999"])
def test_an_impossible_stock_is_refused(tonnes: str) -> None:
    catalogue = Catalogue()
    before = catalogue.stock(ASIA)
    with pytest.raises(CatalogueError, match=r"take 0 to 1000000000000 t"):
        catalogue.set_stock(ASIA, Decimal(tonnes))
    assert catalogue.stock(ASIA) == before


@pytest.mark.parametrize("price", ["0", "0.001", "-5", "1000001", "NaN", "-Infinity"])
def test_an_impossible_price_is_refused(price: str) -> None:
    catalogue = Catalogue()
    with pytest.raises(CatalogueError, match=r"take 0.01 to 1000000 USD"):
        catalogue.set_price(ASIA, Decimal(price))
    assert catalogue.unit_price(ASIA) == Decimal("12.42")


def test_a_bundle_that_is_unknown_is_named() -> None:
    catalogue = Catalogue()
    for call in (catalogue.name, catalogue.projects, catalogue.stock, catalogue.unit_price):
        with pytest.raises(CatalogueError, match=f"no bundle '{UNKNOWN}'.*{ASIA}"):
            call(UNKNOWN)
    with pytest.raises(CatalogueError, match=UNKNOWN):
        catalogue.set_stock(UNKNOWN, Decimal(1))
    with pytest.raises(CatalogueError, match=UNKNOWN):
        catalogue.set_price(UNKNOWN, Decimal(1))


def test_a_copy_of_a_catalogue_goes_its_own_way() -> None:
    catalogue = Catalogue()
    usd = Sandbox().account.currency
    catalogue.bundles(usd)
    copied = catalogue.copy()
    copied.set_stock(ASIA, Decimal(0))
    copied.set_price(ASIA, Decimal(1))
    assert catalogue.stock(ASIA) > 0
    assert catalogue.unit_price(ASIA) == Decimal("12.42")
    assert catalogue.bundles(usd)[ASIA].unit_price == Decimal("12.42")
    assert copied.bundles(usd)[ASIA].unit_price == 1


def test_the_least_price_is_a_price_in_every_currency_of_an_account() -> None:
    sandbox = Sandbox()
    sandbox.control.set_price(OCEAN, Decimal("0.01"))
    for code in ("GBP", "EUR", "CHF", "USD", "ISK", "HUF"):
        account = sandbox.control.create_account(code, code)
        order = Api(sandbox, account=account.id).post(
            "/orders/by-value", {"value": "1", "bundle_selection": [{"bundle_id": OCEAN}]}
        )
        assert Decimal(order["bundles"][0]["unit_price"]) > 0


def test_a_price_concerns_later_orders_only(sandbox: Sandbox, api: Api) -> None:
    before = api.order()
    sandbox.control.set_price(ASIA, Decimal("99.99"))
    assert api.get(f"/orders/{before['id']}") == before
    for after in (api.order(), api.post("/orders/by-mass/quote", BY_MASS)):
        assert after["bundles"][0]["unit_price"] == "99.99"
        assert after["bundles"][0]["gross_unit_price"] == "111.1"


def test_an_order_takes_from_stock_and_a_quote_does_not(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.set_stock(ASIA, Decimal("0.3"))
    body = {"bundle_masses": [{"bundle_id": ASIA, "mass": {"amount": "0.2", "unit": "t"}}]}
    flags = [
        api.post(path, body)["bundles"][0]["insufficient_available_quantity"]
        for path in ("/orders/by-mass/quote", "/orders/by-mass/quote", "/orders/by-mass")
    ]
    assert flags == [None, None, None]
    for path in ("/orders/by-mass/quote", "/orders/by-mass"):
        assert api.post(path, body)["bundles"][0]["insufficient_available_quantity"] is True
    rest = {"bundle_masses": [{"bundle_id": ASIA, "mass": {"amount": "0.1", "unit": "t"}}]}
    order = api.post("/orders/by-mass", rest)
    assert order["bundles"][0]["insufficient_available_quantity"] is None


@pytest.mark.parametrize(
    ("path", "body"),
    [("/orders/by-mass", BY_MASS), ("/orders/by-value", {"value": "5"})],
)
def test_what_is_short_is_told_bundle_by_bundle(
    sandbox: Sandbox, api: Api, path: str, body: dict[str, object]
) -> None:
    sandbox.control.set_stock(OCEAN, Decimal(0))
    for sent in (f"{path}/quote", path):
        bundles = api.post(sent, body)["bundles"]
        assert [
            (each["bundle_id"], each["insufficient_available_quantity"]) for each in bundles
        ] == [
            (ASIA, None),
            (OCEAN, True),
        ]


def test_a_shortage_stands_in_the_quote_of_an_estimate_and_its_order(
    sandbox: Sandbox, api: Api
) -> None:
    sandbox.control.set_stock(OCEAN, Decimal(0))
    estimate = api.estimate()
    assert estimate["quote"]["bundles"][1]["insufficient_available_quantity"] is True
    order = api.post("/orders/by-estimate", {"estimate_id": estimate["id"]})
    assert order["bundles"][1]["insufficient_available_quantity"] is True

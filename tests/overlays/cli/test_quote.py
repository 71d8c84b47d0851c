"""`lune quote`: every way to say what is wanted, to the digit."""

from __future__ import annotations

import pytest

from lune_client import Mass
from lune_client.models import MerchantWithCategoryCode, MonetaryAmount
from lune_client.testing import LuneMock, sandbox_client

from .conftest import Here
from .running import Shell
from .terminal import typed


@pytest.mark.parametrize("mass", ["259.11kg", "259.11 kg", " 259110g", "0.25911 t"])
def test_a_mass_is_read_exactly(here: Here, mass: str) -> None:
    assert here("quote", "--mass", mass, "--json").json["requested_quantity"] == "0.25911"


def test_a_mass_has_as_many_digits_as_it_is_given(here: Here) -> None:
    quote = here("quote", "--mass", "1234567890.123456t", "--json").json
    assert quote["requested_quantity"] == "1234567890.123456"


def test_json_is_what_the_library_answers(here: Here, lune_mock: LuneMock) -> None:
    with sandbox_client(lune_mock.sandbox) as lune:
        expected = lune.orders.quote_by_value(value="100.50").to_dict()
    assert here("quote", "--value", "100.50", "--json").json == expected
    assert expected["requested_value"] == "100.5"


def test_a_selection_of_bundles(here: Here, lune_mock: LuneMock) -> None:
    first, second, *_ = lune_mock.sandbox.bundle_ids
    quote = ("quote", "--mass", "1t", "--json")
    shares = here(*quote, "--bundle", f"{first}=75", "--bundle", f"{second}=25").json
    equal = here(*quote, "--bundle", first, "--bundle", second).json
    assert [each["quantity"] for each in shares["bundles"]] == ["0.75", "0.25"]
    assert [each["quantity"] for each in equal["bundles"]] == ["0.5", "0.5"]


def test_a_mass_of_each_bundle(here: Here, lune_mock: LuneMock) -> None:
    first, second, *_ = lune_mock.sandbox.bundle_ids
    parts = (f"--bundle-mass={first}=1.5t", f"--bundle-mass={second}=250kg")
    quote = here("quote", *parts, "--json").json
    assert [each["quantity"] for each in quote["bundles"]] == ["1.5", "0.25"]


def test_the_unit_of_truncation(here: Here) -> None:
    quote = here("quote", "--mass", "1999kg", "--quantity-trunc", "t", "--json").json
    assert quote["estimated_quantity"] == "1"


def test_an_estimate_of_a_transaction(here: Here, lune_mock: LuneMock) -> None:
    with sandbox_client(lune_mock.sandbox) as lune:
        estimate = lune.transaction_estimates.create(
            value=MonetaryAmount(value="48.20", currency="USD"),
            merchant=MerchantWithCategoryCode(category_code="4121", country_code="USA"),
        )
    assert estimate is not None
    quote = here("quote", "--estimate", estimate.id, "--json").json
    assert Mass(quote["requested_quantity"], "t") == estimate.mass
    unknown = here("quote", "--estimate", "no-such-estimate")
    assert (unknown.code, unknown.out) == (1, "")
    assert "no estimate of a transaction has this id" in unknown.err


def test_a_client_account(here: Here, lune_mock: LuneMock) -> None:
    euros = lune_mock.sandbox.client_accounts[0]
    quote = here("quote", "--value", "10", "--account", euros.id, "--json").json
    assert quote["currency"] == euros.currency.code != "USD"


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_figure_is_cut_on_a_terminal(shell: Shell, columns: int) -> None:
    shown = typed(shell, "quote", "--value", "1000", columns=columns, NO_COLOR="1")
    assert shown.code == 0
    assert "37.038408" in shown.out
    assert "1000.00 USD" in shown.out
    assert "12.42 USD   437.02 USD" in shown.out


def test_a_pipe_has_neither_colours_nor_a_width(shell: Shell) -> None:
    shown = shell("quote", "--value", "1000")
    assert "\x1b" not in shown.out
    assert "Conserving forests in Asia  35.186488   12.42 USD   437.02 USD" in shown.out
    assert shown.out.endswith("\nEach part is rounded, the total is what is paid.\n")

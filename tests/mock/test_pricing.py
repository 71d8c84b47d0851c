from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock.amounts import text
from lune_mock.pricing import Bundle, Price, Share, price_mass, price_masses, price_value

from .calling import unhurried

GRAMS, KILOGRAMS, TONNES = 6, 3, 0

ASIA = Bundle("asia", "Conserving forests in Asia", Decimal("12.42"), 2)
OCEAN = Bundle("ocean", "Ocean Carbon Removal", Decimal(250), 2)
DEFAULT = (Share(ASIA, Decimal(95)), Share(OCEAN, Decimal(5)))

PLACES = st.sampled_from([GRAMS, KILOGRAMS, TONNES])
MASSES = st.decimals(min_value=0, max_value=10**9, places=8)
VALUES = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=4)
PRICES = st.decimals(min_value=1, max_value=10_000, places=2)


@st.composite
def selections(draw: st.DrawFn) -> tuple[Share, ...]:
    minor_units = draw(st.sampled_from([0, 2, 3]))
    prices = draw(st.lists(PRICES, min_size=1, max_size=5))
    bundles = [
        Bundle(str(index), str(index), round(price, minor_units), minor_units)
        for index, price in enumerate(prices)
    ]
    if draw(st.booleans()):
        return tuple(Share(bundle, Decimal(1)) for bundle in bundles)
    cuts = sorted(draw(st.integers(0, 10_000)) for _ in bundles[1:])
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return tuple(Share(b, Decimal(part).scaleb(-2)) for b, part in zip(bundles, parts, strict=True))


def shown(price: Price) -> tuple[str, ...]:
    return tuple(map(text, (price.quantity, price.offset_cost, price.total_cost, price.commission)))


def test_the_worked_example_to_the_digit() -> None:
    price = price_mass(Decimal("2.969503"), DEFAULT, GRAMS)
    assert shown(price) == ("2.969502", "72.15", "80.18", "8.03")
    assert [
        (text(line.quantity), text(line.bundle.gross_unit_price), text(line.offset_cost))
        for line in price.lines
    ] == [("2.821027", "13.8", "35.04"), ("0.148475", "277.78", "37.12")]


def test_the_published_example_by_value() -> None:
    cheap = Bundle("cheap", "Cheap", Decimal("13.57"), 2)
    assert text(cheap.gross_unit_price) == "15.08"
    price = price_value(
        Decimal("0.54"), (Share(cheap, Decimal(95)), Share(OCEAN, Decimal(5))), GRAMS
    )
    assert [text(line.quantity) for line in price.lines] == ["0.018181", "0.000956"]
    assert price.total_cost == Decimal("0.54")


def test_a_mass_for_each_bundle() -> None:
    price = price_masses([(ASIA, Decimal("1.5")), (OCEAN, Decimal("0.0200009"))], GRAMS)
    assert shown(price) == ("1.52", "23.63", "26.26", "2.63")


@pytest.mark.parametrize(
    ("places", "quantities"),
    [
        (GRAMS, ["2.821027", "0.148475"]),
        (KILOGRAMS, ["2.821", "0.148"]),
        (TONNES, ["2", "0"]),
    ],
)
def test_quantities_are_cut_never_rounded_up(places: int, quantities: list[str]) -> None:
    price = price_mass(Decimal("2.969503"), DEFAULT, places)
    assert [text(line.quantity) for line in price.lines] == quantities


def test_an_equal_split_is_exact_where_it_can_be() -> None:
    thirds = tuple(Share(bundle, Decimal(1)) for bundle in (ASIA, OCEAN, ASIA))
    assert [text(line.quantity) for line in price_mass(Decimal(3), thirds, GRAMS).lines] == [
        "1"
    ] * 3


def test_amounts_of_sixty_digits_are_priced() -> None:
    mass = Decimal("9" * 60 + "." + "9" * 60)
    price = price_mass(mass, DEFAULT, GRAMS)
    assert 0 <= Fraction(mass) - Fraction(price.quantity) < Fraction(2, 10**GRAMS)
    assert price_value(mass, DEFAULT, GRAMS).total_cost <= mass


@unhurried
@given(MASSES, selections(), PLACES)
def test_quantities_are_the_shares_cut_and_add_up(
    mass: Decimal, shares: tuple[Share, ...], places: int
) -> None:
    price = price_mass(mass, shares, places)
    step = Fraction(1, 10**places)
    whole = sum(Fraction(share.weight) for share in shares)
    for line, share in zip(price.lines, shares, strict=True):
        exact = Fraction(mass) * Fraction(share.weight) / whole
        assert exact - step < Fraction(line.quantity) <= exact
        assert Fraction(line.quantity) % step == 0
    assert price.quantity == sum(line.quantity for line in price.lines)
    assert mass - price.quantity <= len(shares) * Decimal(1).scaleb(-places)


@unhurried
@given(MASSES, selections(), PLACES)
def test_costs_are_rounded_against_the_buyer_and_add_up(
    mass: Decimal, shares: tuple[Share, ...], places: int
) -> None:
    price = price_mass(mass, shares, places)
    cent = Fraction(1, 10 ** shares[0].bundle.minor_units)
    net = sum(Fraction(line.quantity) * Fraction(line.bundle.unit_price) for line in price.lines)
    gross = sum(
        Fraction(line.quantity) * Fraction(line.bundle.gross_unit_price) for line in price.lines
    )
    assert net - cent < Fraction(price.offset_cost) <= net
    assert gross <= Fraction(price.total_cost) < gross + cent
    assert price.commission == price.total_cost - price.offset_cost >= 0
    assert price.offset_cost <= sum(line.offset_cost for line in price.lines)


@unhurried
@given(VALUES, selections(), PLACES)
def test_by_value_never_costs_more_and_wastes_little(
    value: Decimal, shares: tuple[Share, ...], places: int
) -> None:
    price = price_value(value, shares, places)
    assert price.total_cost <= value
    step, cent = Fraction(1, 10**places), Fraction(1, 10 ** shares[0].bundle.minor_units)
    lost = sum(step * Fraction(share.bundle.gross_unit_price) for share in shares)
    assert Fraction(price.total_cost) > Fraction(value) - lost - cent


@unhurried
@given(MASSES, selections())
def test_a_mass_per_bundle_costs_what_the_same_shares_cost(
    mass: Decimal, shares: tuple[Share, ...]
) -> None:
    price = price_mass(mass, shares, GRAMS)
    parts = [(line.bundle, line.quantity) for line in price.lines]
    assert price_masses(parts, GRAMS) == price

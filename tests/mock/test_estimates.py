"""What holds for estimates of every kind: they are in proportion, and their parts add up to them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

import lune_document
from lune_mock import Sandbox

from .calling import Api, purchase, unhurried

SHIPPING, PURCHASES = "/estimates/shipping", "/estimates/transactions"
SCHEMAS: Any = lune_document.load()["components"]

# Estimates are told to the gram, so each may be half a gram off.
HALF_A_GRAM = Decimal("0.0000005")
# A flight of more than so many kilometres emits less for each of them.
SHORT_HAUL_KM = 1500

API = Api(Sandbox())


def one_of(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(SCHEMAS["schemas"][name]["enum"])


def member(stated: Any) -> st.SearchStrategy[str]:
    return st.just(stated["const"]) if "const" in stated else one_of(stated["$ref"].split("/")[-1])


def vessel(schema: str) -> st.SearchStrategy[dict[str, Any]]:
    members = {
        name: member(each) for name, each in SCHEMAS["schemas"][schema]["properties"].items()
    }
    return st.fixed_dictionaries({"vessel_type": members.pop("vessel_type")}, optional=members)


SHARES = st.floats(0, 1)
CONTAINER_SHIP = {"trade_lane": one_of("TradeLane"), "refrigerated": st.booleans()}
FLIGHTS = st.one_of(
    st.fixed_dictionaries({"aircraft_type": one_of("AircraftType")}),
    st.fixed_dictionaries(
        {"flight_number": st.just("BA1"), "departure_on": st.just("2024-01-01")},
        optional={"aircraft_configuration": one_of("AircraftConfiguration")},
    ),
)
FORMS = st.one_of(
    FLIGHTS,
    *map(
        vessel,
        (
            "VariableFuelSeaShippingMethod",
            "VariableFuelVariableLoadSeaShippingMethod",
            "RoRoSeaShippingMethod",
            "HugeOilTankerSeaShippingMethod",
        ),
    ),
    st.fixed_dictionaries(
        {"vessel_type": st.just("container_ship")},
        optional={**CONTAINER_SHIP, "load_factor": SHARES},
    ),
    st.fixed_dictionaries({"vessel_imo_number": st.just("9321483")}, optional=CONTAINER_SHIP),
    st.fixed_dictionaries({"vessel_name": st.just("Any")}, optional=CONTAINER_SHIP),
    st.fixed_dictionaries(
        {"vehicle_type": one_of("RoadShippingVehicleType"), "fuel": one_of("RoadFuel")},
        optional={
            "load_factor": SHARES,
            "empty_runs_factor": SHARES,
            "refrigerated": st.booleans(),
        },
    ),
)
METHODS = st.one_of(one_of("SimpleShippingMethod"), one_of("SimpleSeaShippingMethod"), FORMS)
KILOGRAMS = st.integers(1, 10**7)
KM = st.decimals(min_value="0.1", max_value=40_000, places=1)
TIMES = st.integers(2, 20)


def shipped(
    method: Any, kilograms: Decimal | int, km: Decimal | int | None, unit: str = "t"
) -> Any:
    body = {
        "shipment": {"mass": {"amount": format(Decimal(kilograms), "f"), "unit": "kg"}},
        "method": method,
    }
    if km is not None:
        body["route"] = {"amount": format(Decimal(km), "f"), "unit": "km"}
    return API.post(f"{SHIPPING}?estimate_mass_unit={unit}", body)


def mass(estimate: Any) -> Decimal:
    return Decimal(estimate["mass"]["amount"])


def emitted(method: Any, kilograms: Decimal | int, km: Decimal | int | None) -> Decimal:
    return mass(shipped(method, kilograms, km))


def bought(value: Decimal | int, **changes: Any) -> Decimal:
    paid = {"value": format(Decimal(value), "f"), "currency": "USD"}
    return mass(API.post(PURCHASES, purchase(value=paid, **changes)))


def assert_parts_add_up(estimate: Any) -> None:
    parts = estimate["mass"]["wtw_details"].values()
    assert sum(Decimal(each["amount"]) for each in parts) == mass(estimate)
    assert {each["unit"] for each in parts} == {estimate["mass"]["unit"]}
    factor = estimate["emission_factor"]
    assert factor["name"].endswith("(sandbox)")
    gases = factor["gas_emissions"]
    if "wtw_breakdown" in gases:
        stages = gases["wtw_breakdown"]
        assert Decimal(stages["wtt_co2e"]) + Decimal(stages["ttw_co2e"]) == Decimal(gases["co2e"])
    if estimate["intensity"] is not None:
        amounts = {name: Decimal(each["amount"]) for name, each in estimate["intensity"].items()}
        assert amounts["wtt"] + amounts["ttw"] + amounts["unknown"] == amounts["wtw"]
        assert amounts["wtw"] == Decimal(gases["co2e"])


@unhurried
@given(method=METHODS, kilograms=KILOGRAMS, km=KM, unit=one_of("EstimateMassUnit"))
def test_well_to_tank_and_tank_to_wheel_are_well_to_wheel(
    method: Any, kilograms: int, km: Decimal, unit: str
) -> None:
    assert_parts_add_up(shipped(method, kilograms, km, unit))


@unhurried
@given(site=one_of("LogisticsSiteMethod"), kilograms=KILOGRAMS, unit=one_of("EstimateMassUnit"))
def test_the_parts_of_a_site_add_up(site: str, kilograms: int, unit: str) -> None:
    assert_parts_add_up(shipped(site, kilograms, None, unit))


@unhurried
@given(method=METHODS, kilograms=KILOGRAMS, km=KM, times=TIMES)
def test_a_shipment_counts_in_proportion_to_its_mass(
    method: Any, kilograms: int, km: Decimal, times: int
) -> None:
    once, more = emitted(method, kilograms, km), emitted(method, kilograms * times, km)
    assert abs(more - once * times) <= HALF_A_GRAM * (times + 1)
    assert more >= once


@unhurried
@given(method=METHODS, kilograms=KILOGRAMS, km=KM, times=TIMES)
def test_a_shipment_counts_in_proportion_to_its_distance(
    method: Any, kilograms: int, km: Decimal, times: int
) -> None:
    once, more = shipped(method, kilograms, km), shipped(method, kilograms, km * times)
    if once["emission_factor"]["category"] == "air":
        assume((km <= SHORT_HAUL_KM) == (km * times <= SHORT_HAUL_KM))
    assert abs(mass(more) - mass(once) * times) <= HALF_A_GRAM * (times + 1)
    assert mass(more) >= mass(once)


@unhurried
@given(flight=FLIGHTS, kilograms=st.integers(1000, 10**6))
def test_a_long_flight_emits_less_for_each_kilometre(flight: Any, kilograms: int) -> None:
    short, long = (shipped(flight, kilograms, km) for km in (SHORT_HAUL_KM, SHORT_HAUL_KM + 1))
    factors = [Decimal(each["emission_factor"]["gas_emissions"]["co2e"]) for each in (short, long)]
    assert factors[0] > factors[1]


@unhurried
@given(method=METHODS, grams=st.integers(1, 10**10), distance=KM)
def test_the_units_of_mass_and_distance_do_not_matter(
    method: Any, grams: int, distance: Decimal
) -> None:
    def estimate(amount: Decimal, unit: str, route: dict[str, str]) -> Any:
        load = {"mass": {"amount": format(amount, "f"), "unit": unit}}
        return API.post(SHIPPING, {"shipment": load, "route": route, "method": method})

    km = {"amount": format(distance * Decimal("1.852"), "f"), "unit": "km"}
    found = {
        mass(estimate(Decimal(grams).scaleb(-places), unit, km))
        for unit, places in (("g", 0), ("kg", 3), ("t", 6))
    }
    nautical = {"amount": format(distance, "f"), "unit": "nm"}
    found.add(mass(estimate(Decimal(grams), "g", nautical)))
    assert len(found) == 1


@unhurried
@given(value=st.decimals(min_value="0.01", max_value=10**7, places=2), times=TIMES)
def test_a_purchase_counts_in_proportion_to_its_value(value: Decimal, times: int) -> None:
    once, more = bought(value), bought(value * times)
    assert abs(more - once * times) <= HALF_A_GRAM * (times + 1)
    assert more >= once


PRICES = st.decimals(min_value="0.01", max_value=10**7, places=2)
CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD"])
MERCHANTS = st.fixed_dictionaries(
    {"category_code": st.sampled_from(["5411", "5812", "3001", "4121", "5818"])}
)


@unhurried
@given(st.lists(st.tuples(PRICES, CURRENCIES, MERCHANTS), min_size=1, max_size=20))
def test_the_sum_of_a_batch_is_the_sum_of_its_parts(
    purchases: list[tuple[Decimal, str, dict[str, str]]],
) -> None:
    bodies = [
        purchase(
            value={"value": format(price, "f"), "currency": code},
            merchant={**merchant, "country_code": "USA"},
        )
        for price, code, merchant in purchases
    ]
    batch = API.post(f"{PURCHASES}/batch", bodies)
    assert [mass(each) for each in batch] == [mass(API.post(PURCHASES, body)) for body in bodies]


@unhurried
@given(st.lists(PRICES, min_size=1, max_size=20))
def test_a_purchase_in_parts_emits_what_it_emits_as_a_whole(prices: list[Decimal]) -> None:
    whole, parts = bought(sum(prices, Decimal(0))), [bought(each) for each in prices]
    assert abs(whole - sum(parts)) <= HALF_A_GRAM * (len(parts) + 1)

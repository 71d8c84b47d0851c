"""What estimates amount to: masses, loads, distances, units, regions, quotes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.creations import ESTIMATE_CREATIONS, by_key, nothing_of_the_kind
from lune_contract.document import record
from lune_contract.estimating import (
    ALMOST,
    CREATE,
    GRAM,
    LATER,
    NOTHING,
    OK,
    SHIP,
    SHIPPING,
    TEN_GRAMS,
    TRANSACTIONS,
    UPDATE,
    WORKED,
    examples,
    expect_mass,
    expect_no_match,
    is_currency,
    mass_of,
    update,
)
from lune_contract.parts import exact, rows
from lune_contract.reply import shown
from lune_contract.rounding import TONNES, said
from lune_contract.rule import Unsettled, rule
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

_MARKS: Final = ("is_transaction", "transaction_processed_at")
# Kilometres in a thousand.
_KM: Final = {"mi": "1609.344", "nm": "1852"}
_LORRY: Final[JSON] = {"vehicle_type": "truck_articulated_40t", "fuel": "diesel"}
_CONTAINER_SHIP: Final[JSON] = {"vessel_type": "container_ship"}

# Tonnes in a twenty-foot container.
_LOADS: Final = {
    "lightweight": Fraction(6),
    "average": Fraction(10),
    "heavyweight": Fraction(29, 2),
    "container_only": Fraction(2),
}


def _estimated(trial: Trial, **changes: JSON) -> Reply:
    """Make an estimate by the operation that is tried, or give one a new input."""
    if trial.operation.id == UPDATE:
        return update(trial, trial.estimate(), **changes).success()
    return trial.call(trial.operation.id, trial.body(trial.operation.id, **changes)).success()


def _by_road(trial: Trial, shipment: JSON, distance: str = "574", unit: str = "km") -> Reply:
    """Estimate a shipment by road, on a distance that is given."""
    route: JSON = {"amount": distance, "unit": unit}
    return trial.place(SHIP, shipment=shipment, route=route, method=_LORRY)


def _weighing(amount: str) -> JSON:
    return {"mass": {"amount": amount, "unit": "t"}}


@rule(
    "estimates/annotations-do-not-count",
    operations=ESTIMATE_CREATIONS,
    source=f"{TRANSACTIONS}, {SHIPPING}: transaction_processed_at, shipped_at, metadata",
    estimates=2,
)
def annotations_do_not_count(trial: Trial) -> None:
    """Name, metadata, mark and date have no part in the calculation."""
    creation = trial.operation.id
    marks = ("is_shipment", "shipped_at") if creation == SHIP else _MARKS
    plain = trial.place(creation, **dict.fromkeys(marks))
    annotations: dict[str, JSON] = dict(zip(marks, (True, LATER), strict=True))
    annotations |= {"name": "annotated", "metadata": {"a": "b"}}
    marked = trial.call(creation, trial.body(creation, **annotations)).success()
    for name in ("mass", "emission_factor"):
        was = plain.at(name)
        marked.expect(marked.at(name) == was, f"{name} {shown(was)}, as without annotations", name)


@rule("estimates/mass-grows-with-the-value", operations=CREATE, source=TRANSACTIONS, estimates=3)
def mass_grows_with_the_value(trial: Trial) -> None:
    """So many times the value in the same currency has so many times the mass."""
    one, *more = (
        trial.estimate(value={"value": each, "currency": "USD"})
        for each in ("1000.01", "3000.03", "1000010")
    )
    for times, reply in zip((3, 1000), more, strict=True):
        wanted = times * mass_of(one, "mass")
        expect_mass(reply, wanted, f"as the value is {times} times that", within=times * TEN_GRAMS)


@rule(
    "estimates/value-is-converted",
    operations=CREATE,
    source=f"{TRANSACTIONS}: exchange_rate",
    estimates=3,
)
def value_is_converted(trial: Trial) -> None:
    """A value in another currency than the factor's is converted, and the rate is told."""
    masses: list[tuple[Fraction, JSON]] = []
    for currency in ("USD", "EUR", "JPY"):
        reply = trial.estimate(value={"value": "1000000", "currency": currency})
        per = reply.text("emission_factor", "denominator_unit")
        if not is_currency(per):
            message = f"the factor is not one of money, but for a {per}"
            raise Unsettled(message)
        rate = Fraction(1)
        if currency != per or reply.at("exchange_rate") is not None:
            rate = exact(reply, "exchange_rate")
        # Another currency may have another factor; that is no matter of rates.
        factor = reply.at("emission_factor")
        masses.append((mass_of(reply, "mass") / rate, factor))
        one, first = masses[0]
        if factor == first:
            wanted = one * rate
            within = max(GRAM, wanted * (ALMOST - 1))
            expect_mass(reply, wanted, f"as the rate is {said(rate)}", within=within)


@rule(
    "estimates/diet-counts-for-food",
    operations=CREATE,
    source=f"{TRANSACTIONS}: diet, diet_factor",
    level="should",
    estimates=2,
)
def diet_counts_for_food(trial: Trial) -> None:
    """Food has the factor of the diet that is given, and more of a mass with more meat."""
    groceries: JSON = {"category_code": "5411", "country_code": "USA"}
    value: JSON = {"value": "1000", "currency": "USD"}
    vegan, meat = (
        trial.estimate(merchant=groceries, value=value, diet=diet)
        for diet in ("vegan", "high_meat_eater")
    )
    for reply in (vegan, meat):
        reply.expect(reply.at("diet_factor") is not None, "a factor", "diet_factor")
    least = mass_of(vegan, "mass")
    meat.expect(mass_of(meat, "mass") > least, f"more than {said(least)} t, as for vegans", "mass")


@rule("estimates/mass-grows-with-the-load", operations=SHIP, source=SHIPPING, estimates=4)
def mass_grows_with_the_load(trial: Trial) -> None:
    """So many times the load on the same way has so many times the mass."""
    weighed = [_by_road(trial, _weighing(each)) for each in ("10", "30.5")]
    counted = [trial.place(SHIP, shipment={"containers": each}) for each in ("1", "2.5")]
    for (one, more), times in ((weighed, Fraction("3.05")), (counted, Fraction("2.5"))):
        wanted = times * mass_of(one, "mass")
        why = f"as the load is {said(times)} times that"
        expect_mass(more, wanted, why, within=times * GRAM)


@rule("estimates/load-in-any-unit", operations=SHIP, source=f"{SHIPPING}: shipment", estimates=2)
def load_in_any_unit(trial: Trial) -> None:
    """A load in kilograms is the load in tonnes."""
    in_tonnes = _by_road(trial, _weighing("12"))
    in_kilograms = _by_road(trial, {"mass": {"amount": "12000", "unit": "kg"}})
    wanted = mass_of(in_tonnes, "mass")
    expect_mass(in_kilograms, wanted, "as for 12 t", within=Fraction(0))


@rule(
    "estimates/mass-grows-with-the-distance",
    operations=SHIP,
    source=SHIPPING,
    level="should",
    estimates=2,
)
def mass_grows_with_the_distance(trial: Trial) -> None:
    """Three times the distance by road has three times the mass."""
    one, three = (_by_road(trial, _weighing("12"), km) for km in ("400", "1200"))
    wanted = 3 * mass_of(one, "mass")
    expect_mass(three, wanted, "as the distance is three times", within=2 * GRAM)


@rule("estimates/distance-in-any-unit", operations=SHIP, source=f"{SHIPPING}: route", estimates=4)
def distance_in_any_unit(trial: Trial) -> None:
    """A distance in miles or nautical miles is the distance in kilometres."""
    for unit, km in _KM.items():
        in_unit = _by_road(trial, _weighing("12"), "1000", unit)
        wanted = mass_of(_by_road(trial, _weighing("12"), km), "mass")
        within = wanted * (ALMOST - 1)
        expect_mass(in_unit, wanted, f"as 1000 {unit} are {km} km", within=within)


@rule(
    "estimates/cold-loads-emit-more",
    operations=SHIP,
    source=f"{SHIPPING}: method, refrigerated",
    level="should",
    estimates=6,
)
def cold_loads_emit_more(trial: Trial) -> None:
    """A refrigerated load emits more than one that is not, by road and in containers by sea."""
    route: JSON = {"amount": "5000", "unit": "km"}
    lorry, ship = record(_LORRY), record(_CONTAINER_SHIP)
    methods: tuple[tuple[JSON, JSON, JSON], ...] = (
        (_weighing("20"), lorry, lorry | {"refrigerated": True}),
        (_weighing("20"), "truck_articulated_40t", "truck_articulated_40t_refrigerated"),
        ({"containers": "2"}, ship, ship | {"refrigerated": True}),
    )
    for load, *pair in methods:
        dry, cold = (
            trial.place(SHIP, shipment=load, route=route, method=method) for method in pair
        )
        least = mass_of(dry, "mass")
        cold.expect(mass_of(cold, "mass") > least, f"more than {said(least)} t, as if dry", "mass")


@rule(
    "estimates/mass-in-any-unit",
    operations=SHIP,
    source=f"{SHIPPING}: estimate_mass_unit",
    estimates=4,
)
def mass_in_any_unit(trial: Trial) -> None:
    """The unit that is asked for changes how the mass is told, not the mass, and not the quote."""
    body = trial.body(SHIP)
    plain = trial.call(SHIP, body).success()
    for unit in ("kg", "g", "mg"):
        reply = trial.call(SHIP, body, query={"estimate_mass_unit": unit}).success()
        expect_mass(reply, mass_of(plain, "mass"), f"in {unit}")
        if not plain.has("quote", "error"):
            place = ("quote", "requested_quantity")
            tonnes_asked = plain.at(*place)
            reply.expect(reply.at(*place) == tonnes_asked, f"{tonnes_asked} t", *place)


@rule("estimates/documented-shipment", operations=SHIP, source=WORKED, estimates=1)
def documented_shipment(trial: Trial) -> None:
    """The shipment of the documentation is estimated."""
    estimate = trial.place(SHIP)
    estimate.expect(mass_of(estimate, "mass") > 0, "a mass above 0", "mass")
    estimate.expect(exact(estimate, "distance", "amount") > 0, "a distance above 0", "distance")


@rule(
    "estimates/documented-forms-of-shipments",
    operations=SHIP,
    source=f"{SHIPPING}: examples",
    level="should",
    estimates=4,
)
def documented_forms_of_shipments(trial: Trial) -> None:
    """Shipments by sea, road and air and a stay in a warehouse are estimated."""
    for body in examples(SHIP):
        estimate = trial.call(SHIP, body).success()
        estimate.expect(mass_of(estimate, "mass") > 0, "a mass above 0", "mass")


@rule(
    "estimates/containers-weigh-what-is-documented",
    operations=SHIP,
    source=f"{SHIPPING}: cargo_type",
    level="should",
    estimates=5,
)
def containers_weigh_what_is_documented(trial: Trial) -> None:
    """Containers on a lorry count as so many tonnes as the type of cargo says, 10 by default."""
    for cargo, load in (*_LOADS.items(), (None, _LOADS["average"])):
        shipment: dict[str, JSON] = {"containers": "2"}
        if cargo is not None:
            shipment["cargo_type"] = cargo
        reply = _by_road(trial, shipment)
        found = exact(reply, "converted_shipment", "amount")
        reply.expect(found == 2 * load, f"a load of {said(2 * load)} t", "converted_shipment")


@rule(
    "estimates/region-fallback-is-never-by-default",
    operations=CREATE,
    source=f"{TRANSACTIONS}: region_fallback",
    estimates=6,
)
def region_fallback_is_never_by_default(trial: Trial) -> None:
    """Without region_fallback, no factor of another region is taken."""
    for country in ("USA", "GBR", "ATA"):
        merchant: JSON = {"category_code": "5818", "country_code": country}
        never = trial.call(CREATE, trial.body(CREATE, merchant=merchant, region_fallback="never"))
        default = trial.call(CREATE, trial.body(CREATE, merchant=merchant))
        default.success(never.success(OK, NOTHING).status)
        if never.status == OK:
            was = never.at("mass")
            default.expect(default.at("mass") == was, f"{shown(was)}, as with never", "mass")


@rule(
    "estimates/fallback-finds-another-region",
    operations=CREATE,
    source=f"{TRANSACTIONS}: region_fallback",
    level="should",
    estimates=4,
)
def fallback_finds_another_region(trial: Trial) -> None:
    """With region_fallback always, what has a factor in one country has one in each."""

    def bought(country: str, fallback: str) -> Reply:
        merchant: JSON = {"category_code": "5818", "country_code": country}
        body = trial.body(CREATE, merchant=merchant, region_fallback=fallback)
        return trial.call(CREATE, body).success(OK, NOTHING)

    if bought("USA", "never").status == NOTHING:
        message = "there is no factor for 5818 in the USA"
        raise Unsettled(message)
    for country in ("USA", "GBR", "ATA"):
        bought(country, "always").success()


@rule(
    "estimates/quote-is-cut-as-asked",
    operations=(*ESTIMATE_CREATIONS, UPDATE),
    source=f"{TRANSACTIONS}, {SHIPPING}: quantity_trunc",
    needs=("bundles",),
    estimates=3,
)
def quote_is_cut_as_asked(trial: Trial) -> None:
    """The quantities of an estimate's quote are cut at the unit that quantity_trunc names."""
    # So much that a tonne is left, and cutting shows.
    value: JSON = {"value": "4321.99", "currency": "USD"}
    much: dict[str, JSON] = {} if trial.operation.id == SHIP else {"value": value}
    for unit in ("g", "kg", "t"):
        reply = _estimated(trial, quantity_trunc=unit, **much)
        for row in rows(reply, "quote", "bundles"):
            is_cut = exact(reply, *row, "quantity") % TONNES[unit] == 0
            reply.expect(is_cut, f"a multiple of a {unit}", *row, "quantity")


@rule(
    "estimates/quote-or-why-there-is-none",
    operations=(*ESTIMATE_CREATIONS, UPDATE),
    source=f"{TRANSACTIONS}, {SHIPPING}: quote, which may be an error",
    level="should",
    estimates=1,
)
def quote_or_why_there_is_none(trial: Trial) -> None:
    """An estimate that cannot be priced is estimated; in place of the quote it says why."""
    unknown: JSON = [{"bundle_id": made_up_id(trial), "percentage": 100}]
    reply = _estimated(trial, bundle_selection=unknown)
    reply.expect(reply.has("quote", "error"), "why there is none", "quote")


@rule(
    "estimates/no-match-makes-nothing",
    operations=CREATE,
    source=f"{TRANSACTIONS}: status 204",
    estimates=1,
)
def no_match_makes_nothing(trial: Trial) -> None:
    """A purchase that no factor fits makes nothing that its key would find."""
    key = trial.key()
    body = trial.body(CREATE, merchant=nothing_of_the_kind(trial), idempotency_key=key)
    expect_no_match(trial.call(CREATE, body))
    by_key(trial, CREATE, key).success(404)

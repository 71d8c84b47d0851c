"""What an answer with an estimate shows by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.document import path_values, query_of
from lune_contract.estimating import (
    ALMOST,
    ANNOTATE,
    CREATE,
    GET,
    GRAM,
    NOTHING,
    SHIP,
    SHIPPING,
    TRANSACTIONS,
    UPDATE,
    WORKED,
    is_currency,
    mass_of,
    tonnes_in,
)
from lune_contract.parts import Place, asked, estimates, exact
from lune_contract.reply import Reply, shown
from lune_contract.rounding import TONNES, said
from lune_contract.rule import invariant

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_document import JSON

_PATCH: Final = "PATCH /estimates/transactions/{id}/annotations"
_A_MOMENT: Final = timedelta(milliseconds=1)


def _made(exchange: Exchange) -> Iterator[tuple[Reply, Place, Mapping[str, JSON]]]:
    """Yield the estimates that an exchange made or gave a new input, each with its request.

    One with a key may be an earlier one that was brought back.
    """
    if exchange.operation_id in {CREATE, SHIP, UPDATE}:
        request = asked(exchange)
        if "idempotency_key" not in request or exchange.operation_id == UPDATE:
            for reply, place in estimates(exchange):
                yield reply, place, request


@invariant("estimates/answer-is-of-the-id", source=TRANSACTIONS)
def answer_is_of_the_id(exchange: Exchange) -> None:
    """An estimate that is fetched or changed by its id has that id."""
    if exchange.operation_id in {GET, UPDATE, ANNOTATE} and exchange.operation is not None:
        wanted = path_values(exchange.operation, exchange.request.target)["id"]
        for reply, place in estimates(exchange):
            reply.expect(reply.at(*place, "id") == wanted, wanted, *place, "id")


@invariant("estimates/quote-is-of-the-mass", source=WORKED)
def quote_is_of_the_mass(exchange: Exchange) -> None:
    """The quote of an estimate is for its mass."""
    for reply, place in estimates(exchange):
        if reply.has(*place, "quote", "error"):
            continue
        wanted = mass_of(reply, *place, "mass")
        found = exact(reply, *place, "quote", "requested_quantity")
        # A mass in another unit may have digits that tonnes have not.
        within = 0 if reply.at(*place, "mass", "unit") == "t" else GRAM
        reply.expect(
            abs(found - wanted) <= within,
            f"a quote for {said(wanted)} t, the mass of the estimate",
            *place,
            "quote",
            "requested_quantity",
        )


@invariant("estimates/mass-unit-as-asked", source=f"{SHIPPING}: estimate_mass_unit")
def mass_unit_as_asked(exchange: Exchange) -> None:
    """A mass is in the unit that was asked for, in tonnes by default."""
    unit = query_of(exchange.request.target).get("estimate_mass_unit", "t")
    for reply, place in estimates(exchange):
        reply.expect(reply.at(*place, "mass", "unit") == unit, unit, *place, "mass", "unit")


@invariant("estimates/parts-are-the-mass", source=f"{SHIPPING}: wtw_details", level="should")
def parts_are_the_mass(exchange: Exchange) -> None:
    """The parts of a mass by life cycle stage are in its unit, and add up to it."""
    if exchange.operation_id != SHIP:
        return
    stages = ("wtt", "ttw", "unknown")
    for reply, _ in estimates(exchange):
        if reply.at("mass", "wtw_details") is None:
            continue
        unit = reply.text("mass", "unit")
        for each in stages:
            place = ("mass", "wtw_details", each, "unit")
            reply.expect(reply.at(*place) == unit, f"{unit}, as the whole", *place)
        parts = (mass_of(reply, "mass", "wtw_details", each) for each in stages)
        total, wanted = sum(parts, Fraction(0)), mass_of(reply, "mass")
        within = 3 * GRAM
        reply.expect(
            abs(total - wanted) <= within, f"parts of {said(wanted)} t", "mass", "wtw_details"
        )


@invariant("estimates/gases-are-within-the-factor", source=f"{TRANSACTIONS}: gas_emissions")
def gases_are_within_the_factor(exchange: Exchange) -> None:
    """The gases of an emission factor and its stages are no more than all of them as CO2."""
    for reply, place in estimates(exchange):
        if reply.at(*place, "emission_factor") is None:
            continue
        at = (*place, "emission_factor", "gas_emissions")
        if reply.at(*at) is None:
            continue
        most = exact(reply, *at, "co2e") * ALMOST
        # Each gas has the effect of at least as much CO2.
        gases = ("co2", "methane", "nitrous_oxide", "other")
        total = sum(
            (exact(reply, *at, each) for each in gases if reply.has(*at, each)), Fraction(0)
        )
        reply.expect(total <= most, "gases within co2e", *at)
        if reply.has(*at, "wtw_breakdown"):
            stages = ("wtt_co2e", "ttw_co2e")
            total = sum((exact(reply, *at, "wtw_breakdown", each) for each in stages), Fraction(0))
            reply.expect(total <= most and total * ALMOST >= most / ALMOST, "stages of co2e", *at)


@invariant(
    "estimates/mass-of-value-and-factor",
    source=f"{TRANSACTIONS}: exchange_rate, diet_factor, emission_factor",
    level="should",
)
def mass_of_value_and_factor(exchange: Exchange) -> None:
    """A mass is the value times exchange rate, diet factor and emission factor."""
    if exchange.operation_id == SHIP:
        return
    for reply, place in estimates(exchange):
        factor = (*place, "emission_factor")
        if reply.at(*factor) is None or reply.at(*factor, "gas_emissions") is None:
            continue
        paid_in = reply.text(*place, "request", "value", "currency")
        per = reply.text(*factor, "denominator_unit")
        rate = reply.at(*place, "exchange_rate")
        if rate is None and paid_in != per:
            continue
        if not is_currency(per):
            continue
        amount = exact(reply, *place, "request", "value", "value")
        amount *= exact(reply, *factor, "gas_emissions", "co2e")
        for name in ("exchange_rate", "diet_factor"):
            if reply.at(*place, name) is not None:
                amount *= exact(reply, *place, name)
        wanted = amount * tonnes_in(reply, *factor, "numerator_unit")
        found = mass_of(reply, *place, "mass")
        reply.expect(
            abs(found - wanted) <= max(GRAM, wanted * (ALMOST - 1)),
            f"a mass of {said(wanted)} t, the value times its rates and factor",
            *place,
            "mass",
        )


@invariant(
    "estimates/mass-of-activity-and-intensity",
    source=f"{SHIPPING}: activity, intensity",
    level="should",
)
def mass_of_activity_and_intensity(exchange: Exchange) -> None:
    """A mass is the activity times its intensity, and the stages of that add up."""
    if exchange.operation_id != SHIP:
        return
    for reply, _ in estimates(exchange):
        if reply.at("activity") is None or reply.at("intensity") is None:
            continue
        whole = exact(reply, "intensity", "wtw", "amount")
        stages = ("wtt", "ttw", "unknown")
        parts = sum((exact(reply, "intensity", each, "amount") for each in stages), Fraction(0))
        within = whole * (ALMOST - 1)
        reply.expect(abs(parts - whole) <= within, "stages that add up to wtw", "intensity")
        # Grams for a tonne-kilometre are g_per_tkm.
        unit, _, _ = reply.text("intensity", "wtw", "unit").partition("_")
        reply.expect(unit in TONNES, "a unit that begins with one of mass", "intensity", "wtw")
        wanted = exact(reply, "activity", "value") * whole * TONNES[unit]
        found = mass_of(reply, "mass")
        reply.expect(
            abs(found - wanted) <= max(GRAM, wanted * (ALMOST - 1)),
            f"a mass of {said(wanted)} t, activity times intensity",
            "mass",
        )


@invariant("estimates/conversion-is-told", source=f"{SHIPPING}: converted_shipment")
def conversion_is_told(exchange: Exchange) -> None:
    """A converted load comes with how it was converted, and that with whose type of cargo."""
    if exchange.operation_id != SHIP:
        return
    for reply, _ in estimates(exchange):
        method = reply.at("shipment_conversion_method")
        converted = reply.at("converted_shipment")
        reply.expect((converted is None) == (method is None), "both or none", "converted_shipment")
        if method is not None:
            given = reply.has("request", "shipment", "cargo_type")
            wanted = "user_provided_cargo_type" if given else "average_cargo_type"
            reply.expect(method == wanted, wanted, "shipment_conversion_method")


@invariant("estimates/way-is-told", source=f"{SHIPPING}: distance_calculation_method, route")
def way_is_told(exchange: Exchange) -> None:
    """A logistics site has no way and no route, and a distance that was given has no route."""
    if exchange.operation_id != SHIP:
        return
    for reply, _ in estimates(exchange):
        if not reply.has("request", "route"):
            method = "distance_calculation_method"
            reply.expect(reply.at(method) is None, "null for a logistics site", method)
            reply.expect(reply.at("route") is None, "null for a logistics site", "route")
        elif reply.has("request", "route", "amount"):
            reply.expect(reply.at("route") is None, "null, as the distance was given", "route")


@invariant("estimates/distance-as-given", source=f"{SHIPPING}: route", level="should")
def distance_as_given(exchange: Exchange) -> None:
    """A distance that was given is told as it was, and as the user's."""
    if exchange.operation_id != SHIP:
        return
    for reply, _ in estimates(exchange):
        if not reply.has("request", "route", "amount"):
            continue
        method = "distance_calculation_method"
        reply.expect(reply.at(method) == "user_input", "user_input", method)
        if reply.has("raw_distance"):
            unit = reply.at("request", "route", "unit")
            same = reply.at("raw_distance", "unit") != unit or exact(
                reply, "raw_distance", "amount"
            ) == exact(reply, "request", "route", "amount")
            reply.expect(same, "the distance that was given", "raw_distance")


@invariant("estimates/distances-agree", source=f"{SHIPPING}: adjusted_distance", level="should")
def distances_agree(exchange: Exchange) -> None:
    """The adjusted distance is the distance that was used."""
    if exchange.operation_id != SHIP:
        return
    for reply, _ in estimates(exchange):
        if reply.has("adjusted_distance") and reply.has("distance"):
            used = reply.at("distance")
            reply.expect(reply.at("adjusted_distance") == used, repr(used), "adjusted_distance")


@invariant("estimates/marks-are-false-by-default", source=f"{TRANSACTIONS}: is_transaction")
def marks_are_false_by_default(exchange: Exchange) -> None:
    """An estimate is marked as a real purchase or shipment as was asked, by default it is not."""
    name = "is_shipment" if exchange.operation_id == SHIP else "is_transaction"
    for reply, place, request in _made(exchange):
        wanted = request.get(name) or False
        reply.expect(reply.at(*place, name) is wanted, str(wanted).lower(), *place, name)


@invariant("estimates/dates-as-given", source=f"{TRANSACTIONS}: transaction_processed_at")
def dates_as_given(exchange: Exchange) -> None:
    """The date of a purchase or shipment is that given; without one, it is not null."""
    name = "shipped_at" if exchange.operation_id == SHIP else "transaction_processed_at"
    for reply, place, request in _made(exchange):
        told = reply.at(*place, name)
        given = request.get(name)
        if given is None:
            reply.expect(told is not None, "a date", *place, name)
        elif (away := _between(given, told)) is not None:
            reply.expect(away < _A_MOMENT, f"{given}", *place, name)


def _between(one: JSON, other: JSON) -> timedelta | None:
    """Return how far two moments are apart, None if either is none that Python knows."""
    try:
        return abs(datetime.fromisoformat(str(one)) - datetime.fromisoformat(str(other)))
    except (ValueError, OverflowError, TypeError):
        return None


@invariant("estimates/annotations-as-given", source=_PATCH)
def annotations_as_given(exchange: Exchange) -> None:
    """Annotations that are given are those of the answer."""
    if exchange.operation_id != ANNOTATE:
        return
    request = asked(exchange)
    for reply, place in estimates(exchange):
        for name in ("is_transaction", "metadata"):
            if name in request:
                wanted = request[name]
                reply.expect(reply.at(*place, name) == wanted, shown(wanted), *place, name)
        given = request.get("transaction_processed_at")
        at = (*place, "transaction_processed_at")
        if given is not None and (away := _between(given, reply.at(*at))) is not None:
            reply.expect(away < _A_MOMENT, f"{given}", *at)


@invariant("estimates/no-match-has-no-body", source=f"{TRANSACTIONS}: status 204")
def no_match_has_no_body(exchange: Exchange) -> None:
    """Where no factor fits, there is no body."""
    if exchange.answer.status == NOTHING and exchange.operation_id in {CREATE, UPDATE}:
        Reply(exchange).expect(not exchange.answer.body, "no body")

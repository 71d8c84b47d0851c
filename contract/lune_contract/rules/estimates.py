"""Estimates of purchases and shipments: what they hold, and what changes do to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.creations import (
    ESTIMATE_CREATIONS,
    agree,
    by_id,
    by_key,
    keep,
    nothing_of_the_kind,
)
from lune_contract.document import operation, path_values, query_of, record
from lune_contract.parts import Place, asked, estimates, exact, rows
from lune_contract.reply import Reply
from lune_contract.rounding import TONNES, said
from lune_contract.rule import Unsettled, invariant, rule
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_TRANSACTIONS: Final = "Transaction estimates"
_PUT: Final = "PUT /estimates/transactions/{id}"
_PATCH: Final = "PATCH /estimates/transactions/{id}/annotations"
_SHIPPING: Final = "POST /estimates/shipping"
_WORKED: Final = "Shipping estimate, worked example"
_ORDER_SOURCE: Final = "Orders, POST /orders/by-estimate"

_CREATE: Final = "createTransactionEstimate"
_SHIP: Final = "createShippingEstimate"
_UPDATE: Final = "updateTransactionEstimate"
_ANNOTATE: Final = "partialUpdateTransactionsEstimateAnnotations"
_GET: Final = "getTransactionEstimate"
_ORDER: Final = "createOrderByEstimate"
_MARKS: Final = ("is_transaction", "transaction_processed_at")
_OWN: Final = ("idempotency_key", "client_account")

_OK: Final = 200
_NOTHING: Final = 204

# Tonnes are given to the gram, and rounded.
_GRAM: Final = TONNES["g"]
# Masses of purchases have five decimals in the published examples.
_TEN_GRAMS: Final = 10 * _GRAM
# What factors are published with is rounded, too.
_ALMOST: Final = Fraction(1001, 1000)
_A_MOMENT: Final = timedelta(milliseconds=1)
_LATER: Final = "2023-07-17T14:30:00Z"
_CURRENCY_LENGTH: Final = 3
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


def _mass(reply: Reply, *place: str | int) -> Fraction:
    """Return the mass at a place in tonnes."""
    return exact(reply, *place, "amount") * _tonnes(reply, *place, "unit")


def _tonnes(reply: Reply, *place: str | int) -> Fraction:
    """Return the tonnes of the unit of mass at a place."""
    unit = reply.text(*place)
    reply.expect(unit in TONNES, f"one of {', '.join(TONNES)}", *place)
    return TONNES[unit]


def _expect_mass(reply: Reply, wanted: Fraction, why: str, *, within: Fraction = _GRAM) -> None:
    found = _mass(reply, "mass")
    reply.expect(abs(found - wanted) <= within, f"a mass of {said(wanted)} t, {why}", "mass")


def _update(trial: Trial, estimate: Reply, **changes: JSON) -> Reply:
    """Give an estimate a new input."""
    return trial.call(_UPDATE, trial.body(_UPDATE, **changes), path={"id": estimate.text("id")})


def _annotate(trial: Trial, estimate: Reply, **changes: JSON) -> Reply:
    """Change annotations of an estimate."""
    return trial.call(_ANNOTATE, changes, path={"id": estimate.text("id")})


def _change(trial: Trial, estimate: Reply, *, refused: bool = False) -> Reply:
    """Change an estimate by the operation that is tried, in a way that it takes or refuses."""
    metadata: JSON = "none" if refused else {"changed": "yes"}
    if trial.operation.id == _UPDATE:
        return _update(trial, estimate, metadata=metadata)
    return _annotate(trial, estimate, metadata=metadata)


def _estimated(trial: Trial, **changes: JSON) -> Reply:
    """Make an estimate by the operation that is tried, or give one a new input."""
    if trial.operation.id == _UPDATE:
        return _update(trial, trial.estimate(), **changes).success()
    return trial.call(trial.operation.id, trial.body(trial.operation.id, **changes)).success()


def _examples(creation: str) -> Iterator[dict[str, JSON]]:
    """Yield what the document has as examples, as estimates of the account and without keys."""
    for body in map(record, operation(creation).bodies):
        yield {name: value for name, value in body.items() if name not in _OWN}


def _by_road(trial: Trial, shipment: JSON, distance: str = "574", unit: str = "km") -> Reply:
    """Estimate a shipment by road, on a distance that is given."""
    route: JSON = {"amount": distance, "unit": unit}
    return trial.place(_SHIP, shipment=shipment, route=route, method=_LORRY)


def _is_currency(unit: str) -> bool:
    """Say whether a factor is one of money; others are for a kilogram or a piece."""
    return len(unit) == _CURRENCY_LENGTH and unit.isupper()


def _weighing(amount: str) -> JSON:
    return {"mass": {"amount": amount, "unit": "t"}}


# What is kept.


@rule("estimates/get-is-what-was-created", operations=_GET, source=_TRANSACTIONS, estimates=2)
def get_is_what_was_created(trial: Trial) -> None:
    """An estimate is fetched as it was created, each time."""
    searched: JSON = {"search_term": "food", "country_code": "USA"}
    purchases = (
        trial.body(_CREATE, metadata={"place": "Łódź"}),
        trial.body(_CREATE, merchant=searched, diet="vegan", region_fallback="always"),
    )
    for body in purchases:
        created = trial.call(_CREATE, body).success(_OK, _NOTHING)
        if created.status == _OK:
            for _ in range(2):
                agree(by_id(trial, _CREATE, created.text("id")).success(), created)


@rule(
    "estimates/unknown-estimate-is-not-found",
    operations=(_GET, _UPDATE, _ANNOTATE),
    source=f"{_TRANSACTIONS}: status 404",
)
def unknown_estimate_is_not_found(trial: Trial) -> None:
    """An id that no estimate has is answered 404."""
    tried = trial.operation.id
    body = {_UPDATE: lambda: trial.body(_UPDATE), _ANNOTATE: dict[str, "JSON"]}.get(tried)
    path = {"id": made_up_id(trial)}
    trial.call(tried, None if body is None else body(), path=path).success(404)


@rule(
    "estimates/change-is-kept", operations=(_UPDATE, _ANNOTATE), source=_TRANSACTIONS, estimates=1
)
def change_is_kept(trial: Trial) -> None:
    """A changed estimate is fetched as the change answered it."""
    changed = _change(trial, trial.estimate()).success()
    keep(changed, by_id(trial, _CREATE, changed.text("id")), changed)


@rule(
    "estimates/change-leaves-others",
    operations=(_UPDATE, _ANNOTATE),
    source=_TRANSACTIONS,
    estimates=2,
)
def change_leaves_others(trial: Trial) -> None:
    """A change of one estimate leaves another as it is."""
    other, estimate = trial.estimate(), trial.estimate()
    changed = _change(trial, estimate).success()
    keep(changed, by_id(trial, _CREATE, other.text("id")), other)


@rule(
    "estimates/refused-change-changes-nothing",
    operations=(_UPDATE, _ANNOTATE),
    source=_TRANSACTIONS,
    estimates=1,
)
def refused_change_changes_nothing(trial: Trial) -> None:
    """A change that is refused leaves the estimate as it is."""
    estimate = trial.estimate()
    refused = _change(trial, estimate, refused=True).refusal()
    keep(refused, by_id(trial, _CREATE, estimate.text("id")), estimate)


# A new input.


@rule("estimates/update-recalculates", operations=_UPDATE, source=_PUT, estimates=1)
def update_recalculates(trial: Trial) -> None:
    """A new input is calculated: twice the value has twice the mass."""
    estimate = trial.estimate(value={"value": "800", "currency": "USD"})
    updated = _update(trial, estimate, value={"value": "1600", "currency": "USD"}).success()
    wanted = 2 * _mass(estimate, "mass")
    _expect_mass(updated, wanted, "as the value is twice that before", within=2 * _TEN_GRAMS)


@rule("estimates/update-is-as-a-creation", operations=_UPDATE, source=_PUT, estimates=4)
def update_is_as_a_creation(trial: Trial) -> None:
    """A new input makes the estimate that its creation would have made."""
    path = {"id": trial.estimate(value={"value": "321.09", "currency": "USD"}).text("id")}
    # Another merchant, currency and diet: whatever was calculated with before is gone.
    for body in _examples(_CREATE):
        created = trial.call(_CREATE, body).success(_OK, _NOTHING)
        if created.status == _NOTHING:
            continue
        updated = trial.call(_UPDATE, body, path=path).success()
        for name in ("mass", "emission_factor", "diet_factor", "exchange_rate"):
            was = created.at(name)
            updated.expect(updated.at(name) == was, f"{name} {was!r}, as created", name)


@rule("estimates/update-is-whole", operations=_UPDATE, source=_PUT, estimates=1)
def update_is_whole(trial: Trial) -> None:
    """A new input without value or merchant is refused, and leaves the estimate as it is."""
    estimate = trial.estimate()
    partial: dict[str, JSON] = {"metadata": {"partial": "yes"}}
    for name in ("value", "merchant"):
        refused = _update(trial, estimate, **partial, **{name: None}).refusal()
        keep(refused, by_id(trial, _CREATE, estimate.text("id")), estimate)


@rule("estimates/update-replaces-the-input", operations=_UPDATE, source=_PUT, estimates=1)
def update_replaces_the_input(trial: Trial) -> None:
    """A new input replaces the old one as a whole: what it leaves out is gone."""
    extras: dict[str, JSON] = {
        "name": "before",
        "diet": "vegan",
        "region_fallback": "always",
        "quantity_trunc": "kg",
    }
    estimate = trial.call(_CREATE, trial.body(_CREATE, **extras)).success()
    updated = _update(trial, estimate).success()
    for name, value in extras.items():
        if updated.has("request", name):
            is_gone = updated.at("request", name) != value
            updated.expect(is_gone, "nothing, or the default", "request", name)


@rule("estimates/update-takes-the-mark-away", operations=_UPDATE, source=_PUT, estimates=1)
def update_takes_the_mark_away(trial: Trial) -> None:
    """A new input that leaves is_transaction out takes false."""
    updated = _update(trial, trial.estimate(is_transaction=True)).success()
    updated.expect(updated.at("is_transaction") is False, "false", "is_transaction")


@rule(
    "estimates/update-keeps-the-date",
    operations=_UPDATE,
    source=f"{_PUT}: transaction_processed_at, unchanged when it is left out",
    estimates=1,
)
def update_keeps_the_date(trial: Trial) -> None:
    """A new input that leaves the date of the purchase out leaves it as it is."""
    name = "transaction_processed_at"
    estimate = trial.estimate(**{name: _LATER})
    updated = _update(trial, estimate, **{name: None}).success()
    was = estimate.at(name)
    updated.expect(updated.at(name) == was, f"{name} {was!r}, as before", name)


@rule(
    "estimates/update-clears-metadata",
    operations=_UPDATE,
    source=_PUT,
    level="should",
    estimates=1,
)
def update_clears_metadata(trial: Trial) -> None:
    """A new input that leaves metadata out leaves none."""
    updated = _update(trial, trial.estimate(metadata={"before": "yes"})).success()
    if updated.has("metadata"):
        updated.expect(updated.at("metadata") in ({}, None), "no metadata", "metadata")


@rule(
    "estimates/update-keeps-the-key",
    operations=_UPDATE,
    source=f"{_PUT}: idempotency_key",
    level="should",
    estimates=1,
)
def update_keeps_the_key(trial: Trial) -> None:
    """A new input that leaves the key out leaves the estimate its key."""
    key = trial.key()
    updated = _update(trial, trial.estimate(idempotency_key=key)).success()
    keep(updated, by_key(trial, _CREATE, key), updated)


@rule(
    "estimates/update-without-match-changes-nothing",
    operations=_UPDATE,
    source=f"{_PUT}: status 204",
    level="should",
    estimates=1,
)
def update_without_match_changes_nothing(trial: Trial) -> None:
    """A new input that no factor fits leaves the estimate as it is."""
    estimate = trial.estimate()
    updated = _update(trial, estimate, merchant=nothing_of_the_kind(trial))
    _no_match(updated)
    keep(updated, by_id(trial, _CREATE, estimate.text("id")), estimate)


# Annotations.


@rule(
    "estimates/annotations-leave-the-calculation", operations=_ANNOTATE, source=_PATCH, estimates=1
)
def annotations_leave_the_calculation(trial: Trial) -> None:
    """Annotations change nothing of what was calculated."""
    estimate = trial.estimate()
    annotated = _annotate(
        trial,
        estimate,
        is_transaction=False,
        transaction_processed_at=_LATER,
        metadata={"annotated": "yes"},
    ).success()
    for name in ("id", "mass", "quote", "emission_factor", "diet_factor", "exchange_rate"):
        was = estimate.at(name)
        annotated.expect(annotated.at(name) == was, f"{name} {was!r}, as before", name)
    for name in ("value", "merchant"):
        was = estimate.at("request", name)
        annotated.expect(
            annotated.at("request", name) == was, f"{name} {was!r}, as before", "request", name
        )


@rule("estimates/annotation-changes-only-itself", operations=_ANNOTATE, source=_PATCH, estimates=1)
def annotation_changes_only_itself(trial: Trial) -> None:
    """Only annotations that are given are changed."""
    before = trial.estimate(metadata={"before": "yes"}, idempotency_key=trial.key())
    changes: dict[str, JSON] = {
        "is_transaction": False,
        "transaction_processed_at": _LATER,
        "metadata": {"annotated": "yes"},
    }
    for changed, value in changes.items():
        after = _annotate(trial, before, **{changed: value}).success()
        for name in (*changes, "idempotency_key"):
            if name != changed:
                was = before.at(name)
                after.expect(after.at(name) == was, f"{name} {was!r}, as before", name)
        before = after


@rule("estimates/no-annotation-changes-nothing", operations=_ANNOTATE, source=_PATCH, estimates=1)
def no_annotation_changes_nothing(trial: Trial) -> None:
    """An empty change changes nothing."""
    estimate = trial.estimate(metadata={"before": "yes"}, idempotency_key=trial.key())
    agree(_annotate(trial, estimate).success(), estimate)


@rule(
    "estimates/annotation-replaces-metadata",
    operations=_ANNOTATE,
    source=f"{_PATCH}: metadata",
    level="should",
    estimates=1,
)
def annotation_replaces_metadata(trial: Trial) -> None:
    """Metadata are changed as a whole, not key by key."""
    estimate = trial.estimate(metadata={"before": "yes"})
    annotated = _annotate(trial, estimate, metadata={"after": "yes"}).success()
    annotated.expect(annotated.at("metadata") == {"after": "yes"}, "only what was sent", "metadata")


# The calculation.


@rule(
    "estimates/annotations-do-not-count",
    operations=ESTIMATE_CREATIONS,
    source=f"{_TRANSACTIONS}, {_SHIPPING}: transaction_processed_at, shipped_at, metadata",
    estimates=2,
)
def annotations_do_not_count(trial: Trial) -> None:
    """Name, metadata, mark and date have no part in the calculation."""
    creation = trial.operation.id
    marks = ("is_shipment", "shipped_at") if creation == _SHIP else _MARKS
    plain = trial.place(creation, **dict.fromkeys(marks))
    annotations: dict[str, JSON] = dict(zip(marks, (True, _LATER), strict=True))
    annotations |= {"name": "annotated", "metadata": {"a": "b"}}
    marked = trial.call(creation, trial.body(creation, **annotations)).success()
    for name in ("mass", "emission_factor"):
        was = plain.at(name)
        marked.expect(marked.at(name) == was, f"{name} {was!r}, as without annotations", name)


@rule("estimates/mass-grows-with-the-value", operations=_CREATE, source=_TRANSACTIONS, estimates=3)
def mass_grows_with_the_value(trial: Trial) -> None:
    """So many times the value in the same currency has so many times the mass."""
    one, *more = (
        trial.estimate(value={"value": each, "currency": "USD"})
        for each in ("1000.01", "3000.03", "1000010")
    )
    for times, reply in zip((3, 1000), more, strict=True):
        wanted = times * _mass(one, "mass")
        _expect_mass(
            reply, wanted, f"as the value is {times} times that", within=times * _TEN_GRAMS
        )


@rule(
    "estimates/value-is-converted",
    operations=_CREATE,
    source=f"{_TRANSACTIONS}: exchange_rate",
    estimates=3,
)
def value_is_converted(trial: Trial) -> None:
    """A value in another currency than the factor's is converted, and the rate is told."""
    masses: list[tuple[Fraction, JSON]] = []
    for currency in ("USD", "EUR", "JPY"):
        reply = trial.estimate(value={"value": "1000000", "currency": currency})
        per = reply.text("emission_factor", "denominator_unit")
        if not _is_currency(per):
            message = f"the factor is not one of money, but for a {per}"
            raise Unsettled(message)
        rate = Fraction(1)
        if currency != per or reply.at("exchange_rate") is not None:
            rate = exact(reply, "exchange_rate")
        # Another currency may have another factor; that is no matter of rates.
        factor = reply.at("emission_factor")
        masses.append((_mass(reply, "mass") / rate, factor))
        one, first = masses[0]
        if factor == first:
            wanted = one * rate
            within = max(_GRAM, wanted * (_ALMOST - 1))
            _expect_mass(reply, wanted, f"as the rate is {said(rate)}", within=within)


@rule(
    "estimates/diet-counts-for-food",
    operations=_CREATE,
    source=f"{_TRANSACTIONS}: diet, diet_factor",
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
    least = _mass(vegan, "mass")
    meat.expect(_mass(meat, "mass") > least, f"more than {said(least)} t, as for vegans", "mass")


@rule("estimates/mass-grows-with-the-load", operations=_SHIP, source=_SHIPPING, estimates=4)
def mass_grows_with_the_load(trial: Trial) -> None:
    """So many times the load on the same way has so many times the mass."""
    weighed = [_by_road(trial, _weighing(each)) for each in ("10", "30.5")]
    counted = [trial.place(_SHIP, shipment={"containers": each}) for each in ("1", "2.5")]
    for (one, more), times in ((weighed, Fraction("3.05")), (counted, Fraction("2.5"))):
        wanted = times * _mass(one, "mass")
        why = f"as the load is {said(times)} times that"
        _expect_mass(more, wanted, why, within=times * _GRAM)


@rule("estimates/load-in-any-unit", operations=_SHIP, source=f"{_SHIPPING}: shipment", estimates=2)
def load_in_any_unit(trial: Trial) -> None:
    """A load in kilograms is the load in tonnes."""
    in_tonnes = _by_road(trial, _weighing("12"))
    in_kilograms = _by_road(trial, {"mass": {"amount": "12000", "unit": "kg"}})
    wanted = _mass(in_tonnes, "mass")
    _expect_mass(in_kilograms, wanted, "as for 12 t", within=Fraction(0))


@rule(
    "estimates/mass-grows-with-the-distance",
    operations=_SHIP,
    source=_SHIPPING,
    level="should",
    estimates=2,
)
def mass_grows_with_the_distance(trial: Trial) -> None:
    """Three times the distance by road has three times the mass."""
    one, three = (_by_road(trial, _weighing("12"), km) for km in ("400", "1200"))
    wanted = 3 * _mass(one, "mass")
    _expect_mass(three, wanted, "as the distance is three times", within=2 * _GRAM)


@rule("estimates/distance-in-any-unit", operations=_SHIP, source=f"{_SHIPPING}: route", estimates=4)
def distance_in_any_unit(trial: Trial) -> None:
    """A distance in miles or nautical miles is the distance in kilometres."""
    for unit, km in _KM.items():
        in_unit = _by_road(trial, _weighing("12"), "1000", unit)
        wanted = _mass(_by_road(trial, _weighing("12"), km), "mass")
        within = wanted * (_ALMOST - 1)
        _expect_mass(in_unit, wanted, f"as 1000 {unit} are {km} km", within=within)


@rule(
    "estimates/cold-loads-emit-more",
    operations=_SHIP,
    source=f"{_SHIPPING}: method, refrigerated",
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
            trial.place(_SHIP, shipment=load, route=route, method=method) for method in pair
        )
        least = _mass(dry, "mass")
        cold.expect(_mass(cold, "mass") > least, f"more than {said(least)} t, as if dry", "mass")


@rule(
    "estimates/mass-in-any-unit",
    operations=_SHIP,
    source=f"{_SHIPPING}: estimate_mass_unit",
    estimates=4,
)
def mass_in_any_unit(trial: Trial) -> None:
    """The unit that is asked for changes how the mass is told, not the mass, and not the quote."""
    body = trial.body(_SHIP)
    plain = trial.call(_SHIP, body).success()
    for unit in ("kg", "g", "mg"):
        reply = trial.call(_SHIP, body, query={"estimate_mass_unit": unit}).success()
        _expect_mass(reply, _mass(plain, "mass"), f"in {unit}")
        if not plain.has("quote", "error"):
            place = ("quote", "requested_quantity")
            tonnes_asked = plain.at(*place)
            reply.expect(reply.at(*place) == tonnes_asked, f"{tonnes_asked} t", *place)


@rule("estimates/documented-shipment", operations=_SHIP, source=_WORKED, estimates=1)
def documented_shipment(trial: Trial) -> None:
    """The shipment of the documentation is estimated."""
    estimate = trial.place(_SHIP)
    estimate.expect(_mass(estimate, "mass") > 0, "a mass above 0", "mass")
    estimate.expect(exact(estimate, "distance", "amount") > 0, "a distance above 0", "distance")


@rule(
    "estimates/documented-forms-of-shipments",
    operations=_SHIP,
    source=f"{_SHIPPING}: examples",
    level="should",
    estimates=4,
)
def documented_forms_of_shipments(trial: Trial) -> None:
    """Shipments by sea, road and air and a stay in a warehouse are estimated."""
    for body in _examples(_SHIP):
        estimate = trial.call(_SHIP, body).success()
        estimate.expect(_mass(estimate, "mass") > 0, "a mass above 0", "mass")


@rule(
    "estimates/containers-weigh-what-is-documented",
    operations=_SHIP,
    source=f"{_SHIPPING}: cargo_type",
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
    operations=_CREATE,
    source=f"{_TRANSACTIONS}: region_fallback",
    estimates=6,
)
def region_fallback_is_never_by_default(trial: Trial) -> None:
    """Without region_fallback, no factor of another region is taken."""
    for country in ("USA", "GBR", "ATA"):
        merchant: JSON = {"category_code": "5818", "country_code": country}
        never = trial.call(_CREATE, trial.body(_CREATE, merchant=merchant, region_fallback="never"))
        default = trial.call(_CREATE, trial.body(_CREATE, merchant=merchant))
        default.success(never.success(_OK, _NOTHING).status)
        if never.status == _OK:
            was = never.at("mass")
            default.expect(default.at("mass") == was, f"{was!r}, as with never", "mass")


@rule(
    "estimates/fallback-finds-another-region",
    operations=_CREATE,
    source=f"{_TRANSACTIONS}: region_fallback",
    level="should",
    estimates=4,
)
def fallback_finds_another_region(trial: Trial) -> None:
    """With region_fallback always, what has a factor in one country has one in each."""

    def bought(country: str, fallback: str) -> Reply:
        merchant: JSON = {"category_code": "5818", "country_code": country}
        body = trial.body(_CREATE, merchant=merchant, region_fallback=fallback)
        return trial.call(_CREATE, body).success(_OK, _NOTHING)

    if bought("USA", "never").status == _NOTHING:
        message = "there is no factor for 5818 in the USA"
        raise Unsettled(message)
    for country in ("USA", "GBR", "ATA"):
        bought(country, "always").success()


@rule(
    "estimates/quote-is-cut-as-asked",
    operations=(*ESTIMATE_CREATIONS, _UPDATE),
    source=f"{_TRANSACTIONS}, {_SHIPPING}: quantity_trunc",
    needs=("bundles",),
    estimates=3,
)
def quote_is_cut_as_asked(trial: Trial) -> None:
    """The quantities of an estimate's quote are cut at the unit that quantity_trunc names."""
    # So much that a tonne is left, and cutting shows.
    value: JSON = {"value": "4321.99", "currency": "USD"}
    much: dict[str, JSON] = {} if trial.operation.id == _SHIP else {"value": value}
    for unit in ("g", "kg", "t"):
        reply = _estimated(trial, quantity_trunc=unit, **much)
        for row in rows(reply, "quote", "bundles"):
            is_cut = exact(reply, *row, "quantity") % TONNES[unit] == 0
            reply.expect(is_cut, f"a multiple of a {unit}", *row, "quantity")


@rule(
    "estimates/quote-or-why-there-is-none",
    operations=(*ESTIMATE_CREATIONS, _UPDATE),
    source=f"{_TRANSACTIONS}, {_SHIPPING}: quote, which may be an error",
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
    operations=_CREATE,
    source=f"{_TRANSACTIONS}: status 204",
    estimates=1,
)
def no_match_makes_nothing(trial: Trial) -> None:
    """A purchase that no factor fits makes nothing that its key would find."""
    key = trial.key()
    body = trial.body(_CREATE, merchant=nothing_of_the_kind(trial), idempotency_key=key)
    _no_match(trial.call(_CREATE, body))
    by_key(trial, _CREATE, key).success(404)


def _no_match(reply: Reply) -> None:
    if reply.success(_OK, _NOTHING).status == _OK:
        message = f"a factor fits even {reply.text('request', 'merchant', 'search_term')!r}"
        raise Unsettled(message)


# Orders of estimates.


@rule(
    "estimates/order-of-a-purchase", operations=_ORDER, source=_ORDER_SOURCE, orders=1, estimates=1
)
def order_of_a_purchase(trial: Trial) -> None:
    """An order of an estimate is for its mass, names it, and has the metadata of the order."""
    _ordered(trial, trial.estimate(metadata={"of": "the estimate"}))


@rule(
    "estimates/order-of-a-shipment", operations=_ORDER, source=_ORDER_SOURCE, orders=1, estimates=1
)
def order_of_a_shipment(trial: Trial) -> None:
    """An order of a shipment that was estimated in kilograms is for its mass in tonnes."""
    query = {"estimate_mass_unit": "kg"}
    _ordered(trial, trial.call(_SHIP, trial.body(_SHIP), query=query).success())


@rule(
    "estimates/shipment-can-be-ordered",
    operations=_SHIP,
    source=_ORDER_SOURCE,
    orders=1,
    estimates=1,
)
def shipment_can_be_ordered(trial: Trial) -> None:
    """A shipment is kept: its estimate can be ordered by its id."""
    estimate = trial.place(_SHIP)
    order = trial.call(_ORDER, {"estimate_id": estimate.text("id")})
    # That purchases can be ordered is tried on its own.
    if order.status != _OK:
        estimate.deviates("an estimate that can be ordered", order.exchange.answer.shown())


@rule(
    "estimates/order-of-a-new-input", operations=_ORDER, source=_ORDER_SOURCE, orders=1, estimates=1
)
def order_of_a_new_input(trial: Trial) -> None:
    """An order of an estimate that was given a new input is for its new mass."""
    value: JSON = {"value": "431.07", "currency": "USD"}
    _ordered(trial, _update(trial, trial.estimate(), value=value).success())


def _ordered(trial: Trial, estimate: Reply) -> Reply:
    metadata: JSON = {"of": "the order"}
    body: JSON = {"estimate_id": estimate.text("id"), "metadata": metadata}
    order = trial.call(_ORDER, body).success()
    wanted = _mass(estimate, "mass")
    order.expect(
        abs(exact(order, "requested_quantity") - wanted) < _GRAM,
        f"{said(wanted)} t, the mass of the estimate",
        "requested_quantity",
    )
    order.expect(order.at("estimate_id") == estimate.at("id"), estimate.text("id"), "estimate_id")
    order.expect(order.at("metadata") == metadata, repr(metadata), "metadata")
    return order


@rule(
    "estimates/ordered-once",
    operations=_ORDER,
    source=f"{_ORDER_SOURCE}, error code estimate_order_already_placed",
    level="should",
    orders=1,
    estimates=1,
)
def ordered_once(trial: Trial) -> None:
    """An estimate can be ordered once, whether or not it is calculated again."""
    estimate = trial.estimate()
    body: JSON = {"estimate_id": estimate.text("id")}
    trial.call(_ORDER, body).success()
    trial.call(_ORDER, body).refusal("estimate_order_already_placed", statuses=(400, 409))
    _update(trial, estimate, value={"value": "431.07", "currency": "USD"})
    trial.call(_ORDER, body).refusal("estimate_order_already_placed", statuses=(400, 409))


@rule("estimates/order-of-no-estimate", operations=_ORDER, source=_ORDER_SOURCE, orders=1)
def order_of_no_estimate(trial: Trial) -> None:
    """An order of an estimate that does not exist is refused."""
    trial.call(_ORDER, {"estimate_id": made_up_id(trial)}).refusal(statuses=(400, 404, 409))


# What one answer shows.


def _made(exchange: Exchange) -> Iterator[tuple[Reply, Place, Mapping[str, JSON]]]:
    """Yield the estimates that an exchange made or gave a new input, each with its request.

    One with a key may be an earlier one that was brought back.
    """
    if exchange.operation_id in {_CREATE, _SHIP, _UPDATE}:
        request = asked(exchange)
        if "idempotency_key" not in request or exchange.operation_id == _UPDATE:
            for reply, place in estimates(exchange):
                yield reply, place, request


@invariant("estimates/answer-is-of-the-id", source=_TRANSACTIONS)
def answer_is_of_the_id(exchange: Exchange) -> None:
    """An estimate that is fetched or changed by its id has that id."""
    if exchange.operation_id in {_GET, _UPDATE, _ANNOTATE} and exchange.operation is not None:
        wanted = path_values(exchange.operation, exchange.request.target)["id"]
        for reply, place in estimates(exchange):
            reply.expect(reply.at(*place, "id") == wanted, wanted, *place, "id")


@invariant("estimates/quote-is-of-the-mass", source=_WORKED)
def quote_is_of_the_mass(exchange: Exchange) -> None:
    """The quote of an estimate is for its mass."""
    for reply, place in estimates(exchange):
        if reply.has(*place, "quote", "error"):
            continue
        wanted = _mass(reply, *place, "mass")
        found = exact(reply, *place, "quote", "requested_quantity")
        # A mass in another unit may have digits that tonnes have not.
        within = 0 if reply.at(*place, "mass", "unit") == "t" else _GRAM
        reply.expect(
            abs(found - wanted) <= within,
            f"a quote for {said(wanted)} t, the mass of the estimate",
            *place,
            "quote",
            "requested_quantity",
        )


@invariant("estimates/mass-unit-as-asked", source=f"{_SHIPPING}: estimate_mass_unit")
def mass_unit_as_asked(exchange: Exchange) -> None:
    """A mass is in the unit that was asked for, in tonnes by default."""
    unit = query_of(exchange.request.target).get("estimate_mass_unit", "t")
    for reply, place in estimates(exchange):
        reply.expect(reply.at(*place, "mass", "unit") == unit, unit, *place, "mass", "unit")


@invariant("estimates/parts-are-the-mass", source=f"{_SHIPPING}: wtw_details", level="should")
def parts_are_the_mass(exchange: Exchange) -> None:
    """The parts of a mass by life cycle stage are in its unit, and add up to it."""
    if exchange.operation_id != _SHIP:
        return
    stages = ("wtt", "ttw", "unknown")
    for reply, _ in estimates(exchange):
        if reply.at("mass", "wtw_details") is None:
            continue
        unit = reply.text("mass", "unit")
        for each in stages:
            place = ("mass", "wtw_details", each, "unit")
            reply.expect(reply.at(*place) == unit, f"{unit}, as the whole", *place)
        parts = (_mass(reply, "mass", "wtw_details", each) for each in stages)
        total, wanted = sum(parts, Fraction(0)), _mass(reply, "mass")
        within = 3 * _GRAM
        reply.expect(
            abs(total - wanted) <= within, f"parts of {said(wanted)} t", "mass", "wtw_details"
        )


@invariant("estimates/gases-are-within-the-factor", source=f"{_TRANSACTIONS}: gas_emissions")
def gases_are_within_the_factor(exchange: Exchange) -> None:
    """The gases of an emission factor and its stages are no more than all of them as CO2."""
    for reply, place in estimates(exchange):
        if reply.at(*place, "emission_factor") is None:
            continue
        at = (*place, "emission_factor", "gas_emissions")
        if reply.at(*at) is None:
            continue
        most = exact(reply, *at, "co2e") * _ALMOST
        # Each gas has the effect of at least as much CO2.
        gases = ("co2", "methane", "nitrous_oxide", "other")
        total = sum(
            (exact(reply, *at, each) for each in gases if reply.has(*at, each)), Fraction(0)
        )
        reply.expect(total <= most, "gases within co2e", *at)
        if reply.has(*at, "wtw_breakdown"):
            stages = ("wtt_co2e", "ttw_co2e")
            total = sum((exact(reply, *at, "wtw_breakdown", each) for each in stages), Fraction(0))
            reply.expect(total <= most and total * _ALMOST >= most / _ALMOST, "stages of co2e", *at)


@invariant(
    "estimates/mass-of-value-and-factor",
    source=f"{_TRANSACTIONS}: exchange_rate, diet_factor, emission_factor",
    level="should",
)
def mass_of_value_and_factor(exchange: Exchange) -> None:
    """A mass is the value times exchange rate, diet factor and emission factor."""
    if exchange.operation_id == _SHIP:
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
        if not _is_currency(per):
            continue
        amount = exact(reply, *place, "request", "value", "value")
        amount *= exact(reply, *factor, "gas_emissions", "co2e")
        for name in ("exchange_rate", "diet_factor"):
            if reply.at(*place, name) is not None:
                amount *= exact(reply, *place, name)
        wanted = amount * _tonnes(reply, *factor, "numerator_unit")
        found = _mass(reply, *place, "mass")
        reply.expect(
            abs(found - wanted) <= max(_GRAM, wanted * (_ALMOST - 1)),
            f"a mass of {said(wanted)} t, the value times its rates and factor",
            *place,
            "mass",
        )


@invariant(
    "estimates/mass-of-activity-and-intensity",
    source=f"{_SHIPPING}: activity, intensity",
    level="should",
)
def mass_of_activity_and_intensity(exchange: Exchange) -> None:
    """A mass is the activity times its intensity, and the stages of that add up."""
    if exchange.operation_id != _SHIP:
        return
    for reply, _ in estimates(exchange):
        if reply.at("activity") is None or reply.at("intensity") is None:
            continue
        whole = exact(reply, "intensity", "wtw", "amount")
        stages = ("wtt", "ttw", "unknown")
        parts = sum((exact(reply, "intensity", each, "amount") for each in stages), Fraction(0))
        within = whole * (_ALMOST - 1)
        reply.expect(abs(parts - whole) <= within, "stages that add up to wtw", "intensity")
        # Grams for a tonne-kilometre are g_per_tkm.
        unit, _, _ = reply.text("intensity", "wtw", "unit").partition("_")
        reply.expect(unit in TONNES, "a unit that begins with one of mass", "intensity", "wtw")
        wanted = exact(reply, "activity", "value") * whole * TONNES[unit]
        found = _mass(reply, "mass")
        reply.expect(
            abs(found - wanted) <= max(_GRAM, wanted * (_ALMOST - 1)),
            f"a mass of {said(wanted)} t, activity times intensity",
            "mass",
        )


@invariant("estimates/conversion-is-told", source=f"{_SHIPPING}: converted_shipment")
def conversion_is_told(exchange: Exchange) -> None:
    """A converted load comes with how it was converted, and that with whose type of cargo."""
    if exchange.operation_id != _SHIP:
        return
    for reply, _ in estimates(exchange):
        method = reply.at("shipment_conversion_method")
        converted = reply.at("converted_shipment")
        reply.expect((converted is None) == (method is None), "both or none", "converted_shipment")
        if method is not None:
            given = reply.has("request", "shipment", "cargo_type")
            wanted = "user_provided_cargo_type" if given else "average_cargo_type"
            reply.expect(method == wanted, wanted, "shipment_conversion_method")


@invariant("estimates/way-is-told", source=f"{_SHIPPING}: distance_calculation_method, route")
def way_is_told(exchange: Exchange) -> None:
    """A logistics site has no way and no route, and a distance that was given has no route."""
    if exchange.operation_id != _SHIP:
        return
    for reply, _ in estimates(exchange):
        if not reply.has("request", "route"):
            method = "distance_calculation_method"
            reply.expect(reply.at(method) is None, "null for a logistics site", method)
            reply.expect(reply.at("route") is None, "null for a logistics site", "route")
        elif reply.has("request", "route", "amount"):
            reply.expect(reply.at("route") is None, "null, as the distance was given", "route")


@invariant("estimates/distance-as-given", source=f"{_SHIPPING}: route", level="should")
def distance_as_given(exchange: Exchange) -> None:
    """A distance that was given is told as it was, and as the user's."""
    if exchange.operation_id != _SHIP:
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


@invariant("estimates/distances-agree", source=f"{_SHIPPING}: adjusted_distance", level="should")
def distances_agree(exchange: Exchange) -> None:
    """The adjusted distance is the distance that was used."""
    if exchange.operation_id != _SHIP:
        return
    for reply, _ in estimates(exchange):
        if reply.has("adjusted_distance") and reply.has("distance"):
            used = reply.at("distance")
            reply.expect(reply.at("adjusted_distance") == used, repr(used), "adjusted_distance")


@invariant("estimates/marks-are-false-by-default", source=f"{_TRANSACTIONS}: is_transaction")
def marks_are_false_by_default(exchange: Exchange) -> None:
    """An estimate is marked as a real purchase or shipment as was asked, by default it is not."""
    name = "is_shipment" if exchange.operation_id == _SHIP else "is_transaction"
    for reply, place, request in _made(exchange):
        wanted = request.get(name) or False
        reply.expect(reply.at(*place, name) is wanted, str(wanted).lower(), *place, name)


@invariant("estimates/dates-as-given", source=f"{_TRANSACTIONS}: transaction_processed_at")
def dates_as_given(exchange: Exchange) -> None:
    """The date of a purchase or shipment is that given; without one, it is not null."""
    name = "shipped_at" if exchange.operation_id == _SHIP else "transaction_processed_at"
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
    if exchange.operation_id != _ANNOTATE:
        return
    request = asked(exchange)
    for reply, place in estimates(exchange):
        for name in ("is_transaction", "metadata"):
            if name in request:
                wanted = request[name]
                reply.expect(reply.at(*place, name) == wanted, repr(wanted), *place, name)
        given = request.get("transaction_processed_at")
        at = (*place, "transaction_processed_at")
        if given is not None and (away := _between(given, reply.at(*at))) is not None:
            reply.expect(away < _A_MOMENT, f"{given}", *at)


@invariant("estimates/no-match-has-no-body", source=f"{_TRANSACTIONS}: status 204")
def no_match_has_no_body(exchange: Exchange) -> None:
    """Where no factor fits, there is no body."""
    if exchange.answer.status == _NOTHING and exchange.operation_id in {_CREATE, _UPDATE}:
        Reply(exchange).expect(not exchange.answer.body, "no body")

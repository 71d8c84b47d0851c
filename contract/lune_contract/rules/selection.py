"""How orders and quotes are divided between bundles, and what their quantities are cut at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.parts import (
    ORDER_CREATIONS,
    Costing,
    costing_of,
    costings,
    exact,
    mass_in_tonnes,
)
from lune_contract.reply import is_amount
from lune_contract.rounding import cut, said
from lune_contract.rule import invariant, rule

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.trial import Trial
    from lune_document import JSON

_SELECTION: Final = "Orders and quotes, bundle_selection"
_MASSES: Final = "Orders, POST /orders/by-mass: bundle_masses"
_TRUNC: Final = "Orders and quotes, quantity_trunc"
_WORKED: Final = "Shipping estimate, worked example"
_WHOLE: Final = Fraction(100)
# Who divides "best effort" equally may give the last bundle the hundredth of a percent that is left.
_BEST_EFFORT: Final = Fraction(1, 10**4)
_DIVIDED: Final = (
    "createOrderByMass",
    "createOrderByValue",
    "createOrderByEstimate",
    "getOrderQuoteByMass",
    "getOrderQuoteByValue",
    "createTransactionEstimate",
    "createShippingEstimate",
)
_RATIOS: Final = (
    "bundle_selection_ratios_invalid",
    "bundle_selection_ratios_invalid_format",
    "validation_error",
)
_BUNDLES: Final = ("bundle_selection_bundle_invalid", "bundle_id_invalid", "id_invalid")
_SUCCESS: Final = 200


def _shares(costing: Costing) -> Mapping[str, Fraction | None] | None:
    """Return what share of 1 was asked for of each bundle, None for an equal one.

    It is None if the request selects nothing, or nothing that can be understood.
    """
    selection = costing.request.get("bundle_selection")
    if not isinstance(selection, list):
        return None
    shares: dict[str, Fraction | None] = {}
    for entry in selection:
        match entry:
            case {"bundle_id": str(id_), "percentage": int() | str() as percentage} if is_amount(
                str(percentage)
            ):
                shares[id_] = Fraction(Decimal(percentage)) / _WHOLE
            case {"bundle_id": str(id_), **more} if not more:
                shares[id_] = None
            case _:
                return None
    return shares if shares and len(shares) == len(selection) else None


def _masses(costing: Costing) -> Mapping[str, Fraction]:
    """Return the tonnes that were asked for of each bundle; none if no masses were."""
    entries = costing.request.get("bundle_masses")
    masses: dict[str, Fraction] = {}
    for entry in entries if isinstance(entries, list) else ():
        match entry:
            case {"bundle_id": str(id_), "mass": mass}:
                quantity = mass_in_tonnes(mass)
            case _:
                return {}
        if quantity is None or id_ in masses:
            return {}
        masses[id_] = quantity
    return masses


def _quantities(costing: Costing) -> Mapping[str, Fraction]:
    reply = costing.reply
    return {reply.text(*row, "bundle_id"): exact(reply, *row, "quantity") for row in costing.rows}


def _hold(costing: Costing, wanted: Mapping[str, Fraction]) -> None:
    """Say that an answer is wrong unless its bundles have these quantities; one of 0 may lack."""
    quantities, place = _quantities(costing), (*costing.place, "bundles")
    for id_, quantity in wanted.items():
        got = quantities.get(id_, Fraction(0))
        costing.reply.expect(got == quantity, f"{said(quantity)} t of bundle {id_}", *place)


@invariant("selection/percentages", source=_SELECTION)
def percentages(exchange: Exchange) -> None:
    """A bundle gets its percentage of the requested quantity, cut."""
    for costing in costings(exchange):
        _has_percentages(costing)


def _has_percentages(costing: Costing) -> None:
    requested, given = costing.requested_quantity, _given(costing)
    if requested is not None and given:
        step = costing.smallest_quantity
        _hold(costing, {id_: cut(requested * each, step) for id_, each in given.items()})


def _given(costing: Costing) -> Mapping[str, Fraction]:
    """Return the shares of all bundles, none if they are not given, or no whole."""
    shares = _shares(costing) or {}
    given = {id_: share for id_, share in shares.items() if share is not None}
    return given if sum(given.values()) == 1 and len(given) == len(shares) else {}


@invariant("selection/equal-shares", source=f"{_SELECTION}: without percentages, divided equally")
def equal_shares(exchange: Exchange) -> None:
    """Without percentages, the bundles get the same, as well as that can be done."""
    for costing in costings(exchange):
        _has_equal_shares(costing)


def _has_equal_shares(costing: Costing) -> None:
    shares = _shares(costing)
    if shares is None or any(share is not None for share in shares.values()):
        return
    quantities = _quantities(costing)
    each = [quantities.get(id_, Fraction(0)) for id_ in shares]
    near = max(each) - min(each) <= costing.smallest_quantity + _BEST_EFFORT * sum(each)
    costing.reply.expect(near, "the same quantity for each bundle", *costing.place, "bundles")


@invariant("selection/value-percentages", source=_SELECTION, level="should")
def value_percentages(exchange: Exchange) -> None:
    """The bundles of an order by value have quantities in the ratio of their percentages."""
    for costing in costings(exchange):
        _has_ratio(costing)


def _has_ratio(costing: Costing) -> None:
    given = {id_: share for id_, share in _given(costing).items() if share}
    if costing.requested_value is not None and given:
        fits = _is_in_ratio(costing, given)
        place = (*costing.place, "bundles")
        costing.reply.expect(fits, "quantities in the ratio of the percentages", *place)


def _is_in_ratio(costing: Costing, shares: Mapping[str, Fraction]) -> bool:
    """Say whether there is a whole of which the quantities are the shares, cut."""
    quantities, step = _quantities(costing), costing.smallest_quantity
    least = [quantities.get(id_, Fraction(0)) / share for id_, share in shares.items()]
    below = [more + step / share for more, share in zip(least, shares.values(), strict=True)]
    return max(least) < min(below)


@invariant("selection/masses", source=_MASSES)
def masses(exchange: Exchange) -> None:
    """A bundle gets the mass that was asked for of it, cut."""
    for costing in costings(exchange):
        _has_masses(costing)


def _has_masses(costing: Costing) -> None:
    step = costing.smallest_quantity
    _hold(costing, {id_: cut(mass, step) for id_, mass in _masses(costing).items()})


@invariant("selection/only-selected", source=f"{_SELECTION} overrides that of the account")
def only_selected(exchange: Exchange) -> None:
    """An order has no bundle that was not selected."""
    for costing in costings(exchange):
        _has_only_selected(costing)


def _has_only_selected(costing: Costing) -> None:
    selected = _shares(costing) or _masses(costing)
    for row in costing.rows if selected else ():
        is_selected = costing.reply.at(*row, "bundle_id") in selected
        costing.reply.expect(is_selected, f"one of {', '.join(selected)}", *row, "bundle_id")


@invariant("selection/bundles-once", source="Orders and quotes, bundles")
def bundles_once(exchange: Exchange) -> None:
    """An order or a quote has a bundle once."""
    for costing in costings(exchange):
        ids = [costing.reply.text(*row, "bundle_id") for row in costing.rows]
        is_once = len(set(ids)) == len(ids)
        costing.reply.expect(is_once, "each bundle once", *costing.place, "bundles")


@invariant("selection/cut", source=_TRUNC)
def quantities_cut(exchange: Exchange) -> None:
    """Quantities have no more decimals than quantity_trunc leaves, or those of a gram."""
    for costing in costings(exchange):
        _is_cut(costing)


def _is_cut(costing: Costing) -> None:
    step = costing.smallest_quantity
    for row in costing.rows:
        is_cut = exact(costing.reply, *row, "quantity") % step == 0
        costing.reply.expect(is_cut, f"a multiple of {said(step)} t", *row, "quantity")


@invariant("selection/within-requested-quantity", source="Quotes: estimated_quantity may be lower")
def within_requested_quantity(exchange: Exchange) -> None:
    """No more is bought than was asked for."""
    for costing in costings(exchange):
        requested = costing.requested_quantity
        if requested is not None:
            within = costing.exact("quantity") <= requested
            place = costing.named("quantity")
            costing.reply.expect(within, f"at most the requested {said(requested)} t", *place)


@invariant("selection/cut-by-less-than-a-unit", source=_WORKED)
def little_is_lost(exchange: Exchange) -> None:
    """Of the requested quantity, each bundle loses less than the unit that it is cut at."""
    for costing in costings(exchange):
        # Of an order that is looked up, nobody knows what it was cut at.
        if costing.request or not costing.is_order:
            _loses_little(costing)


def _loses_little(costing: Costing) -> None:
    requested = costing.requested_quantity
    if requested is None or not costing.rows or _is_short(costing):
        return
    lost = requested - costing.exact("quantity")
    most = costing.smallest_quantity * len(costing.rows)
    place = costing.named("quantity")
    costing.reply.expect(lost < most, f"less than {said(most)} t below the request", *place)


def _is_short(costing: Costing) -> bool:
    flag = "insufficient_available_quantity"
    return any(costing.reply.at(*row, flag) is True for row in costing.rows)


def _divided(trial: Trial, **changes: JSON) -> Costing:
    """Carry out the operation with these changes to its body, and return what it costs."""
    name = trial.operation.id
    plain: dict[str, JSON] = {"quantity_trunc": None}
    reply = trial.call(name, trial.body(name, **plain | changes)).success()
    if name in ORDER_CREATIONS:
        reply = trial.priced(reply)
    return replace(costing_of(reply), request=changes)


@rule(
    "selection/divides-by-percentage",
    operations=_DIVIDED,
    source=f"{_SELECTION}; {_WORKED}",
    needs=("several_bundles",),
    orders=2,
    estimates=2,
)
def divides_by_percentage(trial: Trial) -> None:
    """Bundles are selected by percentages, as integers or as text with two decimals."""
    one, two = trial.facts.bundles[:2]
    whole, hundredths = trial.random.randrange(1, 100), trial.random.randrange(1, 10**4)
    for first, second in ((whole, 100 - whole), map(_percentage, (hundredths, 10**4 - hundredths))):
        selection: JSON = [
            {"bundle_id": one, "percentage": first},
            {"bundle_id": two, "percentage": second},
        ]
        costing = _divided(trial, bundle_selection=selection)
        _has_only_selected(costing)
        _has_percentages(costing)
        _loses_little(costing)


def _percentage(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


@rule(
    "selection/divides-a-value-by-percentage",
    operations=("createOrderByValue", "getOrderQuoteByValue"),
    source="Orders by value, published example",
    level="should",
    needs=("several_bundles",),
    orders=1,
)
def divides_a_value(trial: Trial) -> None:
    """What a value buys is divided by tonnes, not by money."""
    one, two = trial.facts.bundles[:2]
    share = trial.random.randrange(1, 100)
    selection: JSON = [
        {"bundle_id": one, "percentage": share},
        {"bundle_id": two, "percentage": 100 - share},
    ]
    _has_ratio(_divided(trial, bundle_selection=selection))


@rule(
    "selection/divides-equally",
    operations=_DIVIDED,
    source=f"{_SELECTION}: without percentages, divided equally",
    needs=("several_bundles",),
    orders=1,
    estimates=1,
)
def divides_equally(trial: Trial) -> None:
    """Bundles that are selected without percentages get the same."""
    selection: JSON = [{"bundle_id": each} for each in trial.facts.bundles[:2]]
    costing = _divided(trial, bundle_selection=selection)
    _has_only_selected(costing)
    _has_equal_shares(costing)
    _loses_little(costing)


@rule(
    "selection/divides-among-three",
    operations=_DIVIDED,
    source=f"{_SELECTION}; {_WORKED}",
    needs=("three_bundles",),
    orders=2,
    estimates=2,
)
def divides_among_three(trial: Trial) -> None:
    """A selection may be of more than two bundles, with percentages or without."""
    three = trial.facts.bundles[:3]
    first, second = (trial.random.randrange(1000, 4000) for _ in range(2))
    percentages = map(_percentage, (first, second, 10**4 - first - second))
    given = zip(three, percentages, strict=True)
    selections: list[JSON] = [
        [{"bundle_id": id_, "percentage": share} for id_, share in given],
        [{"bundle_id": id_} for id_ in three],
    ]
    for selection in selections:
        costing = _divided(trial, bundle_selection=selection)
        _has_only_selected(costing)
        _has_percentages(costing)
        _has_equal_shares(costing)
        _loses_little(costing)


@rule(
    "selection/thirds",
    operations=(
        *("createOrderByMass", "createOrderByValue"),
        *("getOrderQuoteByMass", "getOrderQuoteByValue"),
    ),
    source=f"{_SELECTION}: without percentages, divided equally on a best effort basis",
    level="should",
    needs=("three_bundles",),
    orders=1,
)
def thirds(trial: Trial) -> None:
    """Three bundles without percentages get a third each, but for what is cut."""
    costing = _divided(
        trial, bundle_selection=[{"bundle_id": each} for each in trial.facts.bundles[:3]]
    )
    each = _quantities(costing).values()
    near = max(each) - min(each) <= costing.smallest_quantity
    costing.reply.expect(near, "a third for each bundle", *costing.place, "bundles")


@rule(
    "selection/one-bundle",
    operations=_DIVIDED,
    source=f"{_SELECTION} overrides that of the account",
    needs=("bundles",),
    orders=1,
    estimates=1,
)
def one_bundle(trial: Trial) -> None:
    """A selection of one bundle takes all of it."""
    selection: JSON = [{"bundle_id": trial.facts.bundles[-1], "percentage": 100}]
    costing = _divided(trial, bundle_selection=selection)
    _has_only_selected(costing)
    _has_percentages(costing)


@rule(
    "selection/divides-by-mass",
    operations=("createOrderByMass", "getOrderQuoteByMass"),
    source=_MASSES,
    needs=("several_bundles",),
    orders=1,
)
def divides_by_mass(trial: Trial) -> None:
    """Bundles are given masses, in any unit; what is requested is their sum."""
    units = ("kg", "g", "t")
    entries: list[JSON] = [
        {"bundle_id": id_, "mass": {"amount": str(trial.random.randrange(1, 5000)), "unit": unit}}
        for id_, unit in zip(trial.facts.bundles, units, strict=False)
    ]
    costing = _divided(trial, mass=None, bundle_masses=entries)
    _has_only_selected(costing)
    _has_masses(costing)
    total, place = (
        sum(_masses(costing).values(), Fraction(0)),
        (*costing.place, "requested_quantity"),
    )
    costing.reply.expect(costing.requested_quantity == total, f"the sum, {said(total)} t", *place)


@rule(
    "selection/own-ratios",
    operations=_DIVIDED,
    source=f"{_SELECTION}: if not specified, the preconfigured allocation ratios",
    needs=("bundles",),
    orders=1,
    estimates=1,
)
def own_ratios(trial: Trial) -> None:
    """Without a selection, what is bought is divided in the same ratios by all operations."""
    shares = _own_shares(trial)
    costing = _divided(trial, bundle_selection=None)
    place = (*costing.place, "bundles")
    shown = ", ".join(f"{id_} {said(share)}" for id_, share in shares.items())
    costing.reply.expect(_is_near(costing, shares), f"bundles as {shown}", *place)


def _own_shares(trial: Trial) -> Mapping[str, Fraction]:
    """Return the shares of the account's own selection, by a quote of another size."""
    body: JSON = {"mass": {"amount": "1000", "unit": "t"}}
    quote = trial.call("getOrderQuoteByMass", body).success()
    costing = costing_of(quote)
    total = costing.sum("quantity")
    quote.expect(total > 0, "a quantity for 1000 t", "bundles")
    return {id_: quantity / total for id_, quantity in _quantities(costing).items()}


def _is_near(costing: Costing, shares: Mapping[str, Fraction]) -> bool:
    """Say whether the quantities are the shares of their sum, but for what is cut."""
    quantities, total = _quantities(costing), costing.sum("quantity")
    near = costing.smallest_quantity * (len(shares) + 1)
    return all(
        abs(quantities.get(id_, Fraction(0)) - total * shares.get(id_, Fraction(0))) <= near
        for id_ in {*shares, *quantities}
    )


@rule(
    "selection/own-ratios-stay",
    operations=ORDER_CREATIONS,
    source=f"{_SELECTION}: for the order, it overrides the account's",
    needs=("several_bundles",),
    orders=2,
    estimates=2,
)
def own_ratios_stay(trial: Trial) -> None:
    """A selection holds for its order only; it changes nothing of the account."""
    before = _own_shares(trial)
    # Two, as the account's ratios could be those of an earlier order.
    for id_ in trial.facts.bundles[:2]:
        selection: JSON = [{"bundle_id": id_, "percentage": 100}]
        order = trial.place(trial.operation.id, bundle_selection=selection)
        order.expect(_own_shares(trial) == before, "the account's own ratios as before")


@rule(
    "selection/quantity-trunc",
    operations=_DIVIDED,
    source=_TRUNC,
    needs=("bundles",),
    orders=3,
    estimates=3,
)
def quantity_trunc(trial: Trial) -> None:
    """Quantities are cut, not rounded, at the gram, kilogram or tonne that quantity_trunc names."""
    selection: JSON = [{"bundle_id": trial.facts.bundles[0], "percentage": 100}]
    for unit in ("g", "kg", "t"):
        costing = _divided(trial, bundle_selection=selection, quantity_trunc=unit, **_much(trial))
        _is_cut(costing)
        _has_percentages(costing)


def _much(trial: Trial) -> Mapping[str, JSON]:
    """Return what to ask for so that a tonne is left, and cutting shows."""
    purchase: JSON = {"value": "4321.99", "currency": "USD"}
    match trial.operation.id:
        case "createOrderByMass" | "getOrderQuoteByMass":
            return {"mass": {"amount": "1999999.9", "unit": "g"}}
        case "createTransactionEstimate":
            return {"value": purchase}
        case "createOrderByEstimate":
            return {"estimate_id": trial.estimate(value=purchase).text("id")}
        case _:
            return {}


@rule(
    "selection/percentages-add-up",
    operations=_DIVIDED,
    source=f"{_SELECTION}: the sum of all percentages must equal 100",
    needs=("several_bundles",),
    orders=4,
    estimates=4,
)
def percentages_add_up(trial: Trial) -> None:
    """Percentages that add up to more or less than 100 are refused, that of one bundle, too."""
    for shares in ((50, 49), ("50.01", "50"), (101,), ("99.99",)):
        _refused(trial, _RATIOS, bundle_selection=_shared(trial, *shares))


@rule(
    "selection/percentages-have-two-decimals",
    operations=_DIVIDED,
    source=f"{_SELECTION}: decimal text with at most two decimals",
    needs=("several_bundles",),
    orders=2,
    estimates=2,
)
def percentages_have_two_decimals(trial: Trial) -> None:
    """Percentages with a third decimal are refused, whatever they add up to."""
    for shares in (("12.345", "87.655"), ("33.333", "66.667")):
        _refused(trial, _RATIOS, bundle_selection=_shared(trial, *shares))


def _shared(trial: Trial, *percentages: int | str) -> JSON:
    """Return a selection of so many bundles."""
    pairs = zip(trial.facts.bundles, percentages, strict=False)
    return [{"bundle_id": id_, "percentage": share} for id_, share in pairs]


@rule(
    "selection/percentages-all-or-none",
    operations=_DIVIDED,
    source=f"{_SELECTION}: percentage must be provided for all or none of the bundles",
    needs=("several_bundles",),
    orders=1,
    estimates=1,
)
def all_or_none(trial: Trial) -> None:
    """Percentages for some of the bundles only are refused."""
    one, two = trial.facts.bundles[:2]
    selection: JSON = [{"bundle_id": one, "percentage": 100}, {"bundle_id": two}]
    _refused(trial, _RATIOS, bundle_selection=selection)


@rule(
    "selection/known-bundles",
    operations=_DIVIDED,
    source="Orders and quotes: error codes bundle_selection_bundle_invalid, bundle_id_invalid",
    orders=1,
    estimates=1,
)
def known_bundles(trial: Trial) -> None:
    """A selection of a bundle that is none is refused."""
    selection: JSON = [{"bundle_id": trial.key(), "percentage": 100}]
    _refused(trial, _BUNDLES, bundle_selection=selection)


@rule(
    "selection/known-bundles-by-mass",
    operations=("createOrderByMass", "getOrderQuoteByMass"),
    source="Orders and quotes: error codes bundle_selection_bundle_invalid, bundle_id_invalid",
    orders=1,
)
def known_bundles_by_mass(trial: Trial) -> None:
    """A mass for a bundle that is none is refused."""
    entries: JSON = [{"bundle_id": trial.key(), "mass": {"amount": "1", "unit": "kg"}}]
    _refused(trial, _BUNDLES, mass=None, bundle_masses=entries)


def _refused(trial: Trial, codes: Sequence[str], **changes: JSON) -> None:
    """Say that the answer is wrong unless it refuses; that of an estimate may do so in its quote."""
    reply = trial.call(trial.operation.id, trial.body(trial.operation.id, **changes))
    if reply.status == _SUCCESS and reply.has("quote", "error"):
        code = reply.text("quote", "error", "error_code")
        reply.expect(code in codes, " or ".join(codes), "quote", "error", "error_code")
    else:
        reply.refusal(*codes)

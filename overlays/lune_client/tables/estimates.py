"""What an estimate leaves in a row."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Final, cast

from lune_api.types import MASS_UNITS, Mass, decimal_text
from lune_client.errors import one_line
from lune_client.models import (
    Distance,
    EmissionFactorWithGasEmissions,
    OrderQuoteByQuantity,
    SingleShippingEmissionEstimate,
    TransactionEmissionEstimate,
)
from lune_client.tables.outcome import UNREADABLE, Outcome

__all__ = ["COLUMNS", "estimated"]

COLUMNS: Final = (
    "estimate_id",
    "mass",
    "mass_unit",
    "emission_factor",
    "search_term_match_score",
    "distance_km",
    "quote",
    "quote_currency",
)

_KILOMETRES: Final = {"km": Decimal(1), "mi": Decimal("1.609344"), "nm": Decimal("1.852")}
# Numbers in answers have at most 1000 digits, so their products are exact here, whatever the
# caller's decimal context says.
_EXACT: Final = Context(prec=2_000, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])


def estimated(
    estimate: TransactionEmissionEstimate | SingleShippingEmissionEstimate, request_id: str | None
) -> Outcome:
    """Return the outcome of a row that was estimated."""
    values = {"estimate_id": str(estimate.id)}
    # Answers are read tolerantly: what is not of its type is left out, but for the mass, without
    # which a total would be too small.
    mass = cast("object", estimate.mass)
    if not isinstance(mass, Mass) or mass.unit not in MASS_UNITS:
        message = f"the estimate {estimate.id} has no mass that can be read: {mass!r}"
        return Outcome(values, UNREADABLE, one_line(message), request_id, is_final=False)
    values |= {"mass": decimal_text(mass.amount), "mass_unit": mass.unit}
    factor = cast("object", estimate.emission_factor)
    if isinstance(factor, EmissionFactorWithGasEmissions):
        values["emission_factor"] = str(factor.name)
    if isinstance(estimate, TransactionEmissionEstimate):
        score = estimate.search_term_match_score
        if isinstance(score, float | int):
            values["search_term_match_score"] = repr(score)
    else:
        values |= _distance(estimate.distance)
    quote = cast("object", estimate.quote)
    if isinstance(quote, OrderQuoteByQuantity):
        cost = decimal_text(quote.estimated_total_cost)
        values |= {"quote": cost, "quote_currency": str(quote.currency)}
    return Outcome(values, request_id=request_id)


def _distance(distance: object) -> dict[str, str]:
    if not isinstance(distance, Distance) or distance.unit not in _KILOMETRES:
        return {}
    kilometres = _EXACT.multiply(distance.amount, _KILOMETRES[distance.unit])
    return {"distance_km": decimal_text(kilometres)}

"""What the rules of estimates have in common: making them, changing them, their masses."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lune_contract.document import operation, record
from lune_contract.parts import exact
from lune_contract.rounding import TONNES, said
from lune_contract.rule import Unsettled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

__all__ = [
    "ALMOST",
    "ANNOTATE",
    "CREATE",
    "GET",
    "GRAM",
    "LATER",
    "NOTHING",
    "OK",
    "SHIP",
    "SHIPPING",
    "TEN_GRAMS",
    "TRANSACTIONS",
    "UPDATE",
    "WORKED",
    "annotate",
    "examples",
    "expect_mass",
    "expect_no_match",
    "is_currency",
    "mass_of",
    "tonnes_in",
    "update",
]

# Sources.
TRANSACTIONS: Final = "Transaction estimates"
SHIPPING: Final = "POST /estimates/shipping"
WORKED: Final = "Shipping estimate, worked example"

# Operations.
CREATE: Final = "createTransactionEstimate"
SHIP: Final = "createShippingEstimate"
UPDATE: Final = "updateTransactionEstimate"
ANNOTATE: Final = "partialUpdateTransactionsEstimateAnnotations"
GET: Final = "getTransactionEstimate"

OK: Final = 200
NOTHING: Final = 204

# Tonnes are given to the gram, and rounded.
GRAM: Final = TONNES["g"]
# Masses of purchases have five decimals in the published examples.
TEN_GRAMS: Final = 10 * GRAM
# What factors are published with is rounded, too.
ALMOST: Final = Fraction(1001, 1000)
LATER: Final = "2023-07-17T14:30:00Z"

_OWN: Final = ("idempotency_key", "client_account")
_CURRENCY_LENGTH: Final = 3


def mass_of(reply: Reply, *place: str | int) -> Fraction:
    """Return the mass at a place in tonnes."""
    return exact(reply, *place, "amount") * tonnes_in(reply, *place, "unit")


def tonnes_in(reply: Reply, *place: str | int) -> Fraction:
    """Return the tonnes of the unit of mass at a place."""
    unit = reply.text(*place)
    reply.expect(unit in TONNES, f"one of {', '.join(TONNES)}", *place)
    return TONNES[unit]


def expect_mass(reply: Reply, wanted: Fraction, why: str, *, within: Fraction = GRAM) -> None:
    """Hold an estimate to a mass in tonnes."""
    found = mass_of(reply, "mass")
    reply.expect(abs(found - wanted) <= within, f"a mass of {said(wanted)} t, {why}", "mass")


def update(trial: Trial, estimate: Reply, **changes: JSON) -> Reply:
    """Give an estimate a new input."""
    return trial.call(UPDATE, trial.body(UPDATE, **changes), path={"id": estimate.text("id")})


def annotate(trial: Trial, estimate: Reply, **changes: JSON) -> Reply:
    """Change annotations of an estimate."""
    return trial.call(ANNOTATE, changes, path={"id": estimate.text("id")})


def examples(creation: str) -> Iterator[dict[str, JSON]]:
    """Yield what the document has as examples, as estimates of the account and without keys."""
    for body in map(record, operation(creation).bodies):
        yield {name: value for name, value in body.items() if name not in _OWN}


def is_currency(unit: str) -> bool:
    """Say whether a factor is one of money; others are for a kilogram or a piece."""
    return len(unit) == _CURRENCY_LENGTH and unit.isupper()


def expect_no_match(reply: Reply) -> None:
    """Hold a target to finding no factor.

    Raises:
        Unsettled: it finds one for anything.
    """
    if reply.success(OK, NOTHING).status == OK:
        message = f"a factor fits even {reply.text('request', 'merchant', 'search_term')!r}"
        raise Unsettled(message)

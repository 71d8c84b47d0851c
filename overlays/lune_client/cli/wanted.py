"""What is to be bought, as the command line says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Protocol, TypeAlias, TypeVar

from attrs import frozen
from cyclopts import Parameter

from lune_client import UNSET, Lune, Mass, Unset
from lune_client.cli.failing import CommandError
from lune_client.errors import InvalidRequestError, NotFoundError
from lune_client.models import (
    MASS_UNIT_VALUES,
    BundleMass,
    BundlePercentageRequest,
    MonetaryAmount,
    Order,
    OrderQuoteByQuantity,
    OrderQuoteByValue,
)

__all__ = ["UNPRICED", "Quote", "Said", "Wanted", "pairs", "read_mass", "read_value"]

T = TypeVar("T")

Quote: TypeAlias = OrderQuoteByQuantity | OrderQuoteByValue
Selection: TypeAlias = Sequence[BundlePercentageRequest] | Unset

UNPRICED: Final = "no estimate of a transaction has this id, and no other can be looked up"
"""Why an estimate has no quote."""

_QUANTITY: Final = re.compile(r"\s*(?P<amount>.*?)\s*(?P<unit>[^\W\d_]*)\s*")


class Wanted(Protocol):
    """Something to buy."""

    def quote(self, lune: Lune) -> Quote | None:
        """Return what it would cost, None where the API does not say ahead of an order."""
        ...

    def order(self, lune: Lune, idempotency_key: str | Unset, metadata: Mapping[str, str]) -> Order:
        """Buy it."""
        ...


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Said:
    """The options that say how much is wanted, and of what."""

    # A negative amount is told to be one, and is no option that nobody knows.
    mass: Annotated[
        str | None,
        Parameter(allow_leading_hyphen=True, help="A mass of CO2 with its unit: 259.11kg, '2 t'."),
    ] = None
    value: Annotated[
        str | None,
        Parameter(
            allow_leading_hyphen=True,
            help="The most to spend, fees included, in the currency of the account.",
        ),
    ] = None
    bundle_mass: Annotated[
        list[str] | None,
        Parameter(help="A bundle and its mass, as ID=MASS; once for each, in place of --mass."),
    ] = None
    bundle: Annotated[
        list[str] | None,
        Parameter(
            help="A bundle to buy from, as ID=PERCENT, or ID alone to divide equally; once for"
            " each. Without it, the account's own selection applies."
        ),
    ] = None
    estimate: Annotated[str | None, Parameter(help="The id of an estimate, to buy its mass.")] = (
        None
    )
    quantity_trunc: Annotated[
        str | None, Parameter(help="The unit to which quantities are cut; grams without it.")
    ] = None

    def wanted(self) -> Wanted:
        """Return what is wanted.

        Raises:
            CommandError: it is not said, or in several ways.
            InvalidRequestError: an option cannot be read.
        """
        selection = UNSET if self.bundle is None else [_share(each) for each in self.bundle]
        trunc = UNSET if self.quantity_trunc is None else self.quantity_trunc
        ways: list[Wanted] = []
        if self.mass is not None:
            ways.append(ByMass(read_mass(self.mass, "mass"), selection, trunc))
        if self.value is not None:
            ways.append(ByValue(self.value, selection, trunc))
        if self.bundle_mass is not None:
            if self.bundle is not None:
                message = "--bundle divides a total; with --bundle-mass there is none, leave it out"
                raise CommandError(message)
            ways.append(ByBundleMasses([_part(each) for each in self.bundle_mass], trunc))
        if self.estimate is not None:
            ways.append(ByEstimate(self.estimate, selection, trunc))
        if len(ways) != 1:
            options = "--mass, --value, --bundle-mass or --estimate"
            message = f"say what is wanted by one of {options}, not by {len(ways) or 'none'}"
            raise CommandError(message)
        return ways[0]


@frozen
class ByMass:
    """A mass, divided between bundles."""

    mass: Mass
    selection: Selection
    trunc: str | Unset

    def quote(self, lune: Lune) -> Quote:
        """Return what it would cost."""
        return lune.orders.quote_by_mass(
            mass=self.mass, bundle_selection=self.selection, quantity_trunc=self.trunc
        )

    def order(self, lune: Lune, idempotency_key: str | Unset, metadata: Mapping[str, str]) -> Order:
        """Buy it."""
        return lune.orders.create_by_mass(
            mass=self.mass,
            bundle_selection=self.selection,
            quantity_trunc=self.trunc,
            idempotency_key=idempotency_key,
            metadata=metadata,
        )


@frozen
class ByBundleMasses:
    """A mass of each bundle."""

    masses: Sequence[BundleMass]
    trunc: str | Unset

    def quote(self, lune: Lune) -> Quote:
        """Return what it would cost."""
        return lune.orders.quote_by_mass(bundle_masses=self.masses, quantity_trunc=self.trunc)

    def order(self, lune: Lune, idempotency_key: str | Unset, metadata: Mapping[str, str]) -> Order:
        """Buy it."""
        return lune.orders.create_by_mass(
            bundle_masses=self.masses,
            quantity_trunc=self.trunc,
            idempotency_key=idempotency_key,
            metadata=metadata,
        )


@frozen
class ByValue:
    """What a sum of money buys."""

    value: str
    selection: Selection
    trunc: str | Unset

    def quote(self, lune: Lune) -> Quote:
        """Return what it would cost."""
        return lune.orders.quote_by_value(
            value=self.value, bundle_selection=self.selection, quantity_trunc=self.trunc
        )

    def order(self, lune: Lune, idempotency_key: str | Unset, metadata: Mapping[str, str]) -> Order:
        """Buy it."""
        return lune.orders.create_by_value(
            value=self.value,
            bundle_selection=self.selection,
            quantity_trunc=self.trunc,
            idempotency_key=idempotency_key,
            metadata=metadata,
        )


@frozen
class ByEstimate:
    """The mass of a stored estimate."""

    estimate_id: str
    selection: Selection
    trunc: str | Unset

    def quote(self, lune: Lune) -> Quote | None:
        """Return what it would cost; estimates of shipments cannot be looked up."""
        try:
            estimate = lune.transaction_estimates.get(self.estimate_id)
        except NotFoundError:
            return None
        return ByMass(estimate.mass.to("t"), self.selection, self.trunc).quote(lune)

    def order(self, lune: Lune, idempotency_key: str | Unset, metadata: Mapping[str, str]) -> Order:
        """Buy it."""
        return lune.orders.create_by_estimate(
            estimate_id=self.estimate_id,
            bundle_selection=self.selection,
            quantity_trunc=self.trunc,
            idempotency_key=idempotency_key,
            metadata=metadata,
        )


def pairs(field: str, given: Sequence[str]) -> dict[str, str]:
    """Return what is given as NAME=TEXT.

    Raises:
        InvalidRequestError: there is no =, or a name comes twice.
    """
    found: dict[str, str] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals:
            raise InvalidRequestError(field, each, "write it as KEY=VALUE")
        if name in found:
            raise InvalidRequestError(field, each, f"{name!r} is given twice")
        found[name] = text
    return found


def read_mass(text: str, field: str) -> Mass:
    """Return a mass that is written with its unit.

    Raises:
        InvalidRequestError: it cannot be read.
    """
    amount, unit = _parts(text)
    if not (amount and unit):
        units = ", ".join(MASS_UNIT_VALUES)
        problem = f"write an amount and its unit ({units}), such as 259.11kg"
        raise InvalidRequestError(field, text, problem)
    mass = _read(field, text, lambda: Mass(amount, unit))
    if mass.amount < 0:  # a bound, too, which no request would hold
        raise InvalidRequestError(field, text, "must not be negative")
    return mass


def read_value(text: str, field: str) -> MonetaryAmount:
    """Return a sum of money that is written with its currency.

    Raises:
        InvalidRequestError: it cannot be read.
    """
    amount, currency = _parts(text)
    if not (amount and currency):
        raise InvalidRequestError(field, text, "write an amount and its currency, such as 5000USD")
    value = _read(field, text, lambda: MonetaryAmount(value=amount, currency=currency.upper()))
    _read(field, text, value.check)
    return value


def _parts(text: str) -> tuple[str, str]:
    """Return the number and the unit that a text is made of."""
    found = _QUANTITY.fullmatch(text)
    return ("", "") if found is None else (found["amount"], found["unit"])


def _share(text: str) -> BundlePercentageRequest:
    bundle_id, equals, percentage = text.rpartition("=")
    if not equals:
        return BundlePercentageRequest(bundle_id=text)
    return _read(
        "bundle_selection",
        text,
        lambda: BundlePercentageRequest(bundle_id=bundle_id, percentage=percentage),
    )


def _part(text: str) -> BundleMass:
    bundle_id, _, mass = text.rpartition("=")
    return BundleMass(bundle_id=bundle_id, mass=read_mass(mass, "bundle_masses"))


def _read(field: str, text: str, reading: Callable[[], T]) -> T:
    """Return what is read, or say of which option it is a part."""
    try:
        return reading()
    except InvalidRequestError as error:
        raise InvalidRequestError(field, text, error.problem) from None

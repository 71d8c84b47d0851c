"""Orders as a test expects them, and as they were placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self, TypeAlias

from attrs import frozen

from lune_api.checking import check_text, inside
from lune_api.errors import WrongTypeError
from lune_api.types import MASS_UNITS, DecimalInput, Mass, decimal_text, to_decimal

if TYPE_CHECKING:
    from decimal import Decimal

    from lune_client.models import Order, OrderStatus

__all__ = ["ExpectedOrder", "PlacedOrder"]

_MOST_SHOWN = 5

_Value: TypeAlias = "str | Decimal | Mass | None"


@frozen
class PlacedOrder:
    """An order, the account that it belongs to, and what a test can compare."""

    order: Order
    account: str
    """The id of the account."""
    account_name: str

    @property
    def fields(self) -> dict[str, _Value]:
        """What was asked for, by the names that an assertion has."""
        order = self.order
        tonnes = order.requested_quantity
        return {
            "mass": None if tonnes is None else Mass(tonnes, "t"),
            "value": order.requested_value,
            "currency": order.currency,
            "status": order.status,
            "estimate_id": order.estimate_id,
            "idempotency_key": order.idempotency_key,
            "account": self.account,
            **_flat(order.metadata),
        }

    def __str__(self) -> str:
        return self.told(self.fields)

    def told(self, fields: Mapping[str, _Value]) -> str:
        """Return the order for people, with its fields as they are to be shown."""
        return f"order {self.order.id}: {_listed(fields)} ({self.account_name})"


@frozen
class ExpectedOrder:
    """What a test says of an order; what it does not say may be anything."""

    fields: Mapping[str, _Value]

    @classmethod
    def of(  # noqa: PLR0913  # what an assertion can say
        cls,
        *,
        mass: str | Mass | None,
        value: DecimalInput | None,
        currency: str | None,
        status: OrderStatus | None,
        estimate_id: str | None,
        metadata: Mapping[str, str] | None,
        idempotency_key: str | None,
        account: str | None,
    ) -> Self:
        """Return what the arguments of an assertion say; None says nothing."""
        said: dict[str, _Value] = {
            "mass": None if mass is None else _mass(mass),
            "value": None if value is None else to_decimal(value, "value"),
            "currency": currency,
            "status": status,
            "estimate_id": estimate_id,
            "idempotency_key": idempotency_key,
            "account": account,
            **_flat(_checked(metadata or {})),
        }
        return cls({name: wanted for name, wanted in said.items() if wanted is not None})

    def __str__(self) -> str:
        return _listed(self.fields) or "whatever it is"

    def told_of(self, placed: PlacedOrder) -> str:
        """Return an order for people, with its mass in the unit that was asked for."""
        return placed.told(
            {
                name: _in_unit_of(self.fields.get(name), found)
                for name, found in placed.fields.items()
            }
        )

    def fits(self, placed: PlacedOrder) -> bool:
        """Whether an order is as expected, amounts by what they come to."""
        return not self._differing(placed)

    def compared_with(self, placed: Sequence[PlacedOrder]) -> str:
        """Return how orders differ from what is expected, closest first, for people."""
        closest = sorted(placed, key=lambda each: len(self._differing(each)))
        lines = ["the others, closest first"]
        for each in closest[:_MOST_SHOWN]:
            lines += [f"  order {each.order.id}", *self._lines(each)]
        if len(closest) > _MOST_SHOWN:
            lines.append(f"  and {len(closest) - _MOST_SHOWN} more")
        return "\n".join(lines)

    def _differing(self, placed: PlacedOrder) -> list[str]:
        return [name for name, want in self.fields.items() if placed.fields.get(name) != want]

    def _lines(self, placed: PlacedOrder) -> list[str]:
        differing = self._differing(placed)
        width = max(map(len, self.fields))
        lines: list[str] = []
        for name, wanted in self.fields.items():
            found = _in_unit_of(wanted, placed.fields.get(name))
            expected = f", expected {_text(wanted)}" if name in differing else ""
            lines.append(f"    {name:<{width}}  {_text(found)}{expected}")
        return lines


def _mass(mass: object) -> Mass:
    if isinstance(mass, Mass):
        return mass
    if not isinstance(mass, str):
        field, problem = "mass", "write a Mass, or text of amount and unit, such as '259.11 kg'"
        raise WrongTypeError(field, mass, problem)
    amount, _, unit = mass.strip().partition(" ")
    if unit not in MASS_UNITS:
        message = f"mass is {mass!r}; write amount and unit, such as '259.11 kg'"
        raise ValueError(message)
    return Mass(amount, unit)


def _in_unit_of(wanted: _Value, found: _Value) -> _Value:
    if isinstance(wanted, Mass) and isinstance(found, Mass):
        return found.to(wanted.unit)
    return found


def _checked(metadata: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in metadata.items():
        check_text(inside("metadata", name), value)
    return metadata


def _flat(metadata: Mapping[str, str]) -> dict[str, _Value]:
    """Return each entry as a field of its own: all that is said of metadata is some of them."""
    return {f"metadata[{name!r}]": value for name, value in metadata.items()}


def _listed(fields: Mapping[str, _Value]) -> str:
    return ", ".join(
        f"{name} {_text(value)}" for name, value in fields.items() if value is not None
    )


def _text(value: _Value) -> str:
    if isinstance(value, Mass):
        return f"{_number(value.amount)} {value.unit}"
    if value is None or isinstance(value, str):
        return repr(value)
    return _number(value)


def _number(number: Decimal) -> str:
    text = decimal_text(number)
    return text.rstrip("0").rstrip(".") if "." in text else text

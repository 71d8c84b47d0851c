"""How the credits of orders are allocated to projects and retired, tonne by tonne.

Credits are retired in whole tonnes. What an account's orders have beyond whole tonnes is pooled in
the order in which they came until it makes up the next tonne (api: order status `retiring`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, NamedTuple, Self

from lune_mock.amounts import GRAMS, cut, exactly, text, up
from lune_mock.emissions.exchange import currency
from lune_mock.json_values import items, record, string

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lune_document import JSON
    from lune_mock.catalogue import Catalogue, Project

__all__ = ["Pool", "Retired", "project_rows"]

_NOTHING = Decimal(0)
_HUNDRED = Decimal(100)


class Retired(NamedTuple):
    """What became of an order when tonnes were retired."""

    order_id: str
    waiting: Decimal
    """Tonnes of it that are not retired yet."""


@dataclass(slots=True)
class Pool:
    """What the orders of one account have waiting for the next whole tonne: always less than one."""

    _waiting: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    tonnes: Decimal = _NOTHING
    """How much waits."""
    retired: int = 0
    """Tonnes retired so far."""
    topped_up: Decimal = _NOTHING
    """Tonnes of them that the sandbox gave, to fill a tonne by command."""

    def __contains__(self, order_id: str) -> bool:
        return order_id in self._waiting

    def add(self, order_id: str, tonnes: Decimal) -> list[Retired]:
        """Add the credits of an order, retire the whole tonnes, and return the orders concerned."""
        self._waiting[order_id] = tonnes
        with exactly(self.tonnes, tonnes):
            self.tonnes += tonnes
            return self._retire()

    def top_up(self) -> list[Retired]:
        """Fill the tonne that is under way with credits of the sandbox's own, and retire it."""
        with exactly(self.tonnes, self.topped_up):
            missing = self.tonnes.to_integral_value(ROUND_CEILING) - self.tonnes
            self.topped_up += missing
            self.tonnes += missing
            return self._retire()

    @property
    def revision(self) -> tuple[Decimal, int, Decimal]:
        """What differs once anything has changed: what is added is more than nothing."""
        return self.tonnes, self.retired, self.topped_up

    def json(self) -> dict[str, JSON]:
        """Return what `of_json` makes the same pool of."""
        return {
            "waiting": {order_id: str(tonnes) for order_id, tonnes in self._waiting.items()},
            "tonnes": str(self.tonnes),
            "retired": self.retired,
            "topped_up": str(self.topped_up),
        }

    @classmethod
    def of_json(cls, kept: dict[str, JSON]) -> Self:
        """Return the pool that was kept."""
        return cls(
            {id_: Decimal(string(tonnes)) for id_, tonnes in record(kept["waiting"]).items()},
            Decimal(string(kept["tonnes"])),
            int(str(kept["retired"])),
            Decimal(string(kept["topped_up"])),
        )

    def copy(self) -> Self:
        """Return the same pool, to be changed on its own."""
        return replace(self, _waiting=self._waiting.copy())

    def _retire(self) -> list[Retired]:
        whole = self.tonnes.to_integral_value(ROUND_FLOOR)
        self.tonnes -= whole
        self.retired += int(whole)
        concerned: list[Retired] = []
        for order_id, tonnes in self._waiting.items():
            if not whole:
                break
            part = min(whole, tonnes)
            whole -= part
            concerned.append(Retired(order_id, tonnes - part))
        for order_id, waiting in concerned:
            if waiting:
                self._waiting[order_id] = waiting
            else:
                del self._waiting[order_id]
        return concerned


def project_rows(order: dict[str, JSON], catalogue: Catalogue, retired: Decimal) -> list[JSON]:
    """Return the projects of an order of which `retired` tonnes are retired.

    The rows of a bundle add up to its quantity and to its cost. A project whose credits are partly
    retired has two rows.
    """
    minor_units = currency(string(order["currency"])).minor_units
    rows: list[JSON] = []
    for bundle in map(record, items(order["bundles"])):
        quantity, price = Decimal(string(bundle["quantity"])), Decimal(string(bundle["unit_price"]))
        with exactly(quantity, price, retired):
            cost = done = _NOTHING
            for project, part in _divided(
                quantity, catalogue.projects(string(bundle["bundle_id"]))
            ):
                first = min(part, retired)
                retired -= first
                for status, tonnes in (("retired", first), ("allocated", part - first)):
                    if not tonnes:
                        continue
                    done += tonnes
                    before, cost = cost, up(done * price, minor_units)
                    rows.append(_row(project, status, tonnes, price, cost - before))
    return rows


def _divided(quantity: Decimal, projects: Sequence[Project]) -> Iterator[tuple[Project, Decimal]]:
    """Yield the part of each project to the gram; the last one has what is left."""
    left = quantity
    for project in projects[:-1]:
        part = cut(quantity * project.percentage / _HUNDRED, GRAMS)
        left -= part
        yield project, part
    yield projects[-1], left


def _row(
    project: Project, status: str, quantity: Decimal, unit_price: Decimal, cost: Decimal
) -> dict[str, JSON]:
    return {
        "project_id": project.id,
        "project_name": project.name,
        "project_type": project.type,
        "project_slug": project.slug,
        "quantity": text(quantity),
        "unit_price": text(unit_price),
        "offset_cost": text(cost),
        "status": status,
    }

"""Everything that a snapshot of a sandbox keeps."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from lune_mock.clock import timestamp

if TYPE_CHECKING:
    from random import Random

    from lune_mock.agenda import Agenda
    from lune_mock.catalogue import Catalogue
    from lune_mock.clock import Clock
    from lune_mock.faults import Faults
    from lune_mock.ids import Ids
    from lune_mock.organisations import Organisations
    from lune_mock.settings import Settings
    from lune_mock.store import Store

__all__ = ["World"]


@dataclass(slots=True, kw_only=True)
class World:
    """Everything that a snapshot of a sandbox keeps and a reset makes anew."""

    seed: int
    next_seed: int | None
    """What a reset begins with unless it is told another one; None for the same seed again."""
    base_url: str
    """Where the API is, `/v1` included."""
    settings: Settings
    clock: Clock
    ids: Ids
    dice: Random
    """What the probability of a fault is drawn from."""
    organisations: Organisations
    catalogue: Catalogue
    store: Store
    faults: Faults
    agenda: Agenda
    short: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """The orders that lack stock, as account id and order id, in the order they were placed."""

    def now(self) -> str:
        """Return the present time as the API writes it."""
        return timestamp(self.clock.now())

    def copy(self) -> Self:
        """Return the same world, to go on with on its own."""
        return replace(
            self,
            clock=self.clock.copy(),
            ids=self.ids.copy(),
            dice=copy.copy(self.dice),
            organisations=self.organisations.copy(),
            catalogue=self.catalogue.copy(),
            store=self.store.copy(),
            agenda=self.agenda.copy(),
            short=self.short.copy(),
            faults=self.faults.copy(),
        )

"""What a handler is given, and what it gives back."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Self, TypeAlias

from lune_mock.clock import timestamp

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.accounts import Account
    from lune_mock.agenda import Agenda
    from lune_mock.catalogue import Catalogue
    from lune_mock.clock import Clock
    from lune_mock.faults import Faults
    from lune_mock.ids import Ids
    from lune_mock.organisations import Organisation, Organisations
    from lune_mock.settings import Settings
    from lune_mock.store import Books, Store

__all__ = ["Call", "Handler", "Reply", "World"]


@dataclass(slots=True, kw_only=True)
class World:
    """Everything that a snapshot of a sandbox keeps and a reset makes anew."""

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
            faults=self.faults.copy(),
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A request that satisfies the document."""

    world: World
    organisation: Organisation
    account: Account
    operation_id: str
    path: Mapping[str, JSON] = field(default_factory=dict[str, "JSON"])
    query: Mapping[str, JSON] = field(default_factory=dict[str, "JSON"])
    body: JSON = None

    @property
    def books(self) -> Books:
        """What the account has."""
        return self.world.store.of(self.account.id)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is written out."""

    status: int
    body: JSON = None
    """Left out where the document declares no body for the status."""


Handler: TypeAlias = Callable[[Call], Reply]

"""What a handler is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lune_mock.clock import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_document import JSON
    from lune_mock.accounts import Account, Accounts
    from lune_mock.catalogue import Catalogue
    from lune_mock.clock import Clock
    from lune_mock.ids import Ids
    from lune_mock.store import Books, Store

__all__ = ["Call", "Handler", "Reply", "World"]


@dataclass(frozen=True, slots=True)
class World:
    """Everything a sandbox holds."""

    accounts: Accounts
    catalogue: Catalogue
    clock: Clock
    ids: Ids
    store: Store

    def now(self) -> str:
        """Return the present time as the API writes it."""
        return timestamp(self.clock())


@dataclass(frozen=True, slots=True)
class Call:
    """A request that satisfies the document."""

    world: World
    account: Account
    operation_id: str
    path: Mapping[str, JSON]
    query: Mapping[str, JSON]
    body: JSON

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

"""What a handler is given, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TypeAlias

if TYPE_CHECKING:
    from lune_document import JSON
    from lune_mock.accounts import Account
    from lune_mock.organisations import Organisation
    from lune_mock.store import Books
    from lune_mock.world import World

__all__ = ["Call", "Handler", "Reply"]


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
    text: bytes | None = None
    """The body as JSON, where it is written already."""
    problem: str | None = None
    """Why it holds nothing, for who reads the log."""

    @classmethod
    def of_text(cls, text: bytes) -> Self:
        """Return the reply 200 with a body that the sandbox has written before."""
        return cls(200, json.loads(text), text)


Handler: TypeAlias = Callable[[Call], Reply]

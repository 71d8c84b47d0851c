"""What is learnt of a target before it is tried: what it has, and what it may lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lune_contract.rule import Capability

__all__ = ["Facts"]


@dataclass(frozen=True)
class Facts:
    """What a target has.

    Attributes:
        accounts: ids to give as Lune-Account; the first is the one that is worked on. With none,
            no such header is sent.
        bundles: ids of the bundles that a quote names, then of others that were given.
        currency: of the account that is worked on, None if it was not learnt.
        lacks: what it has not, and why that was concluded.
        advance: moves the time of its orders on, None where that cannot be done.
        cancel: cancels the order of an id, None where that cannot be done.
        settle: seconds that an order may take to be priced.
        marker: what idempotency keys have in front, so that they are new on a target that was
            tried with the same seed before.
    """

    accounts: tuple[str, ...] = ()
    bundles: tuple[str, ...] = ()
    currency: str | None = None
    lacks: Mapping[Capability, str] = field(default_factory=dict[Capability, str])
    advance: Callable[[], None] | None = None
    cancel: Callable[[str], None] | None = None
    settle: float = 5.0
    marker: str = ""

"""What a run found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Exchange
    from lune_contract.rule import Statement

__all__ = ["Deviation", "Outcome", "Verdict"]


@dataclass(frozen=True)
class Deviation:
    """A target is not as the documents say.

    Attributes:
        operation: the operation's id whose answer is wrong.
        exchange: the one that shows it; None if none does, such as an operation never reached.
        earlier: what was sent before, as far as it matters.
    """

    statement: Statement
    operation: str
    expected: str
    got: str
    exchange: Exchange | None = None
    earlier: Sequence[Exchange] = ()


Verdict: TypeAlias = Literal["passed", "deviated", "accepted", "skipped", "broken off"]


@dataclass(frozen=True)
class Outcome:
    """How a target did at one rule and one operation.

    Attributes:
        reason: why it was skipped, accepted or broken off.
    """

    statement: Statement
    operation: str
    verdict: Verdict
    reason: str = ""
    deviation: Deviation | None = None
    seconds: float = 0.0

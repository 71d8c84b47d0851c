"""What a run found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Answer, Exchange, Request
    from lune_contract.rule import Statement

__all__ = ["Deviation", "Outcome", "Verdict"]


@dataclass(frozen=True)
class Deviation:
    """A target is not as the documents say.

    Attributes:
        operation: the operation's id whose answer is wrong.
        exchange: the one that shows it; None if none does, such as an operation never reached.
        earlier: what was sent before, as far as it matters.
        unanswered: the request that there was no answer to.
    """

    statement: Statement
    operation: str
    expected: str
    got: str
    exchange: Exchange | None = None
    earlier: Sequence[Exchange] = ()
    unanswered: Request | None = None

    @property
    def sent(self) -> Sequence[tuple[Request, Answer | None]]:
        """What was sent, and its answers; the last one shows it."""
        exchanges = [*self.earlier, *filter(None, [self.exchange])]
        unanswered = [(each, None) for each in filter(None, [self.unanswered])]
        return [*((each.request, each.answer) for each in exchanges), *unanswered]


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

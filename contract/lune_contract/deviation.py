"""What a run found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_contract.exchange import Answer, Exchange, Request
    from lune_contract.rule import Statement
    from lune_contract.target import TargetError

__all__ = ["Deviation", "Outcome", "Tally", "Verdict"]


@dataclass(frozen=True)
class Deviation:
    """A target is not as the documents say.

    Attributes:
        operation: the operation's id whose answer is wrong.
        exchange: the one that shows it; None if none does, such as an operation never reached.
        earlier: what was sent before, as far as it matters.
        silence: what there was instead of an answer.
    """

    statement: Statement
    operation: str
    expected: str
    got: str
    exchange: Exchange | None = None
    earlier: Sequence[Exchange] = ()
    silence: TargetError | None = None

    @property
    def sent(self) -> Sequence[tuple[Request, Answer | None]]:
        """What was sent, and its answers; the last one shows it."""
        exchanges = [*self.earlier, *filter(None, [self.exchange])]
        unanswered = None if self.silence is None else self.silence.request
        return [
            *((each.request, each.answer) for each in exchanges),
            *((each, None) for each in filter(None, [unanswered])),
        ]


Verdict: TypeAlias = Literal["passed", "deviated", "accepted", "skipped", "broken off"]
Tally: TypeAlias = Literal["deviated", "doubtful", "accepted", "broken off", "skipped", "passed"]
"""What outcomes are counted as: a deviation from what the documents do not settle is doubtful."""


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

    @property
    def tally(self) -> Tally:
        """What it counts as."""
        is_settled = self.statement.level == "must"
        return self.verdict if is_settled or self.verdict != "deviated" else "doubtful"

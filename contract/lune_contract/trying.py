"""From a rule to its outcome."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lune_contract.deviation import Deviation, Outcome
from lune_contract.rule import Deviated, Unsettled
from lune_contract.target import TargetError
from lune_contract.trial import Trial

if TYPE_CHECKING:
    from lune_contract.document import Operation
    from lune_contract.exchange import Exchange
    from lune_contract.facts import Facts
    from lune_contract.rule import Rule
    from lune_contract.session import Session

__all__ = ["lacking", "try_rule"]


def lacking(rule: Rule, facts: Facts) -> str | None:
    """Return what a target lacks for a rule, None if nothing."""
    reasons = [facts.lacks[each] for each in sorted(rule.needs) if each in facts.lacks]
    return "; ".join(reasons) or None


def try_rule(
    rule: Rule, operation: Operation, session: Session, facts: Facts, seed: int
) -> Outcome:
    """Try a rule on an operation.

    Raises:
        LimitReachedError: the run may send no more.
    """
    reason = lacking(rule, facts)
    if reason is not None:
        return Outcome(rule, operation.id, "skipped", reason)
    trial = Trial(session, facts, operation, f"{seed} {rule.name} {operation.id}")
    began = time.monotonic()
    try:
        rule.check(trial)
    except Unsettled as unsettled:
        return Outcome(rule, operation.id, "skipped", str(unsettled))
    except Deviated as deviated:
        return Outcome(
            rule,
            operation.id,
            "deviated",
            deviation=Deviation(
                rule,
                _answering(deviated.exchange, operation),
                deviated.expected,
                deviated.got,
                deviated.exchange,
                [each for each in trial.exchanges if each is not deviated.exchange],
            ),
            seconds=time.monotonic() - began,
        )
    except TargetError as error:
        return Outcome(
            rule,
            operation.id,
            "deviated",
            deviation=Deviation(
                rule,
                operation.id if error.request is None else error.request.operation_id,
                "an answer",
                str(error),
                earlier=trial.exchanges,
                silence=error,
            ),
            seconds=time.monotonic() - began,
        )
    return Outcome(rule, operation.id, "passed", seconds=time.monotonic() - began)


def _answering(exchange: Exchange, tried_on: Operation) -> str:
    """Return the operation whose answer is wrong; beside all of them, the one that was tried."""
    return tried_on.id if exchange.operation is None else exchange.operation_id

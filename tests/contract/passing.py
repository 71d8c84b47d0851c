"""Sound targets pass and wrong ones do not: what the tests of an area of rules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lune_contract.catalogue import statements
from lune_contract.document import operation
from lune_contract.rule import INVARIANTS, RULES
from lune_contract.rules import machines
from lune_contract.sample import sample
from lune_contract.trying import try_rule

from .targets import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from lune_contract.exchange import Exchange
    from lune_contract.rule import Area
    from lune_contract.trial import Trial

    from .targets import Change, Served


def rules(area: Area) -> set[str]:
    """Return the names of the rules of an area."""
    return {rule for rule, _ in trials(area)}


def invariants(area: Area) -> set[str]:
    """Return the names of the invariants of an area."""
    statements()
    return {each.name for each in INVARIANTS.values() if each.area == area}


def trials(area: Area) -> list[tuple[str, str]]:
    """Return the rules of an area with each operation that they are tried on."""
    statements()
    return [
        (each.name, operation.id)
        for each in RULES.values()
        # Courses of calls are tested by themselves.
        if each.area == area and each.check.__module__ != machines.__name__
        for operation in each.operations
    ]


def assert_passes(served: Served, name: str, operation_id: str, *, seed: int = 0) -> None:
    """A rule passes, creates no more than it says, and nothing breaks an invariant meanwhile."""
    facts = served.facts(served.session())
    session = served.session(*INVARIANTS)
    # By id: what a key brings back is not created once more.
    orders: set[object] = set()
    estimates: set[object] = set()

    def count(exchange: Exchange) -> None:
        called, answer = exchange.operation, exchange.answer
        if called is None or called.method != "POST" or answer.status != 200:
            return
        if called.tag != "orders":
            body = answer.json
            if isinstance(body, dict):
                body = body.get("estimates", [body])
            assert isinstance(body, list)
            estimates.update(each["id"] for each in body if isinstance(each, dict) and "id" in each)
        elif "x-repeatable" not in called.raw and isinstance(answer.json, dict):
            orders.add(answer.json["id"])

    session.observe = count
    outcome = try_rule(RULES[name], operation(operation_id), session, facts, seed)
    assert outcome.verdict == "passed", (outcome.reason, outcome.deviation)
    assert not session.broken
    assert len(orders) <= RULES[name].orders
    assert len(estimates) <= RULES[name].estimates


def assert_fires(name: str, operation_id: str, change: Change, named: str | None = None) -> None:
    """A rule tells a wrong target, and which operation it is that answers wrongly."""
    with wrong(change) as served:
        outcome = served.tried(name, operation_id)
    assert outcome.verdict == "deviated", outcome
    assert outcome.deviation is not None
    assert outcome.deviation.operation == (named or operation_id)


def assert_broken(
    name: str, operation_id: str, change: Change, ask: Callable[[Trial], object]
) -> None:
    """An invariant tells a wrong target by what `ask` sends with a trial."""
    with wrong(change) as served:
        session = served.session(name)
        ask(served.trial(session, operation_id))
    assert (name, operation_id) in session.broken, session.broken


def asked(trial: Trial) -> None:
    """Send the sample of the operation that is tried."""
    sample(trial).send(trial)

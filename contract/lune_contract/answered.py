"""A good answer of any operation, brought about with requests of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lune_contract.document import Operation, operation
from lune_contract.parts import ORDER_CREATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

__all__ = ["answered"]


def answered(trial: Trial, operation_id: str) -> Reply:
    """Return a success of an operation; what it names is made, and orders have their costs.

    It places one order at most, and makes one estimate at most.
    """
    called = operation(operation_id)
    path = _path(trial, called)
    if operation_id == "listOrders":
        trial.priced(trial.order())
    query = {"limit": "1"} if ("query", "limit") in called.parameters else {}
    body = _body(trial, called) if called.has_body else None
    reply = trial.call(operation_id, body, path=path, query=query).success()
    return trial.priced(reply) if operation_id in ORDER_CREATIONS else reply


def _path(trial: Trial, called: Operation) -> Mapping[str, str]:
    """Return what its path names: a new order or estimate."""
    names = [name for place, name in called.parameters if place == "path"]
    if not names:
        return {}
    key = trial.key()
    if called.tag == "orders":
        made = trial.priced(trial.order(idempotency_key=key))
    else:
        made = trial.estimate(idempotency_key=key)
    known = {"id": made.text("id"), "idempotency_key": key}
    return {name: known[name] for name in names}


def _body(trial: Trial, called: Operation) -> JSON:
    if isinstance(called.bodies[0], list):
        return [trial.body("createTransactionEstimate")]
    return trial.body(called.id)

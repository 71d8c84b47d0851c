"""Whether there is anything at an address that can be tried, and whether it is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.document import BASE_PATH, operation
from lune_contract.target import TargetError
from lune_contract.trial import Trial

if TYPE_CHECKING:
    from lune_contract.facts import Facts
    from lune_contract.reply import Reply
    from lune_contract.session import Session

__all__ = ["CannotRunError", "check", "silence"]

_OK: Final = 200
_REDIRECTS: Final = range(300, 400)
_LONGEST: Final = 300
_QUOTE: Final = "getOrderQuoteByMass"


class CannotRunError(Exception):
    """The target cannot be tried; the text says why, and what to do."""


def check(session: Session, facts: Facts) -> None:
    """Look at what a target answered so far, and ask once more.

    Raises:
        CannotRunError: it refuses whatever it is asked, or answers with what is no JSON.
    """
    if session.carried_out:
        return
    answer = _listed(session, facts).exchange.answer
    if session.carried_out:
        return
    statuses = {status for _, status in session.counts}
    shown = answer.shown()[:_LONGEST]
    if _OK in statuses:
        message = (
            f"the target answers with success, but not with JSON: {shown}; give the base URL of the"
            f" operations, such as http://127.0.0.1:8080{BASE_PATH}"
        )
        raise CannotRunError(message)
    if statuses <= {401, 403}:
        message = (
            f"the target refuses the key, or the account: {shown}; check --api-key and --account"
        )
        raise CannotRunError(message)
    if all(status in _REDIRECTS for status in statuses):
        to = answer.headers.get("location", "nowhere")
        message = f"the target sends to {to}: {shown}; give the address that answers itself"
        raise CannotRunError(message)
    if statuses <= {404, 405}:
        message = (
            f"the target has nothing at {session.target.base_url}/orders: {shown}; the base URL"
            f" goes on as far as the operations, such as http://127.0.0.1:8080{BASE_PATH}"
        )
        raise CannotRunError(message)


def silence(session: Session, facts: Facts) -> TargetError | None:
    """Return that a target answers nothing any more, None if it does.

    Raises:
        LimitReachedError: the run may send no more.
    """
    try:
        _listed(session, facts)
    except TargetError:
        # It may be that operation alone that is not answered.
        try:
            trial = Trial(session, facts, operation(_QUOTE), "ask")
            trial.call(_QUOTE, trial.body(_QUOTE))
        except TargetError as error:
            return error
    return None


def _listed(session: Session, facts: Facts) -> Reply:
    """Ask for what every target has."""
    trial = Trial(session, facts, operation("listOrders"), "ask")
    return trial.call("listOrders", query={"limit": "1"})

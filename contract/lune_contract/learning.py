"""What is asked of a target before it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.document import operation
from lune_contract.facts import Facts
from lune_contract.reachable import CannotRunError
from lune_contract.rule import Capability, Deviated
from lune_contract.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lune_contract.session import Session
    from lune_document import JSON

__all__ = ["learn"]

_OK: Final = 200
_MOST_REPEATED: Final = 30


def learn(  # noqa: PLR0913 - each by name
    session: Session,
    *,
    accounts: Sequence[str] = (),
    bundles: Sequence[str] = (),
    place_orders: bool = True,
    advance: Callable[[], None] | None = None,
    cancel: Callable[[str], None] | None = None,
    make_accounts: bool = False,
    settle: float = 5.0,
    seed: int | None = None,
) -> Facts:
    """Ask a target for a quote, which names its bundles and its currency.

    Args:
        session: the way to it.
        accounts: the one to work on, then others of the same key.
        bundles: more bundles that it has than a quote names.
        place_orders: whether orders may be placed.
        advance: moves the time of its orders on.
        cancel: cancels an order.
        make_accounts: whether client accounts may be made.
        settle: seconds that an order may take to be priced.
        seed: of the run; None if its keys are new without a marker.

    Raises:
        TargetError: it gives no answer.
        CannotRunError: it refuses a bundle that was given, and no other.
    """
    lacks: dict[Capability, str] = {}
    if not place_orders:
        lacks["orders"] = "it places orders; allow that with --place-orders"
    if len(accounts) < 2:  # noqa: PLR2004 - one to look from, one to look at
        lacks["accounts"] = "it needs two accounts of the key; give both with --account"
    if advance is None:
        lacks["life"] = "nothing moves the orders of the target on; say what does with --advance"
    if cancel is None:
        lacks["cancel"] = "nothing cancels an order of the target; say what does with --cancel"
    if not make_accounts:
        lacks["client_accounts"] = "it makes client accounts; allow that with --make-accounts"
    facts = Facts(accounts=tuple(accounts), settle=settle)
    trial = Trial(session, facts, operation("getOrderQuoteByMass"), "learn")
    known: tuple[str, ...] = ()
    currency: str | None = None
    try:
        quote = trial.place("getOrderQuoteByMass")
        currency = quote.text("currency")
        known = tuple(
            quote.text("bundles", number, "bundle_id")
            for number in range(len(quote.items("bundles")))
        )
    except Deviated as deviated:
        lacks["bundles"] = f"a quote names no bundles: {deviated.got}"
    if not known:
        lacks.setdefault("bundles", "a quote names no bundles")
    known = (*known, *_taken(trial, bundles, known))
    if len(known) < 2:  # noqa: PLR2004 - a selection divides between two
        lacks["several_bundles"] = "it needs two bundles; give another with --bundle"
    if len(known) < 3:  # noqa: PLR2004 - what holds between two need not hold between more
        lacks["three_bundles"] = "it needs three bundles; give another with --bundle"
    return Facts(
        accounts=tuple(accounts),
        bundles=known,
        currency=currency,
        lacks=lacks,
        advance=advance,
        cancel=cancel,
        settle=settle,
        marker="" if seed is None else _marker(trial, seed),
    )


def _taken(trial: Trial, given: Iterable[str], known: Sequence[str]) -> Sequence[str]:
    """Return the bundles, of those that were given, that are not known and that a quote takes."""
    new = [each for each in dict.fromkeys(given) if each not in known]
    refused = _refused(trial, new)
    if refused and known and not _refused(trial, known[:1]):
        message = f"the target refuses the bundle {' and '.join(refused)} in a quote; see --bundle"
        raise CannotRunError(message)
    return [each for each in new if each not in refused]


def _refused(trial: Trial, bundles: Iterable[str]) -> Sequence[str]:
    """Return the bundles of which the target gives no quote."""
    selections: dict[str, JSON] = {each: [{"bundle_id": each}] for each in bundles}
    body = trial.body("getOrderQuoteByMass")
    return [
        each
        for each, selection in selections.items()
        if trial.call("getOrderQuoteByMass", {**body, "bundle_selection": selection}).status != _OK
    ]


def _marker(trial: Trial, seed: int) -> str:
    """Leave an estimate to tell that the target was tried with a seed, and say how often it was."""
    for number in range(1, _MOST_REPEATED + 1):
        key = f"contract-run-{seed}-{number}"
        found = trial.call("getTransactionEstimateByIdempotencyKey", path={"idempotency_key": key})
        if found.status != _OK:
            body = trial.body("createTransactionEstimate", idempotency_key=key)
            trial.call("createTransactionEstimate", body)
            return "" if number == 1 else f"{number}-"
    # A target that finds any key tells nothing.
    return ""

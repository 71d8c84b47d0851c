"""What is asked of a target before it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.document import operation
from lune_contract.facts import Facts
from lune_contract.rule import Capability, Deviated
from lune_contract.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lune_contract.session import Session

__all__ = ["learn"]

_OK: Final = 200
_MOST_REPEATED: Final = 30


def learn(  # noqa: PLR0913 - each by name
    session: Session,
    *,
    accounts: Sequence[str] = (),
    place_orders: bool = True,
    advance: Callable[[], None] | None = None,
    settle: float = 5.0,
    seed: int | None = None,
) -> Facts:
    """Ask a target for a quote, which names its bundles and its currency.

    Args:
        session: the way to it.
        accounts: the one to work on, then others of the same key.
        place_orders: whether orders may be placed.
        advance: moves the time of its orders on.
        settle: seconds that an order may take to be priced.
        seed: of the run; None if its keys are new without a marker.

    Raises:
        TargetError: it gives no answer.
    """
    lacks: dict[Capability, str] = {}
    if not place_orders:
        lacks["orders"] = "it places orders; allow that with --place-orders"
    if len(accounts) < 2:  # noqa: PLR2004 - one to look from, one to look at
        lacks["accounts"] = "it needs two accounts of the key; give both with --account"
    if advance is None:
        lacks["life"] = "nothing moves the orders of the target on; say what does with --advance"
    facts = Facts(accounts=tuple(accounts), settle=settle)
    trial = Trial(session, facts, operation("getOrderQuoteByMass"), "learn")
    bundles: tuple[str, ...] = ()
    currency: str | None = None
    try:
        quote = trial.place("getOrderQuoteByMass")
        currency = quote.text("currency")
        bundles = tuple(
            quote.text("bundles", number, "bundle_id")
            for number in range(len(quote.items("bundles")))
        )
    except Deviated as deviated:
        lacks["bundles"] = f"a quote names no bundles: {deviated.got}"
    if not bundles:
        lacks.setdefault("bundles", "a quote names no bundles")
    if len(bundles) < 2:  # noqa: PLR2004 - a selection divides between two
        lacks["several_bundles"] = "the account has fewer than two bundles"
    return Facts(
        accounts=tuple(accounts),
        bundles=bundles,
        currency=currency,
        lacks=lacks,
        advance=advance,
        settle=settle,
        marker="" if seed is None else _marker(trial, seed),
    )


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

"""What creations make, how it is found again, and whether two answers are about one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from lune_contract.parts import ORDER_CREATIONS
from lune_contract.reply import shown
from lune_contract.rule import Deviated
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

__all__ = [
    "CREATIONS",
    "CREATIONS_WITH_LOOK_UP",
    "ESTIMATE_CREATIONS",
    "LOOK_UPS",
    "agree",
    "by_id",
    "by_key",
    "keep",
    "leaves_nothing",
    "members",
    "newest_orders",
    "nothing_of_the_kind",
]

ESTIMATE_CREATIONS: Final = ("createTransactionEstimate", "createShippingEstimate")
CREATIONS: Final = (*ORDER_CREATIONS, *ESTIMATE_CREATIONS)

# Shipping estimates can be ordered, and nothing more: no documented operation reads one.
CREATIONS_WITH_LOOK_UP: Final = (*ORDER_CREATIONS, "createTransactionEstimate")
LOOK_UPS: Final = ("getOrderByIdempotencyKey", "getTransactionEstimateByIdempotencyKey")

# An order moves on by itself.
_IN_MOTION: Final = frozenset(("status", "projects", "certificate"))
_OK: Final = 200


def by_id(trial: Trial, creation: str, id_: str) -> Reply:
    """Fetch what a creation made."""
    operation_id = "getOrder" if creation in ORDER_CREATIONS else "getTransactionEstimate"
    return trial.call(operation_id, path={"id": id_})


def by_key(trial: Trial, creation: str, key: str) -> Reply:
    """Look up what a creation made, by its key.

    Raises:
        Deviated: it answers with what has another key, which says nothing of the creation.
    """
    operation_id = LOOK_UPS[creation not in ORDER_CREATIONS]
    found = trial.call(operation_id, path={"idempotency_key": key})
    if found.status == _OK:
        is_of_the_key = found.at("idempotency_key") in {None, key}
        found.expect(is_of_the_key, f"what has the key {key}", "idempotency_key")
    return found


def leaves_nothing(refused: Reply, trial: Trial, creation: str, key: str) -> None:
    """Say that a refused request is wrong if what it was to make is found by its key.

    Raises:
        Deviated: it is found.
    """
    kept = by_key(trial, creation, key)
    if kept.status == _OK:
        refused.deviates("nothing to be made", f"{refused.status}, and {kept.text('id')} is made")


def newest_orders(trial: Trial) -> Sequence[Mapping[str, JSON]]:
    """Return the newest orders of the account, a hundred at most."""
    page = trial.call("listOrders", query={"limit": "100"}).success()
    return [each for each in page.items("data") if isinstance(each, dict)]


def nothing_of_the_kind(trial: Trial) -> dict[str, JSON]:
    """Return a merchant of whom hardly anything is known."""
    return {"search_term": made_up_id(trial), "country_code": "USA"}


def members(reply: Reply, *place: str | int) -> Mapping[str, JSON]:
    """Return the object at a place.

    Raises:
        Deviated: there is none.
    """
    value = reply.at(*place)
    if not isinstance(value, dict):
        reply.deviates("an object", reply.exchange.answer.shown())
    return value


def agree(later: Reply, earlier: Reply, *place: str | int) -> None:
    """Say that `later` is wrong unless it tells of the same object as `earlier` did.

    An order may have moved on: what was null may be set. An estimate is the same to the last
    property.

    Args:
        later: an answer that is the object.
        earlier: an answer that has the object at `place`.
        place: where it stands in the earlier answer.

    Raises:
        Deviated: it is another object, or it is told otherwise.
    """
    was, now = members(earlier, *place), members(later)
    moves = "status" in was
    said = f"as {earlier.exchange.operation_id} answered"
    for name in ("id", *was):
        value = was.get(name)
        if moves and (value is None or name in _IN_MOTION):
            continue
        if later.at(name) != value:
            later.deviates(f"{name} {shown(value)}, {said}", f"{name} {shown(now[name])}")
    if not moves and len(now) > len(was):
        later.deviates(f"no more than {', '.join(was)}, {said}", ", ".join(now))


def keep(maker: Reply, later: Reply, earlier: Reply, *place: str | int) -> None:
    """Say that `maker` is wrong unless `later` tells of the same object as `earlier` did.

    That reading is right is tried on its own; what is read wrongly here was made or changed so.

    Raises:
        Deviated: it is not found, another object, or told otherwise.
    """
    try:
        agree(later.success(), earlier, *place)
    except Deviated as deviated:
        read = f"as {later.exchange.operation_id} reads it afterwards"
        raise Deviated(maker.exchange, f"{deviated.expected}, {read}", deviated.got) from None

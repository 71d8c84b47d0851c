"""What the sandbox answers, and how that has to travel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Answer", "Delivery"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a transport delivers an answer that does not simply arrive.

    At most one of `drop`, `drip` and `hang` is set. A transport that cannot do what is asked says
    so, in place of the answer.

    Attributes:
        delay: seconds that pass first.
        drop: reset the connection with nothing sent, or close it after half of the body.
        drip: what arrives in pieces, the headers or the body.
        pace: seconds before each piece.
        pieces: how many there are.
        hang: never answer, but keep the connection until the client leaves.
    """

    delay: float = 0.0
    drop: Literal["nothing", "half"] | None = None
    drip: Literal["headers", "body"] | None = None
    pace: float = 0.0
    pieces: int = 1
    hang: bool = False

    def split(self, data: bytes) -> Sequence[bytes]:
        """Return `data` in its pieces, of which none is empty."""
        count = min(self.pieces, len(data))
        bounds = [len(data) * number // count for number in range(count + 1)] if count else []
        return [data[start:end] for start, end in pairwise(bounds)]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; without a delivery it simply arrives."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    delivery: Delivery | None = None

    def delayed(self, seconds: float) -> Answer:
        """Return the answer so many seconds later than it would arrive."""
        delivery = self.delivery or Delivery()
        return replace(self, delivery=replace(delivery, delay=delivery.delay + seconds))

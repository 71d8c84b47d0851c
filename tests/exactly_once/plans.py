"""Which fault happens to which request."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote

from .proxy import HARMLESS, PLANNED, Fault, Request

MARK: Final = "n"
"""The name in the metadata under which an object of a run carries its number."""

_SHARE: Final = 0.9
"""The part of a run that faults happen to."""


class Script:
    """The faults of the first requests, in order, then `afterwards` for all."""

    def __init__(self, faults: Iterable[Fault | None], afterwards: Fault | None = None) -> None:
        self._faults = list(faults)
        self.afterwards = afterwards

    def __call__(self, _request: Request) -> Fault | None:
        return self._faults.pop(0) if self._faults else self.afterwards


class Deal:
    """Faults dealt to the objects of a run, so that each kind hits a known number of times.

    Nine of ten objects get one kind of fault, all kinds equally often. Some get another before
    it or after it, also with a request that passes between, so that a look-up is hit as well.
    """

    def __init__(self, marks: Sequence[str], seed: int, kinds: Sequence[Fault] = PLANNED) -> None:
        chance = random.Random(seed)
        shuffled = chance.sample(marks, len(marks))
        self._hands = {
            mark: _hand(kinds[position % len(kinds)], kinds, chance)
            for position, mark in enumerate(shuffled[: int(_SHARE * len(marks))])
        }
        self._marks: dict[str, str] = {}

    def __call__(self, request: Request) -> Fault | None:
        hand = self._hands.get(self._mark(request))
        return hand.pop(0) if hand else None

    def _mark(self, request: Request) -> str:
        """Return whom a request is about; the key is known since the request that carried it."""
        if request.method == "GET":
            return self._marks.get(unquote(request.target.rsplit("/", 1)[-1]), "")
        items = request.items()
        metadata = items[0].get("metadata")
        mark = str(metadata.get(MARK)) if isinstance(metadata, dict) else ""
        for item in items:
            self._marks[str(item.get("idempotency_key"))] = mark
        return mark


def _hand(dealt: Fault, kinds: Sequence[Fault], chance: random.Random) -> list[Fault | None]:
    other = chance.choice([fault for fault in kinds if fault not in HARMLESS])
    kind = chance.random()
    if kind < 0.2:
        return [other, dealt]
    if kind < 0.4 and dealt not in HARMLESS:
        return [dealt, None, other]
    return [dealt]


def every_kind(size: int) -> int:
    """Return how often each kind of fault hits a run of `size` objects, at the least."""
    return int(_SHARE * size) // len(PLANNED)

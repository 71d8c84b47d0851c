"""Telling how far a run is."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from attrs import define, field

from lune_client.tables.source import Source
from lune_client.tables.summary import Progress

__all__ = ["Pace"]

_SECONDS: Final = 0.1
"""The least time between two reports."""


@define
class Pace:
    """Tells now and then how far a run is.

    Attributes:
        what: What the rows become.
        source: Where they are read.
        on_progress: Who is told, None for nobody.
    """

    what: str
    source: Source
    on_progress: Callable[[Progress], None] | None
    _started: float = field(factory=monotonic, init=False)
    _told: float = field(factory=monotonic, init=False)

    def tell(self, rows: int, *, is_last: bool = False) -> None:
        """Tell how many rows are settled, unless that was told a moment ago."""
        now = monotonic()
        if self.on_progress is None or (now - self._told < _SECONDS and not is_last):
            return
        self._told = now
        rate = rows / max(now - self._started, 1e-9)
        self.on_progress(
            Progress(rows, self.source.total, self.source.share(), rate, what=self.what)
        )

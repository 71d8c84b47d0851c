"""The life of an order."""

from __future__ import annotations

from typing import Final

__all__ = ["LOST"]

LOST: Final = frozenset({"cancelled", "failed"})
"""The statuses of orders that buy nothing."""

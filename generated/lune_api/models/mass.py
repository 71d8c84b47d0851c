"""The object Mass of the API document, which is a Mass in Python."""

from __future__ import annotations

from ..types import Mass

__all__ = ["Mass"]

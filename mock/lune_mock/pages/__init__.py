"""The sandbox as pages for a person: what it holds, what was requested, and buttons to move it."""

from __future__ import annotations

from lune_mock.pages.pages import Pages

__all__ = ["Pages"]

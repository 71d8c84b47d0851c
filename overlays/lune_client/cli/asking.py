"""Questions, which only a terminal can answer."""

from __future__ import annotations

import sys

from lune_client.cli.printing import console

__all__ = ["agreed", "can_ask"]


def can_ask() -> bool:
    """Whether somebody is there to read a question and to answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask whether to go on; anything but a yes is a no."""
    console(stderr=True).print(f"{question} [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in {"y", "yes"}

"""Runs that end early: at a step, or as processes that somebody kills."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from lune_client.tables.journal import Journal

__all__ = ["KilledError", "killed_after", "start"]


class KilledError(Exception):
    """The run ends here."""


@contextmanager
def killed_after(steps: int, *, is_kept: bool) -> Iterator[None]:
    """End a run once its journal has taken so many additions; `is_kept` says if one more is in it."""
    whole, calls = Journal.add, count(1)

    def add(journal: Journal, outcomes: Any) -> None:
        call = next(calls)
        if call <= steps + is_kept:
            whole(journal, outcomes)
        if call > steps:
            raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "add", add)
        yield


def start(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    """Start a program in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], env=environment)

"""A command of the user that moves the orders of a target on."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from typing import Final

from lune_contract.rule import Unsettled

__all__ = ["advancing"]

_PATIENCE_SECONDS: Final = 60


def advancing(command: str) -> Callable[[], None]:
    """Return what runs a command; it is run without a shell.

    Raises:
        ValueError: its quotes do not match, or it is empty.
    """
    words = shlex.split(command)
    if not words:
        message = "the command that moves orders on is empty"
        raise ValueError(message)

    def advance() -> None:
        try:
            done = subprocess.run(  # noqa: S603 - what the user asked for
                words, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            message = f"the command that moves orders on cannot be run: {error}"
            raise Unsettled(message) from None
        if done.returncode:
            said = (done.stderr or done.stdout).strip()
            message = f"the command that moves orders on ended with {done.returncode}: {said}"
            raise Unsettled(message)

    return advance

"""Commands of the user that do with the orders of a target what the API cannot."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Final

from lune_contract.rule import Unsettled
from lune_contract.secret import Secret

__all__ = ["advancing", "cancelling"]

_PATIENCE_SECONDS: Final = 60
_ID: Final = "{id}"
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~-]*")


def advancing(command: str, api_key: str) -> Callable[[], None]:
    """Return what runs a command that moves orders on.

    It is run without a shell, and what it says is told without the key.

    Raises:
        ValueError: its quotes do not match, it is empty, or there is no such program.
    """
    what = "the command that moves orders on"
    words = _words(command, what)
    _check(words, what, api_key)
    return lambda: _run(words, what, api_key)


def cancelling(command: str, api_key: str) -> Callable[[str], None]:
    """Return what runs a command that cancels an order, whose id stands for `{id}` in it.

    Raises:
        ValueError: its quotes do not match, it has no `{id}`, or there is no such program.
    """
    what = "the command that cancels an order"
    words = _words(command, what)
    if _ID not in command:
        message = f"{what} is {command!r}; write {_ID} for the id of the order"
        raise ValueError(message)
    _check(words, what, api_key)

    def cancel(id_: str) -> None:
        # The id is the target's own text, and a command of the user's is not for it to write.
        if _PLAIN.fullmatch(id_) is None:
            message = f"the id {id_!r} is no plain word, so {what} is not given it"
            raise Unsettled(message)
        _run([each.replace(_ID, id_) for each in words], what, api_key)

    return cancel


def _words(command: str, what: str) -> Sequence[str]:
    words = shlex.split(command)
    if not words:
        message = f"{what} is empty"
        raise ValueError(message)
    return words


def _check(words: Sequence[str], what: str, api_key: str) -> None:
    if shutil.which(words[0]) is None:
        named = Secret(api_key).out_of(repr(words[0]))
        message = f"{what} cannot be run: there is no program {named}"
        raise ValueError(message)


def _run(words: Sequence[str], what: str, api_key: str) -> None:
    secret = Secret(api_key)
    try:
        done = subprocess.run(  # noqa: S603 - what the user asked for
            words,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"{what} cannot be run: {secret.out_of(str(error))}"
        raise Unsettled(message) from None
    if done.returncode:
        said = secret.out_of(done.stderr.strip() or done.stdout.strip())
        message = (
            f"{what} ended with {done.returncode}{f': {said}' if said else ', and said nothing'}"
        )
        raise Unsettled(message)

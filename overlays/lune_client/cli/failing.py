"""How a command fails: its exit code, and one line that says what happened and what to do."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

from lune_client._key import ApiKey
from lune_client.errors import (
    CallError,
    ConfigurationError,
    InvalidRequestError,
    LuneError,
    ResponseError,
)

__all__ = ["CommandError", "ExitCode", "in_options", "printing", "reported", "say"]


class ExitCode(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    NOT_DONE = 1
    USAGE = 2
    NO_ANSWER = 3
    FAULT = 4
    INTERRUPTED = 130
    UNREAD = 141


EXIT_CODES: Final[Mapping[ExitCode, str]] = {
    ExitCode.DONE: "done",
    ExitCode.NOT_DONE: (
        "refused by the API or by you, failed for some rows, ended in another status, "
        "or done and not printed"
    ),
    ExitCode.USAGE: "the command line or the settings are wrong; nothing was sent",
    ExitCode.NO_ANSWER: "no usable answer, or not in time; the same command may succeed later",
    ExitCode.FAULT: "a fault of lune itself",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.UNREAD: "what reads the output went away",
}
"""What each exit code says."""

# Where the option is not named like the field of the request.
_OPTIONS: Final[Mapping[str, str]] = {
    "bundle_masses": "--bundle-mass",
    "bundle_selection": "--bundle",
    "estimate_id": "--estimate",
    "id": "ID",
}
# The library speaks of its arguments; a command line has others.
_WORDS: Final[Mapping[str, str]] = {
    "pass api_key=... or set": "set",
    "with orders.get_by_idempotency_key": "with lune orders get --idempotency-key",
    "call the same again": "run the same command again",
    "say separator=": "give --separator ",
    "say decimal='.' or decimal=','": "give --decimal . or --decimal ,",
    "say decimal=": "give --decimal ",
    "say floats='shortest'": "give --floats shortest",
    "by id_column=": "by --id-column",
    "by columns=": "by --column FIELD=COLUMN",
    "argument api_key or LUNE_API_KEY": "LUNE_API_KEY",
    "the argument base_url": "--base-url",
    "give another output or journal": "move the journal away to begin anew",
    "look at `body`, the object under this key": (
        "look at it with lune orders get --idempotency-key"
    ),
    "interrupted by KeyboardInterrupt": "interrupted",
    "deadline=": "--deadline ",
    ", or None for no limit": "",
    "max_total_value": "--max-value",
    "max_total_mass": "--max-mass",
}

_LOOK_UP: Final = re.compile(r"orders\.get_by_idempotency_key\((.+?)\)")


class CommandError(Exception):
    """A command cannot go on; the text says why.

    Args:
        text: What happened and what to do, in one line.
        code: The exit code.
    """

    def __init__(self, text: str, code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(text)
        self.code = code


@contextmanager
def reported(*, debug: bool) -> Generator[None]:
    """Turn an error of the block into its line and its exit code.

    Args:
        debug: Whether to show the traceback as well.

    Raises:
        SystemExit: there was one.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # it is no error that nobody reads on
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told in one line
        if debug:
            say(traceback.format_exc().rstrip())
        code = _code(error)
        more = "" if debug or code is not ExitCode.FAULT else "; --debug shows where"
        say(f"lune: {_line(error)}{more}")
        raise SystemExit(code) from None


@contextmanager
def printing(done: str) -> Generator[None]:
    """Let the block print what came of something, and say what was done if it cannot.

    Args:
        done: What was done, whether it is printed or not.

    Raises:
        CommandError: it cannot be printed.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        say(f"lune: {done}; only printing it failed")
        raise
    except (OSError, CallError) as error:
        message = f"{done}; only printing it failed: {_line(error)}"
        raise CommandError(message, ExitCode.NOT_DONE) from error


def say(text: str) -> None:
    """Write to the standard error output, where all goes that is no data."""
    # No error should hold the key; what somebody typed may.
    print(ApiKey(None).redact(text), file=sys.stderr)


def _code(error: Exception) -> ExitCode:
    match error:
        case CommandError():
            return error.code
        case InvalidRequestError() | ConfigurationError() | FileNotFoundError() | PermissionError():
            return ExitCode.USAGE
        case CallError() if not error.retryable and not isinstance(error, ResponseError):
            return ExitCode.NOT_DONE
        case LuneError(__cause__=CallError() as cause):
            return _code(cause)  # of a run over a table that it stopped
        case LuneError() | OSError():
            return ExitCode.NO_ANSWER
        case _:
            return ExitCode.FAULT


def _line(error: Exception) -> str:
    match error:
        case CommandError():
            return str(error)
        case InvalidRequestError():
            return f"{_option(error.field)}: {str(error).removeprefix(f'{error.field}: ')}"
        case LuneError():
            return in_options(str(error))
        case OSError(filename=name, strerror=str(reason)):
            return reason if name is None else f"{name}: {reason}"
        case _:
            return f"{type(error).__name__}: {error}"


def _option(field: str) -> str:
    """Return the option that gives a field, with the place in it."""
    name = field.partition(".")[0].partition("[")[0]
    option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
    place = field.removeprefix(name).removeprefix(".")
    return f"{option} ({place})" if place else option


def in_options(text: str) -> str:
    """Return what the library says in the words of the command line."""
    for word, option in _WORDS.items():
        text = text.replace(word, option)
    return _LOOK_UP.sub(r"lune orders get --idempotency-key \1", text)

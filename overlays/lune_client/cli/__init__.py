"""The command `lune`. It composes the client and the sandbox; nothing in the library imports it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

__all__ = ["main", "mock_main"]

_USAGE: Final = 2
_INTERRUPTED: Final = 130


def main() -> None:
    """Run the command line, or say which extra it needs."""
    try:
        from lune_client.cli.app import execute  # noqa: PLC0415  # the extra may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"cyclopts", "rich"}:
            raise
        print(
            "The command lune needs the extra cli, which is not installed.\n"
            "Install it with: pip install 'lune-client[cli]'",
            file=sys.stderr,
        )
        sys.exit(_USAGE)
    except KeyboardInterrupt:  # while it is loaded
        sys.exit(_INTERRUPTED)
    sys.exit(execute(sys.argv[1:]))


def mock_main(arguments: Sequence[str] | None = None) -> None:
    """Run the sandbox server, or say which extra it needs."""
    try:
        from lune_mock.server import main as serve  # noqa: PLC0415  # the extra may be missing
    except ModuleNotFoundError as error:
        print(f"lune-mock: {error}", file=sys.stderr)
        sys.exit(_USAGE)
    sys.exit(serve(arguments))

"""The command `lune`. It composes the client and the sandbox; nothing in the library imports it."""

from __future__ import annotations

import sys

__all__ = ["main", "mock_main"]


def main() -> None:
    """Run the command line, or say which extra it needs."""
    try:
        from lune_client.cli.app import app  # noqa: PLC0415  # the extra may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"cyclopts", "rich"}:
            raise
        sys.exit(
            "The command lune needs the extra cli, which is not installed.\n"
            "Install it with: pip install 'lune-client[cli]'"
        )
    app()


def mock_main() -> None:
    """Run the sandbox server, or say which extra it needs."""
    try:
        from lune_mock.server import main as serve  # noqa: PLC0415  # the extra may be missing
    except ModuleNotFoundError as error:
        sys.exit(f"lune-mock: {error}")
    sys.exit(serve())

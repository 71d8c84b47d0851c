"""The command `lune-contract`."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Final

__all__ = ["main"]

_EXTRA: Final = ("anyio", "cyclopts", "httpx", "jinja2", "jsonschema_rs", "rich", "schemathesis")


def main() -> None:
    """Run the command line, or say which extra it needs."""
    # What is loaded late would be missed late, in the middle of a run.
    if any(find_spec(name) is None for name in _EXTRA):
        print(
            "The command lune-contract needs the extra contract, which is not installed.\n"
            "Install it, in a checkout, with: pip install '.[contract]'",
            file=sys.stderr,
        )
        sys.exit(2)
    from lune_contract.cli.app import execute  # noqa: PLC0415  # the extra may be missing

    sys.exit(execute())

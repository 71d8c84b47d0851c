"""The commands of `lune`."""

from __future__ import annotations

from typing import Final

from cyclopts import App
from rich.console import Console

from lune_client._version import __version__

app: Final = App(
    name="lune",
    help="Carbon credit orders and emission estimates with the Lune API.",
    version=__version__,
)


@app.command
def demo() -> None:
    """Take 30 purchases and five shipments from estimate to order, in a sandbox.

    The sandbox runs inside this process: no account is needed, nothing leaves this machine and
    nothing is bought. Needs the extra mock.
    """
    from lune_client.cli.demo import run  # noqa: PLC0415  # other commands do without it

    console = Console()
    if not console.is_terminal:
        # A file or a pipe has no width of its own to fit into.
        console.width = 100
    try:
        run(console)
    except ModuleNotFoundError as error:
        message = f"lune demo: {error}"
        raise SystemExit(message) from None

"""The command `lune`: its commands, and how a run of it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from cyclopts import App, CycloptsError, Parameter
from cyclopts.exceptions import UnusedCliTokensError

from lune_client._version import __version__
from lune_client.cli import mock_main
from lune_client.cli.estimate import estimate
from lune_client.cli.failing import (
    EXIT_CODES,
    CommandError,
    ExitCode,
    in_options,
    reported,
    say,
)
from lune_client.cli.offset import offset
from lune_client.cli.order import order
from lune_client.cli.orders import orders
from lune_client.cli.printing import console, opened_outputs
from lune_client.cli.quote import quote

__all__ = ["app", "execute"]

_HELP: Final = "\n".join(
    [
        "Carbon credit orders and emission estimates with the Lune API.",
        "",
        "The API key is read from LUNE_API_KEY. Exit codes:",
        "",
        *(f"- {code.value}: {said}" for code, said in EXIT_CODES.items()),
    ]
)

app: Final = App(
    name="lune",
    help=_HELP,
    version=__version__,
    default_parameter=Parameter(negative=""),
    suppress_keyboard_interrupt=False,
)
app.command(quote)
app.command(order)
app.command(orders)
app.command(estimate)
app.command(offset)


def execute(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code.

    Raises:
        SystemExit: it failed, with its exit code.
    """
    with opened_outputs():
        try:
            with reported(debug=False):
                _run(arguments)
        except BrokenPipeError:
            return ExitCode.UNREAD
        except KeyboardInterrupt as error:
            # A run over a table notes how to resume it.
            for each in getattr(error, "__notes__", ("interrupted",)):
                say(f"lune: {in_options(each)}")
            return ExitCode.INTERRUPTED
        return ExitCode.DONE


def _run(arguments: Sequence[str]) -> None:
    try:
        app(arguments, print_error=False, exit_on_error=False, result_action="return_value")
    except CycloptsError as error:
        raise CommandError(_usage(error)) from None


def _usage(error: CycloptsError) -> str:
    """Return what is wrong with a command line, and where it is explained."""
    if any(each.startswith("--api-key") for each in error.root_input_tokens or ()):
        return "--api-key is not taken, others would see the key in ps: set LUNE_API_KEY"
    command = " ".join(("lune", *(error.command_chain or ())))
    if isinstance(error, UnusedCliTokensError):
        unused = " ".join(error.unused_tokens or ())
        return f"nothing here takes {unused!r}: see {command} --help"
    error.verbose = False
    return f"{' '.join(str(error).split())} See {command} --help."


@app.command
def demo() -> None:
    """Take 30 purchases and five shipments from estimate to order, in a sandbox.

    The sandbox runs inside this process: no account is needed, nothing leaves this machine and
    nothing is bought. Needs the extra mock.
    """
    from lune_client.cli.demo import run  # noqa: PLC0415  # other commands do without it

    try:
        run(console(markup=True))
    except ModuleNotFoundError as error:
        message = f"demo: {error}"
        raise CommandError(message) from None


@app.command(help_flags=(), version_flags=())
def mock(*arguments: Annotated[str, Parameter(allow_leading_hyphen=True, show=False)]) -> None:
    """Start the sandbox on a port, as lune-mock does; it explains its options with --help."""
    mock_main(arguments)


@app.command
def completion(
    shell: Literal["bash", "zsh", "fish"],
    /,
    *,
    install: Annotated[
        bool,
        Parameter(
            show_default=False,
            help="Write it where the shell looks for it, and load it in its rc file.",
        ),
    ] = False,
) -> None:
    """Print what completes the commands and options of lune in a shell.

    lune completion bash --install
    """
    if install:
        print(f"Written to {app.install_completion(shell=shell)}; new shells have it.")
    else:
        print(app.generate_completion(shell=shell))

"""The command `lune order`."""

from __future__ import annotations

from typing import Annotated, Final

from cyclopts import Parameter

from lune_client import UNSET, Lune
from lune_client.cli.asking import agreed, can_ask
from lune_client.cli.failing import CommandError, ExitCode, printing
from lune_client.cli.options import Options
from lune_client.cli.printing import (
    console,
    print_fields,
    print_json,
    print_quote,
    printable,
)
from lune_client.cli.wanted import UNPRICED, Said, Wanted, pairs

__all__ = ["order"]

_NOTHING: Final = Said()
_USUAL: Final = Options()


def order(
    *,
    said: Said = _NOTHING,
    idempotency_key: Annotated[
        str | None,
        Parameter(help="Your own key: the same order under the same key is placed once."),
    ] = None,
    metadata: Annotated[
        list[str] | None, Parameter(help="Your own words for the order, as KEY=VALUE; repeatable.")
    ] = None,
    yes: Annotated[
        bool,
        Parameter(show_default=False, help="Order at once, without a quote and a question."),
    ] = False,
    options: Options = _USUAL,
) -> None:
    """Buy carbon credits, after a look at the quote.

    lune order --mass 259.11kg --idempotency-key invoice-A-17 --metadata invoice=A-17
    """
    with options.session() as lune:
        wanted = said.wanted()
        words = pairs("metadata", metadata or ())
        if not yes:
            _ask(lune, wanted)
        placed = wanted.order(lune, UNSET if idempotency_key is None else idempotency_key, words)
        done = f"order {placed.id} was placed under the key {placed.idempotency_key}"
        with printing(printable(done)):
            if options.as_json:
                print_json(placed.to_dict())
            else:
                print_fields(placed.to_dict(), console())


def _ask(lune: Lune, wanted: Wanted) -> None:
    """Show what the order costs and ask whether to place it.

    Raises:
        CommandError: nobody can be asked, or the answer is no.
    """
    if not can_ask():
        message = (
            "there is no terminal to show the quote and to ask on: look at lune quote, then give"
            " --yes"
        )
        raise CommandError(message)
    to = console(stderr=True)
    priced = wanted.quote(lune)
    if priced is None:
        to.print(f"The cost is not known ahead: {UNPRICED}.")
    else:
        print_quote(priced, to)
    if not agreed("Place this order?"):
        message = "nothing was ordered"
        raise CommandError(message, ExitCode.NOT_DONE)

"""The command `lune quote`."""

from __future__ import annotations

from lune_client.cli.failing import CommandError, ExitCode
from lune_client.cli.options import Options
from lune_client.cli.printing import console, print_json, print_quote
from lune_client.cli.wanted import UNPRICED, Said

__all__ = ["quote"]

_NOTHING = Said()
_USUAL = Options()


def quote(*, said: Said = _NOTHING, options: Options = _USUAL) -> None:
    """Price a mass, a sum of money or an estimate, without ordering.

    lune quote --mass 259.11kg
    """
    with options.session() as lune:
        priced = said.wanted().quote(lune)
        if priced is None:
            raise CommandError(UNPRICED, ExitCode.NOT_DONE)
        if options.as_json:
            print_json(priced.to_dict())
        else:
            print_quote(priced, console())

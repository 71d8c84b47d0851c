"""Which hosts lead to a sandbox, so that no page of another site gets here by a name of its own."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from lune_mock.refusals import Refusal

__all__ = ["check_host"]

_LONGEST_NAME = 300


def check_host(host: str | None, base_url: str) -> None:
    """Check that a request was sent to an address, to localhost or to the sandbox's own name.

    Args:
        host: the header Host; who sends none is no browser.
        base_url: where clients reach the sandbox.

    Raises:
        Refusal: it was sent to another name.
    """
    if host is None:
        return
    # urlsplit remembers what it is given; no name is as long as that.
    name = _name(f"//{host[:_LONGEST_NAME]}")
    own = _name(base_url)
    if name in {"localhost", own} or _is_address(name):
        return
    raise Refusal(
        421,
        message=f"the host {name[:200]!r} is not that of this sandbox; use {own}, or start it"
        " with --base-url http://NAME:PORT/v1",
    )


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        # An address in brackets that is none.
        return url


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

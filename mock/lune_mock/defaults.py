"""What the service takes where a caller leaves a value out (x-server-default of the document)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import lune_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document import JSON

__all__ = ["server_default"]

_KEYWORD = "x-server-default"


def server_default(name: str) -> str:
    """Return, as text, what stands for the parameter or property `name` where it is left out.

    Raises:
        LookupError: the document states no default for it, or states two.
    """
    stated = _defaults().get(name, frozenset())
    if len(stated) != 1:
        message = f"the document states {len(stated)} defaults for {name}, not one"
        raise LookupError(message)
    return next(iter(stated))


@cache
def _defaults() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, value in _stated(lune_document.load()):
        found[name] = found.get(name, frozenset()) | {value}
    return found


def _stated(node: JSON, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every default below `node`, which a schema or a list has under `name`."""
    if isinstance(node, dict):
        if _KEYWORD in node:
            # A parameter has its name inside, a property stands under its own.
            yield str(node.get("name", name)), str(node[_KEYWORD])
        for key, value in node.items():
            yield from _stated(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _stated(value, name)

"""The OpenAPI document of the Lune API, as data.

`text()` is the hand-written YAML, comments included. `load()` is the same document compiled to
JSON at regeneration, because parsing JSON takes a hundredth of the time.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias, cast

__all__ = ["JSON", "load", "text"]

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"

_PACKAGE = files(__name__)


def text() -> str:
    """Return `openapi.yaml` as it was written."""
    packaged = _PACKAGE / "openapi.yaml"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    # A checkout keeps the one copy at its top level; only the wheel carries it in the package.
    return Path(__file__).parents[2].joinpath("openapi.yaml").read_text(encoding="utf-8")


@cache
def load() -> dict[str, JSON]:
    """Return the compiled document. The object is shared: do not change it."""
    compiled = (_PACKAGE / "openapi.json").read_text(encoding="utf-8")
    return cast("dict[str, JSON]", json.loads(compiled))

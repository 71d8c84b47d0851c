"""JSON for people to read."""

from __future__ import annotations

import json
import re

__all__ = ["indented"]

_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,"\s]+')
_OPENING = frozenset("{[")
_CLOSING = frozenset("}]")
_STEP = "  "


def indented(value: object) -> str:
    """Return JSON with a line for each value, and what is no JSON as it is.

    A text keeps its numbers and strings to the letter: people look here for what was sent.

    Args:
        value: JSON as bytes or text, or a value to be written as JSON.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, indent=2)
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return value
    return _laid_out(value)


def _laid_out(text: str) -> str:
    parts: list[str] = []
    depth = 0
    before = ""
    for part in _PART.findall(text):
        if part in _CLOSING:
            depth -= 1
        is_first = before in _OPENING
        if (is_first or before == "," or part in _CLOSING) and not (is_first and part in _CLOSING):
            parts.append("\n" + _STEP * depth)
        parts.append(": " if part == ":" else part)
        if part in _OPENING:
            depth += 1
        before = part
    return "".join(parts)

"""Docstrings made of the words of the document."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from openapi_python_client import strings

from .bounds import in_words
from .shapes import Field, Nullable, Shape

# The classes of the client by status; it takes StatusError for the rest.
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "413": "PayloadTooLargeError",
    "415": "UnsupportedMediaTypeError",
    "429": "RateLimitError",
}
_WIDTH = 88
_ONE_LINE = 80


def flat(text: object) -> str:
    """Text of the document without its line breaks."""
    return " ".join(str(text).split())


def sentence(text: str) -> str:
    """The text with a full stop."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def wrap(text: str, indent: str = "", hanging: str | None = None, width: int = _WIDTH) -> list[str]:
    """Lines of text."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def entry(name: str, text: str) -> list[str]:
    """An entry of a list of arguments, attributes or errors."""
    return wrap(f"{name}: {text or 'not described.'}", "    ", "        ")


def error_name(status: str) -> str:
    """The class of ``lune_client.errors`` that stands for a status."""
    return "ServerError" if status.startswith("5") else _ERRORS.get(status, "StatusError")


def described(field: Field) -> str:
    """The description of a field, with the bounds that are checked."""
    limits = ", ".join(in_words(_innermost(field.shape).bounds))
    text = sentence(field.description) if field.description else ""
    return f"{text} ({limits})".strip() if limits else text


def _innermost(shape: Shape) -> Shape:
    return shape.inner if isinstance(shape, Nullable) else shape


def as_docstring(lines: Iterable[str]) -> str:
    """The lines as the inside of a docstring."""
    return strings.safe_for_docstring("\n".join(lines).strip())


def one_line(text: str, default: str = "") -> str:
    """A short text of the document inside a docstring."""
    return as_docstring(wrap(sentence(flat(text or default)), width=_ONE_LINE))


def object_docstring(component: str, description: str, fields: Iterable[Field]) -> str:
    """The docstring of a model."""
    lines = wrap(sentence(description or component))
    lines += ["", f"Schema ``{component}`` of the API document."]
    entries = [line for f in fields for line in entry(f.python_name, described(f))]
    return as_docstring([*lines, "", "Attributes:", *entries] if entries else lines)

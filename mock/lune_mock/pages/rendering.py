"""From a template and its values to an answer, and the files that pages are made with."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock.amounts import text
from lune_mock.answers import Answer
from lune_mock.pages.amounts import decimals, money
from lune_mock.pages.estimated import moment_of, subject_of
from lune_mock.pages.json_text import indented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment

__all__ = ["PROTECTION", "asset", "error_page", "page", "redirect"]

PROTECTION: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        # With no referrer at all, a browser would not say where a form was sent from either.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
)
"""The headers of everything that a browser is given."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src {images}; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pages.css": "text/css; charset=utf-8",
        "pages.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
        "reference.css": "text/css; charset=utf-8",
        "reference.js": "text/javascript; charset=utf-8",
    }
)
_FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "decimals": decimals,
        "indented": indented,
        "moment_of": moment_of,
        "money": money,
        "plain": text,
        "subject_of": subject_of,
    }
)
"""What templates have beside what Jinja brings."""


def page(
    template: str,
    values: Mapping[str, object],
    *,
    status: int = HTTPStatus.OK,
    images: str = "'self'",
) -> Answer:
    """Return a page.

    Args:
        template: its file in templates/.
        values: what the template shows.
        status: the HTTP status.
        images: where it may have images from, as the policy of a page names that.
    """
    fields = {
        **PROTECTION,
        "Content-Security-Policy": _POLICY.format(images=images),
        "Content-Type": "text/html; charset=utf-8",
    }
    content = _environment().get_template(template).render(values)
    return Answer(status, MappingProxyType(fields), content.encode("utf-8", "replace"))


def error_page(status: int, message: str) -> Answer:
    """Return a page that says why there is none.

    Args:
        status: the HTTP status.
        message: what happened, without a full stop.
    """
    title = HTTPStatus(status).phrase
    return page("error.html", {"title": title, "message": message}, status=status)


def redirect(target: str) -> Answer:
    """Return the answer to a form: another page, which is not sent again when it is reloaded."""
    return Answer(HTTPStatus.SEE_OTHER, MappingProxyType({**PROTECTION, "Location": target}), b"")


def asset(name: str) -> Answer | None:
    """Return a file of assets/, None where there is none."""
    media_type = _MEDIA_TYPES.get(name)
    if media_type is None:
        return None
    fields = {**PROTECTION, "Content-Type": media_type}
    return Answer(HTTPStatus.OK, MappingProxyType(fields), _content(name))


@cache
def _content(name: str) -> bytes:
    return (files("lune_mock.pages") / "assets" / name).read_bytes()


@cache
def _environment() -> Environment:
    # Most sandboxes live in tests, where nobody looks at a page.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("lune_mock.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    return environment

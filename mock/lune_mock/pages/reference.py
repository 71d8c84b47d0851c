"""The reference: the documents of the API and of the control, with every request to be tried."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import lune_document
from lune_mock.answers import Answer
from lune_mock.hosts import check_host
from lune_mock.json_values import encode
from lune_mock.operations import contract
from lune_mock.pages.rendering import PROTECTION, error_page, page
from lune_mock.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from lune_document import JSON
    from lune_mock.requests import Headers
    from lune_mock.state import State

__all__ = ["Reference"]

_PATH = "/docs"
_DOCUMENT = f"{_PATH}/openapi.json"
_PAGES: Mapping[str, str] = MappingProxyType(
    {_PATH: _DOCUMENT, f"{_PATH}/control": "/_mock/openapi.json"}
)
"""The document that each page shows."""
_BUNDLE: Mapping[str, str] = MappingProxyType(
    {
        f"{_PATH}/swagger-ui.css": "text/css; charset=utf-8",
        f"{_PATH}/swagger-ui-bundle.js": "text/javascript; charset=utf-8",
        f"{_PATH}/swagger-ui-bundle.js.LICENSE.txt": "text/plain; charset=utf-8",
        f"{_PATH}/LICENSE": "text/plain; charset=utf-8",
        f"{_PATH}/NOTICE": "text/plain; charset=utf-8",
    }
)
"""The files of Swagger UI, which hatch_build.py fetched, by their media types."""


class Reference:
    """What `lune-mock` has under the path /docs.

    It only reads. What is tried on it goes to the API and to the control like any other request.

    Args:
        state: of the sandbox that its requests go to.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def has(self, path: str) -> bool:
        """Return whether `path` belongs to it."""
        return f"{path}/".startswith(f"{_PATH}/")

    def handle(self, method: str, path: str, headers: Headers) -> Answer:
        """Answer a request."""
        try:
            check_host(headers.get("host"), self._state.beginning.base_url)
        except Refusal as refusal:
            return error_page(refusal.status, refusal.message)
        if method != "GET":
            return error_page(405, f"the reference takes GET, not {method[:40]}")
        if path in _PAGES:
            return self._page(path)
        if path == _DOCUMENT:
            return _found("application/json", _document())
        if path in _BUNDLE and _is_there():
            return _found(_BUNDLE[path], _file(path.removeprefix(f"{_PATH}/")).read_bytes())
        return error_page(404, f"the reference has no {path[:200]!r}")

    def _page(self, path: str) -> Answer:
        with self._state.turn() as world:
            api_key = world.organisations.default.api_key
        values = {
            "here": "reference",
            "path": path,
            "document": _PAGES[path],
            "api_key": api_key,
            "is_there": _is_there(),
        }
        # The stylesheet of Swagger UI carries its images with it.
        return page("reference.html", values, images="'self' data:")


def _found(media_type: str, content: bytes) -> Answer:
    fields = {**PROTECTION, "Content-Type": media_type}
    return Answer(HTTPStatus.OK, MappingProxyType(fields), content)


@cache
def _document() -> bytes:
    """Return the document of the API with the sandbox that serves it as its server."""
    # Relative: a sandbox has more than one name, and a page may call none but its own.
    servers: JSON = [{"url": contract().base_path, "description": "This sandbox"}]
    return encode(_shown({**lune_document.load(), "servers": servers}))


def _shown(value: JSON) -> JSON:
    """Return a part of the document as Swagger UI needs it to show what it says."""
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if not isinstance(value, dict):
        return value
    shown = {name: _shown(each) for name, each in value.items()}
    if shown.get("in") == "header":
        # It would be sent unless somebody removes it, and no sandbox has that account.
        shown.pop("example", None)
    if {"$ref", "properties"} <= shown.keys():
        # Of a schema that adds properties to another, only those would be shown.
        return {"allOf": [{"$ref": shown.pop("$ref")}, shown]}
    return shown


def _is_there() -> bool:
    return _file("VERSION").is_file()


def _file(name: str) -> Traversable:
    return files("lune_mock.pages") / "swagger" / name

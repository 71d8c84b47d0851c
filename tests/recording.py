"""Every request that the client sends in a test is held against the document, by another reader.

A test that has the client send on purpose what the document refuses says so with the marker
`sends_undocumented`, and its reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from lune_client import _http
from lune_contract.document import BASE_PATH, found, path_values

_build = _http._build


@pytest.fixture(autouse=True)
def documented_requests(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """Record what the client sends in this test, and fail it if the document refuses a request."""
    problems: list[str] = []

    def recorded(client: Any, sent: _http.Request, extensions: Any) -> Any:
        problems.extend(_problems(sent.method, sent.url, tuple(sent.query.items()), sent.body))
        return _build(client, sent, extensions)

    monkeypatch.setattr(_http, "_build", recorded)
    yield problems
    marker = request.node.get_closest_marker("sends_undocumented")
    if marker is None and problems:
        pytest.fail("\n".join(("the document refuses what was sent:", *problems)), pytrace=False)


@lru_cache(maxsize=10_000)
def _problems(
    method: str, url: str, query: tuple[tuple[str, str], ...], body: bytes | None
) -> list[str]:
    path = urlsplit(url).path
    target = path[path.index(BASE_PATH) + len(BASE_PATH) :] if BASE_PATH in path else path
    operation = found(method, target)
    if operation is None:
        return [f"{method} {target}: there is no such operation"]
    places = [("query", name, value) for name, value in query]
    places += [("path", name, value) for name, value in path_values(operation, target).items()]
    problems = [
        operation.parameter_problem(place, name, value)
        if (place, name) in operation.parameters
        else f"there is no {place} parameter {name}"
        for place, name, value in places
    ]
    if operation.has_body:
        problems.append(operation.body_problem(json.loads(body or b"null")))
    elif body:
        problems.append(f"it takes no body: {body[:100]!r}")
    where = f"{operation.id} {quote(target)}"
    return [f"{where}: {problem}" for problem in problems if problem is not None]

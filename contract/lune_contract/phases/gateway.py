"""The application that schemathesis sends to: it passes each request on through the session."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from http.client import responses
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

import lune_document
from lune_contract.document import BASE_PATH, found
from lune_contract.document import operation as named
from lune_contract.exchange import API_KEY, Exchange, Request
from lune_contract.session import LimitReachedError
from lune_contract.target import TargetError
from lune_contract.validity import problems

if TYPE_CHECKING:
    from lune_contract.document import Operation
    from lune_contract.phases.repair import Repair
    from lune_contract.session import Session

__all__ = ["CASE_HEADER", "DOCUMENT_PATH", "Gateway"]

CASE_HEADER: Final = "X-Schemathesis-TestCaseId"
DOCUMENT_PATH: Final = "/openapi.json"

_CASE: Final = f"HTTP_{CASE_HEADER.upper().replace('-', '_')}"
# What a client adds on its own; it says nothing, and none of it is kept.
_OWN: Final = frozenset({"Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"})
_MULTIPART: Final = "multipart/form-data"
# After so many requests in a row without an answer the target may be gone.
_SILENT: Final = 10
_HARMLESS: Final = Request("GET", "/orders?limit=1", {"Authorization": f"Bearer {API_KEY}"})

# What WSGI itself leaves open.
_Environ: TypeAlias = Mapping[str, Any]
_Start: TypeAlias = Callable[[str, list[tuple[str, str]]], object]


class ForbiddenError(Exception):
    """A request that may not be sent."""


class Gateway:
    """A WSGI application in front of a session.

    Args:
        session: the way to the target.
        repair: puts valid requests right.
        forbidden: operations of which no valid request may be sent.

    Attributes:
        exchanges: by the case of schemathesis that they belong to.
        refused: how valid requests were answered that were not carried out, by operation: error
            code or status.
        silence: what there was no answer to, by operation.
        broken_off: why nothing more is sent.
        stop: is called as soon as nothing more is sent.
    """

    def __init__(self, session: Session, repair: Repair, forbidden: Collection[str]) -> None:
        self.exchanges: dict[str, Exchange] = {}
        self.refused: dict[str, Counter[str]] = defaultdict(Counter)
        self.silence: dict[str, TargetError] = {}
        self.broken_off: LimitReachedError | TargetError | None = None
        self.stop: Callable[[], None] = _nothing
        self._session = session
        self._repair = repair
        self._forbidden = forbidden
        self._silent = 0
        # What there was no answer to of late, and what was noted for the operation before.
        self._since: list[tuple[str, TargetError | None, TargetError]] = []

    def __call__(self, environ: _Environ, start: _Start) -> Iterable[bytes]:
        """Answer a request of schemathesis as the target does."""
        if environ["PATH_INFO"] == DOCUMENT_PATH:
            start("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(lune_document.load()).encode()]
        try:
            exchange = self._sent(_request(environ))
        except TargetError:
            if self.broken_off is not None:
                raise
            # It is noted, and no exchange is kept: schemathesis has nothing to look into.
            start("503 No Answer", [])
            return []
        self.exchanges[environ[_CASE]] = exchange
        status = exchange.answer.status
        start(f"{status} {responses.get(status, 'Unknown')}", list(exchange.answer.headers.items()))
        return [exchange.answer.body]

    def _sent(self, request: Request) -> Exchange:
        if self.broken_off is not None:
            raise self.broken_off
        operation = found(request.method, request.target)
        is_valid = False
        if operation is not None:
            request = self._repair.headers(request, operation)
            is_valid = problems(request, operation) == []
            if operation.id in self._forbidden:
                raise ForbiddenError
            if is_valid:
                request = self._repair.repaired(request, operation)
        try:
            exchange = self._session.send(request)
        except LimitReachedError as error:
            self._break_off(error)
            raise
        except TargetError as error:
            self._note_silence(request, operation, error)
            raise
        self._silent = 0
        self._since.clear()
        if is_valid:
            self._count(exchange)
            self._repair.learn(exchange)
        return exchange

    def _note_silence(
        self, request: Request, operation: Operation | None, error: TargetError
    ) -> None:
        name = operation.id if operation is not None else f"{request.method} {request.target}"
        self._since.append((name, self.silence.get(name), error))
        self.silence.setdefault(name, error)
        self._silent += 1
        if self._silent % _SILENT == 0:
            self._look_for_life()

    def _look_for_life(self) -> None:
        """Ask for what every target has: one request may be unanswered however often it is sent."""
        asked = self._repair.headers(_HARMLESS, named("listOrders"))
        try:
            self._session.send(asked)
        except TargetError as error:
            self._keep_the_last_straw()
            self._break_off(error)
        except LimitReachedError as error:
            self._break_off(error)

    def _keep_the_last_straw(self) -> None:
        """Of requests since the target went, note what brought it down: the others say nothing.

        If not even the first of them reached it, it was none of them.
        """
        for name, known, _ in reversed(self._since):
            if known is None:
                self.silence.pop(name, None)
        name, _, first = self._since[0]
        if first.reached:
            self.silence[name] = first

    def _break_off(self, error: LimitReachedError | TargetError) -> None:
        self.broken_off = error
        self.stop()

    def _count(self, exchange: Exchange) -> None:
        name = exchange.operation_id
        self._session.valid[name] += 1
        answer = exchange.answer
        if answer.is_success and (answer.has_content or not answer.body):
            self._session.accepted[name] += 1
        else:
            self.refused[name][_refusal(exchange)] += 1


def _nothing() -> None:
    """Do nothing: there is nothing to stop yet."""


def _request(environ: _Environ) -> Request:
    # As it was sent: PATH_INFO is decoded.
    path = urlsplit(str(environ["REQUEST_URI"])).path.removeprefix(BASE_PATH)
    query = str(environ["QUERY_STRING"])
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").title(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and name != _CASE
    }
    headers = {name: value for name, value in headers.items() if name not in _OWN}
    media_type = str(environ.get("CONTENT_TYPE") or "")
    body: bytes = environ["wsgi.input"].read()
    if media_type.startswith(_MULTIPART) and "boundary" in media_type:
        # Where schemathesis wants no boundary, so that the header is malformed, werkzeug makes a
        # form of nothing and draws a boundary.
        media_type, body = _MULTIPART, b""
    if media_type:
        headers["Content-Type"] = media_type
    return Request(environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, headers, body)


def _refusal(exchange: Exchange) -> str:
    try:
        match exchange.answer.json:
            case {"error": {"error_code": str(code)}}:
                return code
            case _:
                pass
    except ValueError:
        pass
    return str(exchange.answer.status)

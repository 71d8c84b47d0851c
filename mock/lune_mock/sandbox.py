"""The sandbox: the API of the document in memory, without I/O."""

from __future__ import annotations

import hmac
import logging
import re
import threading
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock.accounts import Account, Accounts
from lune_mock.calls import Call, Reply, World
from lune_mock.catalogue import Catalogue
from lune_mock.clock import Clock, system_clock
from lune_mock.handlers import HANDLERS
from lune_mock.ids import Ids
from lune_mock.json_values import encode, optional_text
from lune_mock.operations import contract
from lune_mock.refusals import Refusal, error_body
from lune_mock.requests import Headers, read_body, read_parameters
from lune_mock.routing import MethodNotAllowedError, PathNotFoundError, Router
from lune_mock.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lune_document import JSON
    from lune_mock.operations import Contract, Operation

__all__ = ["Answer", "Sandbox"]

_LOG = logging.getLogger("lune_mock")

_API_KEY = "sandbox-test-key"
# RFC 9112, 3.2.2: a server takes a target with scheme and authority, too.
_AUTHORITY = re.compile(r"https?://[^/?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Sandbox:
    """A stand-in for the Lune API that keeps its rules and its state, and charges nobody.

    It takes what came over the wire and returns what goes back, so it runs behind any server or
    inside a test. It can be called from several threads; one request is carried out at a time.

    Args:
        seed: the same seed makes the same ids.
        clock: the time it goes by, with a time zone; the present by default.

    Example:
        >>> sandbox = Sandbox()
        >>> answer = sandbox.handle(
        ...     "GET", "/v1/orders", {"Authorization": f"Bearer {sandbox.api_key}"}, b""
        ... )
        >>> answer.status, answer.body
        (200, b'{"has_more":false,"next_cursor":null,"data":[]}')
    """

    def __init__(self, *, seed: int = 0, clock: Clock = system_clock) -> None:
        self._contract = contract()
        self._router = _router()
        self._lock = threading.Lock()
        self._world = World(Accounts(), Catalogue(), clock, Ids(seed), Store())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self._contract.operations)} operations>"

    @property
    def api_key(self) -> str:
        """The key that the sandbox accepts. It is made up and no secret."""
        return _API_KEY

    @property
    def base_path(self) -> str:
        """The path that all operations stand under, `/v1`."""
        return self._contract.base_path

    @property
    def account(self) -> Account:
        """The default account, in US dollars."""
        return self._world.accounts.default

    @property
    def client_accounts(self) -> tuple[Account, ...]:
        """The client accounts, those created on the way included."""
        with self._lock:
            return self._world.accounts.clients

    @property
    def bundle_ids(self) -> tuple[str, ...]:
        """The ids of the bundles on sale."""
        return self._world.catalogue.ids

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Operations of the document that the sandbox answers 501, as it has no rules for them."""
        return tuple(
            sorted(each.id for each in self._contract.operations if each.id not in HANDLERS)
        )

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request.

        Args:
            method: the HTTP method.
            target: path and query as they came over the wire, not decoded: `/v1/orders?limit=5`.
            headers: the request headers.
            body: the request body.
        """
        with self._lock:
            try:
                return self._handle(method, target, Headers(headers), body)
            except Exception:  # noqa: BLE001 - a fault of the sandbox is an answer, too
                _LOG.exception("%s %s failed", method, target.partition("?")[0])
                return self._plain(500, "The sandbox failed; its log says why.")

    def _handle(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        absolute = _AUTHORITY.match(target)
        path, _, query = target[absolute.end() if absolute else 0 :].partition("?")
        try:
            operation, values = self._router.find(method.upper(), path)
        except PathNotFoundError:
            return self._plain(404, f"The document has no path {path[:200]}")
        except MethodNotAllowedError as error:
            return self._method_not_allowed(error.operations, headers)
        try:
            call = self._call(operation, values, query, headers, body)
            handler = HANDLERS.get(operation.id)
            if handler is None:
                return self._plain(501, f"The sandbox has no rules for {operation.id} yet")
            reply = handler(call)
        except Refusal as refusal:
            return self._refused(operation, refusal)
        return self._answer(operation, reply)

    def _method_not_allowed(self, others: Sequence[Operation], headers: Headers) -> Answer:
        """Return what another method of a known path gets; without the key, not even that."""
        if all(each.needs_key for each in others):
            try:
                _authenticate(headers.get("authorization"))
            except Refusal as refusal:
                return self._refused(others[0], refusal)
        allowed = ", ".join(each.method for each in others)
        return self._plain(405, f"This path takes {allowed} only", {"Allow": allowed})

    def _call(
        self,
        operation: Operation,
        path: Mapping[str, str],
        query: str,
        headers: Headers,
        body: bytes,
    ) -> Call:
        if operation.needs_key:
            _authenticate(headers.get("authorization"))
        parameters = read_parameters(operation, path, query, headers)
        version = optional_text(parameters["header"].get("Lune-Version"))
        if version not in {None, self._contract.version}:
            raise Refusal(
                400,
                "api_version_invalid",
                f"Lune-Version is {version}; the only one is {self._contract.version}",
            )
        account = self._account(optional_text(parameters["header"].get("Lune-Account")))
        return Call(
            world=self._world,
            account=account,
            operation_id=operation.id,
            path=parameters["path"],
            query=parameters["query"],
            body=read_body(operation, headers, body),
        )

    def _account(self, id_: str | None) -> Account:
        if id_ is None:
            return self._world.accounts.default
        account = self._world.accounts.get(id_)
        if account is None:
            raise Refusal(
                401,
                "invalid_selected_account_id",
                f"Lune-Account: this key has no account {id_[:80]!r}",
            )
        return account

    def _refused(self, operation: Operation, refusal: Refusal) -> Answer:
        declared = operation.answers.get(refusal.status)
        if declared is None or (declared.schemas and refusal.code is None):
            # The document is silent, as it is about a malformed header of some operations: such
            # an answer has no documented body, but the status is right and the text helps.
            return self._plain(refusal.status, refusal.message)
        if not declared.schemas:
            return self._answer(operation, Reply(refusal.status))
        body = error_body(refusal.code or "", refusal.message)
        return self._answer(operation, Reply(refusal.status, body))

    def _answer(self, operation: Operation, reply: Reply) -> Answer:
        """Return the answer, which has to satisfy the document like every request."""
        problem, media_type = _violation(operation, reply)
        if problem is not None:
            _LOG.error(
                "%s would answer %d against the document: %s", operation.id, reply.status, problem
            )
            return self._plain(500, f"The sandbox broke the document: {problem}")
        headers = self._headers()
        if media_type is None:
            return Answer(reply.status, MappingProxyType(headers), b"")
        headers["Content-Type"] = media_type
        return Answer(reply.status, MappingProxyType(headers), encode(reply.body))

    def _plain(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return an answer that the document does not declare, as text for people."""
        reason = HTTPStatus(status).phrase
        body = f"{reason}. {text}\n" if text else f"{reason}\n"
        fields = {**self._headers(), "Content-Type": "text/plain; charset=utf-8", **(headers or {})}
        return Answer(status, MappingProxyType(fields), body.encode("utf-8", "replace"))

    def _headers(self) -> dict[str, str]:
        return {"Lune-Version": self._contract.version, "CF-Ray": self._world.ids.ray()}


@cache
def _router() -> Router:
    document: Contract = contract()
    return Router(document.base_path, document.operations)


def _authenticate(authorization: str | None) -> None:
    scheme, _, key = (authorization or "").partition(" ")
    is_right = hmac.compare_digest(key.strip().encode(), _API_KEY.encode())
    if scheme.lower() != "bearer" or not is_right:
        what = "missing" if authorization is None else "wrong"
        raise Refusal(
            401,
            "unauthorised",
            f"The API key is {what}; send Authorization: Bearer and the key of the sandbox",
        )


def _violation(operation: Operation, reply: Reply) -> tuple[str | None, str | None]:
    """Return what is wrong with a reply, and its media type; None for a reply without a body."""
    declared = operation.answers.get(reply.status)
    if declared is None:
        return "the status is not declared", None
    if not declared.schemas:
        return (None, None) if reply.body is None else ("no body is declared", None)
    media_type, schema = next(iter(declared.schemas.items()))
    body: JSON = reply.body
    return schema.problem(body, ""), media_type

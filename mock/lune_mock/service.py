"""The API of the document: from a request to its answer, by the rules of a world."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock import certificates
from lune_mock.answers import Answer
from lune_mock.calls import Call, Reply
from lune_mock.faults import UnfitFaultError
from lune_mock.handlers import HANDLERS
from lune_mock.json_values import optional_text, parse
from lune_mock.life import settle
from lune_mock.operations import contract
from lune_mock.refusals import Refusal, error_body
from lune_mock.requests import read_body, read_parameters
from lune_mock.routing import MethodNotAllowedError, PathNotFoundError, Router
from lune_mock.wire import BrokenDocumentError, plain, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lune_mock.accounts import Account
    from lune_mock.faults import Fault
    from lune_mock.operations import Operation
    from lune_mock.organisations import Organisation
    from lune_mock.rate_limit import RateLimit
    from lune_mock.requests import Headers
    from lune_mock.state import NotKeptError
    from lune_mock.world import World

__all__ = ["Visit", "answer", "not_kept", "unanswered"]

_LOG = logging.getLogger("lune_mock")

_RAY = "CF-Ray"


@dataclass(slots=True, kw_only=True)
class Visit:
    """A request, and what is found out about it on its way."""

    world: World
    rate_limit: RateLimit
    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    operation: Operation | None = None
    organisation: Organisation | None = None
    account: Account | None = None
    version: str | None = None
    """What the request asks for, once that is known to exist."""
    problem: str | None = None
    """Why it is refused, or answered with nothing."""
    fault_id: str | None = None
    failed: bool = False
    """Whether the sandbox could not do as it should; what is sent may hide that."""


def unanswered() -> tuple[str, ...]:
    """Return the operations of the document that have no rules yet."""
    return tuple(sorted(each.id for each in contract().operations if each.id not in HANDLERS))


def answer(visit: Visit) -> Answer:
    """Return the answer to `visit`, and note on it what is found out."""
    try:
        return _answer(visit)
    except Exception:  # noqa: BLE001 - a fault of the sandbox is an answer, too
        _LOG.exception("%s %s failed", visit.method, visit.path)
        return _failed(visit, "The sandbox failed; its log says why.")


def not_kept(visit: Visit, error: NotKeptError) -> Answer:
    """Return the answer to `visit` where what it changed is undone."""
    return _failed(visit, f"Nothing has changed, as {error}.")


def _answer(visit: Visit) -> Answer:
    settle(visit.world)
    try:
        visit.operation, path = _router().find(visit.method, visit.path)
    except PathNotFoundError:
        return _beside_the_document(visit)
    except MethodNotAllowedError as error:
        return _method_not_allowed(visit, error.operations)
    operation = visit.operation

    def carry_out() -> Answer:
        return _carry_out(visit, operation, path)

    fault = visit.world.faults.pick(operation, visit.world.dice)
    if fault is None:
        return carry_out()
    try:
        spoilt = fault.apply(carry_out)
        if fault.kind == "violation":
            _check_violation(fault, operation, spoilt)
    except UnfitFaultError as error:
        # What has no such field may be the answer of a failure, which says more.
        return _failed(visit, (visit.failed and visit.problem) or str(error))
    visit.fault_id = fault.id
    # Whatever goes wrong behind it, the network in front of the service numbers its requests.
    headers = {_RAY: visit.world.ids.ray(), **spoilt.headers}
    return replace(spoilt, headers=MappingProxyType(headers))


def _check_violation(fault: Fault, operation: Operation, answer: Answer) -> None:
    for schema in operation.answers[answer.status].schemas.values():
        if schema.problem(parse(answer.body), "") is None:
            message = (
                f"{fault.id} violates nothing: with its {fault.field}, an answer of status"
                f" {answer.status} satisfies the document all the same; take another field or"
                " violation"
            )
            raise UnfitFaultError(message)


def _carry_out(visit: Visit, operation: Operation, path: Mapping[str, str]) -> Answer:
    try:
        call = _call(visit, operation, path)
        handler = HANDLERS.get(operation.id)
        if handler is None:
            return _plain(visit, 501, f"The sandbox has no rules for {operation.id} yet")
        reply = handler(call)
        visit.problem = reply.problem
        return _written(visit, operation, reply)
    except Refusal as refusal:
        return _refused(visit, operation, refusal)


def _beside_the_document(visit: Visit) -> Answer:
    """Return a certificate, whose address is no operation; there is nothing else."""
    order_id = certificates.order_id(visit.path)
    if order_id is None:
        return _plain(visit, 404, _no_path(visit))
    if visit.method != "GET":
        return _plain(visit, 405, "This path takes GET only", {"Allow": "GET"})
    try:
        organisation = _admit(visit)
    except Refusal as refusal:
        return _plain(visit, refusal.status, refusal.message)
    pdf = certificates.pdf(visit.world, organisation.accounts, order_id)
    if pdf is None:
        return _plain(visit, 404, f"There is no certificate of an order {order_id[:80]!r}")
    headers = {**_headers(visit), "Content-Type": "application/pdf"}
    return Answer(200, MappingProxyType(headers), pdf)


def _no_path(visit: Visit) -> str:
    text = f"The document has no path {visit.path[:200]}"
    base_path = contract().base_path
    try:
        _router().find(visit.method, f"{base_path}{visit.path}")
    except PathNotFoundError:
        return text
    except MethodNotAllowedError:
        # The path is there, which is what was missed.
        pass
    return f"{text}; the API is under {base_path}"


def _method_not_allowed(visit: Visit, others: Sequence[Operation]) -> Answer:
    """Return what another method of a known path gets; without the key, not even that."""
    if all(each.needs_key for each in others):
        try:
            _admit(visit)
        except Refusal as refusal:
            return _refused(visit, others[0], refusal)
    allowed = ", ".join(each.method for each in others)
    return _plain(visit, 405, f"This path takes {allowed} only", {"Allow": allowed})


def _call(visit: Visit, operation: Operation, path: Mapping[str, str]) -> Call:
    # An operation without a key, should the document get one, belongs to the first organisation.
    if operation.needs_key:
        organisation = _admit(visit)
    else:
        organisation = visit.organisation = visit.world.organisations.default
    parameters = read_parameters(operation, path, visit.query, visit.headers)
    _settle_version(visit, organisation, optional_text(parameters["header"].get("Lune-Version")))
    visit.account = _account(organisation, optional_text(parameters["header"].get("Lune-Account")))
    return Call(
        world=visit.world,
        organisation=organisation,
        account=visit.account,
        operation_id=operation.id,
        path=parameters["path"],
        query=parameters["query"],
        body=read_body(operation, visit.headers, visit.body),
    )


def _admit(visit: Visit) -> Organisation:
    """Return the organisation of the key, which has not used up its requests."""
    authorization = visit.headers.get("authorization")
    scheme, _, key = (authorization or "").partition(" ")
    organisation = visit.world.organisations.of_key(key.strip())
    if scheme.lower() != "bearer" or organisation is None:
        what = "The API key is wrong"
        if authorization is None:
            what = "The API key is missing"
        elif scheme.lower() != "bearer":
            what = "The header Authorization does not begin with Bearer"
        raise Refusal(
            401,
            "unauthorised",
            f"{what}; send Authorization: Bearer and the key of the sandbox",
        )
    visit.organisation = organisation
    limit = visit.world.settings.rate_limit
    if limit is not None and not visit.rate_limit.admit(organisation.id, limit):
        raise Refusal(429, message=f"More than {limit} requests in a second; wait, then repeat")
    return organisation


def _settle_version(visit: Visit, organisation: Organisation, asked: str | None) -> None:
    """Find out which version serves a request; the first one decides it for all that name none."""
    known = _versions(visit.world)
    if asked is not None and asked not in known:
        raise Refusal(
            400,
            "api_version_invalid",
            f"Lune-Version is {asked}; there is {', '.join(known)}",
        )
    visit.version = asked
    if organisation.pinned_version not in known:
        organisation.pinned_version = asked or known[-1]


def _versions(world: World) -> list[str]:
    """Return the versions of the API, oldest first: they are dates."""
    return sorted({contract().version, *world.settings.versions})


def _account(organisation: Organisation, id_: str | None) -> Account:
    if id_ is None:
        return organisation.accounts.default
    account = organisation.accounts.get(id_)
    if account is None:
        raise Refusal(
            401,
            "invalid_selected_account_id",
            f"Lune-Account: this key has no account {id_[:80]!r}",
        )
    return account


def _refused(visit: Visit, operation: Operation, refusal: Refusal) -> Answer:
    declared = operation.answers.get(refusal.status)
    if declared is None or (declared.schemas and refusal.code is None):
        # The document is silent, as it is about a malformed header of some operations: such
        # an answer has no documented body, but the status is right and the text helps.
        return _plain(visit, refusal.status, refusal.message)
    visit.problem = refusal.message or HTTPStatus(refusal.status).phrase
    body = error_body(refusal.code or "", refusal.message) if declared.schemas else None
    return _written(visit, operation, Reply(refusal.status, body))


def _written(visit: Visit, operation: Operation, reply: Reply) -> Answer:
    try:
        return written(operation, reply, _headers(visit))
    except BrokenDocumentError as error:
        _LOG.error("%s would answer %d against the document: %s", operation.id, reply.status, error)
        return _failed(visit, f"The sandbox broke the document: {error}")


def _failed(visit: Visit, text: str) -> Answer:
    visit.failed = True
    return _plain(visit, 500, text)


def _plain(
    visit: Visit, status: int, text: str, headers: Mapping[str, str] | None = None
) -> Answer:
    visit.problem = text or HTTPStatus(status).phrase
    return plain(status, text, {**_headers(visit), **(headers or {})})


def _headers(visit: Visit) -> dict[str, str]:
    known = _versions(visit.world)
    pinned = None if visit.organisation is None else visit.organisation.pinned_version
    version = visit.version or (pinned if pinned in known else known[-1])
    return {"Lune-Version": version, _RAY: visit.world.ids.ray()}


@cache
def _router() -> Router:
    document = contract()
    return Router(document.base_path, document.operations)

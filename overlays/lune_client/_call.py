"""One call without its I/O: operation to request, answer to result or error.

Both runtimes use these functions, so that sync and async cannot differ.
"""

from __future__ import annotations

import json
import re
from typing import TypeVar, cast

from lune_api import MAX_BODY_BYTES
from lune_api.errors import InvalidRequestError
from lune_api.reading import as_object
from lune_api.types import JSON, Operation, Unset
from lune_client._echo import Difference
from lune_client._http import Failure, Reply, Request
from lune_client._json import decode, decode_if_possible, encode
from lune_client._key import ApiKey
from lune_client._settings import Settings
from lune_client.errors import (
    CallError,
    ConnectionFailedError,
    DeadlineExceededError,
    MismatchError,
    ResponseError,
    StatusError,
    TimedOutError,
    class_for_status,
    one_line,
)

T = TypeVar("T")

_NO_CONTENT = 204
_LONGEST_PATH = 8000


def request_for(operation: Operation[T], settings: Settings) -> Request:
    """Return the request that carries an operation.

    Raises:
        InvalidRequestError: the body has no form in JSON or is larger than the API takes, or the
            path is longer than any server takes.
    """
    if len(operation.path) > _LONGEST_PATH:
        field = operation.template
        raise InvalidRequestError(field, operation.path[:100], "makes a URL that no server takes")
    if isinstance(operation.json, Unset):
        headers, body = settings.headers, None
    else:
        headers, body = settings.body_headers, encode(operation.json)
        if len(body) > MAX_BODY_BYTES:
            raise _too_large(operation.json, len(body))
    url = settings.base_url + operation.path
    return Request(operation.method, url, operation.query, headers, body)


def _too_large(body: JSON, size: int) -> InvalidRequestError:
    field, advice = "body", "shorten its texts"
    if isinstance(body, list):
        field, advice = "items", "send fewer in one call"
    problem = f"has {size} bytes as JSON, the API takes {MAX_BODY_BYTES}: {advice}"
    return InvalidRequestError(field, body, problem)


def result_of(operation: Operation[T], reply: Reply, key: ApiKey) -> tuple[T, JSON]:
    """Return what an answer holds, and the JSON data that it was read from.

    Raises:
        ResponseError: it is a success, but cannot be read.
        StatusError: it is no success.
    """
    if not reply.is_success:
        raise _status_error(operation, reply, key)
    if reply.cut_short is not None:
        kind = DeadlineExceededError if reply.cut_short.by_deadline else ResponseError
        raise _response_error(
            operation, reply, key, f"it broke off: {reply.cut_short.text}", kind=kind
        )
    if reply.status == _NO_CONTENT and operation.no_content:
        return cast("T", None), None  # such an operation's T includes None
    data: JSON = None
    try:
        data = decode(reply.body)
        return operation.parse(data), data
    except Exception:  # noqa: BLE001  # an answer of unknown shape fails in unknown ways
        data = None
    # Raised outside of the handler, without the data: a traceback with locals would show it.
    problem = key.redact(_problem(operation, key.redact_bytes(reply.body)))
    raise _response_error(operation, reply, key, problem)


def _problem(operation: Operation[T], body: bytes) -> str:
    """Say why an answer cannot be read; the key is hidden in it, as values are quoted cut."""
    try:
        operation.parse(decode(body))
    except Exception as error:  # noqa: BLE001  # as above
        return f"{type(error).__name__}: {error}"
    return "it repeats the API key where something else belongs"


def error_for(
    operation: Operation[T], failure: Failure, settings: Settings, key: ApiKey, *, was_sent: bool
) -> CallError:
    """Return the error for a call without an answer, of whose attempts this was the last."""
    kind: type[CallError] = ConnectionFailedError
    if failure.timed_out:
        kind = DeadlineExceededError if failure.by_deadline else TimedOutError
    fate = "the request may have arrived" if was_sent else "nothing was sent"
    return kind(
        f"no answer from {settings.server}, {fate} ({failure.text})",
        method=operation.method,
        path=key.redact(operation.path),
        idempotency_key=operation.idempotency_key,
    )


def mismatch_error(
    operation: Operation[T], reply: Reply, key: ApiKey, found: tuple[Difference, ...]
) -> MismatchError:
    """Return the error for an object that is not the one that was asked for."""
    described = "; ".join(str(each) for each in found)
    whose = "an idempotency key"
    if operation.idempotency_key is not None:
        whose = f"the idempotency key {operation.idempotency_key!r}"
    error = MismatchError(
        key.redact(f"{whose} belongs to something else: {described}"),
        method=operation.method,
        path=key.redact(operation.path),
        status=reply.status,
        request_id=request_id(reply, key),
        body=key.redact_bytes(reply.body),
        idempotency_key=operation.idempotency_key,
    )
    error.differences = tuple(
        Difference(each.field, _without(key, each.asked), _without(key, each.found))
        for each in found
    )
    return error


def _without(key: ApiKey, value: JSON) -> JSON:
    redacted: JSON = json.loads(key.redact(json.dumps(value, ensure_ascii=False)))
    return redacted


def error_code_in(body: JSON) -> str | None:
    """Return the error code that an answer, or a slot of a batch, states."""
    return _stated(body)[0]


def request_id(reply: Reply, key: ApiKey) -> str | None:
    """Return the id under which Lune's support finds the call."""
    stated = reply.headers.get("CF-Ray")
    return None if stated is None else one_line(key.redact(stated))


def _response_error(
    operation: Operation[T],
    reply: Reply,
    key: ApiKey,
    problem: str,
    *,
    kind: type[CallError] = ResponseError,
) -> CallError:
    return kind(
        f"the answer cannot be read ({one_line(problem)})",
        method=operation.method,
        path=key.redact(operation.path),
        status=reply.status,
        request_id=request_id(reply, key),
        body=key.redact_bytes(reply.body),
        idempotency_key=operation.idempotency_key,
    )


def _status_error(operation: Operation[T], reply: Reply, key: ApiKey) -> StatusError:
    body = key.redact_bytes(reply.body)
    code, message = _stated(decode_if_possible(body))
    # Once more: a key behind escapes shows only in the text that they stand for.
    words = key.redact(message or _described(reply, body))
    error = class_for_status(reply.status)(
        words,
        method=operation.method,
        path=key.redact(operation.path),
        status=reply.status,
        error_code=code,
        request_id=request_id(reply, key),
        body=body,
        idempotency_key=operation.idempotency_key,
    )
    if message is not None:
        error.fields = _fields(operation, words)
    return error


def _fields(operation: Operation[T], message: str) -> tuple[str, ...]:
    """Return the arguments that a message is about."""
    # Imported here because most programs see no error.
    from lune_client._fields import fields_in  # noqa: PLC0415  # see above

    in_path = re.findall(r"\{([^{}]+)\}", operation.template)
    try:
        return fields_in([message], operation.json, {*operation.query, *in_path})
    except Exception:  # noqa: BLE001  # whatever the message is, it must not hide the status
        return ()


def _stated(body: JSON) -> tuple[str | None, str | None]:
    """Return the error_code and message that an error body states, as far as it does."""
    # Imported here because models are loaded on first use, and most programs see no error.
    from lune_api.models import ErrorResponse  # noqa: PLC0415  # see above

    try:
        error = ErrorResponse.from_dict(as_object(body, "error body")).error
        stated = _text(error.error_code), _text(error.message)
    except Exception:  # noqa: BLE001  # whatever the body is, it must not hide the status
        return None, None
    return stated


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _described(reply: Reply, body: bytes) -> str:
    """Say what came in place of the API's error body."""
    location = reply.headers.get("Location")
    if location is not None:
        return f"redirect to {location}"
    if not body:
        return "no body"
    media_type = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type == "text/plain":
        return body.decode(errors="replace")
    cut_short = ", cut short" if reply.cut_short is not None else ""
    return f"a body of {len(body)} bytes, {media_type or 'of unknown type'}{cut_short}"

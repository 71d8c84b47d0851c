"""What can go wrong, as one small hierarchy.

    LuneError                       everything this library raises on purpose
    |- InvalidRequestError          an argument was refused before anything was sent
    |  `- WrongTypeError                it is of the wrong type, such as a float for an amount
    |- MalformedValueError          a list has no end: its cursor comes again
    |- ConfigurationError           the client cannot be made, or used, like this
    `- CallError                    a call was tried and has no usable result
       |- ConnectionFailedError     no complete answer: refused, reset, closed
       |- TimedOutError             no complete answer in time
       |  `- DeadlineExceededError     none before the deadline of the whole call
       |- ResponseError             the API accepted the call, its answer cannot be read
       |- MismatchError             the idempotency key belongs to something else
       `- StatusError               the API answered with another status than 2xx
          |- BadRequestError            400
          |- AuthenticationError        401
          |- PermissionDeniedError      403
          |- NotFoundError              404
          |- ConflictError              409
          |- PayloadTooLargeError       413
          |- UnsupportedMediaTypeError  415
          |- RateLimitError             429
          `- ServerError                500 to 599

Every `CallError` has the same attributes, can be pickled and copied, and its `str()` is one log
line that ends with what to do. No error shows the API key, also not where an answer repeats it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal, TypeAlias

from lune_api.errors import (
    InvalidRequestError,
    LuneError,
    MalformedValueError,
    WrongTypeError,
)

if TYPE_CHECKING:
    from lune_client._echo import Difference
    from lune_client.answers import Attempt

__all__ = [
    "AuthenticationError",
    "BadRequestError",
    "CallError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DeadlineExceededError",
    "InvalidRequestError",
    "LuneError",
    "MalformedValueError",
    "MismatchError",
    "NotFoundError",
    "Outcome",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseError",
    "ServerError",
    "StatusError",
    "TimedOutError",
    "UnsupportedMediaTypeError",
    "WrongTypeError",
]

Outcome: TypeAlias = Literal["not_sent", "refused", "unknown", "carried_out"]
"""What is known of a call's fate: nothing left this machine; the API refused it; it may have been
carried out; it was, but the answer cannot be used."""

_LONGEST_TEXT: Final = 300
_SHOWN_FIELDS: Final = 3
_NOT_IMPLEMENTED: Final = 501
_PASSING: Final = frozenset({429, *range(500, 600)})


class ConfigurationError(LuneError, ValueError):
    """The client cannot be made or used like this: key, address, account, version, timeout.

    The message says what to change. Nothing was sent.
    """


class CallError(LuneError):
    """A call was tried and has no usable result.

    Attributes:
        method: The HTTP method, such as "POST".
        path: The path under the base URL, such as "/orders/by-mass".
        message: What happened, in the words of the API where it gave some.
        status: The HTTP status, None if no answer arrived.
        error_code: The API's code for the fault, None if the answer has none. It is open: a code
            newer than this library is kept as it is.
        request_id: The answer's CF-Ray header, to quote to Lune's support; None without one.
        body: The answer as it arrived, empty if nothing did. An API key in it is replaced.
        idempotency_key: The key that the request carried, None if it carried none.
        idempotency_keys: The same for a batch, one for each item.
        outcome: What is known of the call's fate.
        attempts: Every request that the call took, look-ups included.
        settled_by: The method that looks the result up by its key, such as
            "orders.get_by_idempotency_key"; None if there is none.
    """

    _hint: ClassVar[str] = ""

    outcome: Outcome
    attempts: tuple[Attempt, ...]
    idempotency_keys: tuple[str, ...]
    settled_by: str | None

    def __init__(  # noqa: PLR0913  # all but the message by name
        self,
        message: str,
        *,
        method: str,
        path: str,
        status: int | None = None,
        error_code: str | None = None,
        request_id: str | None = None,
        body: bytes = b"",
        idempotency_key: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.method = method
        self.path = path
        self.status = status
        self.error_code = error_code
        self.request_id = request_id
        self.body = body
        self.idempotency_key = idempotency_key
        self.idempotency_keys = () if idempotency_key is None else (idempotency_key,)
        self.outcome = "unknown"
        self.attempts = ()
        self.settled_by = None

    def __str__(self) -> str:
        words = [f"{self.method} {self.path}:"]
        if self.status is not None:
            words.append(str(self.status))
        if self.error_code is not None:
            words.append(self.error_code)
        words.append(self.message)
        if self.request_id is not None:
            words.append(f"(request {self.request_id})")
        if len(self.attempts) > 1:
            words.append(f"after {len(self.attempts)} requests")
        line = one_line(" ".join(words))
        advice = self._settlement or self.hint
        return f"{line} - {advice}" if advice else line

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later; for a creation, under its idempotency key."""
        return self.status is None or self.status in _PASSING

    @property
    def _settlement(self) -> str:
        """The call that says whether a creation of unknown fate was carried out."""
        if self.outcome != "unknown" or self.settled_by is None or self.method == "GET":
            return ""
        key = repr(self.idempotency_keys[0]) if len(self.idempotency_keys) == 1 else "each key"
        return one_line(f"it may have been carried out: {self.settled_by}({key}) settles it")

    @property
    def hint(self) -> str:
        """What to do about it, in a few words; empty if there is nothing to say."""
        return self._hint

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call the class with `args` alone and miss the keyword arguments.
        return _restore, (type(self), self.args, self.__dict__)


class ConnectionFailedError(CallError):
    """No complete answer arrived: the connection was refused, reset or closed."""

    _hint = "check the network and the base URL"


class TimedOutError(CallError):
    """No complete answer arrived within the timeouts of the attempt."""

    _hint = "give the client a longer timeout"


class DeadlineExceededError(TimedOutError):
    """The deadline of the call came before its answer, or left no time to send at all."""

    _hint = "give the call a longer deadline"


class MismatchError(CallError):
    """The object under this idempotency key is not the one that was asked for.

    The key was used before for something else. `body` is the object that exists under it: look at
    it before anything is sent again.

    Attributes:
        differences: What was asked and what the object has, field by field.
    """

    _hint = "look at `body`, the object under this key; each creation needs a key of its own"

    differences: tuple[Difference, ...] = ()


class ResponseError(CallError):
    """The API accepted the call (2xx), but its answer cannot be read.

    What the call was to do has probably been done: look before sending it again. `body` holds
    what arrived and `idempotency_key` the key that finds the result.
    """

    @property
    def hint(self) -> str:
        """What to do about it, in a few words."""
        if self.method == "GET":
            return "it changed nothing and can be repeated"
        if self.idempotency_key is None:
            return "it was probably carried out: look before sending it again"
        return (
            "it was probably carried out: look it up by its idempotency key "
            f"{one_line(repr(self.idempotency_key))} before sending it again"
        )


class StatusError(CallError):
    """The API answered with a status other than 2xx that has no class of its own.

    Redirects end here: they are never followed, because the API key would travel along.

    Attributes:
        fields: The arguments that the message is about, as InvalidRequestError names them:
            "mass.amount", "items[3].merchant.country_code" in a batch. Empty if it names none in
            a way that is understood.
    """

    fields: tuple[str, ...] = ()

    @property
    def hint(self) -> str:
        """What to do about it, in a few words."""
        if self.status is not None and 300 <= self.status < 400:  # noqa: PLR2004  # redirects
            return "redirects are not followed, the API key would go along: check the base URL"
        return self._hint


class BadRequestError(StatusError):
    """400: the API refused the request; `error_code` and `message` say why."""

    @property
    def hint(self) -> str:
        """What to do about it, in a few words."""
        what = ", ".join(self.fields[:_SHOWN_FIELDS]) or "the request"
        return f"correct {one_line(what)}, repeating it will not help"


class AuthenticationError(StatusError):
    """401: the API key is missing or wrong, or does not fit the account."""

    _hint = "check the API key (argument api_key or LUNE_API_KEY) and that it is for this account"


class PermissionDeniedError(StatusError):
    """403: the API key is known but may not do this."""

    _hint = "check what this API key and account may do"


class NotFoundError(StatusError):
    """404: this account has nothing under this id or key."""

    _hint = "check the id or key, and that it belongs to this account"

    @property
    def hint(self) -> str:
        """What to do about it, in a few words."""
        # The API answers without a body, with its error body, or with the phrase of the status.
        words = self.body[:_LONGEST_TEXT].strip().lower()
        if self.error_code is None and words not in {b"", b"not found"}:
            return "check the base URL, this is not how the API answers; then the id or key"
        return self._hint


class ConflictError(StatusError):
    """409: the idempotency key was used before, or the object's state forbids this."""

    @property
    def hint(self) -> str:
        """What to do about it, in a few words."""
        if self.settled_by is not None:
            return f"look up what exists with {self.settled_by}"
        if self.idempotency_key is not None:
            return "the idempotency key is taken: use another for something new"
        return "look at what exists before sending it again"


class PayloadTooLargeError(StatusError):
    """413: the request is larger than the API accepts."""

    _hint = "send less in one call"


class UnsupportedMediaTypeError(StatusError):
    """415: the API did not see JSON."""

    _hint = "check that http_client or a proxy leaves the Content-Type header alone"


class RateLimitError(StatusError):
    """429: too many requests in a short time."""

    _hint = "wait, then send again more slowly"


class ServerError(StatusError):
    """500 to 599, those of the proxy before the API (520 to 527) included."""

    _hint = "try again later; repeat a creation only under its idempotency key"

    @property
    def hint(self) -> str:
        """What to do about it, in a few words."""
        if self.status == _NOT_IMPLEMENTED:
            return "this server does not implement the operation"
        return self._hint


_BY_STATUS: Final[dict[int, type[StatusError]]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    429: RateLimitError,
}


def class_for_status(status: int) -> type[StatusError]:
    """Return the class that stands for an HTTP status outside 2xx."""
    if 500 <= status < 600:  # noqa: PLR2004  # the definition of a server error
        return ServerError
    return _BY_STATUS.get(status, StatusError)


def one_line(text: str) -> str:
    """Return `text` without line breaks and control characters, cut to a readable length."""
    printable = "".join(mark if mark.isprintable() else " " for mark in text[: 2 * _LONGEST_TEXT])
    line = " ".join(printable.split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[: _LONGEST_TEXT - 3]}..."


def _restore(
    kind: type[CallError], args: tuple[object, ...], state: dict[str, object]
) -> CallError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error

"""A client for the Lune API: carbon credits, quotes and emission estimates.

    from lune_client import Lune, Mass

    with Lune() as lune:  # the key from LUNE_API_KEY
        order = lune.orders.create_by_mass(mass=Mass("259.11", "kg"))

The objects that the API takes and gives are in `lune_client.models`, all errors also in
`lune_client.errors`.
"""

from lune_api import API_VERSION
from lune_api.types import UNSET, AsyncPager, DecimalInput, Mass, Page, Pager, Unset
from lune_client._client import AsyncLune, Lune
from lune_client._timeout import Timeouts
from lune_client._version import __version__
from lune_client.answers import Answer, Attempt, record
from lune_client.errors import (
    AuthenticationError,
    BadRequestError,
    CallError,
    ConfigurationError,
    ConflictError,
    ConnectionFailedError,
    DeadlineExceededError,
    InvalidRequestError,
    LuneError,
    MalformedValueError,
    MismatchError,
    NotFoundError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    StatusError,
    TimedOutError,
    UnsupportedMediaTypeError,
    WrongTypeError,
)

__all__ = [
    "API_VERSION",
    "UNSET",
    "Answer",
    "AsyncLune",
    "AsyncPager",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "CallError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DeadlineExceededError",
    "DecimalInput",
    "InvalidRequestError",
    "Lune",
    "LuneError",
    "MalformedValueError",
    "Mass",
    "MismatchError",
    "NotFoundError",
    "Page",
    "Pager",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseError",
    "ServerError",
    "StatusError",
    "TimedOutError",
    "Timeouts",
    "Unset",
    "UnsupportedMediaTypeError",
    "WrongTypeError",
    "__version__",
    "record",
]

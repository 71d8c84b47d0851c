"""Models and operations of the Lune API, generated from openapi.yaml.

``lune_api.models`` holds the objects of the API, ``lune_api.api`` its operations and the resource
classes around them, ``lune_api.types`` what both are written in. Nothing here sends anything:
an operation describes a call, the client around this package carries it out.

What is sent is checked against the document: an InvalidRequestError names the field, the value
and what to do. Members of enumerations are the exception, because their lists grow: any text may
be sent. An object that was read from an answer can be sent again; if it brought fields that the
document does not know in a request, it is refused with their name until they are taken out of its
``additional_properties``. A mass is sent as its amount and unit alone.

What comes back is read tolerantly: an unknown member of an enumeration is kept as text, an unknown
field in ``additional_properties``, and a value that has none of the forms of a union as the JSON
value that it is. A required field that is missing is UNSET, a value of another type than the
document says stays as it came. Refused (MalformedValueError) is only what would go wrong in silence
if it were kept: an amount that is no number, a page that loses items, a batch without an answer for
each item.
"""

from typing import Final

__all__ = ["ALREADY_EXISTS", "API_VERSION", "MAX_BODY_BYTES", "PASSING", "SERVER_URL"]

ALREADY_EXISTS: Final[frozenset[str]] = frozenset(
    {
        "estimate_idempotency_already_exists",
        "estimate_order_already_placed",
        "order_idempotency_already_exists",
    }
)
"""The error codes that say that the object of a request was created before."""

API_VERSION: Final = "2024-08-08"
"""The version of the API that the document describes."""

MAX_BODY_BYTES: Final = 100000
"""The largest body of a request that the document allows, in bytes."""

PASSING: Final[frozenset[str]] = frozenset({"service_unavailable"})
"""The error codes of a refusal that may not meet the same request another time."""

SERVER_URL: Final = "https://api.lune.co/v1"
"""Where the document says that the API is."""

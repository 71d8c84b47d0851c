"""How long one attempt may wait, phase by phase."""

from __future__ import annotations

import math
from typing import TypeAlias

from attrs import Attribute, field, frozen

from lune_client.errors import ConfigurationError

Seconds: TypeAlias = float


def _check(_owner: object, attribute: Attribute[Seconds], value: object) -> None:
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not 0 < number < math.inf:
        message = (
            f"timeout {attribute.name}={value!r} is not usable: give a number of seconds above 0 "
            "(there is no way to wait for ever)"
        )
        raise ConfigurationError(message)


@frozen(kw_only=True)
class Timeouts:
    """Limits of one attempt, in seconds. Each limits one wait, not the whole call.

    `connect` covers opening the connection with its TLS handshake, `read` the wait for each
    piece of the answer, `write` for each piece of the request, `pool` the wait for a free
    connection.

    Example:
        Lune(timeout=Timeouts(connect=2, read=10))

    Raises:
        ConfigurationError: a value is not a finite number above 0.
    """

    connect: Seconds = field(default=5.0, validator=_check)
    read: Seconds = field(default=30.0, validator=_check)
    write: Seconds = field(default=30.0, validator=_check)
    pool: Seconds = field(default=30.0, validator=_check)

    @classmethod
    def of(cls, value: Seconds | Timeouts) -> Timeouts:
        """Return `value`, or a number of seconds applied to every phase."""
        if isinstance(value, Timeouts):
            return value
        return cls(connect=value, read=value, write=value, pool=value)

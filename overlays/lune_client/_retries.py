"""Whether to try again, and how long to wait before it; without I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from lune_client._http import Failure, Reply
from lune_client._timeout import Seconds

REPEATED_STATUSES: Final = frozenset({429, 500, 502, 503, 504, *range(520, 528)})
"""What the service or the proxy before it answers when trying again may help."""
TOO_MANY_REQUESTS: Final = 429

_FIRST: Final = 0.5
_LONGEST: Final = 8.0
LONGEST_ASKED: Final = 300.0
"""What Retry-After may ask for of a call without a deadline; more fails at once."""


def is_passing(outcome: Reply | Failure) -> bool:
    """Whether the fault may be gone the next time."""
    if isinstance(outcome, Failure):
        return True
    return outcome.cut_short is not None or outcome.status in REPEATED_STATUSES


def was_sent(outcome: Reply | Failure) -> bool:
    """Whether the request may have reached the service."""
    return isinstance(outcome, Reply) or outcome.connected


def is_undecided(outcome: Reply | Failure) -> bool:
    """Whether the service may have carried the request out without saying so."""
    if isinstance(outcome, Failure):
        return outcome.connected
    # Not only what is repeated: any fault of the server or of a proxy can follow the deed.
    return outcome.cut_short is not None or outcome.status >= 500 or outcome.status == 408  # noqa: PLR2004  # as HTTP says


def pause(
    failures: int, outcome: Reply | Failure | None, random: Callable[[], float], now: datetime
) -> Seconds:
    """Return how long to wait after so many failures.

    What Retry-After asks for is kept; otherwise any time up to a bound that doubles each time,
    so that clients that failed together do not come back together.
    """
    if isinstance(outcome, Reply):
        asked = retry_after(outcome.headers, now)
        if asked is not None:
            return asked
    return random() * min(_LONGEST, _FIRST * 2.0 ** min(failures - 1, 10))


def retry_after(headers: Mapping[str, str], now: datetime) -> Seconds | None:
    """Return the seconds that Retry-After asks to wait, None if it is missing or unreadable."""
    stated = headers.get("Retry-After", "").strip()
    if stated.isascii() and stated.isdigit():
        # More digits than these are no answer to wait for.
        return float(stated[:12])
    # Imported here because it takes as long as much of this package, and dates are rare.
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # see above

    try:
        moment = parsedate_to_datetime(stated)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, OverflowError):
        return None

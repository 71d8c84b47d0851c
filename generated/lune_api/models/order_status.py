"""The enumeration OrderStatus of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

OrderStatus: TypeAlias = (
    Literal[
        "received",
        "placed",
        "paid",
        "retiring",
        "cancelled",
        "complete",
        "failed",
    ]
    | str
)
"""received: accepted, not yet processed. placed: assigned to bundles. paid: paid.
retiring: credits partly allocated or retired. complete: all credits retired.
cancelled: cancelled. failed: could not be processed.
The list grows: a member that is not in it is kept, and can be sent.
"""

ORDER_STATUS_VALUES: Final[tuple[str, ...]] = get_args(get_args(OrderStatus)[0])
"""The members that the document names, in its order."""

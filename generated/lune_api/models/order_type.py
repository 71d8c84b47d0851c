"""The enumeration OrderType of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

OrderType: TypeAlias = (
    Literal[
        "quantity",
        "value",
    ]
    | str
)
"""Whether a quantity (by mass, by estimate) or a value was ordered.
The list grows: a member that is not in it is kept, and can be sent.
"""

ORDER_TYPE_VALUES: Final[tuple[str, ...]] = get_args(get_args(OrderType)[0])
"""The members that the document names, in its order."""

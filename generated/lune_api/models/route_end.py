"""The enumeration RouteEnd of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

RouteEnd: TypeAlias = (
    Literal[
        "source",
        "destination",
        "both",
    ]
    | str
)
"""Which ends of a route were looked at.
The list grows: a member that is not in it is kept, and can be sent.
"""

ROUTE_END_VALUES: Final[tuple[str, ...]] = get_args(get_args(RouteEnd)[0])
"""The members that the document names, in its order."""

"""The enumeration LogisticsActivityUnit of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

LogisticsActivityUnit: TypeAlias = (
    Literal[
        "t*km",
        "t",
    ]
    | str
)
"""Tonne-kilometres, or tonnes at a logistics site.
The list grows: a member that is not in it is kept, and can be sent.
"""

LOGISTICS_ACTIVITY_UNIT_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(LogisticsActivityUnit)[0]
)
"""The members that the document names, in its order."""

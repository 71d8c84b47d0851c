"""The enumeration OrderProjectStatus of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

OrderProjectStatus: TypeAlias = (
    Literal[
        "allocated",
        "retired",
    ]
    | str
)
"""Whether the credits are set aside for the order or already retired.
The list grows: a member that is not in it is kept, and can be sent.
"""

ORDER_PROJECT_STATUS_VALUES: Final[tuple[str, ...]] = get_args(get_args(OrderProjectStatus)[0])
"""The members that the document names, in its order."""

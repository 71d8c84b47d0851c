"""The enumeration InferredConnectionLeg of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

InferredConnectionLeg: TypeAlias = (
    Literal[
        "missing_connection_to_next_leg",
        "overland_connection_to_next_leg",
    ]
    | str
)
"""Why a leg was added to reach the next one.
The list grows: a member that is not in it is kept, and can be sent.
"""

INFERRED_CONNECTION_LEG_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(InferredConnectionLeg)[0]
)
"""The members that the document names, in its order."""

"""The enumeration BulkCarrierLoad of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

BulkCarrierLoad: TypeAlias = (
    Literal[
        "average",
        "heavy",
    ]
    | str
)
"""How heavy the load is.
The list grows: a member that is not in it is kept, and can be sent.
"""

BULK_CARRIER_LOAD_VALUES: Final[tuple[str, ...]] = get_args(get_args(BulkCarrierLoad)[0])
"""The members that the document names, in its order."""

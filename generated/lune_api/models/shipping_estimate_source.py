"""The enumeration ShippingEstimateSource of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

ShippingEstimateSource: TypeAlias = (
    Literal[
        "api",
        "dashboard",
        "csv",
        "chain_io",
        "ecotransit_csv",
        "widget",
        "ecotransit",
        "blue_yonder",
        "rfq",
    ]
    | str
)
"""Where the estimate was made.
The list grows: a member that is not in it is kept, and can be sent.
"""

SHIPPING_ESTIMATE_SOURCE_VALUES: Final[tuple[str, ...]] = get_args(
    get_args(ShippingEstimateSource)[0]
)
"""The members that the document names, in its order."""

"""The enumeration LogisticsSiteMethod of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

LogisticsSiteMethod: TypeAlias = (
    Literal[
        "maritime_container_terminal",
        "maritime_container_terminal_ambient",
        "maritime_container_terminal_chilled",
        "transhipment_site_ambient",
        "transhipment_site_chilled",
        "transhipment_site_mixed",
        "storage_and_transhipment_ambient",
        "storage_and_transhipment_chilled",
        "storage_and_transhipment_mixed",
        "warehouse_ambient",
        "warehouse_chilled",
        "warehouse_mixed",
        "liquid_bulk_terminals_ambient",
        "liquid_bulk_terminals_mixed",
    ]
    | str
)
"""A kind of logistics site.
The list grows: a member that is not in it is kept, and can be sent.
"""

LOGISTICS_SITE_METHOD_VALUES: Final[tuple[str, ...]] = get_args(get_args(LogisticsSiteMethod)[0])
"""The members that the document names, in its order."""

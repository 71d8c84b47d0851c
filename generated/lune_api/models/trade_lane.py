"""The enumeration TradeLane of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

TradeLane: TypeAlias = (
    Literal[
        "aggregated_panama_trade",
        "aggregated_transatlantic",
        "aggregated_transsuez",
        "aggregated_transpacific",
        "aggregated_other",
        "disaggregated_asia_to_africa",
        "disaggregated_asia_to_mediterranean",
        "disaggregated_asia_to_middle_east",
        "disaggregated_asia_to_north_america_east",
        "disaggregated_asia_to_north_america_west",
        "disaggregated_asia_to_north_europe",
        "disaggregated_asia_to_oceania",
        "disaggregated_asia_to_south_america",
        "disaggregated_europe_to_africa",
        "disaggregated_europe_to_south_america",
        "disaggregated_europe_to_middle_east",
        "disaggregated_europe_to_oceania",
        "disaggregated_mediterranean_to_north_america_east",
        "disaggregated_mediterranean_to_north_america_west",
        "disaggregated_north_america_to_africa",
        "disaggregated_north_america_to_oceania",
        "disaggregated_north_america_to_south_america",
        "disaggregated_north_america_to_middle_east",
        "disaggregated_north_europe_to_north_america_east",
        "disaggregated_north_europe_to_north_america_west",
        "disaggregated_south_america_to_africa",
        "disaggregated_intra_africa",
        "disaggregated_intra_north_america",
        "disaggregated_intra_south_america",
        "disaggregated_se_asia_to_ne_asia",
        "disaggregated_intra_ne_asia",
        "disaggregated_intra_se_asia",
        "disaggregated_north_europe_to_mediterranean",
        "disaggregated_intra_mediterranean",
        "disaggregated_intra_north_europe",
        "disaggregated_intra_middle_east",
        "disaggregated_other",
    ]
    | str
)
"""The trade lane of a container ship.
The list grows: a member that is not in it is kept, and can be sent.
"""

TRADE_LANE_VALUES: Final[tuple[str, ...]] = get_args(get_args(TradeLane)[0])
"""The members that the document names, in its order."""

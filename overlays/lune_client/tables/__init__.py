"""From a table to estimates and orders: each row is sent, and comes back with what the API said.

    from lune_client import Lune
    from lune_client.tables import estimate_transactions

    with Lune() as lune:
        result = estimate_transactions(lune, "purchases.csv", output="estimates.csv")
    print(result.summary)

CSV, TSV, NDJSON and iterables of mappings need nothing else; frames and Parquet need the extra
`tables`.
"""

from lune_client.tables.budget import OrderTotals
from lune_client.tables.errors import (
    CapExceededError,
    JournalError,
    OrdersDifferError,
    RunStoppedError,
    TableError,
)
from lune_client.tables.estimating import (
    Kind,
    columns_of,
    estimate_shipments,
    estimate_transactions,
    fields_of,
    guess_columns,
)
from lune_client.tables.ordering import OrdersResult, place_orders
from lune_client.tables.partition import estimate_partition
from lune_client.tables.run import TableResult
from lune_client.tables.summary import Progress, Summary

__all__ = [
    "CapExceededError",
    "JournalError",
    "Kind",
    "OrderTotals",
    "OrdersDifferError",
    "OrdersResult",
    "Progress",
    "RunStoppedError",
    "Summary",
    "TableError",
    "TableResult",
    "columns_of",
    "estimate_partition",
    "estimate_shipments",
    "estimate_transactions",
    "fields_of",
    "guess_columns",
    "place_orders",
]

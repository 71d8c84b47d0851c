"""The operations of the document, by what they share."""

from __future__ import annotations

from lune_mock.operations import contract

CREATE_ORDER = frozenset({"createOrderByMass", "createOrderByValue", "createOrderByEstimate"})
FIND_ORDER = frozenset({"getOrder", "getOrderByIdempotencyKey"})
LIST_ORDERS = frozenset({"listOrders"})
ORDERS = CREATE_ORDER | FIND_ORDER | LIST_ORDERS
QUOTE = frozenset({"getOrderQuoteByMass", "getOrderQuoteByValue"})

SHIPPING = frozenset({"createShippingEstimate"})
CREATE_TRANSACTION = frozenset({"createTransactionEstimate"})
BATCH = frozenset({"createBatchTransactionEstimate"})
MULTI_MATCH = frozenset({"createMultiMatchTransactionEstimate"})
FIND_TRANSACTION = frozenset({"getTransactionEstimate", "getTransactionEstimateByIdempotencyKey"})
PUT = frozenset({"updateTransactionEstimate"})
PATCH = frozenset({"partialUpdateTransactionsEstimateAnnotations"})
TRANSACTIONS = CREATE_TRANSACTION | BATCH | MULTI_MATCH | FIND_TRANSACTION | PUT | PATCH
ESTIMATES = SHIPPING | TRANSACTIONS

ALL = frozenset(each.id for each in contract().operations)
POSTS = frozenset(each.id for each in contract().operations if each.body is not None)

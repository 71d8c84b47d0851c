"""The resources of the API: for each tag of the document a class with a method per operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..types import AsyncSender, Sender
    from .orders import AsyncOrders, Orders
    from .shipping_estimates import AsyncShippingEstimates, ShippingEstimates
    from .transaction_estimates import AsyncTransactionEstimates, TransactionEstimates

__all__ = ["AsyncResources", "Resources"]


class Resources:
    """Every resource of the API.

    Args:
        sender: carries out the operations.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    @property
    def orders(self) -> Orders:
        """Buy carbon credits by mass, by value or by estimate."""
        # Imported on first use: a program that needs one resource does not load the others.
        from .orders import Orders

        return Orders(self._sender)

    @property
    def shipping_estimates(self) -> ShippingEstimates:
        """Estimate the emissions of moving or handling goods."""
        # Imported on first use: a program that needs one resource does not load the others.
        from .shipping_estimates import ShippingEstimates

        return ShippingEstimates(self._sender)

    @property
    def transaction_estimates(self) -> TransactionEstimates:
        """Estimate the emissions of purchases."""
        # Imported on first use: a program that needs one resource does not load the others.
        from .transaction_estimates import TransactionEstimates

        return TransactionEstimates(self._sender)


class AsyncResources:
    """Every resource of the API, for asynchronous code.

    Args:
        sender: carries out the operations.
    """

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    @property
    def orders(self) -> AsyncOrders:
        """Buy carbon credits by mass, by value or by estimate."""
        # Imported on first use: a program that needs one resource does not load the others.
        from .orders import AsyncOrders

        return AsyncOrders(self._sender)

    @property
    def shipping_estimates(self) -> AsyncShippingEstimates:
        """Estimate the emissions of moving or handling goods."""
        # Imported on first use: a program that needs one resource does not load the others.
        from .shipping_estimates import AsyncShippingEstimates

        return AsyncShippingEstimates(self._sender)

    @property
    def transaction_estimates(self) -> AsyncTransactionEstimates:
        """Estimate the emissions of purchases."""
        # Imported on first use: a program that needs one resource does not load the others.
        from .transaction_estimates import AsyncTransactionEstimates

        return AsyncTransactionEstimates(self._sender)

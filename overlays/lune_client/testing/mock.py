"""The sandbox of a test, and what the test says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lune_api.types import DecimalInput, Mass
from lune_client.models import Order
from lune_client.testing.orders import ExpectedOrder, PlacedOrder

if TYPE_CHECKING:
    from lune_mock import Control, LoggedRequest, Sandbox

__all__ = ["LuneMock"]

_MOST_SHOWN = 20


class LuneMock:
    """A sandbox inside a test; the fixture `lune_mock` gives a new one to each test.

    Example:
        def test_a_purchase(lune_mock: LuneMock, lune: Lune) -> None:
            buy_offsets(lune, invoice="A-17")
            lune_mock.assert_ordered(mass="259.11 kg", metadata={"invoice": "A-17"})

    Args:
        sandbox: The sandbox that the code under test calls.

    Attributes:
        sandbox: The sandbox, with its `account`, `client_accounts` and `bundle_ids`.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {_orders(len(self._placed()))}>"

    @property
    def control(self) -> Control:
        """What moves clock and orders, sets stock and prices, and makes faults."""
        return self.sandbox.control

    @property
    def api_key(self) -> str:
        """The key of the sandbox. It is made up and no secret."""
        return self.sandbox.api_key

    @property
    def orders(self) -> list[Order]:
        """The orders of all accounts in their current state, newest last.

        Those that `control.fill` made are among them. While the clock stands, orders come account
        by account.
        """
        return [placed.order for placed in self._placed()]

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The last requests and their answers, newest last."""
        return self.control.requests

    def assert_ordered(  # noqa: PLR0913  # all by name, all with a default
        self,
        *,
        mass: str | Mass | None = None,
        value: DecimalInput | None = None,
        estimate_id: str | None = None,
        metadata: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        account: str | None = None,
        times: int = 1,
    ) -> None:
        """Fail unless exactly so many orders were placed that are as said.

        Amounts are compared by what they come to: 259.11 kg are 0.25911 t and 259110 g.

        Example:
            lune_mock.assert_ordered(mass="259.11 kg", metadata={"invoice": "A-17"})

        Args:
            mass: The mass that was asked for, by mass or by estimate: a Mass, or text of amount
                and unit (mg, g, kg or t).
            value: The value that was asked for, in the currency of the account.
            estimate_id: The estimate that was ordered.
            metadata: Entries that are among the order's.
            idempotency_key: The key of the order.
            account: The id of its account.
            times: How many.

        Raises:
            AssertionError: There are fewer, or more. It shows which orders there are, closest
                first, and what differs.
            ValueError: The mass or the value cannot be read.
        """
        __tracebackhide__ = True
        expected = ExpectedOrder.of(
            mass=mass,
            value=value,
            estimate_id=estimate_id,
            metadata=metadata,
            idempotency_key=idempotency_key,
            account=account,
        )
        placed = self._placed()
        fitting = [each for each in placed if expected.fits(each)]
        if len(fitting) != times:
            others = [each for each in placed if not expected.fits(each)]
            raise AssertionError(
                "\n".join(
                    [
                        f"expected exactly {_orders(times)}: {expected}",
                        f"found {_orders(len(fitting))} like that",
                        *_indented(fitting),
                        *([expected.compared_with(others)] if others else []),
                        *([] if placed else [self._requested()]),
                    ]
                )
            )

    def assert_not_ordered(self) -> None:
        """Fail if any order was placed.

        Raises:
            AssertionError: There are orders. It shows which.
        """
        __tracebackhide__ = True
        placed = self._placed()
        if placed:
            found = f"found {_orders(len(placed))}"
            raise AssertionError("\n".join(["expected no order", found, *_indented(placed)]))

    def assert_requested(self, operation: str, *, times: int = 1) -> None:
        """Fail unless exactly so many requests were made, whatever they were answered.

        Example:
            lune_mock.assert_requested("createOrderByMass")
            lune_mock.assert_requested("GET /orders/{id}", times=2)

        Args:
            operation: The operationId of the document, or a method with the path of the document
                or with the path that was requested.
            times: How many; each attempt of a client that tries again is one.

        Raises:
            AssertionError: There are fewer, or more. It shows which requests there are.
            ValueError: The document has no such operation.
        """
        __tracebackhide__ = True
        method, _, path = operation.rpartition(" ")
        wanted = (method.upper(), path) if method else self._operation(operation)
        count = sum(wanted in self._names(request) for request in self.requests)
        if count != times:
            expected = f"expected {operation} exactly {_times(times)}"
            raise AssertionError("\n".join([expected, f"found {_times(count)}", self._requested()]))

    def _placed(self) -> list[PlacedOrder]:
        return [
            PlacedOrder(Order.from_dict(document), account.id)
            for account, document in self.control.orders
        ]

    def _operation(self, operation_id: str) -> tuple[str, str]:
        """Return method and path of an operation of the document."""
        paths = _paths()
        if operation_id not in paths:
            message = f"the document has no operation {operation_id!r}; it has {', '.join(paths)}"
            raise ValueError(message)
        return paths[operation_id]

    def _names(self, request: LoggedRequest) -> set[tuple[str, str]]:
        """Return the methods and paths that a request can be called by."""
        path = urlsplit(request.target).path
        names = {(request.method, path.removeprefix(self.sandbox.base_path))}
        if request.operation_id is not None:
            names.add(_paths()[request.operation_id])
        return {*names, (request.method, path)}

    def _requested(self) -> str:
        requests = self.requests
        lines = [
            f"{each.method} {each.target} {each.status}{f': {each.problem}' if each.problem else ''}"
            for each in requests[-_MOST_SHOWN:]
        ]
        said = (
            f"the last {len(lines)} of {len(requests)} requests"
            if lines
            else "there was no request"
        )
        return "\n".join([said, *_indented(lines)])


def _paths() -> dict[str, tuple[str, str]]:
    """Return method and path of each operation of the document."""
    # Imported on use: the extra mock is needed to have a mock, not to name its type.
    from lune_mock.operations import contract  # noqa: PLC0415  # see above

    return {each.id: (each.method, each.path) for each in contract().operations}


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _indented(lines: Iterable[object]) -> list[str]:
    return [f"  {line}" for line in lines]

"""The sandbox of a test, and what the test says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lune_api.types import DecimalInput, Mass
from lune_client.models import Order, OrderStatus
from lune_client.testing.orders import ExpectedOrder, PlacedOrder
from lune_client.testing.requests import ExpectedRequest

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
        currency: str | None = None,
        status: OrderStatus | None = None,
        estimate_id: str | None = None,
        metadata: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        account: str | None = None,
        times: int = 1,
    ) -> None:
        """Fail unless exactly so many orders were placed that are as said.

        Orders of every status count, cancelled and failed ones too, unless `status` is said.
        Amounts are compared by what they come to: 259.11 kg are 0.25911 t and 259110 g.

        Example:
            lune_mock.assert_ordered(mass="259.11 kg", metadata={"invoice": "A-17"})

        Args:
            mass: The mass that was asked for, by mass or by estimate: a Mass, or text of amount
                and unit (mg, g, kg or t).
            value: The value that was asked for, in whatever currency the order has.
            currency: The code of the order's currency, which is that of its account: "EUR".
            status: The status that the order has now.
            estimate_id: The estimate that was ordered.
            metadata: Entries that are among the order's, text all of them.
            idempotency_key: The key of the order.
            account: The id of its account.
            times: How many.

        Raises:
            AssertionError: There are fewer, or more. It shows which orders there are, closest
                first, and what differs.
            ValueError: The mass or the value cannot be read, or `times` is negative.
            WrongTypeError: A mass or a value is of a type that is not exact, such as float, or a
                value in the metadata is no text, such as None.
        """
        __tracebackhide__ = True
        _check_times(times)
        expected = ExpectedOrder.of(
            mass=mass,
            value=value,
            currency=currency,
            status=status,
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
                        *_indented(map(expected.told_of, fitting)),
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
                or with the path that was requested, without a query.
            times: How many; each attempt of a client that tries again is one.

        Raises:
            AssertionError: There are fewer, or more. It shows which requests there are.
            ValueError: The document has no such operation, or `times` is negative.
            RuntimeError: There are not too many among the requests that the log still has, and it
                had no room for others.
        """
        __tracebackhide__ = True
        _check_times(times)
        expected_request = ExpectedRequest.of(operation)
        count = sum(map(expected_request.fits, self.requests))
        dropped = self.control.dropped_requests
        if dropped and count <= times:
            message = (
                f"{operation} cannot be counted: the log had no room for {dropped} of the requests;"
                " call control.clear_requests() ahead of those to count"
            )
            raise RuntimeError(message)
        if count != times:
            expected = f"expected {operation} exactly {_times(times)}"
            raise AssertionError("\n".join([expected, f"found {_times(count)}", self._requested()]))

    def _placed(self) -> list[PlacedOrder]:
        return [
            PlacedOrder(Order.from_dict(document), account.id, account.name)
            for account, document in self.control.orders
        ]

    def _requested(self) -> str:
        requests = self.requests
        lines = [
            f"{each.method} {each.target} {each.status}{f': {each.problem}' if each.problem else ''}"
            for each in requests[-_MOST_SHOWN:]
        ]
        count = len(requests) + self.control.dropped_requests
        said = f"the last {len(lines)} of {count} requests" if count else "there was no request"
        return "\n".join([said, *_indented(lines)])


def _check_times(times: int) -> None:
    if times < 0:
        message = f"times is {times}; give 0 or more"
        raise ValueError(message)


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _indented(lines: Iterable[object]) -> list[str]:
    return [f"  {line}" for line in lines]

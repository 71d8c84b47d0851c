"""The function that orders what is in a table."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from os import PathLike
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Final, cast

from attrs import define, evolve, frozen

from lune_api.types import KnownMassUnit, Mass
from lune_client.errors import CallError, NotFoundError
from lune_client.models import MonetaryAmount
from lune_client.tables.audit import differences_of
from lune_client.tables.budget import Budget, Caps, OrderTotals
from lune_client.tables.errors import OrdersDifferError, TableError
from lune_client.tables.job import Item, Job
from lune_client.tables.journal import Journal
from lune_client.tables.ledger import Ledger, quote_key
from lune_client.tables.notation import DecimalMark, Floats
from lune_client.tables.opening import open_source
from lune_client.tables.options import CONCURRENCY, Options, check_paths
from lune_client.tables.order_columns import currencies_of, is_said, map_order, others_of
from lune_client.tables.orders import Purchase, bought, quotes_of
from lune_client.tables.outcome import INVALID_ROW, Outcome
from lune_client.tables.pace import Pace
from lune_client.tables.run import TableResult, run_source
from lune_client.tables.sending import Entry, Sending, SystemicError
from lune_client.tables.source import Source
from lune_client.tables.spool import Spool
from lune_client.tables.summary import Progress
from lune_client.tables.sums import Sum

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = ["NOT_CONFIRMED", "OrdersResult", "place_orders"]

NOT_CONFIRMED: Final = "not_confirmed"
"""The error code of a row that was not ordered, because the total was not confirmed."""

_IN_MEMORY: Final = 8_000_000
"""Bytes of rows beyond which they are kept on disk."""


@frozen
class OrdersResult(TableResult):
    """What a run of orders left.

    Attributes:
        totals: What it was about to order, and what it ordered before.
        is_confirmed: Whether that was confirmed; also if there was nothing to confirm.
    """

    totals: OrderTotals
    is_confirmed: bool


def place_orders(  # noqa: PLR0913  # all but two by name
    client: Lune,
    source: object,
    *,
    name: str,
    confirm: Callable[[OrderTotals], bool],
    output: str | PathLike[str] | None = None,
    max_total_value: MonetaryAmount | None = None,
    max_total_mass: Mass | None = None,
    columns: Mapping[str, str | None] | None = None,
    constants: Mapping[str, object] | None = None,
    id_column: str | None = None,
    mass_unit: KnownMassUnit = "t",
    journal: str | PathLike[str] | None = None,
    concurrency: int | None = None,
    retry_failed: bool = False,
    floats: Floats = "refuse",
    separator: str | None = None,
    decimal: DecimalMark | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> OrdersResult:
    """Order what the rows of a table ask for: a mass, a sum of money or an estimate each.

    First every row is read, checked and quoted; nothing is bought by that. Then the totals are
    held against the caps and given to `confirm`, and only if it returns True is the first order
    placed. At last all orders of the run are held against the list of the API.

    Which kind of order it is, the columns say: mass.amount and mass.unit (or bundle_masses),
    value, or estimate_id. Nothing is guessed, but that a table which was estimated can be ordered
    as it is, and what a value is in: a row in another currency than that of the account is an
    error. Estimates of purchases are looked up to be quoted; those of shipments cannot be, so
    the table has to have their mass, as the output of `estimate_shipments` does. It is used for
    the quote alone: an order by estimate buys the mass of the estimate.

    New columns: order_id, order_status, idempotency_key, mass and mass_unit (bought, or quoted
    where that is not known yet), quote, quote_currency, total_cost (where it is known already),
    insufficient_available_quantity ("true" where the credits do not suffice yet), error_code,
    error_message, request_id.

    Each order has an idempotency key made of the run's name, the row's content and how often that
    came before. The same call again, after whatever ended it, resumes and buys nothing twice; it
    uses quotes of the last day again, and asks to confirm what is left. A row that was changed is
    a new order: what was ordered for it before stays ordered. The caps hold for the whole run, for
    all orders that its journal knows and those to come.

    Prices may rise after they were quoted. Before each order, what the answered orders cost, what
    those under way were quoted at, and its own quote must fit below max_total_value, or below the
    confirmed total where there is none; otherwise the run stops. More can only be spent by orders
    that are under way, at most `concurrency`, while the price rises.

    Example:
        result = place_orders(
            lune,
            "offsets.csv",
            output="ordered.csv",
            name="2026-11",
            columns={"mass.amount": "Kilograms", "metadata.invoice": "Invoice"},
            constants={"mass.unit": "kg"},
            max_total_value=MonetaryAmount(value="5000", currency="USD"),
            confirm=lambda totals: input(f"{totals} - order? ") == "yes",
        )

    Args:
        client: What to send with; its rate limit, retries and deadline hold for each call.
        source: See `estimate_transactions`.
        name: The name of the run, part of every key: the same rows under another name are bought
            again.
        confirm: Called once with the totals, before the first order; whatever it returns but True,
            nothing is ordered. It is not called if nothing is left to order.
        output: See `estimate_transactions`; without it, a journal has to be given.
        max_total_value: The most that all orders of the run may cost, in the account's currency.
        max_total_mass: The most that all orders of the run may buy.
        columns: See `estimate_transactions`.
        constants: See `estimate_transactions`.
        id_column: See `estimate_transactions`.
        mass_unit: See `estimate_transactions`.
        journal: See `estimate_transactions`.
        concurrency: See `estimate_transactions`.
        retry_failed: See `estimate_transactions`.
        floats: See `estimate_transactions`.
        separator: See `estimate_transactions`.
        decimal: See `estimate_transactions`; what estimating added has a point.
        on_progress: See `estimate_transactions`; tells of quotes, then of orders.

    Returns:
        The summary, the totals, whether they were confirmed, and the path or the frame.

    Raises:
        TableError: the table, a column, a path or a cap cannot be used; nothing was ordered.
        JournalError: the journal is of another run, in use or damaged; nothing was ordered.
        CapExceededError: the orders come to more than a cap; nothing was ordered by this call.
        RunStoppedError: something stands in the way of all rows, or prices rose. It says what is
            done; the same call resumes.
        OrdersDifferError: all is ordered, but the API has other orders than were placed.
    """
    options = Options(
        output=output,
        name=name or "",  # None would stand for the name of the file
        columns=columns,
        constants=constants,
        id_column=id_column,
        mass_unit=mass_unit,
        journal=journal,
        concurrency=concurrency,
        retry_failed=retry_failed,
        floats=floats,
        separator=separator,
        decimal=decimal,
        on_progress=on_progress,
    )
    if output is None and journal is None:
        message = "orders need a journal, so that none is placed twice: give output or journal"
        raise TableError(message)
    if not callable(cast("object", confirm)):
        message = f"confirm is {confirm!r}: give a function that takes the totals"
        raise TableError(message)
    caps = Caps(max_total_value, max_total_mass)
    check_paths(source, options)
    table = open_source(source, floats, separator)
    job, mapped = map_order(table, columns or {}, constants or {})
    is_open = not table.has_header and not is_said(columns or {}, constants or {})
    options = evolve(options, columns=mapped)
    with SpooledTemporaryFile(_IN_MEMORY) as file:
        buying = _Buying(client, job, options, caps, confirm, Spool(file), columns or {}, is_open)
        done = run_source(client, table, job, options, buying)
    result = OrdersResult(
        done.summary, done.output, done.frame, done.columns, buying.totals, buying.is_confirmed
    )
    if buying.differences:
        raise OrdersDifferError(buying.differences, result)
    return result


@frozen
class _Quoted:
    """A row with the quote for it, if there is something to order."""

    entry: Entry[Purchase]
    quote: Outcome | None


@define
class _Buying:
    """Quotes all rows, has the total confirmed, and lets orders through as far as it reaches."""

    client: Lune
    job: Job[Purchase]
    options: Options
    caps: Caps
    confirm: Callable[[OrderTotals], bool]
    rows: Spool[_Quoted]
    said: Collection[str]
    """The fields that the caller named a column or nothing for."""
    is_open: bool
    """Whether a row may say that it is another kind of order than the first."""
    done: int = 0
    is_confirmed: bool = False
    differences: tuple[str, ...] = ()
    _budget: Budget | None = None
    _totals: OrderTotals | None = None

    @property
    def totals(self) -> OrderTotals:
        """What is to be ordered, once that is known."""
        assert self._totals is not None  # noqa: S101  # asked for after a run
        return self._totals

    def prepare(
        self, entries: Iterator[Entry[Purchase]], journal: Journal, table: Source
    ) -> Iterator[Entry[Purchase]]:
        """Quote all rows, and return them if the total is confirmed.

        Raises:
            TableError: a cap is in another currency.
            CapExceededError: the total is beyond a cap.
            SystemicError: it makes no sense to go on.
        """
        ledger = Ledger(journal)
        self._find_lost(ledger)
        self._quote(map(self._alike, entries) if self.is_open else entries, ledger, table)
        table.total = len(self.rows)
        spent, ordered = self._spent(ledger)
        self._totals = totals = _totals(self.rows, spent, ordered)
        if totals.to_order:
            self.caps.hold(totals)
        # A function of anyone's may return anything; True alone is a yes.
        self.is_confirmed = not totals.to_order or self.confirm(totals) is True
        self._budget = Budget(self.caps, totals, spent)
        return self._orders(ledger, self._budget)

    def told(self) -> str:
        """Return what the run has ordered in all."""
        if self._budget is None:
            return ""
        self._budget.settle()
        return f"ordered in all: {self._budget.spent}"

    def finish(self, journal: Journal) -> None:
        """Hold the orders of the run against the list of the API.

        Raises:
            SystemicError: the API does not say.
        """
        if not self.is_confirmed:
            return
        try:
            self.differences = tuple(differences_of(self.client, Ledger(journal)))
        except CallError as error:
            message = f"the orders are placed, but could not be checked: {error}"
            raise SystemicError(message) from error

    def _alike(self, entry: Entry[Purchase]) -> Entry[Purchase]:
        """Return a row, with an error if it asks for something else than the first, too."""
        others = others_of(entry.row.cells, self.job)
        if not others or entry.outcome is not None:
            return entry
        message = f"the row gives {' and '.join(others)}, which the first does not: order it apart"
        return evolve(entry, item=None, outcome=Outcome({}, INVALID_ROW, message))

    def _quote(self, entries: Iterator[Entry[Purchase]], ledger: Ledger, table: Source) -> None:
        """Quote what is to be ordered, and keep all rows."""
        waiting: deque[Entry[Purchase]] = deque()

        def quotes() -> Iterator[Entry[Purchase]]:
            for entry in entries:
                self.done += entry.is_known
                waiting.append(entry)
                yield self._to_quote(entry, ledger)

        sending = Sending(
            self.client,
            quotes_of(self.job),
            ledger.journal,
            self.options.concurrency or CONCURRENCY,
        )
        pace = Pace("quotes", table, self.options.on_progress)
        with closing(sending.settled(quotes())) as settled:
            for quoted in settled:
                entry, quote = waiting.popleft(), quoted.outcome
                if quote is not None and entry.item is not None:
                    quote = entry.item.request.held(quote, self._currencies(entry.row.cells))
                self.rows.put(_Quoted(entry, None if entry.outcome else quote))
                pace.tell(len(self.rows))
        pace.tell(len(self.rows), is_last=True)

    def _currencies(self, cells: Mapping[str, object]) -> list[object]:
        """Return what a row says that its value is in, unless the caller says which column does."""
        return [] if "currency" in self.said else currencies_of(cells)

    def _to_quote(self, entry: Entry[Purchase], ledger: Ledger) -> Entry[Purchase]:
        if entry.outcome is not None or entry.item is None:
            return Entry(entry.row, outcome=entry.outcome)
        name = quote_key(entry.item.key, entry.item.request)
        known = ledger.quote(name)
        if known is not None and known.error_code is not None and self.options.retry_failed:
            known = None
        item = Item(name, entry.item.request, entry.item.size)
        return Entry(entry.row, item, known)

    def _spent(self, ledger: Ledger) -> tuple[Sum, int]:
        """Return what the run has ordered before, and how many orders that are."""
        spent, count = Sum(), 0
        for _, order in ledger.orders():
            spent.add(order.values)
            count += 1
        return spent, count

    def _find_lost(self, ledger: Ledger) -> None:
        """Find out about orders whose answers were lost.

        Only then do the totals count them, and no row is told to be without its order.

        Raises:
            SystemicError: the API does not say.
        """
        for key in ledger.unsettled():
            try:
                order = self.client.orders.get_by_idempotency_key(key)
            except NotFoundError:
                continue
            except CallError as error:
                message = f"what became of an earlier order cannot be found out: {error}"
                raise SystemicError(message) from error
            ledger.settle(key, bought(order, ledger.quoted(key)))

    def _orders(self, ledger: Ledger, budget: Budget) -> Iterator[Entry[Purchase]]:
        """Yield the rows, as long as the budget reaches."""
        for each in self.rows:
            entry = each.entry
            if each.quote is None or entry.item is None:
                yield entry
            elif each.quote.error_code is not None:
                yield evolve(entry, outcome=each.quote)
            elif not self.is_confirmed:
                message = "it was not ordered, because the total was not confirmed"
                yield evolve(
                    entry,
                    outcome=evolve(each.quote, error_code=NOT_CONFIRMED, error_message=message),
                )
            else:
                entry.item.request.quoted = each.quote.values
                problem = budget.problem(entry)
                if problem is not None:
                    ledger.forget_quotes()
                    raise SystemicError(problem)
                ledger.begin(entry.item.key, each.quote.values)
                yield entry


def _totals(rows: Spool[_Quoted], spent: Sum, ordered: int) -> OrderTotals:
    new, whole = Sum(), spent.copy()
    failed: Counter[str] = Counter()
    to_order = short = 0
    for each in rows:
        outcome = each.quote or each.entry.outcome
        if outcome is not None and outcome.error_code is not None:
            failed[outcome.error_code] += 1
        elif each.quote is not None:
            to_order += 1
            short += bool(each.quote.values.get("insufficient_available_quantity"))
            new.add(each.quote.values)
            whole.add(each.quote.values)
    return OrderTotals(
        rows=len(rows),
        to_order=to_order,
        ordered=ordered,
        failed=dict(failed),
        short=short,
        value=whole.value,
        mass=Mass(whole.tonnes, "t"),
        value_to_order=new.value,
        mass_to_order=Mass(new.tonnes, "t"),
    )

"""The sandbox: the API of the document, without a socket."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final, Self

from lune_mock import service
from lune_mock.control import Control
from lune_mock.control_api import ControlAPI
from lune_mock.operations import contract
from lune_mock.pages import Pages
from lune_mock.pages.reference import Reference
from lune_mock.rate_limit import RateLimit, Timer
from lune_mock.request_log import LOG_SIZE, LoggedRequest, RequestLog, shown_body, shown_headers
from lune_mock.requests import Headers, carried
from lune_mock.settings import Settings
from lune_mock.state import Beginning, NotKeptError, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from lune_mock.accounts import Account
    from lune_mock.answers import Answer

__all__ = ["Sandbox"]

# A name that never resolves: what has it cannot reach a network.
_NOWHERE = "https://sandbox.invalid"
_ORIGIN = re.compile(r"https?://[^/?#\s]+")
# RFC 9112, 3.2.2: a server takes a target with scheme and authority, too.
_AUTHORITY = re.compile(r"https?://[^/?]*", re.IGNORECASE)


class Sandbox:
    """A stand-in for the Lune API that keeps its rules and its state, and charges nobody.

    It takes what came over the wire and returns what goes back, so it runs behind any server or
    inside a test. It can be called from several threads; one request is carried out at a time.

    Args:
        seed: the same seed makes the same ids, and the same draws of faults; 0 unless said.
        now: the moment its clock stands at, with a time zone; without it, the clock runs with that
            of the system.
        settings: how it behaves where there is a choice.
        base_url: where clients reach it, for the links in its answers.
        log_size: how many requests it remembers.
        timer: what the rate limit goes by, in seconds.
        db: a file that keeps everything but faults, snapshots and the log; it is made if need be.
            What is in it already goes on; then seed, clock and settings are those in the file, and
            the ones given here come with a reset. Without it, all is in memory. `close`, or the
            end of a `with` block, lets other processes use it.

    Raises:
        ValueError: `now` has no time zone, `base_url` is no http address of the API, the log
            cannot have that size, or the file cannot be used.

    Attributes:
        control: moves its clock and its orders, makes faults, tells what was requested.

    Example:
        >>> sandbox = Sandbox()
        >>> answer = sandbox.handle(
        ...     "GET", "/v1/orders", {"Authorization": f"Bearer {sandbox.api_key}"}, b""
        ... )
        >>> answer.status, answer.body
        (200, b'{"has_more":false,"next_cursor":null,"data":[]}')
    """

    def __init__(  # noqa: PLR0913 - each by name, and none is needed
        self,
        *,
        seed: int | None = None,
        now: datetime | None = None,
        settings: Settings = Settings(),  # noqa: B008 - it cannot be changed
        base_url: str | None = None,
        log_size: int = LOG_SIZE,
        timer: Timer = time.monotonic,
        db: str | Path | None = None,
    ) -> None:
        self._contract = contract()
        beginning = Beginning(
            seed=seed,
            now=now,
            base_url=_checked(f"{_NOWHERE}{self.base_path}" if base_url is None else base_url),
            settings=settings,
        )
        log, rate_limit = RequestLog(log_size), RateLimit(timer)
        if db is None:
            self._state = State(beginning, log, rate_limit)
        else:
            self._state = _durable(beginning, log, rate_limit, db)
        self.control: Final = Control(self._state)
        self._control_api = ControlAPI(self.control)
        self._reference = Reference(self._state)
        self._pages = Pages(self.control, self._state)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self._contract.operations)} operations>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let other processes use its file, if it has one; it answers nothing any more then."""
        self._state.close()

    @property
    def is_resumed(self) -> bool:
        """Whether it goes on with what was in its file."""
        return self._state.is_resumed

    @property
    def api_key(self) -> str:
        """The key of the first organisation. It is made up and no secret."""
        return self._state.world.organisations.default.api_key

    @property
    def base_path(self) -> str:
        """The path that all operations stand under, `/v1`."""
        return self._contract.base_path

    @property
    def control_path(self) -> str:
        """The path that its control stands under, `/_mock`."""
        return self._control_api.base_path

    @property
    def base_url(self) -> str:
        """Where clients reach it."""
        return self._state.world.base_url

    @base_url.setter
    def base_url(self, base_url: str) -> None:
        with self._state.turn():
            self._state.move_to(_checked(base_url))

    @property
    def account(self) -> Account:
        """The default account of the first organisation, in US dollars."""
        return self._state.world.organisations.default.accounts.default

    @property
    def client_accounts(self) -> tuple[Account, ...]:
        """The client accounts of the first organisation, those created on the way included."""
        with self._state.turn() as world:
            return world.organisations.default.accounts.clients

    @property
    def bundle_ids(self) -> tuple[str, ...]:
        """The ids of the bundles on sale."""
        return self._state.world.catalogue.ids

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Operations of the document that the sandbox answers 501, as it has no rules for them."""
        return service.unanswered()

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request.

        Args:
            method: the HTTP method.
            target: path and query as they came over the wire, not decoded: `/v1/orders?limit=5`.
            headers: the request headers.
            body: the request body.
        """
        method, target = carried(method).upper(), carried(target)
        absolute = _AUTHORITY.match(target)
        path, _, query = target[absolute.end() if absolute else 0 :].partition("?")
        fields = Headers(headers)
        if self._control_api.has(path):
            return self._control_api.handle(method, path, query, fields, body)
        if self._reference.has(path):
            return self._reference.handle(method, path, fields)
        if self._pages.has(path, fields):
            return self._pages.handle(method, path, query, fields, body)
        with self._state.lock:
            world = self._state.world
            start = world.clock.now()
            visit = service.Visit(
                world=world,
                rate_limit=self._state.rate_limit,
                method=method,
                path=path,
                query=query,
                headers=fields,
                body=body,
            )
            try:
                with self._state.turn() as visit.world:
                    answer = service.answer(visit)
            except NotKeptError as error:
                answer = service.not_kept(visit, error)
            self._state.log.add(
                LoggedRequest(
                    moment=start,
                    duration=world.clock.now() - start,
                    method=method,
                    target=target,
                    operation_id=None if visit.operation is None else visit.operation.id,
                    account_id=None if visit.account is None else visit.account.id,
                    headers=shown_headers(fields),
                    body=shown_body(body),
                    status=answer.status,
                    answer_body=shown_body(answer.body),
                    problem=visit.problem,
                    fault_id=visit.fault_id,
                    is_failure=visit.failed,
                )
            )
        latency = world.settings.latency
        return answer.delayed(latency) if latency else answer


def _durable(
    beginning: Beginning, log: RequestLog, rate_limit: RateLimit, path: str | Path
) -> State:
    # Only who has a file waits for this to be imported.
    from lune_mock.durable import DurableFile, FileError  # noqa: PLC0415

    file = DurableFile(path)
    try:
        return State(beginning, log, rate_limit, file)
    except NotKeptError as error:
        file.close()
        raise FileError(str(error)) from error
    except BaseException:
        file.close()
        raise


def _checked(base_url: str) -> str:
    base_path = contract().base_path
    origin = base_url.removesuffix(base_path)
    if origin == base_url or _ORIGIN.fullmatch(origin) is None:
        message = f"base_url is {base_url!r}; give one such as http://127.0.0.1:8080{base_path}"
        raise ValueError(message)
    return base_url

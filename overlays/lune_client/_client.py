"""The clients: `Lune`, and `AsyncLune` for asynchronous code."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from attrs import evolve

from lune_api import API_VERSION
from lune_api.api import AsyncResources, Resources
from lune_api.types import UNSET, Unset
from lune_client._http import AsyncClient, AsyncHttp, Client, Http
from lune_client._key import ApiKey
from lune_client._limiter import MAX_REQUESTS_PER_SECOND, Limiter
from lune_client._runtime import AsyncRuntime, Runtime
from lune_client._settings import DEADLINE, MAX_RETRIES, Settings, checked_base_url
from lune_client._telemetry import Telemetry
from lune_client._timeout import Seconds, Timeouts
from lune_client.errors import ConfigurationError

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider


class Lune(Resources):
    """A client of the Lune API over one connection pool; safe to share between threads.

    Example:
        with Lune() as lune:  # the key from LUNE_API_KEY
            order = lune.orders.create_by_mass(mass=Mass("259.11", "kg"))

    Args:
        api_key: The API key; without it, LUNE_API_KEY.
        base_url: Where the API is; without it, LUNE_API_URL or else the server that the API
            document names. http:// is for this machine only, the key must not travel in the
            clear; it never goes through a proxy.
        account: The account or client account to act for (header Lune-Account); without it, the
            default account of the key.
        version: The version of the API to ask for (header Lune-Version).
        timeout: How long each phase of an attempt may take: seconds for all, or `Timeouts`.
            Without it, the defaults of `Timeouts`, or what `http_client` says.
        max_retries: How often a call is repeated after a passing fault, where that does no harm.
        deadline: Seconds that a call may take in all, waits and repetitions included; None for no
            limit.
        max_requests_per_second: The client's own rate limit, shared by its views; None for none.
        http_client: An httpx.Client to send with, for proxies, certificates, transports. It is
            used as it is and stays open when this client is closed. It must not set the headers
            Authorization, Lune-Account and Lune-Version.
        log_bodies: Whether to log what is sent and received, cut to 2,000 bytes, at DEBUG on the
            logger lune_client.bodies. Bodies hold personal data; the API key is hidden.
        tracer_provider: An opentelemetry.trace.TracerProvider to trace calls with, such as the
            global one, opentelemetry.trace.get_tracer_provider(); needs the extra otel. Each call
            is one client span with an event for each attempt.

    Raises:
        ConfigurationError: one of these cannot be used; the message says what to change.
    """

    def __init__(  # noqa: PLR0913  # all but the key by name, all with a default
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        account: str | None = None,
        version: str = API_VERSION,
        timeout: Seconds | Timeouts | None = None,
        max_retries: int = MAX_RETRIES,
        deadline: Seconds | None = DEADLINE,
        max_requests_per_second: int | None = MAX_REQUESTS_PER_SECOND,
        http_client: Client | None = None,
        log_bodies: bool = False,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        key = ApiKey(api_key)
        del api_key  # so that no traceback through here shows it among the locals
        _require(key)
        settings = Settings(
            base_url=checked_base_url(base_url),
            account=account,
            version=version,
            max_retries=max_retries,
            deadline=deadline,
        )
        limiter = Limiter(max_requests_per_second)
        telemetry = Telemetry(
            key, settings.version, log_bodies=log_bodies, tracer_provider=tracer_provider
        )
        http = Http(
            key,
            client=http_client,
            timeouts=None if timeout is None else Timeouts.of(timeout),
            encrypted=settings.encrypted,
        )
        self._start(Runtime(settings, key, limiter, http, telemetry), owner=True)

    def _start(self, runtime: Runtime, *, owner: bool) -> None:
        super().__init__(runtime)
        self._runtime = runtime
        self._owner = owner

    @property
    def account(self) -> str | None:
        """The account that calls are made for; None for the default account of the key."""
        return self._runtime.settings.account

    @property
    def base_url(self) -> str:
        """Where calls go."""
        return self._runtime.settings.base_url

    def for_account(self, account: str) -> Self:
        """Return a view for another account over the same pool.

        This client stays as it is. Closing the view does nothing: the pool lives as long as the
        client that made it.

        Example:
            acme = lune.for_account("account id")

        Args:
            account: The id of an account or client account of the organisation.

        Raises:
            ConfigurationError: `account` is no account id.
        """
        return self._view(self._runtime.settings.for_account(account))

    def with_options(
        self, *, max_retries: int | None = None, deadline: Seconds | Unset | None = UNSET
    ) -> Self:
        """Return a view with other limits for its calls, over the same pool and rate limit.

        Example:
            order = lune.with_options(deadline=5, max_retries=0).orders.get("order id")

        Args:
            max_retries: How often a call is repeated; without it, as now.
            deadline: Seconds that a call may take in all, None for no limit; without it, as now.

        Raises:
            ConfigurationError: one of them is not usable.
        """
        now = self._runtime.settings
        return self._view(
            evolve(
                now,
                max_retries=now.max_retries if max_retries is None else max_retries,
                deadline=now.deadline if isinstance(deadline, Unset) else deadline,
            )
        )

    def _view(self, settings: Settings) -> Self:
        view = type(self).__new__(type(self))
        view._start(  # noqa: SLF001  # its own, of another instance
            self._runtime.using(settings), owner=False
        )
        return view

    def close(self) -> None:
        """Close the pool. A view, or a client with an `http_client` of its own, leaves it open."""
        if self._owner:
            self._runtime.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return _shown(self)

    def __reduce__(self) -> NoReturn:
        raise _not_copied(self)


class AsyncLune(AsyncResources):
    """A client of the Lune API over one connection pool, for the tasks of one event loop.

    The same as `Lune`, with the same arguments and errors; calls are awaited.

    Example:
        async with AsyncLune() as lune:  # the key from LUNE_API_KEY
            order = await lune.orders.create_by_mass(mass=Mass("259.11", "kg"))

    Args:
        api_key: See `Lune`.
        base_url: See `Lune`.
        account: See `Lune`.
        version: See `Lune`.
        timeout: See `Lune`.
        max_retries: See `Lune`.
        deadline: See `Lune`.
        max_requests_per_second: See `Lune`.
        http_client: An httpx.AsyncClient; else see `Lune`.
        log_bodies: See `Lune`.
        tracer_provider: See `Lune`.

    Raises:
        ConfigurationError: one of these cannot be used; the message says what to change.
    """

    def __init__(  # noqa: PLR0913  # all but the key by name, all with a default
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        account: str | None = None,
        version: str = API_VERSION,
        timeout: Seconds | Timeouts | None = None,
        max_retries: int = MAX_RETRIES,
        deadline: Seconds | None = DEADLINE,
        max_requests_per_second: int | None = MAX_REQUESTS_PER_SECOND,
        http_client: AsyncClient | None = None,
        log_bodies: bool = False,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        key = ApiKey(api_key)
        del api_key  # so that no traceback through here shows it among the locals
        _require(key)
        settings = Settings(
            base_url=checked_base_url(base_url),
            account=account,
            version=version,
            max_retries=max_retries,
            deadline=deadline,
        )
        limiter = Limiter(max_requests_per_second)
        telemetry = Telemetry(
            key, settings.version, log_bodies=log_bodies, tracer_provider=tracer_provider
        )
        http = AsyncHttp(
            key,
            client=http_client,
            timeouts=None if timeout is None else Timeouts.of(timeout),
            encrypted=settings.encrypted,
        )
        self._start(AsyncRuntime(settings, key, limiter, http, telemetry), owner=True)

    def _start(self, runtime: AsyncRuntime, *, owner: bool) -> None:
        super().__init__(runtime)
        self._runtime = runtime
        self._owner = owner

    @property
    def account(self) -> str | None:
        """The account that calls are made for; None for the default account of the key."""
        return self._runtime.settings.account

    @property
    def base_url(self) -> str:
        """Where calls go."""
        return self._runtime.settings.base_url

    def for_account(self, account: str) -> Self:
        """Return a view for another account over the same pool; see `Lune.for_account`."""
        return self._view(self._runtime.settings.for_account(account))

    def with_options(
        self, *, max_retries: int | None = None, deadline: Seconds | Unset | None = UNSET
    ) -> Self:
        """Return a view with other limits for its calls, over the same pool and rate limit.

        Example:
            order = lune.with_options(deadline=5, max_retries=0).orders.get("order id")

        Args:
            max_retries: How often a call is repeated; without it, as now.
            deadline: Seconds that a call may take in all, None for no limit; without it, as now.

        Raises:
            ConfigurationError: one of them is not usable.
        """
        now = self._runtime.settings
        return self._view(
            evolve(
                now,
                max_retries=now.max_retries if max_retries is None else max_retries,
                deadline=now.deadline if isinstance(deadline, Unset) else deadline,
            )
        )

    def _view(self, settings: Settings) -> Self:
        view = type(self).__new__(type(self))
        view._start(  # noqa: SLF001  # its own, of another instance
            self._runtime.using(settings), owner=False
        )
        return view

    async def aclose(self) -> None:
        """Close the pool. A view, or a client with an `http_client` of its own, leaves it open."""
        if self._owner:
            await self._runtime.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return _shown(self)

    def __reduce__(self) -> NoReturn:
        raise _not_copied(self)


def _require(key: ApiKey) -> None:
    if key.problem is not None:
        raise ConfigurationError(key.problem)


def _shown(client: Lune | AsyncLune) -> str:
    name = type(client).__name__
    if not hasattr(client, "_runtime"):  # shown by the traceback of a failed construction
        return f"<{name} under construction>"
    return f"{name}(base_url={client.base_url!r}, account={client.account!r})"


def _not_copied(client: Lune | AsyncLune) -> TypeError:
    return TypeError(
        f"{type(client).__name__} is not copied or pickled: it holds open connections and the "
        "API key. Make one where it is needed, or use for_account()"
    )

"""A sandbox behind a real socket."""

from __future__ import annotations

import socket
import threading
from time import sleep
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import uvicorn

    from lune_mock import Sandbox

__all__ = ["LuneMockServer"]

_TICK_SECONDS = 0.001


class LuneMockServer:
    """A sandbox on a free port of 127.0.0.1, from entering it to leaving it.

    The fixture `lune_mock_server` gives one to each test. Needs the extra `mock`.

    Example:
        def test_our_app(lune_mock: LuneMock, lune_mock_server: LuneMockServer) -> None:
            run_app(LUNE_API_URL=lune_mock_server.url, LUNE_API_KEY=lune_mock_server.api_key)
            lune_mock.assert_ordered(mass="259.11 kg")

    Args:
        sandbox: What answers.

    Attributes:
        url: Where the API is, as clients take it: http://127.0.0.1:PORT/v1.
        api_key: The key of the sandbox. It is made up and no secret.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._server = _server(sandbox)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}{sandbox.base_path}"
        self.api_key = sandbox.api_key
        sandbox.base_url = self.url
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [self._listener]},
            name="lune-mock",
            daemon=True,
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.url}>"

    def __enter__(self) -> Self:
        self._thread.start()
        # Told to stop while it starts, it would leave its socket open.
        while self._thread.is_alive() and not self._server.started:
            sleep(_TICK_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        # Whoever still waits for an answer of a test that is over gets none.
        self._server.force_exit = True
        self._thread.join()
        self._listener.close()


def _server(sandbox: Sandbox) -> uvicorn.Server:
    # Imported on use: they are part of the extra mock.
    import uvicorn  # noqa: PLC0415  # see above

    from lune_mock.app import create_app  # noqa: PLC0415  # see above
    from lune_mock.protocol import HttpProtocol  # noqa: PLC0415  # see above

    config = uvicorn.Config(
        create_app(sandbox),
        http=HttpProtocol,
        lifespan="off",
        log_config=None,  # logging belongs to the tests
        server_header=False,
    )
    return uvicorn.Server(config)

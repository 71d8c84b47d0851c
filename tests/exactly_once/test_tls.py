"""Encrypted connections, as all are that leave the machine."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest
import trustme

from lune_client import ConnectionFailedError, DeadlineExceededError, Lune, Mass, Timeouts
from lune_mock import Sandbox

from .calling import Calls
from .conftest import Mode
from .ledger import orders_of
from .plans import Script
from .proxy import Fault, Proxy

TOLERANCE = 1.5
"""Seconds by which a busy machine may be late."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


@pytest.mark.usefixtures("trusted")
def test_an_order_over_tls(mode: Mode, tls: ssl.SSLContext) -> None:
    with Proxy(Sandbox(), tls=tls) as proxy:
        order = Calls(mode).create(proxy)
        assert proxy.url.startswith("https://")
        assert [each["id"] for each in orders_of(proxy.sandbox)] == [order.id]


def test_a_certificate_that_nobody_vouches_for_gets_no_key(mode: Mode, tls: ssl.SSLContext) -> None:
    with Proxy(Sandbox(), tls=tls) as proxy:
        failed = Calls(mode).fail(proxy, max_retries=0)
        assert isinstance(failed.error, ConnectionFailedError)
        assert "certificate" in str(failed.error)
        assert failed.error.outcome == "not_sent"
        assert proxy.requests == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("fault", [Fault.DRIP_BODY, Fault.DRIP_HEADERS])
def test_a_drip_over_tls_ends_with_the_deadline(
    mode: Mode, tls: ssl.SSLContext, fault: Fault
) -> None:
    script = Script([], afterwards=fault)
    with Proxy(Sandbox(), script, pace=0.15, pieces=60, tls=tls) as proxy:
        failed = Calls(mode).fail(proxy, max_retries=9, deadline=1)
        assert failed.took < 1 + TOLERANCE


@pytest.mark.usefixtures("trusted")
def test_a_handshake_that_hangs_ends_with_the_deadline() -> None:
    """The port takes connections and says nothing; nothing of the call can have arrived."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/v1"
        with Lune("key", base_url=url, timeout=Timeouts(connect=60), deadline=1) as lune:
            started = time.monotonic()
            with pytest.raises(DeadlineExceededError) as caught:
                lune.orders.create_by_mass(mass=Mass(1, "t"))
            assert time.monotonic() - started < 1 + TOLERANCE
            assert caught.value.outcome == "not_sent"

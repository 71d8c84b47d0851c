"""The pytest plugin, in runs of pytest that find it as those of a user do: by its entry point."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from .test_exports import modules_after

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a folder in which lune-client is installed as far as pytest can tell."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = project["entry-points"]["pytest11"].items()
    installed = pytester.mkdir("lune_client-0.0.0.dist-info")
    (installed / "METADATA").write_text("Name: lune-client\nVersion: 0.0.0\n")
    lines = "\n".join(f"{name} = {module}" for name, module in entries)
    (installed / "entry_points.txt").write_text(f"[pytest11]\n{lines}\n")
    return pytester


def outcome(run: pytest.Pytester, test: str, *arguments: str) -> pytest.RunResult:
    run.makepyfile(test_it=test)
    blocked = [f"-pno:{name}" for name in ("cacheprovider", "hypothesispytest", "schemathesis")]
    return run.runpytest_subprocess("-Werror", *blocked, *arguments)


def test_loading_it_loads_nothing_of_ours() -> None:
    loaded = modules_after("import lune_client_pytest")
    assert not loaded & {"attrs", "httpx", "lune_api", "lune_client", "lune_mock", "uvicorn"}


def test_a_test_without_its_fixtures_is_left_alone(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import socket, sys

        def test_plain(request):
            assert not [name for name in request.fixturenames if "lune" in name or "loopback" in name]
            assert "lune_client_pytest" in sys.modules
            assert not {"httpx", "lune_client", "lune_mock"} & set(sys.modules)
            socket.getaddrinfo("192.0.2.1", 443)
        """,
    )
    result.assert_outcomes(passed=1)


def test_each_test_has_a_sandbox_of_its_own(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import pytest
        from lune_client import Lune, Mass
        from lune_client.testing import LuneMock

        @pytest.mark.parametrize("number", [1, 2])
        def test_fresh(number: int, lune: Lune, lune_mock: LuneMock) -> None:
            assert isinstance(lune, Lune) and isinstance(lune_mock, LuneMock)
            lune_mock.assert_not_ordered()
            lune.orders.create_by_mass(mass=Mass(number, "kg"))
            lune_mock.assert_ordered(mass=f"{number * 1000} g")
            lune_mock.assert_requested("createOrderByMass")
            lune_mock.control.set_idempotency("conflict")
        """,
    )
    result.assert_outcomes(passed=2)


def test_a_failed_assertion_points_at_the_test(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        from lune_client import Mass

        def test_it(lune, lune_mock):
            lune.orders.create_by_mass(mass=Mass("259.12", "kg"))
            lune_mock.assert_ordered(mass="259.11 kg")
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E * AssertionError: expected exactly 1 order: mass 259.11 kg",
            "E * mass  259.12 kg, expected 259.11 kg",
            "test_it.py:5: AssertionError",
        ]
    )
    result.stdout.no_fnmatch_line("*lune_client/testing*")


def test_the_server_shares_the_sandbox(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import socket, threading
        from urllib.parse import urlsplit
        from lune_client import Lune, Mass

        addresses = []

        def test_server(lune, lune_mock, lune_mock_server):
            addresses.append(lune_mock_server.url)
            assert lune_mock_server.api_key not in repr(lune_mock_server)
            with Lune(lune_mock_server.api_key, base_url=lune_mock_server.url) as real:
                order = real.orders.create_by_mass(mass=Mass("259.11", "kg"))
            assert lune.orders.get(order.id) == order
            lune_mock.assert_ordered(mass="259.11 kg")
            lune_mock.control.move_order(order.id, "complete")
            certificate = lune.orders.get(order.id).certificate
            assert certificate.startswith(lune_mock_server.url.removesuffix("/v1"))

        def test_it_is_stopped():
            assert threading.active_count() == 1
            with socket.socket() as probe:
                assert probe.connect_ex(("127.0.0.1", urlsplit(addresses[0]).port)) != 0
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_server_ends_although_a_client_waits(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import socket
        from urllib.parse import urlsplit
        from lune_mock import Fault

        def test_hanging(lune_mock, lune_mock_server):
            lune_mock.control.add_fault(Fault(kind="hang"))
            address = urlsplit(lune_mock_server.url)
            with socket.create_connection((address.hostname, address.port)) as waiting:
                waiting.sendall(b"GET /v1/orders HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
                while not lune_mock.requests:
                    pass
                global kept
                kept = waiting.dup()
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("marker", ["asyncio", "anyio"])
def test_async_tests(run: pytest.Pytester, marker: str) -> None:
    result = outcome(
        run,
        f"""
        import pytest
        from lune_client import AsyncLune, Mass
        from lune_client.testing import LuneMock

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.mark.{marker}
        @pytest.mark.parametrize("number", [1, 2])
        async def test_fresh(number: int, async_lune: AsyncLune, lune_mock: LuneMock) -> None:
            order = await async_lune.orders.create_by_mass(mass=Mass(number, "kg"))
            assert await async_lune.orders.get(order.id) == order
            lune_mock.assert_ordered(mass=Mass(number, "kg"))
        """,
        *(["-o", "asyncio_default_fixture_loop_scope=function"] if marker == "asyncio" else []),
    )
    result.assert_outcomes(passed=2)


def test_the_example_of_the_page(run: pytest.Pytester) -> None:
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python test\n(.*?)```", page, re.DOTALL)
    outcome(run, example).assert_outcomes(passed=3)


def test_under_xdist(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import pytest
        from lune_client import Lune, Mass

        @pytest.mark.parametrize("number", range(1, 9))
        def test_fresh(number, lune, lune_mock, lune_mock_server):
            with Lune(lune_mock_server.api_key, base_url=lune_mock_server.url) as real:
                real.orders.create_by_mass(mass=Mass(number, "kg"))
            assert [order.requested_quantity.scaleb(3) for order in lune.orders.list()] == [number]
            lune_mock.assert_ordered(mass=f"{number} kg")
        """,
        "-n",
        "2",
    )
    result.assert_outcomes(passed=8)


def test_a_failure_of_the_sandbox_fails_the_test(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        from lune_client.errors import ServerError
        from lune_mock import service

        def test_it(lune, lune_mock, monkeypatch):
            def broken(call):
                raise RuntimeError("a bug")

            monkeypatch.setattr(service, "HANDLERS", {"getOrder": broken})
            try:
                lune.with_options(max_retries=0).orders.get("an-id")
            except ServerError:
                lune_mock.control.reset()
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["the sandbox failed; *please report it:", "GET /v1/orders/an-id: The sandbox failed*"]
    )


def test_a_fault_that_does_not_fit_fails_the_test(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import pytest
        from lune_client import Mass
        from lune_client.errors import ServerError
        from lune_mock import Fault

        def test_it(lune, lune_mock):
            lune_mock.control.add_fault(Fault(kind="violation", field="total_costs", times=None))
            with pytest.raises(ServerError):
                lune.with_options(max_retries=0).orders.quote_by_mass(mass=Mass("1", "t"))
            assert "total_costs" in lune_mock.requests[0].problem
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["POST /v1/orders/by-mass/quote: fault-1 cannot violate total_costs*name a field*"]
    )


def test_a_500_that_was_asked_for_is_none(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import pytest
        from lune_client.errors import ServerError
        from lune_mock import Fault

        def test_it(lune, lune_mock):
            lune_mock.control.add_fault(Fault(kind="status", status=500))
            with pytest.raises(ServerError):
                lune.with_options(max_retries=0).orders.get("an-id")
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("missing", ["lune_mock", "jsonschema_rs", "uvicorn"])
def test_without_the_extra(run: pytest.Pytester, missing: str) -> None:
    run.makeconftest(f"import sys; sys.modules[{missing!r}] = None")
    result = outcome(
        run,
        """
        def test_server(lune_mock_server): ...
        def test_plain(): ...
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    said = "the fixtures of lune-client need its extra mock; install it with: "
    assert f"{said}pip install 'lune-client[mock]'" in result.stdout.str()
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*ModuleNotFoundError*")


BEYOND = """
    import contextlib, socket, pytest

    @pytest.fixture(scope="module")
    def leaking():
        with contextlib.suppress(RuntimeError):
            socket.create_connection(("192.0.2.1", 443), timeout=1)

    def test_reaching({fixture}):
        socket.create_connection(("192.0.2.1", 443), timeout=1)

    def test_swallowing({fixture}):
        with contextlib.suppress(RuntimeError):
            socket.create_connection(("192.0.2.1", 443), timeout=1)

    def test_staying({fixture}):
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=1).close()
"""


@pytest.mark.parametrize("fixture", ["lune_mock", "lune", "async_lune", "lune_mock_server"])
def test_tests_with_a_sandbox_stay_on_loopback(run: pytest.Pytester, fixture: str) -> None:
    result = outcome(run, BEYOND.format(fixture=fixture))
    result.assert_outcomes(passed=2, failed=1, errors=2)
    result.stdout.fnmatch_lines(
        [
            "E *BeyondLoopbackError: reached beyond loopback: 192.0.2.1 (socket.getaddrinfo)",
            "E *BeyondLoopbackError: a test tried to reach 192.0.2.1 (*); tests stay on loopback",
        ]
    )


def test_the_guard_ends_with_the_test(run: pytest.Pytester) -> None:
    result = outcome(
        run,
        """
        import socket

        def test_guarded(lune_mock): ...

        def test_free():
            socket.getaddrinfo("192.0.2.1", 443)
        """,
    )
    result.assert_outcomes(passed=2)


def test_all_tests_stay_on_loopback_where_that_is_asked_for(run: pytest.Pytester) -> None:
    run.makeini("[pytest]\nlune_loopback_only = true")
    result = outcome(run, BEYOND.format(fixture=""))
    result.assert_outcomes(passed=2, failed=1, errors=2)


def test_wider_fixtures_stay_on_loopback_as_well(run: pytest.Pytester) -> None:
    run.makeini("[pytest]\nlune_loopback_only = true")
    result = outcome(run, BEYOND.format(fixture="leaking"), "-k", "staying")
    result.assert_outcomes(passed=1, errors=1)

"""A sandbox in a file: what comes back, which files are refused, and what happens to a full disk."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lune_mock import Answer, Fault, Sandbox, Schedule, durable
from lune_mock.durable import FileError
from lune_mock.state import NotKeptError

from .calling import ASIA, BY_MASS, OCEAN, PURCHASE, SHIPMENT, Api, purchase, segment

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a file can be made."""
    return tmp_path / "sandbox.db"


def opened(file: Path) -> Sandbox:
    return Sandbox(now=NOW, db=file)


def everything(sandbox: Sandbox) -> dict[str, Any]:
    """Return all that a file is to keep, read from inside."""
    # Asked first: it undoes what could not be kept.
    overview = sandbox.control.state()
    world = sandbox._state.world
    return {
        "state": {
            name: value
            for name, value in overview.items()
            if name not in {"logged_requests", "pending_faults", "snapshots"}
        },
        "ids": (world.ids.seed, world.ids.made),
        "organisations": [each.json() for each in world.organisations],
        "catalogue": world.catalogue.json(),
        "clock": world.clock.json(),
        "short": world.short,
        "books": {
            account_id: (list(books.orders), list(books.estimates), books.pool)
            for account_id, books in world.store
            if len(books.orders) or len(books.estimates)
        },
    }


def filled(sandbox: Sandbox) -> None:
    """Make something of each kind that there is."""
    control = sandbox.control
    api = Api(sandbox)
    control.set_schedule(Schedule(placed=timedelta(minutes=1)))
    received = api.order(idempotency_key="received, \N{SEEDLING}")
    control.set_schedule(Schedule())
    control.move_order(received["id"], "paid")
    api.estimate(idempotency_key="A", metadata={"a": "\N{SEEDLING}"})
    estimate = api.post("/estimates/shipping", SHIPMENT)
    api.post("/orders/by-estimate", {"estimate_id": estimate["id"]})
    api.estimate(client_account={"name": "new", "currency": "SEK", "idempotency_key": "K"})
    control.fill(orders=20, account_id=sandbox.client_accounts[0].id)
    control.advance_clock(timedelta(days=8))
    complete = api.order()["id"]
    control.move_order(complete, "complete")
    control.move_order(api.order()["id"], "cancelled")
    control.set_stock(OCEAN, Decimal("0.000001"))
    control.set_price(ASIA, Decimal("9.90"))
    api.order()
    control.set_schedule(Schedule(placed=timedelta(hours=1)))
    api.order()
    control.create_account("half of a pair: \ud83c", "EUR", handle="h")
    other = control.create_organisation("GBP")
    Api(sandbox, api_key=other.api_key).order()
    control.set_rate_limit(1000)
    control.set_latency(0.5)
    control.set_versions(["2026-01-31"])
    control.set_idempotency("conflict")


def test_all_of_it_is_there_again(file: Path) -> None:
    with opened(file) as sandbox:
        filled(sandbox)
        before = everything(sandbox)
    with opened(file) as sandbox:
        assert everything(sandbox) == before
        statuses = {str(order["status"]) for _, order in sandbox.control.orders}
        assert statuses == {"received", "placed", "complete", "cancelled", "retiring"}
    with opened(file) as sandbox:
        assert everything(sandbox) == before


def test_ids_go_on_and_request_ids_are_new(file: Path) -> None:
    ids, rays = set[str](), set[str]()
    for _ in range(3):
        with opened(file) as sandbox:
            for _ in range(5):
                answer = Api(sandbox).send("POST", "/orders/by-mass", BY_MASS)
                ids.add(json.loads(answer.body)["id"])
                rays.add(answer.headers["CF-Ray"])
    assert (len(ids), len(rays)) == (15, 15)


def test_pages_go_on_where_they_were(file: Path) -> None:
    with opened(file) as sandbox:
        # All of one moment, and changed in another order than they were made.
        ids = sandbox.control.fill(orders=12)["orders"]
        for each in (ids[7], ids[2], ids[9]):
            sandbox.control.move_order(each, "paid")
        whole = Api(sandbox).get("/orders?limit=100")
        page = Api(sandbox).get("/orders?limit=5")
        following = f"/orders?limit=5&after={page['next_cursor']}"
        rest = Api(sandbox).get(following)
    with opened(file) as sandbox:
        assert Api(sandbox).get("/orders?limit=100") == whole
        assert Api(sandbox).get(following) == rest
        Api(sandbox).order()
        assert Api(sandbox).get(following) == rest


def test_what_became_due_in_between_happened_when_it_was_due(file: Path) -> None:
    with opened(file) as sandbox:
        order = Api(sandbox).post("/orders/by-mass", {"mass": {"amount": "2", "unit": "t"}})
        created = datetime.fromisoformat(order["created_at"])
        sandbox.control.resume_clock()
    # The machine's time stands for that of a file that was closed for long.
    with closing(sqlite3.connect(file)) as database, database:
        (clock,) = database.execute("SELECT value FROM parts WHERE name = 'clock'").fetchone()
        days = 20 * 86_400_000_000
        later = json.loads(clock)
        later["ahead_microseconds"] += days
        database.execute("UPDATE parts SET value = ? WHERE name = 'clock'", [json.dumps(later)])
    with opened(file) as sandbox:
        assert Api(sandbox).get(f"/orders/{order['id']}")["status"] == "complete"
        (kept,) = sandbox._state.world.store.of(sandbox.account.id).orders
        assert datetime.fromisoformat(kept.entered["paid"]) == created + timedelta(hours=1)
        assert datetime.fromisoformat(kept.entered["complete"]) == created + timedelta(days=7)


def test_a_reset_and_a_restore_reach_the_file(file: Path) -> None:
    with opened(file) as sandbox:
        kept_order = Api(sandbox).order()["id"]
        kept = sandbox.control.snapshot()
        Api(sandbox).order()
        sandbox.control.restore(kept)
    with opened(file) as sandbox:
        assert [order["id"] for _, order in sandbox.control.orders] == [kept_order]
        sandbox.control.reset(seed=9)
    with opened(file) as sandbox:
        assert sandbox.control.orders == ()
        assert sandbox.control.state()["seed"] == 9


@pytest.mark.parametrize("seed", [0, 5])
def test_a_seed_that_was_given_to_a_file_comes_with_a_reset(file: Path, seed: int) -> None:
    Sandbox(seed=3, db=file).close()
    with Sandbox(db=file) as sandbox:
        sandbox.control.reset()
        assert sandbox.control.state()["seed"] == 3
    with Sandbox(seed=seed, db=file) as sandbox:
        assert sandbox.control.state()["seed"] == 3
        kept = sandbox.control.snapshot()
        sandbox.control.reset()
        assert sandbox.control.state()["seed"] == seed
        assert Api(sandbox).order()["id"] == Api(Sandbox(seed=seed)).order()["id"]
        sandbox.control.restore(kept)
        sandbox.control.reset()
        assert sandbox.control.state()["seed"] == seed
        sandbox.control.reset(seed=9)
        sandbox.control.reset()
        assert sandbox.control.state()["seed"] == 9


def test_certificates_move_with_the_address(file: Path) -> None:
    with opened(file) as sandbox:
        order = Api(sandbox).order()["id"]
        sandbox.control.move_order(order, "complete")
    for port in (1, 2):
        with Sandbox(base_url=f"http://127.0.0.1:{port}/v1", db=file) as sandbox:
            expected = f"http://127.0.0.1:{port}/certificates/{order}.pdf"
            assert Api(sandbox).get(f"/orders/{order}")["certificate"] == expected


def test_reading_writes_nothing(file: Path) -> None:
    with opened(file) as sandbox:
        api = Api(sandbox)
        order = api.order()["id"]
        database = sandbox._state._file
        assert database is not None
        before = database._connection.total_changes
        for _ in range(3):
            api.get(f"/orders/{order}")
            api.get("/orders")
            sandbox.control.state()
            api.refusal("POST", "/orders/by-value", {"value": "0"})
        assert database._connection.total_changes == before


# A sandbox that is closed and opened again answers like one that never was.

OPERATIONS: list[tuple[str, str, Any]] = [
    ("POST", "/v1/orders/by-mass", {**BY_MASS, "idempotency_key": "A"}),
    ("POST", "/v1/orders/by-mass", {"mass": {"amount": "1.7", "unit": "t"}}),
    ("POST", "/v1/orders/by-value", {"value": "5"}),
    ("POST", "/v1/estimates/transactions", {**PURCHASE, "idempotency_key": "B"}),
    (
        "POST",
        "/v1/estimates/transactions",
        purchase(client_account={"name": "c", "currency": "SEK", "handle": "c"}),
    ),
    ("POST", "/v1/estimates/transactions/batch", [PURCHASE, purchase(name="another")]),
    ("POST", "/v1/estimates/shipping", SHIPMENT),
    ("GET", "/v1/orders?limit=5", None),
    ("GET", "/v1/orders?limit=100", None),
    ("POST", "/_mock/clock/advance", {"hours": 13}),
    ("POST", "/_mock/clock/advance", {"days": 6}),
    ("PUT", "/_mock/clock", {"now": "2026-01-01T00:00:00Z"}),
    ("POST", "/_mock/fill", {"orders": 3, "transaction_estimates": 2}),
    ("PUT", f"/_mock/bundles/{segment(ASIA)}/stock", {"tonnes": "0.3"}),
    ("PUT", f"/_mock/bundles/{segment(ASIA)}/stock", {"tonnes": "30"}),
    ("PUT", f"/_mock/bundles/{segment(ASIA)}/price", {"unit_price": "11.11"}),
    ("PUT", "/_mock/idempotency", {"reading": "conflict"}),
    ("PUT", "/_mock/idempotency", {"reading": "replay"}),
    ("PUT", "/_mock/schedule", {"schedule": {"placed": 60, "paid": 120}}),
    ("PUT", "/_mock/schedule", {"schedule": None}),
    ("POST", "/_mock/organisations", {"currency": "SEK"}),
    ("POST", "/_mock/reset", {"seed": 3}),
    ("GET", "/_mock/state", None),
]
CLOSE = ("", "", None)
# Moves the newest order that there is.
MOVES = [("PUT", status, None) for status in ("paid", "complete", "cancelled", "failed")]


def carried_out(sandbox: Sandbox, operation: tuple[str, str, Any]) -> Answer:
    method, target, body = operation
    if operation in MOVES:
        orders = sandbox.control.orders
        newest = orders[-1][1]["id"] if orders else "none"
        target, body = f"/_mock/orders/{newest}/status", {"status": target}
    headers = {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"}
    content = b"" if body is None else json.dumps(body).encode()
    answer = sandbox.handle(method, target, headers, content)
    shown = {name: value for name, value in answer.headers.items() if name != "CF-Ray"}
    if target == "/_mock/state":
        # The log is new after each start.
        overview = {**json.loads(answer.body), "logged_requests": None}
        answer = replace(answer, body=json.dumps(overview).encode())
    return replace(answer, headers=shown)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*OPERATIONS, *MOVES, *[CLOSE] * 8]), max_size=40))
def test_closing_and_opening_is_seen_in_no_answer(steps: list[tuple[str, str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sandbox.db"
        durable_one, other = opened(file), Sandbox(now=NOW)
        for step in steps:
            if step == CLOSE:
                durable_one.close()
                durable_one = opened(file)
                assert everything(durable_one) == everything(other)
                continue
            assert carried_out(durable_one, step) == carried_out(other, step), step
            # Orders of one moment that lack stock are looked at in an order that no file keeps.
            for sandbox in (durable_one, other):
                sandbox.control.advance_clock(timedelta(seconds=1))
        assert everything(durable_one) == everything(other)
        durable_one.close()


# Which files are refused.


def refusal(file: Path) -> str:
    with pytest.raises(FileError) as refused:
        opened(file)
    return str(refused.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none" / "s.db").endswith(
        f"has no folder to be in; make {tmp_path / 'none'}"
    )


@pytest.mark.parametrize("path", ["", ".", "/dev/null"])
def test_what_is_no_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is no file; give one" in refusal(Path(path))


def test_a_pipe_is_refused_and_not_waited_for(file: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("there are no such pipes on Windows")
    os.mkfifo(file)
    assert "is no file; give one" in refusal(file)


def test_a_path_that_no_system_takes_is_refused(tmp_path: Path) -> None:
    assert "cannot be used" in refusal(tmp_path / ("a" * 300) / "sandbox.db")


@pytest.mark.parametrize(
    "name", [":memory:", "file:a.db?mode=memory", "a b#c%41?d.db", "\u00e9.db"]
)
def test_a_name_means_nothing_but_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(Path(name)) as sandbox:
        # It is the same file wherever the process goes.
        monkeypatch.chdir("/")
        order = Api(sandbox).order()
        monkeypatch.chdir(tmp_path)
    assert (tmp_path / name).is_file()
    with opened(Path(name)) as sandbox:
        assert Api(sandbox).get("/orders")["data"] == [order]


def test_a_link_leads_to_the_file(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(file)
    with opened(link) as sandbox:
        Api(sandbox).order()
        assert "another process uses it" in refusal(file)
    with opened(file) as sandbox:
        assert len(sandbox.control.orders) == 1


# Root may write everything, so it gives that up.
PLAIN = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
IS_ROOT = sys.platform != "win32" and os.geteuid() == 0
FOLDER_BARS = "nothing can be made in its folder, {}, "
FILE_BARS = "it may not be read and written; change its permissions"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others on Windows")
@pytest.mark.skipif(IS_ROOT and shutil.which("setpriv") is None, reason="root needs setpriv")
@pytest.mark.parametrize(
    ("of_folder", "of_file", "why"),
    [
        (0o555, 0o644, FOLDER_BARS),
        (0o555, None, FOLDER_BARS),
        (0o755, 0o444, FILE_BARS),
        (0o755, 0o000, FILE_BARS),
    ],
)
def test_what_permissions_forbid_is_named(
    tmp_path: Path, of_folder: int, of_file: int | None, why: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "sandbox.db"
    if of_file is not None:
        opened(file).close()
        file.chmod(of_file)
    folder.chmod(of_folder)
    try:
        command = [
            *(PLAIN if IS_ROOT else ()),
            sys.executable,
            "-m",
            "lune_mock",
            "--port",
            "0",
            "--db",
            str(file),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        folder.chmod(0o755)
    assert done.returncode == 1
    assert f"{file} cannot be used: {why.format(folder)}" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_that_lead_to_each_other_are_refused(file: Path) -> None:
    other = file.with_name("other.db")
    file.symlink_to(other)
    other.symlink_to(file)
    assert "cannot be used" in refusal(file)


def test_a_text_is_refused_and_left_alone(file: Path) -> None:
    text = b"Dear diary, " * 100
    file.write_bytes(text)
    assert "it is no database" in refusal(file)
    assert file.read_bytes() == text


def test_the_database_of_another_program_is_refused_and_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE birds (name TEXT)")
    before = file.read_bytes()
    assert "belongs to another program" in refusal(file)
    assert file.read_bytes() == before


def test_an_empty_file_is_a_new_one(file: Path) -> None:
    file.touch()
    with opened(file) as sandbox:
        Api(sandbox).order()


def test_a_file_of_a_newer_release_is_refused_and_left_alone(file: Path) -> None:
    opened(file).close()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    assert "was written by a newer release: it has version 99" in refusal(file)
    assert file.read_bytes() == before


def test_a_file_of_an_older_release_is_migrated(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(file) as sandbox:
        order = Api(sandbox).order()
    monkeypatch.setattr(durable, "_STEPS", (*durable._STEPS, ("CREATE TABLE later (name TEXT)",)))
    for _ in range(2):
        with opened(file) as sandbox:
            assert Api(sandbox).get("/orders")["data"] == [order]
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (len(durable._STEPS),)
        assert database.execute("SELECT count(*) FROM later").fetchone() == (0,)


@pytest.mark.parametrize("value", ["{}", "[", '"x"', "null"])
@pytest.mark.parametrize("part", ["ids", "clock", "settings", "organisations", "catalogue"])
def test_a_file_that_makes_no_sense_is_refused(file: Path, part: str, value: str) -> None:
    opened(file).close()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE parts SET value = ? WHERE name = ?", [value, part])
    assert "is damaged" in refusal(file)


def test_a_file_without_its_parts_is_refused_and_left_alone(file: Path) -> None:
    with opened(file) as sandbox:
        Api(sandbox).order()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM parts")
    before = file.read_bytes()
    assert "is damaged" in refusal(file)
    assert file.read_bytes() == before


def test_a_file_without_its_tables_is_refused(file: Path) -> None:
    opened(file).close()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DROP TABLE parts")
    assert "no such table: parts" in refusal(file)


def test_a_file_that_was_cut_off_is_refused(file: Path) -> None:
    with opened(file) as sandbox:
        sandbox.control.fill(orders=20)
    whole = file.read_bytes()
    for size in range(100, len(whole), 5_000):
        file.write_bytes(whole[:size])
        assert "damaged" in refusal(file)


def test_a_file_with_a_page_of_nothing_is_refused(file: Path) -> None:
    with opened(file) as sandbox:
        sandbox.control.fill(orders=20, transaction_estimates=20)
    with closing(sqlite3.connect(file)) as database:
        overflown = set(database.execute("SELECT pageno FROM dbstat WHERE pagetype = 'overflow'"))
    whole = file.read_bytes()
    for start in range(0, len(whole), 4096):
        if (start // 4096 + 1,) not in overflown:
            file.write_bytes(whole[:start] + bytes(4096) + whole[start + 4096 :])
            refusal(file)


def test_documents_that_were_left_as_text_are_read(file: Path) -> None:
    with opened(file) as sandbox:
        order = Api(sandbox).order()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE orders SET document = CAST(document AS TEXT)")
    with opened(file) as sandbox:
        assert Api(sandbox).get("/orders")["data"] == [order]


def test_who_is_refused_tries_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Two that start at one moment are both refused at first.
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(durable, "sleep", lambda _: other.close())
    with opened(file) as sandbox:
        Api(sandbox).order()


def test_a_second_process_is_refused(file: Path) -> None:
    with opened(file) as sandbox:
        order = Api(sandbox).order()
        done = subprocess.run(
            [sys.executable, "-m", "lune_mock", "--port", "0", "--db", str(file)],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            f"lune-mock: {file} cannot be used: another process uses it; end that first, or give"
            " another file.\n"
        )
        assert Api(sandbox).get("/orders")["data"] == [order]
    opened(file).close()


# A file that cannot be written while the sandbox runs.


@pytest.fixture
def full(file: Path) -> Iterator[Sandbox]:
    """Return a sandbox with an order in a file that has room for nothing more."""
    with opened(file) as sandbox:
        Api(sandbox).order(idempotency_key="first")
        limit(sandbox, "max_page_count = 1")
        yield sandbox


def limit(sandbox: Sandbox, pragma: str) -> None:
    database = sandbox._state._file
    assert database is not None
    database._connection.execute(f"PRAGMA {pragma}")


def until_refused(sandbox: Sandbox) -> tuple[int, Answer]:
    """Place orders until one does not fit; return how many did, and the answer to that."""
    for number in range(1000):
        answer = Api(sandbox).send("POST", "/orders/by-mass", BY_MASS)
        if answer.status != 200:
            return number, answer
    pytest.fail("it took everything")


def test_a_full_disk_is_an_error_and_changes_nothing(full: Sandbox) -> None:
    fitted, refused = until_refused(full)
    assert refused.status == 500
    assert b"Nothing has changed" in refused.body
    assert b"no more room" in refused.body
    assert full.control.requests[-1].is_failure
    orders = Api(full).get("/orders?limit=100")["data"]
    assert len(orders) == 1 + fitted
    before = everything(full)
    for _ in range(3):
        assert until_refused(full)[0] == 0
        assert everything(full) == before
    # Reading goes on, and a repeated key finds what there is.
    assert Api(full).order(idempotency_key="first") == orders[-1]


def test_it_goes_on_when_there_is_room_again(full: Sandbox, file: Path) -> None:
    until_refused(full)
    limit(full, "max_page_count = 100000")
    order = Api(full).order()
    before = everything(full)
    full.close()
    with opened(file) as sandbox:
        assert everything(sandbox) == before
        assert Api(sandbox).get(f"/orders/{order['id']}") == order


def test_faults_outlast_what_is_undone(full: Sandbox) -> None:
    full.control.add_fault(Fault(kind="status", status=503, method="GET"))
    until_refused(full)
    assert Api(full).send("GET", "/orders").status == 503


def test_control_says_that_nothing_was_kept(full: Sandbox) -> None:
    limit(full, "query_only = ON")
    before = everything(full)
    with pytest.raises(NotKeptError, match="it can only be read"):
        full.control.advance_clock(timedelta(days=1))
    with pytest.raises(NotKeptError, match="it can only be read"):
        full.control.reset(5)
    answer = full.handle("POST", "/_mock/reset", {"Content-Type": "application/json"}, b"{}")
    assert answer.status == 500
    assert "it can only be read" in json.loads(answer.body)["error"]
    assert everything(full) == before
    limit(full, "query_only = OFF")
    full.control.advance_clock(timedelta(days=1))
    assert everything(full) != before


def test_a_file_that_is_gone_takes_no_more_writes(file: Path, tmp_path: Path) -> None:
    with opened(file) as sandbox:
        order = Api(sandbox).order()
        moved = file.rename(tmp_path / "moved.db")
        for _ in range(2):
            refused = Api(sandbox).send("POST", "/orders/by-mass", BY_MASS)
            assert refused.status == 500
            assert b"it was removed, or another file put in its place" in refused.body
            assert Api(sandbox).get("/orders")["data"] == [order]
        file.touch()
        assert Api(sandbox).send("POST", "/orders/by-mass", BY_MASS).status == 500
        file.unlink()
        moved.rename(file)
        Api(sandbox).order()
    with opened(file) as sandbox:
        assert len(sandbox.control.orders) == 2


def test_a_file_that_makes_no_sense_any_more_is_an_answer(full: Sandbox) -> None:
    limit(full, "max_page_count = 100000")
    database = full._state._file
    assert database is not None
    database._connection.execute("UPDATE parts SET value = '[' WHERE name = 'ids'")
    full._state._is_undone = True
    for method, target in (("GET", "/v1/orders"), ("GET", "/_mock/state"), ("GET", "/orders")):
        answer = full.handle(method, target, {"Authorization": f"Bearer {full.api_key}"}, b"")
        assert answer.status == 500
        assert b"is damaged" in answer.body


def test_what_was_not_restored_leaves_the_faults_alone(full: Sandbox) -> None:
    snapshot = full.control.snapshot()
    fault = full.control.add_fault(Fault(kind="status", status=503))
    limit(full, "query_only = ON")
    with pytest.raises(NotKeptError):
        full.control.restore(snapshot)
    with pytest.raises(NotKeptError):
        full.control.reset()
    assert full.control.faults == (fault,)


class Interrupted(BaseException):
    """Stands for Ctrl-C."""


@pytest.mark.parametrize(
    "where",
    ["lune_mock.life._plan", "lune_mock.durable.DurableFile._put", "lune_mock.durable._rows"],
)
def test_what_was_interrupted_is_undone(
    file: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise Interrupted

    with opened(file) as sandbox:
        api = Api(sandbox)
        api.order()
        before = everything(sandbox)
        with monkeypatch.context() as patched:
            patched.setattr(where, interrupt)
            with pytest.raises(Interrupted):
                api.order()
        assert everything(sandbox) == before
        api.order()
        before = everything(sandbox)
    with opened(file) as sandbox:
        assert everything(sandbox) == before


LIMITED = """
import json, resource, sys
from lune_mock import Sandbox

def order():
    headers = {"Authorization": f"Bearer {sandbox.api_key}", "Content-Type": "application/json"}
    body = b'{"mass": {"amount": "1", "unit": "t"}}'
    return sandbox.handle("POST", "/v1/orders/by-mass", headers, body)

sandbox = Sandbox(db=sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
answered = []
while (answer := order()).status == 200:
    answered.append(json.loads(answer.body)["id"])
present = [order["id"] for _, order in sandbox.control.orders]
again = order().status
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
after = json.loads(order().body)["id"]
print(json.dumps([answered, present, answer.body.decode(), after]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit on Windows")
def test_a_disk_that_takes_no_more_bytes(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(file)],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    answered, present, refused, after = json.loads(done.stdout)
    assert len(answered) > 10
    assert present == answered
    assert "was not written" in refused
    with opened(file) as sandbox:
        # It may have been let in once more when the log was written back into the file.
        kept = [order["id"] for _, order in sandbox.control.orders]
        assert kept[: len(answered)] == answered
        assert kept[-1] == after

"""A table that a cluster of processes works on is estimated once, whatever happens to them."""

from __future__ import annotations

import os
import signal
import sys
import time
from functools import partial
from importlib import import_module
from typing import Any

import pytest

from lune_client.tables import estimate_partition
from lune_client.testing import LuneMockServer
from lune_mock import Sandbox

# They have no types.
dd: Any = import_module("dask.dataframe")
distributed: Any = import_module("distributed")
pd: Any = import_module("pandas")

ROWS = 480
PARTS = 12
AGAIN = 4
PURCHASES = pd.DataFrame(
    {
        "Id": [f"p-{each}" for each in range(ROWS)],
        # All alike: the id alone tells them apart.
        "Amount": "8.99",
        "Currency": "USD",
        "Country": "USA",
        "MCC": "5818",
    }
)

work = partial(
    estimate_partition, name="purchases-2026-10", id_column="Id", max_requests_per_second=15
)


def estimates(sandbox: Sandbox) -> int:
    state: Any = sandbox.control.state()
    count: int = state["organisations"][0]["accounts"][0]["estimates"]
    return count


def test_a_cluster_estimates_each_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox()
    with LuneMockServer(sandbox) as server:
        for name, value in {
            "LUNE_API_KEY": server.api_key,
            "LUNE_API_URL": server.url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }.items():
            monkeypatch.setenv(name, value)
        # Long enough that the worker that is killed has work under way.
        sandbox.control.set_latency(0.1)
        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address=None
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            workers = client.run(os.getpid)
            parts = dd.from_pandas(PURCHASES, npartitions=PARTS)
            table = parts.map_partitions(work, meta=work(PURCHASES.head(0)))
            running = client.compute(table)
            while not (estimates(sandbox) or running.done()):
                time.sleep(0.01)
            os.kill(next(iter(workers.values())), signal.SIGKILL)
            found = running.result()
            again = client.compute(table.partitions[:AGAIN]).result()
    assert found["error_code"].isna().all()
    assert [*found["Id"]] == [*PURCHASES["Id"]]
    assert found["estimate_id"].nunique() == ROWS
    assert [*again["estimate_id"]] == [*found["estimate_id"]][: len(again)]
    assert len(again) == ROWS * AGAIN // PARTS
    assert estimates(sandbox) == ROWS
    # Those that ran twice were asked for again; whether the killed worker had begun one, chance says.
    batches = [each for each in sandbox.control.requests if each.target.endswith("/batch")]
    assert len(batches) >= PARTS + AGAIN

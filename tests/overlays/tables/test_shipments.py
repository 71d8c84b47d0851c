"""Shipments through the sandbox: one call for each, under both readings of a used key."""

from __future__ import annotations

from decimal import Context, localcontext
from pathlib import Path
from typing import Any

import pytest

from lune_api.types import JSON
from lune_client.models import SingleShippingEmissionEstimate
from lune_client.tables import estimate_shipments
from lune_client.tables.estimates import estimated
from lune_client.testing import sandbox_client
from lune_mock import Fault, Sandbox, Settings

from .tabling import codes, estimates, ids, read, write

HEADER = "Weight,From,To,Mode,Distance,Distance unit"
COLUMNS = {
    "route.source.locode": "From",
    "route.destination.locode": "To",
}
UNITS = {"shipment.mass.unit": "kg"}
BOTH = pytest.mark.parametrize("idempotency", ["replay", "conflict"])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(
        tmp_path / "in.csv",
        "100,CNSGH,NLRTM,diesel_truck,,",
        "100,,,diesel_truck,250.5,mi",
        "100,,,diesel_truck,250.5,mi",
        "100,CNSGH,,diesel_truck,,",
        header=HEADER,
    )


def run(sandbox: Sandbox, source: Path, output: str = "out.csv", **options: Any) -> Any:
    with sandbox_client(sandbox) as lune:
        return estimate_shipments(
            lune,
            source,
            output=source.with_name(output),
            columns=COLUMNS,
            constants=UNITS,
            **options,
        )


@BOTH
def test_a_table(source: Path, idempotency: Any) -> None:
    sandbox = Sandbox(settings=Settings(idempotency=idempotency))
    result = run(sandbox, source, mass_unit="g")
    rows = read(source.with_name("out.csv"))
    assert codes(source.with_name("out.csv")) == ["", "", "", "invalid_row"]
    assert rows[3]["error_message"] == "route.destination: is missing"
    assert {row["mass_unit"] for row in rows[:3]} == {"g"}
    assert rows[1]["distance_km"].startswith("403.")
    assert len(set(ids(rows[:3]))) == estimates(sandbox) == 3
    assert result.columns["method"] == "Mode"
    assert result.summary.duplicates == 1
    sent = len(sandbox.control.requests)
    assert run(sandbox, source).summary.from_journal == 3
    assert len(sandbox.control.requests) == sent


def test_a_used_key_that_is_replayed_makes_nothing_new(source: Path) -> None:
    sandbox = Sandbox()
    run(sandbox, source)
    run(sandbox, source, "other.csv")
    assert ids(read(source.with_name("out.csv"))) == ids(read(source.with_name("other.csv")))
    assert estimates(sandbox) == 3


def test_a_used_key_that_is_refused_is_estimated_again(source: Path) -> None:
    sandbox = Sandbox(settings=Settings(idempotency="conflict"))
    for output in ("a.csv", "b.csv", "c.csv"):
        run(sandbox, source, output)
        assert codes(source.with_name(output)) == ["", "", "", "invalid_row"]
    assert estimates(sandbox) == 9
    keys = [
        str(each.body).split('"idempotency_key":"')[1][-6:] for each in sandbox.control.requests
    ]
    assert sum(key.startswith('-2"') or '-2"' in key for key in keys) == 6
    assert sum('-3"' in key for key in keys) == 3


def test_a_lost_answer(source: Path) -> None:
    sandbox = Sandbox(settings=Settings(idempotency="conflict"))
    sandbox.control.add_fault(Fault(kind="drop", operation_id="createShippingEstimate"))
    assert run(sandbox, source).summary.succeeded == 3
    assert estimates(sandbox) == 4


def test_half_a_refusal_is_not_final(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lune_client._runtime.time.sleep", lambda _: None)
    sandbox = Sandbox(settings=Settings(idempotency="conflict"))
    run(sandbox, source, "before.csv")
    sandbox.control.add_fault(Fault(kind="half_body", times=3))
    first = run(sandbox, source, concurrency=1)
    assert first.summary.failed == {"unknown": 1, "invalid_row": 1}
    assert run(sandbox, source).summary.succeeded == 3


@pytest.mark.sends_undocumented("an unknown method is for the API to judge")
def test_a_refusal_is_of_its_row(source: Path) -> None:
    write(source, "1,,,diesel_truck,1,km", "1,,,on foot,1,km", header=HEADER)
    sandbox = Sandbox()
    result = run(sandbox, source)
    assert codes(source.with_name("out.csv")) == ["", "validation_error"]
    assert result.summary.failed == {"validation_error": 1}


def test_a_site_has_no_route(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "1,t,warehouse_ambient", header="mass,mass unit,method")
    with sandbox_client() as lune:
        result = estimate_shipments(lune, source, output=tmp_path / "out.csv")
    assert result.summary.succeeded == 1


def test_a_distance_is_exact_in_every_decimal_context() -> None:
    answer: dict[str, JSON] = {
        "id": "e",
        "mass": {"amount": "1", "unit": "t"},
        "distance": {"amount": "1234.5678", "unit": "mi"},
    }
    with localcontext(Context(prec=4)):
        outcome = estimated(SingleShippingEmissionEstimate.from_dict(answer), None)
    assert outcome.values["distance_km"] == "1986.8442815232"

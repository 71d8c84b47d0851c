"""Rows that have columns which the first has not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lune_client.tables import estimate_transactions
from lune_client.tables.source import JsonSource
from lune_client.testing import sandbox_client
from lune_mock import Sandbox

from .buying import buy

PURCHASE = {"amount": "8.99", "currency": "USD", "country": "USA", "mcc": "5818"}


def lines(path: Path, *rows: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def messages(path: Path) -> list[str | None]:
    return [json.loads(line)["error_message"] for line in path.read_text().splitlines()]


def sent(sandbox: Sandbox) -> list[dict[str, Any]]:
    (request,) = sandbox.control.requests
    found: list[dict[str, Any]] = json.loads(request.body or b"")
    return found


@pytest.mark.parametrize("first", [{}, {"metadata": None}, {"metadata": ""}])
@pytest.mark.parametrize("is_turned", [False, True])
def test_they_count_in_their_row(
    tmp_path: Path, first: dict[str, object], *, is_turned: bool
) -> None:
    more = {
        "metadata": {"trip": "7"},
        "region_fallback": "always",
        "metadata.note": "x",
        "other": 1,
    }
    rows = [{**PURCHASE, **first}, {**PURCHASE, **more}]
    source = lines(tmp_path / "in.ndjson", *(reversed(rows) if is_turned else rows))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        result = estimate_transactions(lune, source, output=tmp_path / "out.ndjson")
    requests = sent(sandbox)
    plain, whole = reversed(requests) if is_turned else requests
    assert "metadata" not in plain
    assert "region_fallback" not in plain
    assert whole["metadata"] == {"trip": "7", "note": "x"}
    assert whole["region_fallback"] == "always"
    assert result.columns["region_fallback"] == "region_fallback"


def test_mappings(tmp_path: Path) -> None:
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(
            lune,
            [PURCHASE, {**PURCHASE, "name": "lunch"}],
            name="May",
            output=tmp_path / "out.ndjson",
        )
    assert [each.get("name") for each in sent(sandbox)] == [None, "lunch"]


def test_a_name_wins_over_a_guess(tmp_path: Path) -> None:
    value = {"value": "5", "currency": "EUR"}
    source = lines(
        tmp_path / "in.ndjson",
        PURCHASE,
        {**PURCHASE, "value.value": "4"},
        {**PURCHASE, "value": value},
    )
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(lune, source, output=tmp_path / "out.ndjson")
    assert [each["value"] for each in sent(sandbox)] == [
        {"value": "8.99", "currency": "USD"},
        {"value": "4", "currency": "USD"},
        value,
    ]


def test_what_was_said_wins(tmp_path: Path) -> None:
    rows = [PURCHASE, {**PURCHASE, "name": "x", "region_fallback": "always", "value.value": "4"}]
    source = lines(tmp_path / "in.ndjson", *rows)
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        estimate_transactions(
            lune,
            source,
            output=tmp_path / "out.ndjson",
            columns={"name": None, "value.value": "amount", "region_fallback": None},
            constants={"region_fallback": "never"},
        )
    first, second = sent(sandbox)
    assert {**first, "idempotency_key": ""} == {**second, "idempotency_key": ""}


def test_a_constant_for_the_same_field_is_an_error_of_the_row(tmp_path: Path) -> None:
    rows = [
        PURCHASE,
        {**PURCHASE, "region_fallback": "always"},
        {**PURCHASE, "region_fallback": ""},
    ]
    source = lines(tmp_path / "in.ndjson", *rows)
    with sandbox_client() as lune:
        result = estimate_transactions(
            lune,
            source,
            output=tmp_path / "out.ndjson",
            constants={"region_fallback": "never"},
        )
    assert result.summary.failed == {"invalid_row": 1}
    message = messages(tmp_path / "out.ndjson")[1]
    assert message is not None
    assert message.startswith("region_fallback: is a column of this row and a constant at once")


@pytest.mark.parametrize("is_turned", [False, True])
def test_orders(tmp_path: Path, *, is_turned: bool) -> None:
    mass = {"mass": {"amount": "5", "unit": "kg"}}
    rows = [mass, {**mass, "metadata": {"invoice": "A-17"}}]
    source = lines(tmp_path / "in.ndjson", *(reversed(rows) if is_turned else rows))
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        buy(lune, source, output=tmp_path / "out.ndjson")
    found = [order.get("metadata") for _, order in sandbox.control.orders]
    assert {"invoice": "A-17"} in found
    assert len(found) == 2


def test_a_name_that_was_said_is_no_guess(tmp_path: Path) -> None:
    source = lines(tmp_path / "in.ndjson", PURCHASE, {**PURCHASE, "value.value": "4"})
    sandbox = Sandbox()
    with sandbox_client(sandbox) as lune:
        result = estimate_transactions(
            lune,
            source,
            output=tmp_path / "out.ndjson",
            columns={"value.value": "value.value", "metadata": "metadata"},
        )
    assert result.summary.failed == {"invalid_row": 1}
    assert [each["value"] for each in sent(sandbox)] == [{"value": "4", "currency": "USD"}]


def test_a_file_that_nobody_reads_on_is_closed(tmp_path: Path) -> None:
    source = JsonSource(lines(tmp_path / "in.jsonl", PURCHASE, PURCHASE))
    file = source._file._bytes
    assert file is not None
    assert not file.closed
    del source
    assert file.closed

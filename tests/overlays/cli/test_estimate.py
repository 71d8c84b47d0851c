"""`lune estimate`: tables in, tables out, with the columns shown before they are used."""

from __future__ import annotations

import csv
import json
import re
import signal
from decimal import Decimal
from pathlib import Path

import pytest

from lune_client.cli.mapping import read_mapping
from lune_client.testing import LuneMock

from .conftest import Here
from .running import Shell
from .terminal import typed

PURCHASES = (
    "Id,Amount,Currency,Country,MCC\n"
    "1,48.20,USD,USA,4121\n"
    "2,1.005,USD,USA,4121\n"
    "3,not much,EUR,DEU,4121\n"
    "2,1.005,USD,USA,4121\n"
)
LEG = (
    "shipment_id,error,mass_kg,containers,pickup_city,pickup_country,pickup_coordinates,leg1_method"
)
LEG += ",leg1_distance_km,leg1_imo_number,leg1_city,leg1_country,leg1_coordinates,leg1_total_tco2"
LEG += ",leg2_method,leg2_total_tco2"


@pytest.fixture
def purchases(tmp_path: Path) -> Path:
    path = tmp_path / "purchases.csv"
    path.write_text(PURCHASES, encoding="utf-8")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_of_purchases(here: Here, purchases: Path, lune_mock: LuneMock) -> None:
    done = here("estimate", "transactions", str(purchases), "--mass-unit", "kg", "--json")
    written = purchases.with_name("purchases.estimates.csv")
    (summary,) = done.documents
    assert done.code == 1
    assert summary["rows"] == 4
    assert summary["succeeded"] == 3
    assert summary["failed"] == {"invalid_row": 1}
    assert summary["duplicates"] == 1
    assert summary["output"] == str(written)
    assert done.err.endswith(f"lune: 1 of 4 rows failed; {written} says why, in error_message\n")
    assert [row["Amount"] for row in rows(written)] == ["48.20", "1.005", "not much", "1.005"]
    masses = [Decimal(row["mass"] or 0) for row in rows(written)]
    assert sum(masses) == Decimal(summary["tonnes"]) * 1000
    lune_mock.assert_requested("createBatchTransactionEstimate")


def test_a_table_without_what_every_row_needs(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    purchases.write_text(PURCHASES.replace("Amount", "Sum in all"), encoding="utf-8")
    done = here("estimate", "transactions", str(purchases))
    assert done.code == 2
    assert "there is no column and no constant for value.value, which every row needs" in done.err
    assert "'Sum in all'" in done.err
    assert "say by --column FIELD=COLUMN which is which" in done.err
    assert [each.name for each in purchases.parent.iterdir()] == ["purchases.csv"]
    lune_mock.assert_requested("createBatchTransactionEstimate", times=0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--concurrency", "0"], "concurrency is 0"),
        (["--id-column", "No"], "there is no column 'No' for the id"),
        (["--output", "no/out.csv"], "--output: there is no folder no"),
        (["--output", "out.pdf"], "out.pdf has no known suffix"),
    ],
)
def test_what_cannot_be_used_is_told_before_a_question(
    shell: Shell, purchases: Path, arguments: list[str], said: str
) -> None:
    command = ("estimate", "transactions", str(purchases), *arguments)
    told = typed(shell, *command, answers=["n"], columns=200)
    assert told.code == 2
    assert said in told.out
    assert "Are these columns right?" not in told.out


@pytest.mark.parametrize("separator", [r"\t", "tab", "\t"])
def test_a_tab_can_be_typed(here: Here, purchases: Path, separator: str) -> None:
    purchases.write_text(PURCHASES.replace(",", "\t"), encoding="utf-8")
    done = here("estimate", "transactions", str(purchases), "--separator", separator, "--json")
    assert done.documents[0]["succeeded"] == 3


def test_the_columns_are_shown_before_they_are_used(here: Here, purchases: Path) -> None:
    shown = here(
        "estimate",
        "transactions",
        str(purchases),
        "--column=metadata.id=Id",
        "--column=merchant.category_code=",
        "--constant=merchant.search_term=taxi",
    ).err.splitlines()
    assert ["value.value", "Amount", "guessed"] in [line.split() for line in shown]
    assert ["metadata.id", "Id"] in [line.split() for line in shown]
    assert ["merchant.search_term", "in", "every", "row:", "taxi"] in [
        each.split() for each in shown
    ]
    assert not any("MCC" in line for line in shown)


def test_a_guess_is_asked_about_on_a_terminal(
    shell: Shell, purchases: Path, lune_mock: LuneMock
) -> None:
    command = ("estimate", "transactions", str(purchases))
    refused = typed(shell, *command, answers=["n"])
    assert refused.code == 1
    assert "nothing was sent" in refused.out
    assert not lune_mock.requests
    assert typed(shell, *command, answers=["y"]).out.count("[y/N]") == 1
    assert "[y/N]" not in typed(shell, *command, "--yes").out


def test_a_mapping_from_a_file(here: Here, purchases: Path) -> None:
    mapping = purchases.with_name("mapping.toml")
    mapping.write_text(
        '[columns]\nvalue.value = "Amount"\n"metadata.id" = "Id"\nmerchant.category_code = ""\n'
        '[constants]\nmerchant.search_term = "taxi"\nis_transaction = true\n'
    )
    run = ("estimate", "transactions", str(purchases), "--mapping", str(mapping))
    done = here(*run, "--constant", "is_transaction=false")
    assert "metadata.id" in done.err
    assert "in every row: taxi" in done.err
    assert "in every row: false" in done.err
    assert "4 rows: " in done.out


def test_the_mapping_of_the_page(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/cli.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "mapping.toml"
    file.write_text(text)
    mapped = read_mapping(file, ["metadata.invoice="], [])
    assert mapped.columns == {"value.value": "Amount", "metadata.invoice": None}
    assert mapped.constants == {"region_fallback": "always"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns", "is no TOML"),
        ("[column]\na = 'b'", "it holds the tables columns and constants"),
        ("columns = 1", "it holds the tables columns and constants"),
        ("[columns]\nvalue.value = 1", "give the name of a column"),
        ("[columns]\nvalue.valeu = 'Amount'", "the request has no field 'value.valeu'"),
        ("[columns]\nvalue.value = 'amount'", "there is no column 'amount'"),
    ],
)
def test_a_mapping_that_is_wrong(
    here: Here, purchases: Path, lune_mock: LuneMock, text: str, said: str
) -> None:
    mapping = purchases.with_name("mapping.toml")
    mapping.write_text(text)
    failed = here("estimate", "transactions", str(purchases), "--mapping", str(mapping))
    assert (failed.code, failed.out) == (2, "")
    assert said in failed.err
    assert not lune_mock.requests


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.csv"], "no-such-file.csv cannot be read"),
        (["{}", "--mapping", "no-such-file.toml"], "no-such-file.toml: No such file"),
        (["{}", "--output", "{}"], "at once"),
        (["{}", "--output", "{}.xlsx"], ".xlsx has no known suffix"),
        (["{}", "--column", "Amount"], "--column: write it as KEY=VALUE"),
        (["{}", "--id-column", "Number"], "there is no column 'Number'"),
        (["{}", "--mass-unit", "lb"], "lb"),
        (["{}", "--concurrency", "0"], "concurrency is 0"),
    ],
)
def test_what_cannot_be_used(
    here: Here, purchases: Path, lune_mock: LuneMock, arguments: list[str], said: str
) -> None:
    filled = [each.format(purchases) for each in arguments]
    failed = here("estimate", "transactions", *filled)
    assert (failed.code, failed.out) == (2, "")
    assert said in failed.err
    assert not lune_mock.requests


def test_the_same_command_again_sends_nothing(
    here: Here, purchases: Path, lune_mock: LuneMock
) -> None:
    command = ("estimate", "transactions", str(purchases), "--json")
    (first,) = here(*command).documents
    written = purchases.with_name("purchases.estimates.csv").read_bytes()
    sent = len(lune_mock.requests)
    (second,) = here(*command).documents
    assert second == {**first, "from_journal": 3}
    assert len(lune_mock.requests) == sent
    assert purchases.with_name("purchases.estimates.csv").read_bytes() == written


def test_a_wrong_key_stops_the_run(here: Here, shell: Shell, purchases: Path) -> None:
    shell.environment["LUNE_API_KEY"] = "s3cret-4711-key"
    failed = here("estimate", "transactions", str(purchases))
    assert (failed.code, failed.out) == (1, "")
    assert "401" in failed.err
    assert "run the same command again to go on" in failed.err
    assert "s3cret" not in failed.err
    for path in purchases.parent.iterdir():
        assert b"s3cret" not in path.read_bytes()


def test_an_interrupt_says_how_to_go_on(shell: Shell, tmp_path: Path, lune_mock: LuneMock) -> None:
    table = tmp_path / "many.csv"
    lines = (f"{number}.50,USD,USA,4121\n" for number in range(1, 3001))
    table.write_text("".join(["Amount,Currency,Country,MCC\n", *lines]))
    lune_mock.control.set_latency(0.2)
    command = ("estimate", "transactions", str(table), "--json")
    with shell.start(*command) as process:
        while len(lune_mock.requests) < 3:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert err.count("run the same command again to go on") == 1
    lune_mock.control.set_latency(0)
    done = shell(*command)
    assert done.code == 0
    assert 0 < done.documents[0]["from_journal"] < 3000
    assert done.documents[0]["succeeded"] == 3000


def test_progress_is_drawn_on_a_terminal_only(shell: Shell, purchases: Path) -> None:
    command = ("estimate", "transactions", str(purchases), "--yes")
    assert "rows/s" in typed(shell, *command).out
    assert "rows/s" not in shell(*command, "--output", str(purchases.with_name("a.csv"))).err


def test_the_columns_of_lunes_own_shipping_csv(here: Here, tmp_path: Path) -> None:
    table = tmp_path / "journeys.csv"
    lines = {
        "by distance": " ,1000,,,,,cargo_plane,1500,,,,,,,",
        "by vessel": ",,2,Shanghai,CHN,,,,9745225,Hamburg,DEU,,1.2,,",
        "by place": ",500,,,,lat 51.95 lon 4.05,diesel_truck,,,,,lat 52.5 lon 13.4,,,",
        "container ship": ",500,,,,,container_ship,100,,,,,,,",
        "two legs": ",500,,,,,diesel_truck,100,,,,,,electric_freight_train,",
        "twice": ",500,1,,,,diesel_truck,100,,,,,,,",
        "no place": ",500,,,,somewhere,diesel_truck,,,,,,,,",
        "no method": ",500,,,,,,100,,,,,,,0.5",
    }
    text = "".join(f"{name},{line}\n" for name, line in lines.items())
    table.write_text(f"{LEG}\n{text}", encoding="utf-8")
    done = here("estimate", "shipments", str(table), "--constant", "is_shipment=true")
    assert "The columns are those of Lune's shipping CSV." in done.err
    assert done.code == 1
    found = {row["shipment_id"]: row for row in rows(tmp_path / "journeys.estimates.csv")}
    assert [*found] == [*lines]
    for name in list(lines)[:4]:
        assert found[name]["mass"], found[name]
    assert found["by distance"]["distance_km"] == "1500"
    for name, said in {
        "two legs": "route: has more than one leg: put each in a row of its own",
        "twice": "mass_kg and containers",
        "no place": "lat 51.95 lon 4.05",
        "no method": "method: is missing",
    }.items():
        assert said in found[name]["error_message"]


def test_columns_without_a_name_at_the_end(here: Here, tmp_path: Path) -> None:
    table = tmp_path / "journeys.csv"
    lines = [
        "shipment_id,mass_kg,leg1_distance_km,leg1_method",
        "A,500,100,diesel_truck",
        "B,1,2,diesel_truck",
    ]
    table.write_text("".join(f"{line},,,\n" for line in lines))
    with table.open("a") as file:
        file.write("C,1,2,diesel_truck\nD,1,2,diesel_truck,,lost,\nE,1,2,diesel_truck,\n")
    done = here("estimate", "shipments", str(table), "--json")
    found = rows(tmp_path / "journeys.estimates.csv")
    assert [*found[0]][:5] == [*lines[0].split(","), "estimate_id"]
    codes = {row["shipment_id"]: row["error_code"] for row in found}
    assert done.documents[0]["failed"] == {"invalid_row": 2}
    assert codes == {"A": "", "B": "", "C": "", "D": "invalid_row", "E": "invalid_row"}
    assert "'lost'" in found[3]["error_message"]


def test_a_route_in_no_known_form(here: Here, tmp_path: Path) -> None:
    table = tmp_path / "shipments.csv"
    lines = ["mass,mass unit,from,to,method", "1,t,CNSGH,,container_ship", "1,t,,,diesel_truck"]
    table.write_text("".join(f"{line}\n" for line in lines))
    done = here(
        "estimate",
        "shipments",
        str(table),
        *("--column", "route.source.locode=from", "--column", "route.destination.locode=to"),
    )
    assert done.code == 1, done
    first, second = (row["error_message"] for row in rows(tmp_path / "shipments.estimates.csv"))
    assert "route" in first
    assert second == "route: is missing"


def test_shipments_of_any_columns(here: Here, tmp_path: Path) -> None:
    table = tmp_path / "shipments.ndjson"
    shipment = {"shipment": {"mass": {"amount": "10", "unit": "t"}}, "method": "diesel_truck"}
    lines = [{**shipment, "km": kilometres} for kilometres in ("100", "250.5")]
    table.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    done = here(
        "estimate",
        "shipments",
        str(table),
        *("--column", "route.amount=km", "--constant", "route.unit=km", "--json"),
    )
    assert done.code == 0, done
    written = (tmp_path / "shipments.estimates.ndjson").read_text().splitlines()
    assert [json.loads(line)["distance_km"] for line in written] == ["100", "250.5"]


def test_only_parquet_needs_the_extra_tables(shell: Shell, purchases: Path) -> None:
    (purchases.parent / "sitecustomize.py").write_text("import sys; sys.modules['polars'] = None")
    shell.environment["PYTHONPATH"] = str(purchases.parent)
    assert shell("estimate", "transactions", str(purchases)).code == 1
    failed = shell("estimate", "transactions", str(purchases), "--output", f"{purchases}.parquet")
    assert (failed.code, failed.out) == (2, "")
    assert "pip install 'lune-client[tables]'" in failed.err
    assert not [*purchases.parent.glob("*.parquet*")]

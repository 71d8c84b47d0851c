"""Reports: each can be read by what reads its kind, and none has the key or is broken by an answer."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from lune_contract import Limits, Report, run, write
from lune_contract.cli.printing import Progress, print_report
from lune_contract.exchange import Request
from lune_contract.reports import ReportPathError, check_path
from lune_contract.reports.entry import entries, entry, printable
from lune_mock import Answer

from .changing import asked
from .targets import Call, Handle, edited, sound, with_json, wrong

RULE = "money/total-within-value"
HOSTILE = "\x1b[31m</pre><script>alert(1)</script>]]>\x00\u202e\ud7ff{{ 1 }}"


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    with wrong(edited("createOrderByValue", lambda o: o.update(total_cost=HOSTILE))) as served:
        yield run(served.target, rules=["money", "tenants"], seed=1, limits=Limits(requests=400))


def written(report: Report, path: Path) -> str:
    write(report, path)
    return path.read_text(encoding="utf-8")


def test_junit_has_a_case_for_each_outcome(report: Report, tmp_path: Path) -> None:
    root = ET.fromstring(written(report, tmp_path / "report.xml"))  # noqa: S314 - our own
    assert root.tag == "testsuites"
    cases = list(root.iter("testcase"))
    assert len(cases) == len(report.outcomes) == int(root.get("tests", ""))
    for tag, counted in (("failure", "failures"), ("skipped", "skipped"), ("error", "errors")):
        found = sum(case.find(tag) is not None for case in cases)
        assert found == int(root.get(counted, ""))
    assert int(root.get("failures", "")) >= len(report.deviations) > 0
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
    (failure, *_) = root.iter("failure")
    assert "curl -sS" in (failure.text or "")
    assert all(each.get("message") for each in root.iter("skipped"))


def test_json_has_what_the_page_says_it_has(report: Report, tmp_path: Path) -> None:
    table: Any = json.loads(written(report, tmp_path / "report.json"))
    assert table["exit_code"] == 1
    assert table["seed"] == 1
    assert sum(table["verdicts"].values()) == len(table["outcomes"])
    (first, *_) = table["deviations"]
    assert first["exchanges"][-1]["operation"] == first["operation"]
    page = (Path(__file__).parents[2] / "docs/contract.md").read_text(encoding="utf-8")
    assert [f"`{key}`" for key in table if f"`{key}`" not in page] == []
    assert [f"`{key}`" for key in first if f"`{key}`" not in page] == []


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [name for name, _ in attrs if name in {"src", "href", "onclick"}]
        if tag not in {"br", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(report: Report, tmp_path: Path) -> None:
    reader = Reader()
    reader.feed(written(report, tmp_path / "report.html"))
    assert not reader.open
    assert not reader.loads
    assert "script" not in reader.tags
    assert reader.tags.count("h1") == 1


@pytest.mark.parametrize("suffix", [".html", ".json", ".xml"])
def test_an_answer_breaks_no_report(report: Report, tmp_path: Path, suffix: str) -> None:
    text = written(report, tmp_path / f"report{suffix}")
    assert not set("\x1b\x00\u202e") & set(text)
    assert "<script>" not in text or suffix == ".json"


def test_one_wrong_answer_is_one_entry_with_all_that_it_breaks() -> None:
    quote = "getOrderQuoteByMass"
    with wrong(edited(quote, lambda body: body.pop("bundles"))) as served:
        report = run(served.target, operations=[quote], rules=["selection", "answers"], seed=1)
    told = entries(report.deviations, report.base_url)
    listed = [name for each in told for name in (each.statement.name, *each.also)]
    assert sorted(listed) == sorted(each.statement.name for each in report.deviations)
    (schema,) = (each for each in told if each.statement.name == "answers/schema")
    assert "answers/sums-without-noise" in schema.also
    assert "Also" in dict(schema.parts())


def test_a_person_reads_every_deviation(report: Report) -> None:
    out = StringIO()
    print_report(report, Console(file=out, width=100), strict=False)
    printed = out.getvalue()
    told = entries(report.deviations, report.base_url)
    assert f"\nDeviations ({len(told)} wrong answers)\n" in printed
    for each in told:
        assert f"\n{each.title}\n" in printed
    tallies = report.verdicts
    assert f"\nDeviates in {len(told)} answers: {tallies['deviated']} deviated, " in printed


def test_reports_list_outcomes_where_the_terminal_counts_them(
    report: Report, tmp_path: Path
) -> None:
    root = ET.fromstring(written(report, tmp_path / "report.xml"))  # noqa: S314 - our own
    out = StringIO()
    to = Console(file=out, width=100)
    progress = Progress(to, to.status(""), lambda: 0)
    for outcome in report.outcomes:
        progress.show(outcome)
    progress.end()
    told = {
        line[:16].strip(): sum(map(int, re.findall(r" (\d+) [a-z]", line)))
        for line in out.getvalue().splitlines()
        if not line.startswith(" ")
    }
    assert told == {suite.get("name"): int(suite.get("tests", "")) for suite in root}
    page = written(report, tmp_path / "report.html")
    assert all(f"<summary><b>{stage}</b>" in page for stage in told)


def test_an_entry_shows_nothing_that_moves_a_cursor(report: Report) -> None:
    for outcome in report.deviations:
        lines = entry(outcome, report.base_url).text().splitlines()
        assert all(line.isprintable() for line in lines)
    assert printable(HOSTILE).isprintable()


@pytest.mark.parametrize("suffix", [".html", ".json", ".xml"])
def test_a_key_that_is_echoed_is_in_no_report(tmp_path: Path, suffix: str) -> None:
    def echo(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        if call.operation != "createOrderByValue" or answer.status != 200:
            return answer
        key = {name.lower(): value for name, value in call.headers.items()}["authorization"]
        return with_json(answer, {**json.loads(answer.body), "total_cost": key})

    with wrong(echo) as served:
        report = run(served.target, rules=[RULE], seed=1)
        key = served.sandbox.api_key
    text = written(report, tmp_path / f"report{suffix}")
    assert key not in text
    assert "$LUNE_API_KEY" in text


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_a_curl_line_sends_what_was_sent(tmp_path: Path) -> None:
    # A program in the place of curl says what it was given.
    (tmp_path / "curl").write_text('#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done\n')
    (tmp_path / "curl").chmod(0o755)
    body = '{"a": "it\'s $HOME `x` \u00e9 \\\\ !"}'
    request = Request(
        "POST",
        "/orders/by-mass?a=[1]&b='c'",
        {"Authorization": "Bearer $LUNE_API_KEYx", "X-Odd": "a'b\"c$d`e\\f"},
        body.encode(),
    )
    line = request.curl("http://127.0.0.1/v1")
    assert printable(line) == line
    done = subprocess.run(
        ["bash", "-c", line],  # noqa: S607 - whichever there is
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "LUNE_API_KEY": "the-key", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=True,
    )
    words = done.stdout.decode().split("\0")[:-1]
    assert words[-1] == body
    assert "Authorization: Bearer the-keyx" in words
    assert "X-Odd: a'b\"c$d`e\\f" in words
    assert "http://127.0.0.1/v1/orders/by-mass?a=[1]&b='c'" in words
    assert "-g" in words


@pytest.mark.parametrize("name", ["report.pdf", "report", "no-such-folder/report.xml", "."])
def test_a_report_that_cannot_be_written_is_told_before(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportPathError):
        check_path(tmp_path / name)


def test_a_pass_is_written_too(tmp_path: Path) -> None:
    with sound() as served:
        report = run(served.target, rules=[RULE], seed=1)
    assert "no deviation" in written(report, tmp_path / "report.html")
    assert "<failure" not in written(report, tmp_path / "report.xml")


@pytest.mark.parametrize(
    ("edit", "name", "expected", "got"),
    [
        (
            lambda order: order.pop("status"),
            "life/known-status",
            "a value at status",
            "nothing at status",
        ),
        (
            lambda order: order.update(type=0.5),
            "answers/type-as-ordered",
            "'quantity'",
            "type number 0.5",
        ),
        (
            lambda order: order.update(metadata={"a": [0.5, None]}),
            "answers/metadata-as-given",
            'metadata {"invoice": "A-17"}',
            'metadata {"a": [0.5, null]}',
        ),
    ],
)
def test_what_was_got_is_said_as_json_and_by_its_place(
    edit: Callable[[Any], object], name: str, expected: str, got: str
) -> None:
    with wrong(edited("createOrderByMass", edit)) as served:
        session = served.session(name)
        served.trial(session, "createOrderByMass").place("createOrderByMass")
    _, deviated = session.broken[name, "createOrderByMass"]
    assert (deviated.expected, deviated.got) == (expected, got)


def test_what_violates_the_document_is_said_by_its_place() -> None:
    name = "validation/violations-are-refused"
    with wrong(asked("listOrders", lambda call: replace(call, target="/orders"))) as served:
        session = served.session(name)
        served.trial(session, "listOrders").call("listOrders", query={"limit": "0"})
    _, deviated = session.broken[name, "listOrders"]
    assert "(query limit: 0 is less than" in deviated.expected

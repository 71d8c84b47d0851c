from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from attrs import evolve

from lune_client._key import ApiKey
from lune_client.tables import JournalError
from lune_client.tables.journal import Journal, RunIdentity
from lune_client.tables.outcome import Outcome

KEY = "s3cret-4711"
RUN = RunIdentity(
    kind="transactions",
    name="May",
    account="",
    base_url="https://api.lune.co/v1",
    api_key=ApiKey(KEY),
)
GOOD = Outcome({"estimate_id": "e", "mass": "1.50", "mass_unit": "t"}, request_id="r")
BAD = Outcome({}, "validation_error", "value: ü \ud800", "r")


def test_outcomes_are_kept(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN) as journal:
        journal.add([("a", GOOD), ("b", BAD)])
        assert journal.outcome("c") is None
    with Journal(tmp_path / "j", RUN) as journal:
        assert [journal.outcome("a"), journal.outcome("b")] == [GOOD, BAD]
    assert [each.name for each in tmp_path.iterdir()] == ["j"]


def test_the_last_outcome_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN) as journal:
        journal.add([("a", BAD)])
        journal.add([("a", GOOD)])
        assert journal.outcome("a") == GOOD


def keep(path: Path, run: RunIdentity) -> None:
    with Journal(path, run) as journal:
        journal.add([("a", GOOD)])


@pytest.mark.parametrize("name", ["kind", "name", "account", "base_url"])
def test_the_journal_of_another_run_is_refused(tmp_path: Path, name: str) -> None:
    other = evolve(RUN, **{name: "other"})  # type: ignore[arg-type]  # the names are of texts
    keep(tmp_path / "j", RUN)
    with pytest.raises(JournalError, match=f"is of another run: its {name} is .* here it is 'oth"):
        Journal(tmp_path / "j", other)


def test_the_journal_of_another_key_is_refused(tmp_path: Path) -> None:
    keep(tmp_path / "j", RUN)
    keep(tmp_path / "j", evolve(RUN, api_key=ApiKey(KEY)))
    with pytest.raises(JournalError, match="is of a run with another API key") as caught:
        Journal(tmp_path / "j", evolve(RUN, api_key=ApiKey("an0ther-4711")))
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("name", ["kind", "name", "account", "base_url", "api_key"])
def test_a_journal_with_no_outcome_is_of_the_next_run(tmp_path: Path, name: str) -> None:
    value = ApiKey("an0ther-4711") if name == "api_key" else "other"
    other = evolve(RUN, **{name: value})  # type: ignore[arg-type]  # each is of its type
    Journal(tmp_path / "j", other).close()
    keep(tmp_path / "j", RUN)
    with pytest.raises(JournalError):
        Journal(tmp_path / "j", other)


def test_a_journal_tells_nothing_of_the_key(tmp_path: Path) -> None:
    digests: list[str] = []
    for path in (tmp_path / "a", tmp_path / "b"):
        Journal(path, RUN).close()
        assert KEY.encode() not in path.read_bytes()
        file = sqlite3.connect(path)
        digests.append(dict(file.execute("SELECT property, value FROM run"))["api_key_digest"])
        file.close()
    assert len(set(digests)) == 2  # each with a salt of its own


def test_a_journal_has_one_user(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN) as journal:
        with pytest.raises(JournalError, match="is in use by another run"):
            Journal(tmp_path / "j", RUN)
        journal.add([("a", GOOD)])
    with Journal(tmp_path / "j", RUN) as journal:
        assert journal.outcome("a") == GOOD


def test_a_file_that_is_no_journal_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no journal at all, " * 100)
    with pytest.raises(
        JournalError, match=r"text is no journal of a run: give another path, or damaged"
    ):
        Journal(tmp_path / "text", RUN)
    assert (tmp_path / "text").read_text().startswith("no journal")
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE t (a)")
    other.close()
    before = (tmp_path / "other").read_bytes()
    with pytest.raises(JournalError, match="is no journal of a run"):
        Journal(tmp_path / "other", RUN)
    assert (tmp_path / "other").read_bytes() == before


def test_an_empty_file_becomes_a_journal(tmp_path: Path) -> None:
    (tmp_path / "j").touch()
    with Journal(tmp_path / "j", RUN) as journal:
        journal.add([("a", GOOD)])


def test_a_journal_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Journal(tmp_path / "j", RUN).close()
    newer = sqlite3.connect(tmp_path / "j")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(JournalError, match="has layout 99"):
        Journal(tmp_path / "j", RUN)


def test_a_journal_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "j", RUN) as journal:
        journal.add((str(each), GOOD) for each in range(2000))
    whole = (tmp_path / "j").read_bytes()
    (tmp_path / "j").write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    with pytest.raises(
        JournalError, match=r"is damaged .*: move it away; .* shipments are estimated once more"
    ):
        _read_all(tmp_path / "j")


def _read_all(path: Path) -> None:
    with Journal(path, RUN) as journal:
        for each in range(2000):
            journal.outcome(str(each))

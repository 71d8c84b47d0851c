from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WITHOUT_POLARS = """
import sys
sys.modules["polars"] = None
import lune_client
assert not any(name.startswith("lune_client.tables") for name in sys.modules)
assert "sqlite3" not in sys.modules
from lune_client.tables import estimate_transactions
from lune_client.testing import sandbox_client
with sandbox_client() as lune:
    for output in ("out.tsv", "out.ndjson"):
        result = estimate_transactions(lune, sys.argv[1], output=sys.argv[1] + output)
        assert result.summary.succeeded == 1
    for options in ({}, {"output": sys.argv[1] + ".parquet"}):
        try:
            estimate_transactions(lune, sys.argv[1], **options)
        except ModuleNotFoundError as error:
            assert "pip install 'lune-client[tables]'" in str(error)
        else:
            raise AssertionError
"""


def test_text_needs_the_standard_library_only(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("amount,currency,country,mcc\n8.99,USD,USA,5818\n")
    program = [sys.executable, "-W", "error", "-c", WITHOUT_POLARS, str(source)]
    run = subprocess.run(program, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr

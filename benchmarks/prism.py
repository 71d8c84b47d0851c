"""Print where Prism deviates from the documents, serving openapi.yaml as a static mock.

    python -m benchmarks.prism PATH_OF_PRISM

That it deviates is expected: it keeps nothing, and answers with the examples of the document.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.servers import KEY, serve

DEVIATES = 1
SEED = "7"
SECONDS = "2"


def main() -> None:
    """Serve it, and try it."""
    document = Path(__file__).parents[1] / "openapi.yaml"
    prism = [sys.argv[1], "mock", "--verboseLevel", "silent", "-h", "127.0.0.1", str(document)]
    with serve([*prism, "-p"], "") as url:
        trying = [sys.executable, "-m", "lune_contract", "run", "--base-url", url]
        done = subprocess.run(
            [*trying, "--seed", SEED, "--timeout", SECONDS],
            check=False,
            env={**os.environ, "LUNE_API_KEY": KEY},
        )
    sys.exit(0 if done.returncode == DEVIATES else f"lune-contract ended with {done.returncode}")


if __name__ == "__main__":
    main()

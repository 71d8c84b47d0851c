"""Run the sandbox: `python -m lune_mock`."""

from __future__ import annotations

import sys

from lune_mock.server import main

sys.exit(main())

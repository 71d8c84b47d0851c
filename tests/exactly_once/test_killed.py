"""A process that is killed while it orders, and started again, orders everything once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from lune_client import Mass
from lune_mock import Sandbox

from .conftest import Report
from .ledger import Wanted, check_orders, orders_of
from .plans import Deal
from .proxy import PATIENCE, Proxy

PROGRAM: Final = Path(__file__).with_name("ordering.py")
KILLS: Final = 3


def start(proxy: Proxy, count: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LUNE_API_KEY": proxy.sandbox.api_key}
    return subprocess.Popen([sys.executable, str(PROGRAM), proxy.url, str(count)], env=environment)


def test_killed_and_started_again(conflict: bool, size: int, report: Report) -> None:
    count, chance = max(50, size // 4), random.Random(17)
    wanted = [
        Wanted(str(number), Mass(number + 1, "kg"), f"killed {number}") for number in range(count)
    ]
    deal = Deal([order.mark for order in wanted], seed=19)
    killed = 0
    with Proxy(Sandbox(), deal, conflict=conflict) as proxy:
        for _ in range(max(KILLS, size // 200)):
            process = start(proxy, count)
            # A process repeats what those before it did, so each one may get further.
            point = len(proxy.requests) + chance.randint(1, count)
            arrived = proxy.wait_for(point)
            time.sleep(chance.random() / 100)
            process.send_signal(signal.SIGKILL)
            killed += arrived and process.wait(PATIENCE) == -signal.SIGKILL
            process.wait(PATIENCE)
        assert killed > 0
        before = len(orders_of(proxy.sandbox))
        assert start(proxy, count).wait(2 * PATIENCE) == 0
    report(proxy.hits)
    assert before > 0
    check_orders(proxy.sandbox, wanted)

"""kill -9 of every process of the server, while twenty people save: what was acknowledged is there afterwards."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.faults.figures import figure
from tests.faults.servers import Server
from tests.faults.writers import all_write, cheap, writers

CLIENTS = 20
READY_SECONDS = 3


def sound(file: Path) -> bool:
    """SQLite's own opinion of the file."""
    with closing(sqlite3.connect(file)) as connection:
        checks = [
            connection.execute(f"PRAGMA {check}").fetchall() for check in ("integrity_check", "foreign_key_check")
        ]
    return checks == [[("ok",)], []]


def wait_until(so: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < until
        time.sleep(0.0005)


def test_a_first_start_that_is_killed_can_be_made_again(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    kills = figure(2, 50)
    for kill in range(kills):
        server = Server(tmp_path / f"instance-{kill}")
        keys = server.instance / "keys"
        try:
            server.launch()
            wait_until(lambda keys=keys: keys.exists())
            time.sleep(random.uniform(0, 0.004))
            server.kill()
            server.start()
        finally:
            server.close()
    record_property("killed at its first start", f"{kills} kills, all started afterwards")


def test_no_acknowledged_save_is_lost_however_often_the_server_is_killed(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    settings = cheap(tmp_path / "instance")
    those = writers(settings, CLIENTS)
    server = Server(settings.instance)
    kills, lost, starts = figure(3, 100), [], []
    try:
        starts.append(server.start())
        for _ in range(kills):
            before, stop = [one.saves for one in those], threading.Event()
            threads = all_write(those, server.port, stop)
            wait_until(lambda before=before: all(one.saves > before[one.number] for one in those))
            time.sleep(random.uniform(0.06, 0.3))
            server.kill()
            stop.set()
            for thread in threads:
                thread.join(30)
            assert sound(settings.data / "between-us.db")
            starts.append(server.start())
            lost += [missing for one in those for missing in one.lost(server.port)]
    finally:
        server.close()
    saves = sum(one.saves for one in those)
    record_property("killed", f"{kills} kills, {saves} acknowledged, {len(lost)} lost, ready in {max(starts):.2f} s")
    assert lost == []
    assert saves >= kills * CLIENTS
    assert [code for one in those for code in one.refused] == []
    assert median(starts) < READY_SECONDS, starts  # other tests run beside it, now and then
    assert server.output.read_text().count("Traceback") == 0

"""kill -9 of every process of the server, while twenty people save: what was acknowledged is there afterwards."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

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
        time.sleep(0.005)


def test_no_acknowledged_save_is_lost_however_often_the_server_is_killed(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    settings = cheap(tmp_path / "instance")
    those = writers(settings, CLIENTS)
    server = Server(settings.instance)
    kills, lost, starts = figure(3, 25), [], []
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
    assert max(starts) < READY_SECONDS
    assert server.output.read_text().count("Traceback") == 0

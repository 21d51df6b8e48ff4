"""`python -m tests.benchmarks.start [times]`: seconds from `python -m app` to its first whole page.

The first start makes everything and is told apart; the others are warm. Each server ends before the next begins.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from statistics import median

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
TIMES = 9
PATIENCE = 60


def to_the_first_page(instance: Path) -> float:
    """Seconds. Raises TimeoutError."""
    port = str(free_port())
    # Whoever runs it has its bytecode kept, whatever is set here.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"INSTANCE": str(instance), "PORT": port, "PYTHONPYCACHEPREFIX": str(instance.parent / "bytecode")}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "app"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            while time.perf_counter() - begun < PATIENCE:
                with suppress(OSError), urllib.request.urlopen(f"http://localhost:{port}/", timeout=5) as page:
                    page.read()
                    return time.perf_counter() - begun
                time.sleep(0.005)
            raise TimeoutError
        finally:
            process.terminate()


def main(times: int = TIMES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, *warm = [to_the_first_page(Path(folder) / "instance") for _ in range(times + 1)]
    print(f"first {first:.2f} s; warm {median(warm):.2f} s ({min(warm):.2f} to {max(warm):.2f}, {times} times)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

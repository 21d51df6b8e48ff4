"""`python -m tests.benchmarks.instructions ours|bare`, under valgrind: how many instructions a request takes. That
repeats where times do not, and takes minutes. What the kernel does is not in it."""

import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import served
from tests.benchmarks.operations import OPERATIONS
from tests.benchmarks.servers import ROOT, Within
from tests.benchmarks.world import World

BEFORE, REQUESTS = 4, 4
WORLD = "world.pickle"
SIDES = ("ours", "bare")


def counted(folder: Path, world: World) -> dict[str, list[int]]:
    """For each operation what a request takes, on both sides. Nothing, where there is no valgrind."""
    if not shutil.which("valgrind"):
        return {}
    (folder / WORLD).write_bytes(pickle.dumps(world))
    found: dict[str, list[int]] = {one.name: [] for one in OPERATIONS}
    for side in SIDES:
        out = folder / f"callgrind.{side}"
        command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
        environ = {**os.environ, "BENCH": str(folder), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
        subprocess.run(
            [*command, sys.executable, "-m", __name__, side],
            env=environ,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        for dump in folder.glob(f"{out.name}.*"):
            text = dump.read_text()
            name, total = re.search("Trigger: dump (.*)", text), re.search(r"^summary: (\d+)", text, re.M)
            if name and total:
                found[name[1]].append(int(total[1]) // REQUESTS)
    return found


def main() -> None:
    folder, side = Path(os.environ["BENCH"]), sys.argv[1]
    world: World = pickle.loads((folder / WORLD).read_bytes())
    asked = Within(served.ours() if side == "ours" else served.bare())
    for one in OPERATIONS:
        if side == "ours":
            one.begins(asked, world)
        ask = one.ours if side == "ours" else one.bare
        for n in range(BEFORE):
            ask(asked, n)
        _control("-z")
        _control("-i", "on")
        for n in range(REQUESTS):
            ask(asked, n)
        _control("-d", one.name)
        _control("-i", "off")


def _control(*what: str) -> None:
    subprocess.run(["callgrind_control", *what, str(os.getpid())], stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()

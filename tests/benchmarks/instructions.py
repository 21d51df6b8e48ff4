"""`python -m tests.benchmarks.instructions ours|bare`, under valgrind: how many instructions a request takes. That
repeats where times do not, and takes minutes. What the kernel does is not in it."""

import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
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
    if not there():
        return {}
    (folder / WORLD).write_bytes(pickle.dumps(world))
    sides = [under_valgrind(folder, __name__, side) for side in SIDES]
    return {one.name: [side[one.name] for side in sides] for one in OPERATIONS}


def there() -> bool:
    return shutil.which("valgrind") is not None


def under_valgrind(folder: Path, module: str, side: str) -> dict[str, int]:
    """Run `python -m module side`, which calls `request`: by its names, what each took."""
    found = {}
    out = folder / f"callgrind.{side}"
    command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={out}"]
    environ = {**os.environ, "BENCH": str(folder), "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    subprocess.run(
        [*command, sys.executable, "-m", module, side],
        env=environ,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    for dump in sorted(folder.glob(f"{out.name}.*"), key=lambda one: int(one.suffix[1:])):
        text = dump.read_text()
        name, total = re.search("Trigger: dump (.*)", text), re.search(r"^summary: (\d+)", text, re.M)
        if name and total:
            found[name[1]] = int(total[1]) // REQUESTS
        dump.unlink()
    return found


def request(name: str, ask: Callable[[int], object]) -> None:
    """Count what a request takes, once it has been asked a few times."""
    for n in range(BEFORE):
        ask(n)
    _control("-z")
    _control("-i", "on")
    for n in range(REQUESTS):
        ask(n)
    _control("-d", name)
    _control("-i", "off")


def main() -> None:
    folder, side = Path(os.environ["BENCH"]), sys.argv[1]
    world: World = pickle.loads((folder / WORLD).read_bytes())
    asked = Within(served.ours() if side == "ours" else served.bare())
    for one in OPERATIONS:
        if side == "ours":
            one.begins(asked, world)
        request(one.name, partial(one.ours if side == "ours" else one.bare, asked))


def _control(*what: str) -> None:
    subprocess.run(["callgrind_control", *what, str(os.getpid())], stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main()

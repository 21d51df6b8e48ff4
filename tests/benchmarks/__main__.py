"""`python -m tests.benchmarks [--rounds N] [--requests N] [--instructions]`: what a request costs, against a bare page.

Both are served alike and asked in turns. Printed are, per operation, the ratio of processor time per request (median
of the rounds, with the least and the most), the statements and the bytes of both, and, where it is asked for and
valgrind is there, how many thousand instructions a request takes.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.instructions import counted as instructions_of
from tests.benchmarks.operations import OPERATIONS, Measured, Operation, counted, laid
from tests.benchmarks.servers import Served, serving

AT_ONCE = 20
"""Even, so that what is saved next always differs from what was saved last."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--instructions", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world = laid(Path(folder))
        costs = counted(Path(folder), world)
        instructions = instructions_of(Path(folder), world) if asked.instructions else {}
        with serving("ours", Path(folder)) as ours, serving("bare", Path(folder)) as bare:
            print(
                f"{'operation':32}{'CPU, ours / bare':>26}{'SQL':>10}{'bytes':>18}{'1,000 instructions':>26}   at most"
            )
            for one in OPERATIONS:
                one.begins(ours, world)
                _ratio(one, ours, bare, AT_ONCE, 0)  # what is only made once is made
                ratios = [_ratio(one, ours, bare, asked.requests, n) for n in range(asked.rounds)]
                print(_row(one, ratios, costs[one.name], instructions.get(one.name, [])), flush=True)


def _ratio(one: Operation, ours: Served, bare: Served, requests: int, turn: int) -> float:
    """A few requests at a time, so that what else the machine does meanwhile concerns both; in turns the one or the
    other comes first."""
    sides = [(ours, one.ours), (bare, one.bare)]
    spent = {ours: 0.0, bare: 0.0}
    for at in range(0, requests, AT_ONCE):
        for server, ask in sides if (turn + at // AT_ONCE) % 2 else reversed(sides):
            before = server.used()
            for n in range(at, min(at + AT_ONCE, requests)):
                ask(server, n)
            spent[server] += server.used() - before
    return spent[ours] / spent[bare]


def _row(one: Operation, ratios: list[float], cost: tuple[Measured, Measured], instructions: list[int]) -> str:
    mine, theirs = cost
    spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    sql, sizes = f"{mine.statements} / {theirs.statements}", f"{mine.size:,} / {theirs.size:,}"
    taken = " / ".join(f"{each // 1000:,}" for each in instructions)
    return f"{one.name:32}{spread:>26}{sql:>10}{sizes:>18}{taken:>18}   {one.most}"


if __name__ == "__main__":
    main()

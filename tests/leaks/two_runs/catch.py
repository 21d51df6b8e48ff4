"""`python -m tests.leaks.two_runs.catch [pairs]`: is there a leak in this tree? For trees with one on purpose.

Ends with 0 when nothing was noticed, with CAUGHT when a leak was, and with BROKEN when a run ended with an error.
"""

import sys

from tests.leaks.two_runs.hunting import Tally, hunt
from tests.leaks.two_runs.theatre import open_theatre

CAUGHT, BROKEN = 30, 31
PAIRS = 500


def main(pairs: int = PAIRS) -> int:
    tally = Tally()
    with open_theatre() as theatre:
        try:
            hunt(theatre, pairs, tally, seed=1, shrink=False)
        except Exception:
            if tally.first is None:
                raise
    if tally.first is None:
        print(tally)
        return 0
    print(f"After {tally.pairs} pairs: {tally.first.words}")
    return BROKEN if tally.first.broke else CAUGHT


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""How much of everything: a little with `make test`, the figures of a release with `make sweep-faults`."""

import os

SWEEP = "SWEEP_FAULTS"
"""The variable that asks for the big figures."""


def figure(bounded: int, swept: int) -> int:
    """So many with `make test`, and so many in the sweep."""
    return swept if os.environ.get(SWEEP) else bounded

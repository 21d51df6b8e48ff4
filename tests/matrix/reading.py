"""matrix.toml as tests read it. What is misspelt, doubled or left out is refused here, before anything is asked."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ORDINARY = ("plain", "blind")
"""A round without blind picks, and one with them."""
CHOOSING = "choosing"
"""A round in which people choose together what to talk about."""
KINDS = (*ORDINARY, CHOOSING)
EVERYBODY = "everybody"


class Asking(NamedTuple):
    """Who asks, in which state, about which kind of round."""

    role: str
    state: str
    kind: str


@dataclass(frozen=True)
class Entry:
    """A request, and its outcome for every role and state. `variant` tells apart several of one route."""

    method: str
    endpoint: str
    variant: str
    path: str
    fields: dict[str, str]
    kinds: tuple[str, ...]
    outcomes: dict[tuple[str, str], str]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method, self.endpoint, self.variant)))

    @property
    def about_a_round(self) -> bool:
        return "{address}" in f"{self.path} {self.fields}"

    @property
    def about_a_place(self) -> bool:
        return self.about_a_round or "{us}" in self.path

    def askings(self) -> Iterator[Asking]:
        """Every case, those of one state and kind together."""
        for kind in self.kinds:
            for state in matrix().states:
                for role in matrix().roles:
                    yield Asking(role, state, kind)


@dataclass(frozen=True)
class Matrix:
    roles: tuple[str, ...]
    states: tuple[str, ...]
    outcomes: tuple[str, ...]
    entries: tuple[Entry, ...]


@cache
def matrix() -> Matrix:
    return read(Path(__file__).with_name("matrix.toml").read_text())


def read(text: str) -> Matrix:
    """Raises ValueError, with the entry, for whatever is not whole."""
    table = tomllib.loads(text)
    roles, states, outcomes = (tuple(table[name]) for name in ("roles", "states", "outcomes"))
    entries = tuple(_entry(name, given, roles, states) for name, given in table["routes"].items())
    for entry in entries:
        if unknown := set(entry.outcomes.values()) - set(outcomes):
            raise ValueError(f"{entry}: {unknown} is no outcome")
    return Matrix(roles, states, outcomes, entries)


def _entry(name: str, given: dict[str, Any], roles: tuple[str, ...], states: tuple[str, ...]) -> Entry:
    method, endpoint, variant = [*name.split(" ", 2), ""][:3]
    path, fields, only = given.pop("path"), given.pop("fields", {}), given.pop("only", None)
    kinds = (only,) if only else ORDINARY if "{address}" in f"{path} {fields}" else ORDINARY[:1]
    if not set(kinds) <= set(KINDS):
        raise ValueError(f"{name}: {only!r} is no kind of round")
    outcomes = {}
    by_role = _spread(name, given, roles)
    for role, outcome in by_role.items():
        by_state = _spread(name, outcome, states) if isinstance(outcome, dict) else dict.fromkeys(states, outcome)
        outcomes |= {(role, state): one for state, one in by_state.items()}
    return Entry(method, endpoint, variant, path, fields, kinds, outcomes)


def _spread(name: str, given: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    """Keys that name several at once, one by one; each that is wanted must come exactly once."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        for one in wanted if key == EVERYBODY else key.split(", "):
            if one in found or one not in wanted:
                raise ValueError(f"{name}: {one!r} is unknown, or stands twice")
            found[one] = value
    if missing := set(wanted) - set(found):
        raise ValueError(f"{name}: nothing for {sorted(missing)}")
    return found

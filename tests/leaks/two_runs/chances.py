"""What is drawn, in a few words."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
WORDS = ("", "and more", "ünïcodé ✿ 日本 \u202eno", "*much*")
"""What may follow the mark of a text. All of it together stays in the smallest bucket."""

_percent = st.integers(0, 99)
_choose = cache(lambda size: st.integers(0, size - 1))


class Chances:
    """Chance as Hypothesis gives it: what is drawn becomes simpler when a failing trace is shrunk."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw
        self._marks = 0

    def chance(self, percent: int) -> bool:
        return bool(self._draw(_percent) >= 100 - percent)

    def pick(self, among: Sequence[T]) -> T:
        return among[self._draw(_choose(len(among)))]

    def some(self, among: Iterable[T], percent: int = 50) -> list[T]:
        """Some of them, perhaps none."""
        return [one for one in among if self.chance(percent)]

    def few(self, among: Sequence[T], least: int, most: int) -> tuple[T, ...]:
        """So many of them, in any order, each once."""
        return tuple(self.order(among)[: least + self.pick(range(most - least + 1))])

    def order(self, things: Iterable[T]) -> list[T]:
        rest, ordered = list(things), []
        while len(rest) > 1:
            ordered.append(rest.pop(self._draw(_choose(len(rest)))))
        return ordered + rest

    def split(self, things: Sequence[T]) -> tuple[list[T], list[T]]:
        """The first so many of them, and the rest."""
        at = self.pick(range(len(things) + 1))
        return list(things[:at]), list(things[at:])

    def text(self, author: str) -> str:
        """A text with a mark that no other has."""
        self._marks += 1
        return f"q{author[0]}x{self._marks}z {self.pick(WORDS)}".strip()

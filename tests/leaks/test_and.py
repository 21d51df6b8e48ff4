"""The AND over everybody's picks asks everybody about everything: neither its time nor its result tells a near miss."""

from collections.abc import Iterator, Set

import pytest

from app.domain import sharing
from app.domain.answers import Picks
from tests.makers import make_exercise, make_picks, mutual_of

EXERCISE = make_exercise()
ITEMS = [item.id for item in mutual_of(EXERCISE).items]


class Counting(Set[str]):
    """Picks that count how often they are asked."""

    def __init__(self, picks: frozenset[str], asked: list[str]) -> None:
        self.picks, self.asked = picks, asked

    def __contains__(self, item: object) -> bool:
        self.asked.append(str(item))
        return item in self.picks

    def __iter__(self) -> Iterator[str]:
        return iter(self.picks)

    def __len__(self) -> int:
        return len(self.picks)


@pytest.mark.parametrize("first", [None, Picks(), make_picks("bath"), make_picks("bath", "stars")], ids=str)
def test_everybody_is_asked_about_everything(first: Picks | None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    counted = sharing._counted
    monkeypatch.setattr(sharing, "_counted", lambda prompt, picks: Counting(counted(prompt, picks), asked))
    for circle in ([first, make_picks("bath"), None], [make_picks("bath"), first]):
        asked.clear()
        sharing.match(EXERCISE, circle)
        assert asked == [item for item in ITEMS for _ in circle]

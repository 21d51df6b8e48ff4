"""What counts only if everybody wants it. Each wants it or not in private, and perhaps otherwise on each side; what all
of them want is the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.leaks.two_runs.chances import Chances
from tests.leaks.two_runs.traces import SIDES

Wish = frozenset[int]
NOTHING: Wish = frozenset()


@dataclass
class Together:
    """`wants`: on each side, what everybody in the circle wants by now."""

    circle: tuple[str, ...]
    wants: dict[str, dict[str, Wish]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wants = {side: dict.fromkeys(self.circle, NOTHING) for side in SIDES}

    @property
    def all(self) -> Wish:
        """What all of them want: it is the same on both sides."""
        left, right = (frozenset.intersection(*self.wants[side].values()) for side in SIDES)
        assert left == right
        return left

    def wanting(
        self, chances: Chances, who: str, secret: bool, wish: Iterable[int], among: Iterable[int]
    ) -> Mapping[str, Wish]:
        """What somebody wants from now on, on each side: of `wish` what they can, and of `among` whatever makes no
        difference, as somebody else does not want it. Who has no secrets wants the same on both."""
        others = {side: self._others(side, who) for side in SIDES}
        both = others["left"] & others["right"]
        agreed = both & set(wish)
        free = {side: set(among) - (others[side] if secret else others["left"] | others["right"]) for side in SIDES}
        found = {}
        for side in SIDES:
            more = (set(wish) & free[side]) | set(chances.some(sorted(free[side] - set(wish)), 35))
            found[side] = frozenset(agreed | more)
            if not secret:
                found = dict.fromkeys(SIDES, found[side])
                break
        self.takes(who, found)
        return found

    def takes(self, who: str, wants: Mapping[str, Wish]) -> None:
        for side in SIDES:
            self.wants[side][who] = wants[side]
        assert self.all is not None

    def _others(self, side: str, who: str) -> Wish:
        rest = [wants for one, wants in self.wants[side].items() if one != who]
        return frozenset.intersection(*rest) if rest else NOTHING

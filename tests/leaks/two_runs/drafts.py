"""A trace while it is drawn: who is there, what each round has come to show, and the steps so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import (
    Clash,
    Delete,
    Leave,
    Look,
    Mistype,
    MoveTo,
    NewPassphrase,
    Pry,
    Read,
    Renew,
    SayYes,
    SignOut,
)
from tests.leaks.two_runs.chances import Chances
from tests.leaks.two_runs.pages import PAGES, PRIED
from tests.leaks.two_runs.sheets import Fields, Sheets
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, SIDES, STRANGER, Act, Step, Trace

SIZES = (2,) * 8 + (3,) * 4 + (4, 5, 6)


@dataclass
class Round:
    """`shown` by author and prompt, `matched` for all: what its circle may see once it is open."""

    sheets: Sheets
    circle: tuple[str, ...]
    opens: Opens
    minutes: int
    is_open: bool = False
    """And has a summary, to be read."""
    shown: dict[str, dict[int, Fields]] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)

    @property
    def marks(self) -> frozenset[str]:
        """Those of the texts that its circle may read now."""
        texts = [dict(fields).get("text", "") for mine in self.shown.values() for fields in mine.values()]
        return frozenset(text.partition(" ")[0] for text in texts if text and self.is_open)

    @property
    def authors(self) -> list[str]:
        """Who shows something."""
        return sorted(who for who, mine in self.shown.items() if mine)


class Draft:
    """`secret` are the partners whose doings differ; `gone` who has left, on each side; `faded` who may have left on
    one of them, and does nothing any more that others could see; `plain` what a thief of the database may know; `own`
    the items that the partnership has of its own."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.chances = chances = Chances(draw)
        self.seed = draw(st.integers(0, 2**32))
        self.size = chances.pick(SIZES)
        self.partners = [str(n) for n in range(self.size)]
        self.secret = chances.few(self.partners, 1, self.size - 1)
        self.steps: list[Step] = []
        self.rounds: list[Round] = []
        self.facts: set[str] = set()
        self.gone: dict[str, set[str]] = {side: set() for side in SIDES}
        self.plain: dict[str, list[tuple[int, str, Act]]] = {side: [] for side in SIDES}
        self.faded: set[str] = set()
        self.has_joined = self.holds_open = False
        # What is renewed lasts longer: so either nobody renews anything, or no year goes by.
        self.year = chances.chance(6)
        self.renewals = () if self.year else (Renew(),)
        self.own: list[str] = []
        self.grows = self.size < 6 and chances.chance(15)
        # Unless all say yes to one more, somebody never does, so that nothing comes of the yes of the others.
        self.nay = chances.pick(self.partners)

    @property
    def watchers(self) -> list[str]:
        """Partners without secrets."""
        return [who for who in self.partners if who not in self.secret] + [NEWCOMER] * self.has_joined

    @property
    def circle(self) -> tuple[str, ...]:
        """Who a round that begins now is for."""
        return (*self.partners, *([NEWCOMER] if self.has_joined else ()))

    @property
    def present(self) -> list[str]:
        """Partners who do something on both sides that others may see."""
        return [who for who in self.partners if who not in self.faded]

    def never_picked(self, items: Iterable[str]) -> dict[str, set[str]]:
        """What all the others have picked, and is not to be in common: one of those with secrets does not pick it."""
        found: dict[str, set[str]] = {}
        for item in sorted(items):
            found.setdefault(self.chances.pick(self.secret), set()).add(item)
        return found

    def may_leave(self, who: str) -> bool:
        """Whether it makes no difference to the others if they leave instead of just not coming any more."""
        return not self.grows and not any(one.is_open and (one.shown.get(who) or one.matched) for one in self.rounds)

    def fades(self, who: str) -> None:
        """They may have left, and will do nothing any more that others could see."""
        self.faded.add(who)
        self.facts.add("leaving")

    def done(self) -> Trace:
        circles = tuple(one.circle for one in self.rounds)
        secret = tuple(sorted(self.secret))
        return Trace(self.seed, self.size, secret, tuple(self.steps), circles, frozenset(self.facts))

    def add(self, who: str, *acts: Act) -> None:
        """The same in both runs."""
        self.add_both(who, dict.fromkeys(SIDES, acts))

    def add_both(self, who: str, ways: dict[str, Iterable[Act]]) -> None:
        """What was to be done by somebody who has left on a side is not done there."""
        done: dict[str, tuple[Act, ...]] = {}
        for side in SIDES:
            done[side] = () if who in self.gone[side] else tuple(ways[side])
            plain = [act for act in done[side] if isinstance(act, Leave | Delete | Renew)]
            self.plain[side] += [(len(self.steps), who, act) for act in plain]
            if any(isinstance(act, Leave | Delete) for act in done[side]):
                self.gone[side].add(who)
        if any(done.values()):
            shown = tuple(one.marks for one in self.rounds)
            self.steps.append(Step(who, done["left"], done["right"], shown))

    # -- looking

    def looks(self, who: str, most: int = 3) -> None:
        """Somebody opens a few pages, and that of the round more often than others."""
        pages = self.chances.few(tuple(PAGES), 1, most)
        acts: list[Act] = [Look((*pages, "round") if self.chances.chance(50) else pages)]
        if self.chances.chance(25):
            acts.append(Clash(1 + self.chances.pick(range(3))))
        self.add(who, *acts)

    def reads(self, number: int = -1) -> None:
        """One who may watch reads the summary of an open round, which has what it must and nothing else."""
        one = self.rounds[number]
        readers = [who for who in self.watchers if who in one.circle]
        self.add(self.chances.pick(readers), Read(one.marks, frozenset(one.matched), number))

    def outsiders(self) -> None:
        """Somebody who has no place here tries its addresses."""
        self.add(self.chances.pick((STRANGER, NOBODY)), Pry(self.chances.few(tuple(PRIED), 1, 3)))

    def secretly(self, percent: int, also: Iterable[Act] = ()) -> None:
        """Whoever has secrets does, or does not, what nobody else must notice."""
        for who in self.secret:
            ways = {side: self._something(who, tuple(also)) if self.chances.chance(percent) else () for side in SIDES}
            self.add_both(who, ways)

    def _something(self, who: str, also: tuple[Act, ...]) -> tuple[Act, ...]:
        acts: list[Act] = [*also, *also, Clash(1), Look(("home", "data")), SignOut(), MoveTo("Asia/Tokyo"), Mistype()]
        if self.chances.chance(10):
            acts = [NewPassphrase()]
        elif not self.grows and who != self.nay:
            acts.append(SayYes())
        return (self.chances.pick(acts),)

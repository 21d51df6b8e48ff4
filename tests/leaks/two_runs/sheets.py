"""What a partner does with a sheet. What it comes to show is fixed; the ways there are many, and look the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.exercise import AnyPrompt, Exercise
from tests.leaks.two_runs.acts import Clear, HoldBack, Keep, Look, Save, SaveInParts, Seal
from tests.leaks.two_runs.acts_of_people import Delete, Leave
from tests.leaks.two_runs.acts_over_time import BringAlong
from tests.leaks.two_runs.chances import Chances
from tests.leaks.two_runs.traces import Act

HANDS = ("me", "shared", "others", "nobody")
PILES = ("flexible", "core", "talk", "unsure")
LEVELS = ("welcome", "ask", "not-now", "no", "rest")
Fields = tuple[tuple[str, Any], ...]
Visits = tuple[list[Act], list[Act]]
"""What somebody does when they come before the opening, the first time and the second."""


@dataclass(frozen=True)
class Aim:
    """What a sheet comes to show: answers by the prompts' numbers, and picks in common with everybody.

    `comes`: somebody who does not, shows nothing. `seals`: has to be sealed (True), must not be (False), may be (None).
    `last`: seals the second time they come. `never`: items not to be picked.
    """

    shown: Mapping[int, Fields] = field(default_factory=dict)
    matched: frozenset[str] = frozenset()
    comes: bool = True
    seals: bool | None = None
    last: bool = False
    never: frozenset[str] = frozenset()
    may_leave: bool = False


def outward(prompt: AnyPrompt, author: str, chances: Chances) -> Fields:
    """An answer as others get to see it. A boundary at rest is a no to them."""
    match prompt.kind:
        case "reflection":
            return (("text", chances.text(author)),)
        case "choice":
            return (("option", chances.pick([option.id for option in prompt.options])),)
        case "scale" | "guess":
            return (("point", str(1 + chances.pick(range(5)))),)
        case "ranking":
            order = chances.few([item.id for item in prompt.items], 1, prompt.places)
            return tuple((f"place-{place}", item) for place, item in enumerate(order, 1))
        case "allocation":
            fields = [f"{when}-{item.id}" for item in prompt.items for when in ("now", "wish")]
            filled = chances.few(fields, 1, len(fields))
            return tuple((name, chances.pick(HANDS)) for name in sorted(filled, key=fields.index))
        case "sort":
            cards = chances.few(prompt.items, 1, len(prompt.items))
            return tuple(sorted((f"pile-{card.id}", chances.pick(PILES)) for card in cards))
        case _:
            return (("level", chances.pick(LEVELS[:4])),)


def inward(fields: Fields, chances: Chances) -> Fields:
    """The same answer as its author may have given it."""
    return (("level", "rest"),) if fields == (("level", "no"),) and chances.chance(50) else fields


@dataclass
class Sheets:
    """The sheets of one exercise. `before`: who can have answered it before."""

    exercise: Exercise
    chances: Chances
    before: frozenset[str] = frozenset()

    def numbers(self, shareable: bool) -> list[int]:
        prompts = enumerate(self.exercise.prompts, 1)
        return [n for n, prompt in prompts if not prompt.blind and prompt.shareable == shareable]

    @property
    def items(self) -> list[str]:
        prompt = self.exercise.prompts[-1]
        return [item.id for item in prompt.items] if prompt.kind == "mutual" else []

    def answer(self, n: int, author: str) -> Fields:
        return outward(self.exercise.prompts[n - 1], author, self.chances)

    # -- where everybody may know what is done

    def plain(self, author: str, aim: Aim, picks: frozenset[str]) -> list[Act]:
        """Fill it in and seal it, in the order of the prompts."""
        saves: list[Act] = [self._save(n, fields) for n, fields in sorted(aim.shown.items())]
        kept = [n for n in self.numbers(True) if n not in aim.shown] + self.numbers(False)
        saves += [self._save(n, self.answer(n, author)) for n in self.chances.some(kept, 25)]
        if self.items:
            saves.append(self._picks(picks))
        saves = [*self._brings(author), *saves]
        return [*saves, Seal(tuple(sorted(aim.shown)))]

    # -- where nobody may

    def secret(self, author: str, aim: Aim) -> Visits:
        """One of the ways to what is aimed at."""
        if aim.shown or aim.matched or aim.seals:
            return self._sealed(author, aim)
        ways = ["absent", "looks", "drafts", "clears a draft"]
        ways += ["seals nothing", "clears", "holds back"] if aim.seals is None else []
        ways += ["leaves", "deletes"] if aim.may_leave else []
        way = self.chances.pick(ways)
        first, second = self._way(author, aim, way)
        return (first, second) if self.chances.chance(60) else ([], first + second)

    def _way(self, author: str, aim: Aim, way: str) -> Visits:
        drafts = self._saves(author, aim, everything=False)
        share = Seal(tuple(self.numbers(True)))
        match way:
            case "absent":
                return [], []
            case "looks":
                return [Look(("round", "prompt 1"))], [Look(("review",))]
            case "drafts":
                return drafts, self._saves(author, aim, everything=False) if self.chances.chance(30) else []
            case "clears a draft":
                return drafts, [Clear()]
            case "seals nothing":
                return drafts, [Seal()]
            case "clears":
                return [*drafts, share], [Clear()]
            case "holds back":
                return [*drafts, share], [HoldBack()]
            case "leaves":
                return drafts, [Leave()]
            case _:
                return drafts, [Delete()]

    def _sealed(self, author: str, aim: Aim) -> Visits:
        later_kept = [n for n in self.numbers(True) if n not in aim.shown and self.chances.chance(35)]
        saves = self._saves(author, aim, everything=True, also=later_kept)
        shared = tuple(sorted([*aim.shown, *later_kept]))
        takes_away: list[Act] = [Keep(n) for n in self.chances.order(later_kept)]
        if not aim.shown and not aim.matched and self.chances.chance(40):
            takes_away = [Clear() if self.chances.chance(50) else HoldBack()]
        seal = Seal(shared)
        if aim.last:
            before, after = self.chances.split(saves)
            return before, [*after, Seal(tuple(sorted(aim.shown)))]
        match self.chances.pick(range(4)):
            case 0:
                return [*saves, seal, *takes_away], []
            case 1:
                return [*saves, seal], takes_away
            case 2:
                return saves, [seal, *takes_away]
            case _:
                return [], [*saves, seal, *takes_away]

    def _saves(self, author: str, aim: Aim, everything: bool, also: list[int] | None = None) -> list[Act]:
        """Saves in any order: what is shown, and of the rest whatever comes."""
        saved = {n: self._save(n, inward(fields, self.chances)) for n, fields in aim.shown.items()}
        for n in [*self.numbers(True), *self.numbers(False)]:
            if n not in saved and (n in (also or ()) or self.chances.chance(60)):
                saved[n] = self._save(n, self.answer(n, author))
        if self.items and (everything or self.chances.chance(60)):
            free = [item for item in self.items if item not in aim.never | aim.matched]
            picks = [*aim.matched, *self.chances.few(free, 0, len(self.items) // 3 - len(aim.matched))]
            saved[len(self.exercise.prompts)] = self._picks(picks)
        before = [Save(n, self.answer(n, author)) for n in saved if n < 3 and self.chances.chance(10)]
        brings = self._brings(author)
        return [*brings, *self.chances.order(before), *self.chances.order(saved.values())]

    def _brings(self, author: str) -> list[Act]:
        """Begin with what they answered the last time, or with nothing."""
        return [BringAlong()] if author in self.before and self.chances.chance(25) else []

    def _save(self, n: int, fields: Fields) -> Save | SaveInParts:
        """What is said beside an answer about sharing it counts for nothing; what is said at the sealing does."""
        kind = self.exercise.prompts[n - 1].kind
        share = self.chances.pick(("", "keep", "partners")) if n in self.numbers(True) else ""
        if kind == "sort" and self.chances.chance(50):
            return SaveInParts(n, fields, share)
        is_text = kind == "reflection"
        return Save(n, fields, share, by_itself=is_text and self.chances.chance(20))

    def _picks(self, picks: Iterable[str]) -> Save:
        return Save(len(self.exercise.prompts), (("picks", tuple(sorted(picks))),))

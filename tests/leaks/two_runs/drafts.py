"""A trace while it is drawn: who is there, what each round has come to show, and the steps so far."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.domain.agreements import State
from app.domain.exercise import Exercise, Opens
from tests.clock import Clock
from tests.leaks.two_runs.acts import Clash, Look, Night, Pry, Read, Renew, Wait
from tests.leaks.two_runs.acts_of_people import Delete, Leave, Mistype, MoveTo, NewPassphrase, SayYes, SignOut
from tests.leaks.two_runs.acts_over_time import As, Days, StopNotices, TakeFeed
from tests.leaks.two_runs.agreements import Pact
from tests.leaks.two_runs.chances import Chances
from tests.leaks.two_runs.exercises import ALONE, CHOOSING
from tests.leaks.two_runs.pages import OF_AGREEMENTS, OF_THERAPISTS, OFTEN, OVER_TIME, PRIED, SELDOM
from tests.leaks.two_runs.rounds import Round, Series
from tests.leaks.two_runs.sheets import Sheets
from tests.leaks.two_runs.together import Together
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, SIDES, STRANGER, THERAPIST, Act, Step, Trace

SIZES = (2,) * 8 + (3,) * 4 + (4, 5, 6)
GROWING = 35
"""In so many of a hundred all come to say yes to one more. Few of them do so before anything has begun."""


LASTING, AGREEING, PRACTISING = 23, 28, 20
"""In so many something comes back, people agree on something, or are asked to agree to a therapist."""


class Draft:
    """`secret` are the partners whose doings differ; `gone` who has left, on each side; `faded` who may have left on
    one of them, and does nothing any more that others could see; `plain` what a thief of the database may know; `own`
    the items that the partnership has of its own; `now` the instant it is, as far as it is drawn; `feeds` whose are
    fetched; `told` who has asked for mail on both sides; `links` those of a therapist, who has given something to the
    one that `gave` is; `completion` who wants them to see what is done."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.chances = chances = Chances(draw)
        self.seed = draw(st.integers(0, 2**32))
        self.size = chances.pick(SIZES)
        self.partners = [str(n) for n in range(self.size)]
        self.secret = chances.few(self.partners, 1, self.size - 1)
        self.steps: list[Step] = []
        self.rounds: list[Round] = []
        self.coming: list[Round] = []
        self.facts: set[str] = set()
        self.gone: dict[str, set[str]] = {side: set() for side in SIDES}
        self.plain: dict[str, list[tuple[int, str, Act]]] = {side: [] for side in SIDES}
        self.faded: set[str] = set()
        self.has_joined = self.holds_open = False
        # What is renewed lasts longer: so either nobody renews anything, or no year goes by.
        self.year = chances.chance(6)
        self.renewals = () if self.year else (Renew(),)
        self.practises = chances.chance(PRACTISING)
        # A dear one: so among few, and in the place of a second round and of a therapist.
        self.lasts = not self.year and not self.practises and self.size < 5 and chances.chance(LASTING)
        self.agrees = chances.chance(AGREEING)
        self.own: list[str] = []
        self.now = Clock().now
        self.pacts: list[Pact] = []
        self.links: list[Pact] = []
        self.gave: Pact | None = None
        self.completion: Together | None = None
        self.series: Series | None = None
        self.feeds: set[str] = set()
        self.told: set[str] = set()
        self.grows = self.size < 6 and chances.chance(GROWING)
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
    def has_asked(self) -> bool:
        """All have said yes to one more."""
        return self.has_joined or self.holds_open

    @property
    def is_settled(self) -> bool:
        """No round is to stay closed: as days go by, it would open. What is chosen together is open by now."""
        return all(one.is_open for one in self.rounds if one.sheets.exercise is not CHOOSING)

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
        still_asked = self.grows and not self.has_joined
        if any(who in one.circle and one.would_end(self.now) for one in (*self.pacts, *self.links)):
            return False
        if who in self.told | self.feeds:
            return False  # whoever reads their mailbox would notice that nothing comes any more
        return not still_asked and not any(one.is_open and (one.shown.get(who) or one.matched) for one in self.rounds)

    def fades(self, who: str) -> None:
        """They may have left, and will do nothing any more that others could see."""
        self.faded.add(who)
        self.facts.add("leaving")

    def done(self) -> Trace:
        circles = tuple(one.circle for one in self.rounds)
        secret = tuple(sorted(self.secret))
        parties = tuple(one.circle for one in self.pacts)
        couples = tuple(one.circle for one in self.links)
        return Trace(self.seed, self.size, secret, tuple(self.steps), circles, frozenset(self.facts), parties, couples)

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
            self._passes(done["left"])
            shown = tuple(one.marks for one in self.rounds)
            agreed = tuple(one.marks(self.now) for one in self.pacts)
            practised = tuple(one.practised for one in self.rounds)
            linked = tuple(one.state(self.now).holds for one in self.links)
            self.steps.append(Step(who, done["left"], done["right"], shown, agreed, practised, linked))

    def by_somebody(self, *acts: Act) -> None:
        """Nobody is to learn who: if several have secrets, it may be another one on each side."""
        who = self.chances.pick(self.present)
        others = [one for one in self.secret if one in self.present and one != who]
        if who in self.secret and others and self.chances.chance(80):
            doers = dict(zip(SIDES, (who, self.chances.pick(others)), strict=True))
            self.add_both(NOBODY, {side: [As(doers[side], act) for act in acts] for side in SIDES})
        else:
            self.add(who, *acts)

    # -- therapists

    @property
    def link(self) -> Pact | None:
        """That of the therapist, while it holds."""
        return self.links[-1] if self.links and self.links[-1].state(self.now).holds else None

    def ends_links(self) -> None:
        """What holds or waits. Nothing can be shown to the therapist any more."""
        for one in self.links:
            if one.state(self.now) in (State.WAITING, State.IN_FORCE):
                one.ends(self.now)
        self.shows_therapists_nothing()

    def shows_therapists_nothing(self) -> None:
        for one in self.rounds:
            one.wanted = None

    def _wanted(self, circle: tuple[str, ...]) -> Together | None:
        """Of a round that begins now something can be shown to whom everybody there agreed."""
        holds = self.link and set(circle) <= set(self.link.circle) and not self.holds_open
        return Together(circle) if holds else None

    # -- rounds

    def begun(self, exercise: Exercise, circle: tuple[str, ...], opens: Opens, minutes: int) -> Round:
        """One that has just begun, to be opened in so many minutes at the latest."""
        sheets = Sheets(exercise, self.chances, self.before(exercise))
        one = Round(sheets, circle, opens, minutes, self.now + timedelta(minutes=minutes), wanted=self._wanted(circle))
        self.rounds.append(one)
        return one

    def sources(self, number: int) -> list[int]:
        """The prompts of a round that has been read to which somebody shows an answer now: an agreement may grow from
        these. Not from a guess, which is about another answer."""
        one = self.rounds[number]
        shown = {n for mine in one.shown.values() for n in mine} if one.is_read else set()
        return sorted(n for n in shown if one.sheets.exercise.prompts[n - 1].kind != "guess")

    def keepable(self, number: int) -> list[tuple[str, int]]:
        """The marks of the texts that can be kept, each with its prompt: what is shown in a round of good moments."""
        one = self.rounds[number]
        if one.sheets.exercise.slug != ALONE.slug or not one.is_read:
            return []
        texts = [(n, dict(fields)["text"]) for mine in one.shown.values() for n, fields in mine.items()]
        kept = {pact.mark for pact in self.pacts}
        return [(mark, n) for n, text in texts if (mark := text.partition(" ")[0]) not in kept]

    # -- time

    def _passes(self, acts: Iterable[Act]) -> None:
        """What the clock brings meanwhile."""
        for act in acts:
            match act:
                case Wait(minutes=minutes):
                    self._moves_on(timedelta(minutes=minutes))
                case Night():
                    self.comes_back()
                case Days(n=n):
                    for _ in range(n):
                        self._moves_on(timedelta(days=1))
                        self.comes_back()

    def _moves_on(self, time: timedelta) -> None:
        before, self.now = self.now, self.now + time
        for one in self.rounds:
            if one.opens is Opens.AT and max(before, self.now - timedelta(days=1)) < one.opens_at <= self.now:
                self.facts.update(["mail"] if self.told else [])
        for one in self.coming:
            if before < one.opens_at <= self.now:
                one.is_open = True
                self.facts.add("occurrence")

    def comes_back(self) -> None:
        """What upkeep begins, if it is time."""
        if self.series is None:
            return
        while self.series.appears <= self.now:
            at = self.series.openings[self.series.next]
            self.series.next += 1
            if at > self.now:
                sheets = Sheets(self.series.exercise, self.chances, self.before(self.series.exercise))
                one = Round(sheets, self.circle, Opens.AT, 0, at, wanted=self._wanted(self.circle))
                self.rounds.append(one)
                self.coming.append(one)

    def before(self, exercise: Exercise) -> frozenset[str]:
        """Who can have answered this exercise before."""
        return frozenset(who for one in self.rounds if one.sheets.exercise.slug == exercise.slug for who in one.circle)

    def comes_again(self, one: Round) -> bool:
        """Whether it is not the first of its exercise, so that lines are drawn through those before it."""
        slug = one.sheets.exercise.slug
        return any(other is not one and other.sheets.exercise.slug == slug for other in self.rounds)

    # -- looking

    def looks(self, who: str, most: int = 3) -> None:
        """Somebody opens a few pages, and that of the round more often than others."""
        pages = OFTEN
        pages += OVER_TIME if len(self.rounds) > 1 else ()
        pages += OF_AGREEMENTS if self.pacts else ()
        pages += OF_THERAPISTS if self.links else ()
        pages = self.chances.few(pages, 1, most)
        pages += (self.chances.pick(SELDOM),) if self.chances.chance(20) else ()
        pages += ("round",) if self.chances.chance(50) and "round" not in pages else ()
        acts: list[Act] = [Look(pages)]
        if self.chances.chance(25):
            acts.append(Clash(1 + self.chances.pick(range(3))))
        self.add(who, *acts)

    def reads(self, number: int = -1) -> None:
        """One who may watch reads the summary of an open round, which has what it must and nothing else."""
        one = self.rounds[number]
        one.is_read = True
        readers = [who for who in self.watchers if who in one.circle]
        self.add(self.chances.pick(readers), Read(one.marks, frozenset(one.matched), number))

    def outsiders(self) -> None:
        """Somebody who has no place here tries its addresses."""
        who = self.chances.pick((STRANGER, NOBODY, *([THERAPIST] if self.links else ())))
        paths = [path for path in PRIED if who != THERAPIST or not path.startswith("/practice")]
        self.add(who, Pry(self.chances.few(paths, 1, 3)))

    def secretly(self, percent: int, also: Iterable[Act] = ()) -> None:
        """Whoever has secrets does, or does not, what nobody else must notice."""
        for who in self.secret:
            ways = {side: self._something(who, tuple(also)) if self.chances.chance(percent) else () for side in SIDES}
            self.add_both(who, ways)

    def _something(self, who: str, also: tuple[Act, ...]) -> tuple[Act, ...]:
        acts: list[Act] = [*also, *also, Look(("home", "data")), SignOut(), MoveTo("Asia/Tokyo"), Mistype()]
        acts += [Clash(1)] if self.rounds else []
        # Some of these pages open what is due, which is plain: so only where that is done already.
        acts += [Look(OVER_TIME)] if len(self.rounds) > 1 and self.rounds[-1].is_read else []
        acts += [Look(OF_AGREEMENTS[:2])] if self.pacts else []
        acts += [Look(OF_THERAPISTS[:2])] if self.links else []
        acts += [TakeFeed(watched=False), StopNotices("feed")] if who not in self.feeds else []
        acts += [StopNotices("everything")] if who not in self.feeds | self.told else []
        acts += [Look(("misstep",))]
        if self.chances.chance(10):
            acts = [NewPassphrase()]
        elif not self.grows and who != self.nay:
            acts.append(SayYes())
        return (self.chances.pick(acts),)

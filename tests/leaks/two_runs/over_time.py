"""Drawing what goes on: who asks for notices, what comes back by itself, and what people agree on."""

from collections.abc import Callable
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from app.domain.agreements import State
from app.domain.calendar import Every, Plan, openings
from tests.leaks.two_runs.acts import Look, Night, Wait
from tests.leaks.two_runs.acts_over_time import (
    ZONE,
    Agree,
    AskForMail,
    BeginSeries,
    Days,
    EndPact,
    EndSeries,
    Propose,
    ReadPact,
    TakeFeed,
)
from tests.leaks.two_runs.agreements import Pact, said, times
from tests.leaks.two_runs.drafts import Draft, Round, Series
from tests.leaks.two_runs.exercises import KINDS, PLAIN
from tests.leaks.two_runs.pages import OF_AGREEMENTS, OVER_TIME
from tests.leaks.two_runs.traces import NOBODY, SIDES, Act

DAY = timedelta(days=1)


def ask_for_notices(draft: Draft) -> None:
    """Who asks for mail is theirs alone: somebody with secrets may on one side only. And one has a calendar fetch what
    comes."""
    chances = draft.chances
    for who in draft.partners:
        if chances.chance(60):
            draft.add(who, AskForMail())
            draft.told.add(who)
        elif who in draft.secret and chances.chance(60):
            side = chances.pick(SIDES)
            draft.add_both(who, {one: (AskForMail(watched=False),) if one == side else () for one in SIDES})
    if chances.chance(50):
        who = chances.pick(draft.partners)
        draft.feeds.add(who)
        draft.add(who, TakeFeed())


# -- what comes back


def come_back(draft: Draft, plays: Callable[[Draft, Round], None]) -> None:
    """Somebody lets an exercise come back; it comes once or twice, and is ended, or goes on."""
    chances = draft.chances
    draft.facts.add("series")
    first = draft.rounds[0].sheets.exercise
    exercise = chances.pick((KINDS, PLAIN) if first.has_blind else (first,))
    every = chances.pick((Every.WEEK,) * 6 + (Every.TWO_WEEKS, Every.MONTH))
    days = chances.pick((3, 3, 1, 5))
    plan = Plan(every, (draft.now + days * DAY).date(), time(20), ZoneInfo(ZONE))
    draft.by_somebody(BeginSeries(exercise.slug, every, days))
    draft.series = Series(exercise, openings(plan))
    known = len(draft.rounds)
    draft.comes_back()  # one that is near appears at once
    draft.looks(chances.pick(draft.watchers), 2)
    for time_ in range(chances.pick((1, 1, 2))):
        if time_:
            known = len(draft.rounds)
            until_it_appears(draft)
        if len(draft.rounds) == known:
            until_it_appears(draft)
        if len(draft.rounds) == known:
            break
        draft.secretly(15, (Look(OVER_TIME[:2]),))
        if chances.chance(25):
            agree(draft, moments=False)
        plays(draft, draft.rounds[-1])
    if chances.chance(40):
        draft.by_somebody(EndSeries())
        draft.series = None
        draft.looks(chances.pick(draft.watchers), 2)
        if chances.chance(50):
            draft.add(NOBODY, Days(7))
    draft.add(chances.pick(draft.watchers), Look(OVER_TIME))


def until_it_appears(draft: Draft) -> None:
    """Upkeep every day until the next one is there."""
    assert draft.series
    n = -((draft.now - draft.series.appears) // DAY)
    draft.add(NOBODY, Days(n, draft.chances.chance(10)) if n > 0 else Night())


# -- agreements


def agree(draft: Draft, moments: bool = True) -> None:
    """Somebody lays words before all. What comes of them is the same on both sides; who has said yes is not. Moments to
    keep take a day or two."""
    chances = draft.chances
    moment = moments and chances.chance(20)
    mark = chances.text("a")
    old = draft.pacts[-1] if draft.pacts else None
    changes = old if old and not moment and old.state(draft.now) is State.IN_FORCE and old.times.look_at else None
    if changes and (changes.replaced_by or chances.chance(40)):
        changes = None
    pact = Pact(mark.partition(" ")[0], draft.circle, times(draft.now, moment), False, changes)
    draft.pacts.append(pact)
    draft.by_somebody(Propose(mark, moment, replaces=bool(changes)))
    pact.holds = not draft.faded and not draft.holds_open and chances.chance(55)
    if changes:
        changes.replaced_by = pact
    says = {who: _says(draft, who, pact.holds) for who in pact.circle}
    if not pact.holds:
        _somebody_does_not(draft, says)
    for visit in (0, 1):
        for who in chances.order(pact.circle):
            draft.add_both(who, {side: says[who][side][visit] for side in SIDES})
        if chances.chance(70):
            draft.add(chances.pick(draft.watchers), Look(chances.few(OF_AGREEMENTS, 1, 2)))
    if chances.chance(85):
        draft.add(NOBODY, Wait(21 if not moment else 31 * 60), *([Night()] if chances.chance(20) else ()))
        if moment and draft.now < pact.times.counts_at:
            draft.add(NOBODY, Wait(20 * 60))
        draft.facts.add("agreement" if pact.holds else "lapsed")
        draft.secretly(25, (Look(OF_AGREEMENTS[:2]),))
    read_pact(draft)
    if chances.chance(40):
        end_pact(draft)
    draft.add(chances.pick(draft.watchers), Look(chances.few(OF_AGREEMENTS, 1, 3)))


Says = tuple[tuple[Act, ...], tuple[Act, ...]]


def _says(draft: Draft, who: str, yes: bool) -> dict[str, Says]:
    """Twice, on each side; in the end all say yes where it is to hold."""
    if who not in draft.secret:
        return dict.fromkeys(SIDES, _one_way(draft, yes))
    return {side: _one_way(draft, yes) for side in SIDES}


def _one_way(draft: Draft, yes: bool) -> Says:
    chances = draft.chances
    last = (Agree(),) if yes or chances.chance(60) else chances.pick(((), (Agree(yes=False),)))
    before = (Agree(yes=chances.chance(70)),) if chances.chance(30) else ()
    return chances.pick(((before, last), ((*before, *last), ()), ((), (*before, *last))))


def _somebody_does_not(draft: Draft, says: dict[str, dict[str, Says]]) -> None:
    """One of those with secrets, on each side another perhaps: or all would have said yes by chance."""
    for side in SIDES:
        nays: tuple[Says, ...] = (((), ()), ((Agree(),), (Agree(yes=False),)), ((Agree(yes=False),), ()))
        says[draft.chances.pick(draft.secret)][side] = draft.chances.pick(nays)


def read_pact(draft: Draft) -> None:
    """One who may watch reads the last one, if they are in it."""
    number = len(draft.pacts) - 1
    pact = draft.pacts[number]
    readers = [who for who in draft.watchers if who in pact.circle]
    draft.add(draft.chances.pick(readers), ReadPact(number, said(pact.state(draft.now))))


def end_pact(draft: Draft) -> None:
    """Somebody ends it, and nobody learns who."""
    number = len(draft.pacts) - 1
    pact = draft.pacts[number]
    if pact.state(draft.now) is State.GONE:
        return
    pact.ends(draft.now)
    draft.by_somebody(EndPact(number))
    read_pact(draft)

"""Drawing what goes on: who asks for notices, and what comes back by itself."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from app.domain.calendar import Every, Plan, openings
from tests.leaks.two_runs.acts import Look, Night
from tests.leaks.two_runs.acts_over_time import (
    ZONE,
    AskForMail,
    BeginSeries,
    Days,
    EndSeries,
    LookAtEnd,
    MailAgain,
    StopNotices,
    TakeFeed,
)
from tests.leaks.two_runs.agreeing import agree
from tests.leaks.two_runs.drafts import Draft, Series
from tests.leaks.two_runs.evenings import play_round
from tests.leaks.two_runs.exercises import KINDS, PLAIN
from tests.leaks.two_runs.pages import OVER_TIME
from tests.leaks.two_runs.traces import NOBODY, SIDES

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


def stop_notices(draft: Draft) -> None:
    """Somebody wants no mail any more, or no feed, or nothing of all that. Some want mail again."""
    chances = draft.chances
    draft.facts.add("stopped notices")
    for who in sorted(draft.told | draft.feeds):
        if not chances.chance(70):
            continue
        kinds = ["everything"] + ["mail", "mail", "address"] * (who in draft.told) + ["feed"] * (who in draft.feeds)
        what = chances.pick(kinds)
        draft.add(who, StopNotices(what))
        draft.told -= {who} if what != "feed" else set()
        draft.feeds -= {who} if what in ("feed", "everything") else set()
        if what == "mail" and chances.chance(40):
            draft.add(who, MailAgain())
            draft.told.add(who)


# -- what comes back


def come_back(draft: Draft) -> None:
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
        draft.secretly(25, (Look(OVER_TIME[:2]), LookAtEnd()))
        if chances.chance(25):
            agree(draft, alone=True)
        play_round(draft, draft.rounds[-1])
    if chances.chance(40):
        draft.add(chances.pick(draft.watchers), LookAtEnd())
        draft.by_somebody(EndSeries())
        draft.series = None
        draft.add(chances.pick(draft.watchers), LookAtEnd(there=False))
        draft.looks(chances.pick(draft.watchers), 2)
        if chances.chance(50):
            draft.add(NOBODY, Days(7))
    draft.add(chances.pick(draft.watchers), Look(OVER_TIME))


def until_it_appears(draft: Draft) -> None:
    """Upkeep every day until the next one is there."""
    assert draft.series
    n = -((draft.now - draft.series.appears) // DAY)
    draft.add(NOBODY, Days(n, draft.chances.chance(10)) if n > 0 else Night())

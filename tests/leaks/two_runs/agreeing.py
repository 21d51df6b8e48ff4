"""Drawing what people agree on, and the moments that they keep."""

from datetime import timedelta

from app.domain.agreements import State
from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import Look, Night, Wait
from tests.leaks.two_runs.acts_of_agreeing import Agree, EndPact, KeepMoment, LookAgain, Propose, ReadPact
from tests.leaks.two_runs.agreements import Pact, times
from tests.leaks.two_runs.drafts import Draft
from tests.leaks.two_runs.evenings import DAY, play_round, take_back
from tests.leaks.two_runs.exercises import AGAIN
from tests.leaks.two_runs.pages import OF_AGREEMENTS
from tests.leaks.two_runs.saying import say
from tests.leaks.two_runs.traces import NOBODY

LOOKED_AT = 60
"""In so many of a hundred that come into force, people go on until its day to look again."""


def agree(draft: Draft, alone: bool = False) -> None:
    """Somebody lays words before all, in words of their own or grown from what was shown; or a moment to keep. What
    comes of them is the same on both sides; who has said yes is not. `alone`: and nothing else of those that take
    days, or go on."""
    chances = draft.chances
    pact = lay(draft, alone)
    draft.pacts.append(pact)
    pact.holds = not draft.faded and not draft.holds_open and chances.chance(60)
    if pact.replaces:
        pact.replaces.replaced_by = pact
    say(draft, pact, Agree, OF_AGREEMENTS)
    if pact.grew and chances.chance(35):
        take_back(draft, draft.rounds[pact.grew[0][0]])
    if chances.chance(85):
        is_moment = pact.times.look_at is None
        draft.add(NOBODY, Wait(21 if not is_moment else 31 * 60), *([Night()] if chances.chance(20) else ()))
        if is_moment and draft.now < pact.times.counts_at:
            draft.add(NOBODY, Wait(20 * 60))
        draft.facts.add("agreement" if pact.holds else "lapsed")
        draft.secretly(25, (Look(OF_AGREEMENTS[:2]),))
    read_pact(draft)
    number = len(draft.pacts) - 1
    has_a_day = pact.state(draft.now) is State.IN_FORCE and pact.times.look_at is not None
    may_take_days = not alone and draft.rounds and draft.is_settled and draft.series is None
    if may_take_days and has_a_day and chances.chance(LOOKED_AT):
        look_again(draft, number)
    if chances.chance(40):
        end_pact(draft, number)
    draft.add(chances.pick(draft.watchers), Look(chances.few(OF_AGREEMENTS, 1, 3)))


def lay(draft: Draft, alone: bool) -> Pact:
    """What is laid before all, and by somebody of whom nobody learns who it was."""
    chances = draft.chances
    keepable = [(number, text) for number in range(len(draft.rounds)) for text in draft.keepable(number)]
    if keepable and not alone and chances.chance(70):
        draft.facts.add("kept moment")
        number, (mark, n) = chances.pick(keepable)
        pact = Pact(mark, draft.circle, times(draft.now, True), False, grew=((number, n),))
        draft.by_somebody(KeepMoment(mark, number))
        return pact
    moment = not alone and chances.chance(20)
    words = chances.text("a")
    old = draft.pacts[-1] if draft.pacts else None
    changes = old if old and not moment and old.state(draft.now).holds and old.times.look_at else None
    if changes and (changes.replaced_by or chances.chance(40)):
        changes = None
    sources = [(number, draft.sources(number)) for number in range(len(draft.rounds)) if draft.sources(number)]
    grew = chances.pick(sources) if sources and not changes and not moment and chances.chance(60) else None
    if grew:
        draft.facts.add("from answers")
        grew = grew[0], chances.few(grew[1], 1, len(grew[1]))
    pact = Pact(words.partition(" ")[0], draft.circle, times(draft.now, moment), False, changes)
    pact.grew = tuple((grew[0], n) for n in grew[1]) if grew else pact.carries.grew if pact.carries else ()
    draft.by_somebody(Propose(words, moment, bool(changes), grew))
    return pact


def look_again(draft: Draft, number: int) -> None:
    """Its day comes, and somebody begins the round in which each marks their own part, in private. Others who press
    come into the same."""
    chances, pact = draft.chances, draft.pacts[number]
    assert pact.times.look_at
    draft.facts.add("looking again")
    minutes = (pact.times.look_at - draft.now) // timedelta(minutes=1) + 1
    draft.add(NOBODY, Wait(minutes + chances.pick((0, 0, 90, 2 * DAY))), *([Night()] if chances.chance(30) else ()))
    read_pact(draft, number)
    draft.by_somebody(LookAgain(number))
    one = draft.begun(AGAIN, pact.circle, Opens.READY, 3 * DAY)
    draft.secretly(25, (LookAgain(number), Look(OF_AGREEMENTS[:2])))
    if chances.chance(40):
        draft.add(chances.pick([who for who in draft.watchers if who in pact.circle]), LookAgain(number))
    play_round(draft, one, opens=True)
    read_pact(draft, number)
    if chances.chance(40):
        agree(draft, alone=True)


def read_pact(draft: Draft, number: int = -1) -> None:
    """One who may watch reads one of them, the last if none is named, if they are in it."""
    pact = draft.pacts[number]
    reader = draft.chances.pick([who for who in draft.watchers if who in pact.circle])
    state = pact.state(draft.now)
    grew = [(n, prompt) for n, prompt in pact.grew if prompt in draft.sources(n) and reader in draft.rounds[n].circle]
    is_there = state is not State.GONE
    draft.add(reader, ReadPact(draft.pacts.index(pact), state.value, frozenset(grew if is_there else ())))


def end_pact(draft: Draft, number: int) -> None:
    """Somebody ends it, and nobody learns who."""
    pact = draft.pacts[number]
    if pact.state(draft.now) is State.GONE:
        return
    pact.ends(draft.now)
    draft.by_somebody(EndPact(number))
    read_pact(draft, number)

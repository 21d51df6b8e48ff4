"""Drawing what happens around a therapist: whether all agree to one, what they are shown, and how it ends.

What follows from everybody's word is the same on both sides; what each of those with secrets says is not.
"""

from datetime import timedelta

from app.domain.agreements import Times
from tests.leaks.two_runs.acts import Look, Night, Wait
from tests.leaks.two_runs.acts_of_people import Delete, Leave
from tests.leaks.two_runs.acts_of_therapists import (
    AgreeTo,
    EndLink,
    EndPractice,
    HandOut,
    LayTherapist,
    LetSee,
    ReadClient,
    ReadLink,
    ReadShown,
    Tick,
)
from tests.leaks.two_runs.agreements import Pact
from tests.leaks.two_runs.drafts import Draft
from tests.leaks.two_runs.pages import OF_THERAPISTS, PRACTICE
from tests.leaks.two_runs.rounds import Round
from tests.leaks.two_runs.saying import say
from tests.leaks.two_runs.together import NOTHING, Together
from tests.leaks.two_runs.traces import NOBODY, SIDES, THERAPIST, Act

DONE = frozenset({1})
"""What there is to want where it is only yes or no."""


def agree_to_therapist(draft: Draft) -> None:
    """One of them types a code. What comes of it is the same on both sides."""
    chances = draft.chances
    draft.add(THERAPIST, HandOut())
    draft.by_somebody(LayTherapist())
    link = Pact("", draft.circle, Times(draft.now + timedelta(minutes=20)), False)
    draft.links.append(link)
    draft.completion = Together(link.circle)
    link.holds = not draft.faded and not draft.holds_open and chances.chance(85)
    say(draft, link, AgreeTo, OF_THERAPISTS[:2])
    if chances.chance(40):
        draft.add(THERAPIST, Look(("practice",)))
    if chances.chance(5):
        draft.ends_links()
        draft.by_somebody(EndLink())
    draft.add(NOBODY, Wait(21), *([Night()] if chances.chance(20) else ()))
    read_link(draft)
    draft.facts.add("therapist" if draft.link else "no therapist")
    if draft.link and chances.chance(65):
        want_done(draft)
    draft.add(THERAPIST, Look(("practice", "client")))


def read_link(draft: Draft) -> None:
    """One who may watch, if they were asked about it."""
    link = draft.links[-1]
    reader = draft.chances.pick([who for who in draft.watchers if who in link.circle])
    draft.add(reader, ReadLink(link.state(draft.now).value))


def want_done(draft: Draft) -> None:
    """Some, or all, let the therapist see what is done."""
    assert draft.link
    assert draft.completion
    chances, all_do = draft.chances, draft.chances.chance(65)
    draft.facts.add("completion" if all_do else "no completion")
    for who in chances.order(draft.link.circle):
        wish = DONE if all_do or chances.chance(40) else NOTHING
        wants = draft.completion.wanting(chances, who, who in draft.secret, wish, DONE)
        draft.add_both(who, {side: (LetSee(bool(wants[side])),) for side in SIDES})
    draft.add(THERAPIST, ReadClient(bool(draft.completion.all)))


# -- what they are shown


def show(draft: Draft, one: Round) -> None:
    """Everybody ticks what they want the therapist to see of an open round, or most do; and some of it is unticked."""
    chances = draft.chances
    if one.wanted is None or not one.points:
        return
    wish = chances.few(one.points, 1, len(one.points))
    all_do = chances.chance(80)
    for who in chances.order(one.circle):
        if all_do or chances.chance(60):
            tick(draft, one, who, wish)
            draft.looks(chances.pick(draft.watchers), 1) if chances.chance(15) else None
    read_shown(draft, one)
    tick_secretly(draft, one)
    if chances.chance(40):
        seen = sorted(one.wanted.all)
        draft.facts.update(["unticked"] if seen else [])
        tick(draft, one, chances.pick(one.circle), chances.few(seen, 0, max(0, len(seen) - 1)))
        read_shown(draft, one)


def tick_secretly(draft: Draft, one: Round) -> None:
    """Whoever has secrets wants something else, and nothing comes of it."""
    for who in [who for who in draft.secret if one.wanted and draft.chances.chance(30)]:
        assert one.wanted
        tick(draft, one, who, one.wanted.all)


def tick(draft: Draft, one: Round, who: str, wish: tuple[int, ...] | frozenset[int]) -> None:
    assert one.wanted
    wants = one.wanted.wanting(draft.chances, who, who in draft.secret, set(wish) & set(one.points), one.points)
    number = draft.rounds.index(one)
    draft.add_both(who, {side: (Tick(tuple(sorted(wants[side])), number),) for side in SIDES})


def read_shown(draft: Draft, one: Round) -> None:
    """The therapist reads it: all of what everybody wants, and nothing else."""
    draft.facts.update(["seen by a therapist"] if one.practised is not None else [])
    acts: list[Act] = [ReadShown(one.practised, one.matched_there, draft.rounds.index(one))]
    if draft.chances.chance(50):
        acts.insert(0, Look(("client",)))
    draft.add(THERAPIST, *acts)


# -- how it ends


def end_link(draft: Draft) -> None:
    """By somebody of whom nobody learns who it was, or by the therapist; or because somebody leaves, which looks like
    it. Then the therapist finds nothing any more."""
    chances = draft.chances
    assert draft.link
    draft.facts.add("link ended")
    draft.ends_links()
    leaver = chances.pick(draft.secret)
    if chances.chance(25):
        draft.add(THERAPIST, EndPractice())
    elif draft.is_settled and draft.may_leave(leaver) and leaver not in draft.faded and chances.chance(70):
        ways: dict[str, tuple[Act, ...]] = {side: (chances.pick((EndLink(), Leave(), Delete())),) for side in SIDES}
        draft.add_both(leaver, ways)
        if any(isinstance(act, Leave | Delete) for acts in ways.values() for act in acts):
            draft.fades(leaver)
    else:
        draft.by_somebody(EndLink())
    read_link(draft)
    draft.add(THERAPIST, Look(tuple(PRACTICE) if draft.rounds else ("practice", "client")))


def half_a_year(draft: Draft) -> None:
    """What a therapist is shown of a round ends by itself."""
    draft.facts.add("half a year")
    draft.shows_therapists_nothing()
    draft.add(NOBODY, Wait(183 * 24 * 60), *([Night()] if draft.chances.chance(50) else ()))
    draft.add(THERAPIST, Look(("practice", "client")), *(ReadShown(None, round=n) for n in range(len(draft.rounds))))
    draft.add(draft.chances.pick(draft.watchers), Look(OF_THERAPISTS))

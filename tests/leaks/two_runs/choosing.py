"""Drawing what happens when people choose together: all of them pick subjects blindly, and two exercises are drawn."""

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import BeginChoosing, Choose, Look, Wait
from tests.leaks.two_runs.drafts import Draft
from tests.leaks.two_runs.exercises import CHOOSING
from tests.leaks.two_runs.sheets import Visits
from tests.leaks.two_runs.traces import NOBODY, SIDES, Act


def choose_together(draft: Draft) -> None:
    """From the beginning to what was drawn, the same on both sides: it follows from what all of them picked."""
    chances = draft.chances
    draft.facts.add("choosing")
    draft.add(chances.pick(draft.present), BeginChoosing("20-minutes"))
    one = draft.begun(CHOOSING, draft.circle, Opens.AT, 20)
    together = not draft.faded and not draft.holds_open and chances.chance(60)
    common = frozenset(chances.few(one.sheets.items, 1, 2)) if together else frozenset()
    picked: dict[str, dict[str, frozenset[str]]] = {}
    for who in (who for who in one.circle if who not in draft.secret):
        picked[who] = dict.fromkeys(SIDES, subjects(draft, common, frozenset()))
    all_of_them = frozenset(one.sheets.items).intersection(*(sides["left"] for sides in picked.values()))
    never = {side: draft.never_picked(set(all_of_them - common)) for side in SIDES}
    for who in draft.secret:
        picked[who] = {side: subjects(draft, common, frozenset(never[side].get(who, ()))) for side in SIDES}
    visits = {who: {side: choosing(draft, who, picked[who][side]) for side in SIDES} for who in one.circle}
    for time in (0, 1):
        for who in chances.order(one.circle):
            draft.add_both(who, {side: visits[who][side][time] for side in SIDES})
        if chances.chance(60):
            draft.add(chances.pick(draft.watchers), Look(("subjects", "choose", "home")))
    # Whoever comes first after the opening draws the lots: here that is somebody who comes on both sides.
    draft.add(NOBODY, Wait(21))
    draft.add(chances.pick([who for who in draft.watchers if who in one.circle]), Look(("subjects",)))
    draft.secretly(35, (Look(("subjects",)), Look(("round", "mine"))))
    draft.looks(chances.pick(draft.watchers), 2)


def subjects(draft: Draft, common: frozenset[str], never: frozenset[str]) -> frozenset[str]:
    """What somebody picks in the end: what all do, and others; or nothing."""
    chances = draft.chances
    if not common and chances.chance(30):
        return frozenset()
    popular = draft.rounds[-1].sheets.items[: chances.pick((4, 11))]
    free = [item for item in popular if item not in common | never]
    return common | set(chances.few(free, 0, min(len(free), 3 - len(common))))


def choosing(draft: Draft, who: str, picked: frozenset[str]) -> Visits:
    """One of the ways to these picks. What others may see is done in one way."""
    chances, last = draft.chances, Choose(tuple(sorted(picked)))
    if who not in draft.secret:
        return [last], []
    before: list[Act] = [Choose(chances.few(draft.rounds[-1].sheets.items, 0, 3))] if chances.chance(30) else []
    looks: list[Act] = [Look(("subjects",))] if chances.chance(30) else []
    if not picked and not before and chances.chance(70):
        return looks, []
    return ([*looks, *before, last], []) if chances.chance(50) else ([*looks, *before], [last])

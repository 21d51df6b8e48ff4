"""Drawing one round: from its beginning to what is taken back after it has opened.

Its outcome is drawn first: what each partner comes to show, and what all have picked. Then each side gets its own ways
there, for those with secrets; everybody else does the same in both.
"""

from dataclasses import replace
from datetime import timedelta

from app.domain.exercise import Exercise, Opens
from tests.leaks.two_runs.acts import (
    Begin,
    BeginQuestion,
    HoldBack,
    KeepOpen,
    Look,
    Theft,
    Wait,
    Withdraw,
)
from tests.leaks.two_runs.acts_of_people import Accept, BeginAlone, Delete, Leave, SayYes
from tests.leaks.two_runs.acts_of_therapists import BeginAssigned, Give, Tick
from tests.leaks.two_runs.acts_over_time import Days, MailAway, MailBack
from tests.leaks.two_runs.drafts import Draft
from tests.leaks.two_runs.exercises import QUESTIONS, one_of, with_items
from tests.leaks.two_runs.pages import LISTING, OF_A_ROUND, OF_THERAPISTS, OVER_TIME
from tests.leaks.two_runs.practising import read_shown, show
from tests.leaks.two_runs.rounds import Round
from tests.leaks.two_runs.sheets import Aim, Visits
from tests.leaks.two_runs.together import NOTHING
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, SIDES, STRANGER, THERAPIST, Act

DAY = 24 * 60


def play_round(draft: Draft, one: Round, opens: bool = False) -> None:
    """One that has just begun, or that has come by itself. `opens`: it does so in any case."""
    chances = draft.chances
    comes = one in draft.coming
    sealing = one.opens is Opens.READY and not draft.faded and not draft.holds_open and chances.chance(60)
    aims = aimed(draft, one, sealing)
    visits = ways(draft, one, aims)
    for who in chances.order(one.circle):
        draft.add_both(who, {side: visits[who][side][0] for side in SIDES})
    meanwhile(draft, one)
    last = next((who for who, aim in aims.items() if aim.last), None)
    for who in chances.order(who for who in one.circle if who != last):
        draft.add_both(who, {side: visits[who][side][1] for side in SIDES})
    if chances.chance(15):
        thieve(draft)
    if not sealing and not comes and not opens and chances.chance(8):
        return
    one.is_open = True
    draft.facts.add("opening")
    one.shown = {who: dict(aim.shown) for who, aim in aims.items()}
    one.matched = set(next(iter(aims.values())).matched)
    if last is None:
        passes(draft, Days(-((draft.now - one.opens_at) // timedelta(days=1))) if comes else Wait(one.minutes + 1))
    else:
        draft.add_both(last, {side: visits[last][side][1] for side in SIDES})
    after(draft, one)


def passes(draft: Draft, time: Act) -> None:
    """The time until it opens; perhaps no mail leaves meanwhile, or none to somebody who asked on both sides."""
    chances = draft.chances
    if not chances.chance(35 if draft.told else 8):
        draft.add(NOBODY, time)
        return
    draft.facts.add("late mail")
    refused = [chances.pick(sorted(draft.told))] if draft.told else []
    draft.add(NOBODY, MailAway(chances.pick(("", "", *refused))), time)
    if chances.chance(40):
        draft.add(NOBODY, Wait(chances.pick((5, 50, 26 * 60))))
    draft.add(NOBODY, MailBack())


def begin(draft: Draft, exercise: Exercise) -> Round:
    chances = draft.chances
    opens = chances.pick(exercise.offers)
    at, minutes = ("20-minutes", 20) if chances.chance(88) else ("3-days", 3 * DAY)
    begins: type[Begin | BeginAssigned] = Begin
    if draft.link and draft.gave is not draft.link and chances.chance(35):
        draft.facts.add("assigned")
        draft.gave, begins = draft.link, BeginAssigned
        draft.add(THERAPIST, Give(exercise.slug))
    draft.add(chances.pick(draft.present), begins(exercise.slug, opens, at))
    return draft.begun(with_items(exercise, draft.own), draft.circle, opens, minutes)


def begin_question(draft: Draft) -> Round:
    """An evening with one question."""
    chances = draft.chances
    draft.facts.add("one question")
    exercise, n = chances.pick(QUESTIONS)
    at, minutes = ("20-minutes", 20) if chances.chance(88) else ("3-days", 3 * DAY)
    draft.add(chances.pick(draft.present), BeginQuestion(exercise.slug, n, at))
    return draft.begun(one_of(exercise, n), draft.circle, Opens.AT, minutes)


def meanwhile(draft: Draft, one: Round) -> None:
    """Between two visits: time goes by, and people look at what there is to see."""
    chances = draft.chances
    if chances.chance(50):
        draft.add(NOBODY, Wait(chances.pick((1, 6, 6, 11) if one.minutes == 20 else (6, 11, 13 * 60))))
    draft.secretly(15)
    if chances.chance(60):
        draft.looks(chances.pick(draft.watchers), 2)
    if draft.comes_again(one) and chances.chance(50):
        draft.add(chances.pick(draft.watchers), Look(OVER_TIME))
    if chances.chance(8):
        draft.outsiders()
    willing = [who for who in draft.watchers if who not in (draft.nay, NEWCOMER)]
    if willing and not draft.grows and chances.chance(20):
        draft.add(chances.pick(willing), SayYes())
    if draft.grows and not draft.has_asked and not draft.link and chances.chance(25):
        grow(draft)
    if chances.chance(6):
        draft.add(chances.pick((*willing, STRANGER, NEWCOMER)), BeginAlone())


def aimed(draft: Draft, one: Round, sealing: bool) -> dict[str, Aim]:
    """What everybody's sheet comes to show."""
    chances, sheets = draft.chances, one.sheets
    many = draft.size > 3
    together = not draft.faded and not draft.holds_open and chances.chance(30 if many else 60)
    matched = frozenset(chances.few(sheets.items, 1, 2)) if sheets.items and together else frozenset()
    all_seal = sealing or bool(matched)
    abstains = None if one.opens is Opens.AT or sealing else chances.pick(one.circle)
    last = chances.pick(one.circle) if sealing else None
    aims = {}
    for who in one.circle:
        able = who != abstains and who not in draft.faded
        comes = all_seal or (able and chances.chance(45 if many else 85))
        shown = {n: sheets.answer(n, who) for n in chances.some(sheets.numbers(True), 65)} if comes else {}
        seals = True if all_seal else False if who == abstains else None
        may_leave = who in draft.secret and draft.may_leave(who)
        aims[who] = Aim(shown, matched, comes, seals, who == last, frozenset(), may_leave)
    return aims


def ways(draft: Draft, one: Round, aims: dict[str, Aim]) -> dict[str, dict[str, Visits]]:
    """Everybody's visits on each side."""
    chances, found = draft.chances, {}
    common = set(one.sheets.items)
    for who in (who for who in one.circle if who not in draft.secret):
        aim = aims[who]
        most = len(one.sheets.items) // 3 - len(aim.matched)
        popular = one.sheets.items[: chances.pick((4, 9))]
        free = [item for item in popular if item not in aim.matched]
        picks = aim.matched | set(chances.few(free, 0, most)) if free else frozenset()
        visit = one.sheets.plain(who, aim, picks) if aim.comes else []
        common &= picks if aim.comes else set()
        visits: Visits = ([], visit) if aim.last else chances.split(visit) if chances.chance(30) else (visit, [])
        found[who] = dict.fromkeys(SIDES, visits)
    never = {side: draft.never_picked(common - set(next(iter(aims.values())).matched)) for side in SIDES}
    for who in draft.secret:
        mine = {side: replace(aims[who], never=frozenset(never[side].get(who, ()))) for side in SIDES}
        found[who] = {side: one.sheets.secret(who, mine[side]) for side in SIDES}
        acts = [act for visits in found[who].values() for visit in visits for act in visit]
        if any(isinstance(act, Leave | Delete) for act in acts):
            draft.fades(who)
    return found


# -- after its opening


def after(draft: Draft, one: Round) -> None:
    """Secret looks first; then somebody reads, or takes back without having looked; and so on."""
    chances = draft.chances
    draft.secretly(35, (Look(("summary",)), Look(("round", "mine")), KeepOpen(), *draft.renewals))
    if chances.chance(15):
        draft.add(NOBODY, Wait(chances.pick((13 * 60, 2 * DAY))))
    if chances.chance(50):
        draft.reads()
    if one.wanted and chances.chance(85):
        # Ticking opens what is due, which is plain to a thief: so somebody reads it before.
        draft.reads(draft.rounds.index(one))
        show(draft, one)
    for _ in range(chances.pick((0, 1, 1, 2))):
        take_back(draft, one)
        if one.wanted and one.wanted.all and chances.chance(70):
            read_shown(draft, one)
        if chances.chance(25):
            draft.add(NOBODY, Wait(chances.pick((2, 11, 50, 13 * 60, 2 * DAY))))
        draft.secretly(15, (Look(("summary",)), *draft.renewals))
        if chances.chance(40):
            draft.looks(chances.pick(draft.watchers), 2)
    draft.reads()


def take_back(draft: Draft, one: Round) -> None:
    """Somebody takes back some of what they show, or one match, or everything that is theirs."""
    chances = draft.chances
    who = chances.pick([who for who in one.circle if who not in draft.faded])
    mine = one.shown[who]
    kinds = ["some"] * bool(mine) + ["match"] * bool(one.matched) + ["all"] * bool(mine or one.matched)
    if not kinds:
        return
    draft.facts.add("withdrawal")
    kind = chances.pick(kinds)
    taken = list(mine) if kind == "all" else list(chances.few(list(mine), 1, len(mine))) if kind == "some" else []
    items = sorted(one.matched) if kind == "all" else [chances.pick(sorted(one.matched))] if kind == "match" else []
    is_all = set(taken) == set(mine) and set(items) == one.matched
    one.shown[who] = {n: fields for n, fields in mine.items() if n not in taken}
    one.matched -= set(items)
    if who in draft.secret:
        ways = {side: taking_back(draft, one, who, taken, items, is_all) for side in SIDES}
    else:
        ways = dict.fromkeys(SIDES, taking_back(draft, one, who, taken, items, is_all))
    if one.wanted and any(isinstance(act, HoldBack) for acts in ways.values() for act in acts):
        # Whoever holds back everything does not want anything of it to be seen any more either.
        one.wanted.takes(who, dict.fromkeys(SIDES, NOTHING))
        number = draft.rounds.index(one)
        ways = {side: acts if HoldBack(number) in acts else [*acts, Tick((), number)] for side, acts in ways.items()}
    draft.add_both(who, ways)


def taking_back(draft: Draft, one: Round, who: str, taken: list[int], items: list[str], is_all: bool) -> list[Act]:
    """One of the ways to the same end."""
    chances = draft.chances
    # By its number: another one may have come by itself meanwhile.
    number = next(n for n, other in enumerate(draft.rounds) if other is one)
    if is_all and chances.chance(50):
        leaves = who in draft.secret and draft.may_leave(who)
        act = chances.pick((HoldBack(number), Leave(), Delete()) if leaves else (HoldBack(number),))
        if isinstance(act, Leave | Delete):
            draft.fades(who)
        return [act]
    numbers = len(one.sheets.exercise.prompts)
    taken_back = [*((n, "") for n in taken), *((numbers, item) for item in items)]
    if one.sheets.numbers(False) and chances.chance(30):
        taken_back.append((chances.pick(one.sheets.numbers(False)), ""))
    acts: list[Act] = [Withdraw(n, item, number) for n, item in taken_back]
    return chances.order(acts)


def grow(draft: Draft) -> None:
    """All say yes to one more; somebody new joins, now or never. The first that they do here is to try every page of
    what was begun before them, and to look where it would be listed."""
    for who in draft.chances.order(draft.partners):
        draft.add(who, SayYes())
    draft.holds_open = not draft.chances.chance(90)
    draft.has_joined = not draft.holds_open
    if draft.has_joined:
        # Who joins was not asked about a therapist to whom the others agreed.
        draft.ends_links() if draft.links and NEWCOMER not in draft.links[-1].circle else None
        draft.facts.update(["growth"] if draft.rounds else [])
        earlier = [Look(OF_A_ROUND, number) for number in range(len(draft.rounds))]
        earlier += [Look(("agreement",))] if draft.pacts else []
        earlier += [Look(OF_THERAPISTS[1:2])] if draft.links else []
        draft.add(NEWCOMER, Accept(), *earlier, Look(LISTING))


def thieve(draft: Draft, sessions: bool = False) -> None:
    """The database is copied. Who has left is plain in it, and when something was renewed: so only where that is the
    same on both sides."""
    if draft.plain["left"] == draft.plain["right"]:
        draft.facts.add("theft")
        draft.add(NOBODY, Theft(sessions))

"""Traces, drawn so that everybody but those with secrets may see the same in both runs at every step.

What all there may see is drawn, and the ways there that are nobody else's business: those differ.
"""

from typing import Any

from hypothesis import strategies as st

from tests.leaks.two_runs.acts import Night, Wait
from tests.leaks.two_runs.acts_of_people import AddItem, RemoveItem
from tests.leaks.two_runs.agreeing import agree
from tests.leaks.two_runs.choosing import choose_together
from tests.leaks.two_runs.drafts import Draft
from tests.leaks.two_runs.evenings import DAY, begin, begin_question, grow, play_round, thieve
from tests.leaks.two_runs.exercises import ALONE, BLIND, KINDS, OWN, PLAIN
from tests.leaks.two_runs.over_time import ask_for_notices, come_back, stop_notices
from tests.leaks.two_runs.practising import agree_to_therapist, end_link, half_a_year
from tests.leaks.two_runs.traces import NOBODY, Trace

FIRST = (BLIND,) * 5 + (PLAIN,) * 3 + (KINDS,) * 2
"""What the first round is of."""


@st.composite
def traces(draw: Any) -> Trace:
    """All there is: one round, or two, and what happens around them."""
    draft = Draft(draw)
    if draft.chances.chance(25):
        ask_for_notices(draft)
    if draft.agrees and draft.chances.chance(35):
        agree(draft)
    if draft.grows and draft.chances.chance(12):
        grow(draft)
    if draft.chances.chance(20):
        change_items(draft)
    if draft.practises:
        agree_to_therapist(draft)
    play_round(draft, begin(draft, draft.chances.pick(FIRST)))
    if draft.link and draft.chances.chance(15):
        end_link(draft)
    if draft.told | draft.feeds and draft.chances.chance(40):
        stop_notices(draft)
    if draft.grows and not draft.has_asked:
        grow(draft)
    if draft.practises and not draft.link and draft.chances.chance(12):
        agree_to_therapist(draft)
    if draft.rounds[0].is_open and not draft.lasts and draft.chances.chance(57):
        play_second(draft)
    if not draft.lasts and draft.chances.chance(15):
        choose_together(draft)
    # A round that is to stay closed would open meanwhile.
    is_settled = draft.is_settled
    keeps = is_settled and any(draft.keepable(number) for number in range(len(draft.rounds)))
    if is_settled and (draft.agrees or (keeps and draft.chances.chance(50))):
        agree(draft)
    if draft.lasts and is_settled:
        come_back(draft)
    end(draft)
    return draft.done()


def play_second(draft: Draft) -> None:
    draft.facts.add("second round")
    first = draft.rounds[0].sheets.exercise
    if draft.chances.chance(15):
        change_items(draft)
    exercise = draft.chances.pick((first, first, BLIND, PLAIN, KINDS, ALONE, ALONE, None))
    if (exercise and exercise.has_blind and first.has_blind) or draft.chances.chance(20):
        draft.add(NOBODY, Wait(15 * DAY), *([Night()] if draft.chances.chance(50) else ()))
    if draft.holds_open and draft.chances.chance(50):
        grow(draft)
    play_round(draft, begin(draft, exercise) if exercise else begin_question(draft))


def change_items(draft: Draft) -> None:
    """Somebody adds an item of their own, or takes one out, which all may see."""
    chances = draft.chances
    draft.facts.add("own items")
    absent = [word for word in OWN if word not in draft.own]
    if absent and (not draft.own or chances.chance(60)):
        draft.own.append(chances.pick(absent))
        draft.add(chances.pick(draft.present), AddItem(draft.own[-1]))
    else:
        word = chances.pick(draft.own)
        draft.own.remove(word)
        draft.add(chances.pick(draft.present), RemoveItem(word))


def read_all(draft: Draft) -> None:
    """What came by itself and nobody has looked at: to a thief it is plain whether somebody has."""
    for number, one in enumerate(draft.rounds):
        if one in draft.coming and one.is_open and not one.is_read:
            draft.reads(number)


def end(draft: Draft) -> None:
    chances = draft.chances
    if draft.year:
        draft.facts.add("year")
        # What is not open yet opens within three days, and is shown for a year from then on.
        draft.add(NOBODY, Wait(370 * DAY), Night())
        for one in draft.rounds:
            one.shown, one.matched = {who: {} for who in one.circle}, set()
        draft.shows_therapists_nothing()
    if draft.link and chances.chance(35):
        end_link(draft)
    elif draft.link and not draft.year and draft.is_settled and chances.chance(80):
        half_a_year(draft)
    if chances.chance(25):
        draft.outsiders()
    are_open = [number for number, one in enumerate(draft.rounds) if one.is_open]
    if are_open and (draft.year or chances.chance(20)):
        draft.reads(chances.pick(are_open))
    draft.looks(chances.pick(draft.watchers), 2)
    read_all(draft)
    if chances.chance(12):
        draft.add(NOBODY, Wait(25 * 60), Night())
        thieve(draft, sessions=True)
    elif chances.chance(60):
        thieve(draft)

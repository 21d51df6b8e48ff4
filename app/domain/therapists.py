"""People who work with couples: what one states before anybody agrees to them, and what a partnership lets them do.

A link is counted as an agreement is: at its time, by the clock alone, in force only if everybody said yes. Its states
are those of agreements, and anybody ends it alone, at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from app.domain.agreements import Unfit
from app.domain.answers import Quiet, Refusal, Sort, text_refusal
from app.domain.exercise import Exercise
from app.domain.items import OwnItem, with_own
from app.domain.sharing import Disclosure, Joint, limited_to, matches_limited_to

COUNTED_WITHIN = timedelta(days=14)
"""So long a yes may wait for the others'."""
ALONE_FOR = timedelta(days=3)
"""So long a statement waits for somebody who has nobody else to ask."""
CODE_GOOD_FOR = timedelta(hours=72)
SHOWING_LASTS = timedelta(days=182)
"""How long after its opening a therapist can be shown anything of a round. It ends as if it had been taken back."""
MOST_LINKS = 6
"""So many therapists may be agreed to, or wait for it, in one partnership."""

T = TypeVar("T")


class Secrets(StrEnum):
    """What a therapist does with what one partner tells them alone. To have no policy is not offered: it is the one
    thing that can't be defended (SECURITY.md, 6)."""

    NONE = "none"
    LIMITED = "limited"


LENGTHS = {"name": 60, "duties": 300, "replies": 120, "reach": 160, "records": 300}
"""The words of a statement, and the most letters of each."""


class Statement(Quiet):
    """What a therapist tells a couple before they agree. Partners see it as it was when they agreed: a change is a new
    statement, and never touches what was answered before."""

    name: str
    secrets: Secrets
    duties: str
    replies: str
    reach: str
    records: str


class Sees(StrEnum):
    """What a therapist may see besides answers: whether an exercise of theirs is done, and on which days the partners
    look again at an agreement. Each is a yes of its own."""

    COMPLETION = "completion"
    AGREEMENTS = "agreements"


class Says(Quiet):
    """What one partner says: yes to the therapist, and apart from it, what they may see besides answers. Nothing, until
    it is said."""

    yes: bool = False
    sees: frozenset[Sees] = frozenset()


@dataclass(frozen=True)
class Meeting:
    """When a therapist and a partnership meet next, if that is known, and whether the exercises rest until then."""

    on: date | None = None
    rests: bool = False

    def next(self, today: date) -> date | None:
        return self.on if self.on and self.on >= today else None

    def resting(self, today: date) -> bool:
        """Rest ends by itself with the day on which they meet."""
        return self.rests and (self.on is None or today <= self.on)


def statement_refusals(words: dict[str, str]) -> dict[str, Unfit]:
    """Why these can't be the words of a statement, by field; empty if they can."""
    found = {}
    for field, longest in LENGTHS.items():
        text = words.get(field, "")
        refused = text_refusal(text)
        unseen = any((letter < " " and letter != "\n") or letter == "\ufffd" for letter in text)
        if refused is Refusal.EMPTY:
            found[field] = Unfit.EMPTY
        elif refused is Refusal.NOT_TEXT or unseen:
            found[field] = Unfit.NOT_TEXT
        elif refused or len(text) > longest:
            found[field] = Unfit.TOO_LONG
    return found


def counting_refusal(counts_at: datetime, now: datetime) -> Unfit | None:
    """Why it can't be counted then, or None if it can."""
    if counts_at <= now:
        return Unfit.PAST
    return Unfit.TOO_LATE if counts_at > now + COUNTED_WITHIN else None


@dataclass(frozen=True, repr=False)
class Shown:
    """What the partners show of one round to one therapist: never more than they show each other. `names` has everybody
    in the circle who is there; `own` those of the items they added that stand in what is shown, and have no words
    elsewhere."""

    names: Mapping[str, str]
    disclosures: Sequence[Disclosure]
    joint: Joint
    own: Mapping[str, tuple[OwnItem, ...]]

    def __repr__(self) -> str:
        return "<Shown>"

    @property
    def anything(self) -> bool:
        return any(one.answers for one in self.disclosures) or any(self.joint.matches.values())


def agreed_by_all(ticked: Sequence[frozenset[T]]) -> frozenset[T]:
    """What everybody wants their therapist to see: prompts by number, or what there is besides answers. Of nobody it is
    nothing."""
    return frozenset.intersection(*ticked) if ticked else frozenset()


def shown(
    exercise: Exercise,
    names: Mapping[str, str],
    disclosures: Sequence[Disclosure],
    joint: Joint | None,
    numbers: Collection[int],
) -> Shown:
    """What the partners show each other, limited to the prompts with these numbers. `exercise` is the round's, with the
    items of their own in it."""
    prompts = [prompt for n, prompt in enumerate(exercise.prompts, 1) if n in numbers]
    ids = {prompt.id for prompt in prompts}
    limited = [limited_to(one, ids) for one in disclosures if one.author in names]
    matched = matches_limited_to(joint or Joint(), ids)
    said = {item for items in matched.matches.values() for item in items}
    answers = [answer for one in limited for answer in one.answers.values()]
    said |= {card for answer in answers if isinstance(answer, Sort) for card in answer.piles}
    own = {
        one.id: tuple(item for item in getattr(one, "items", ()) if isinstance(item, OwnItem) and item.id in said)
        for one in prompts
    }
    return Shown(
        dict(names),
        [one for one in limited if one.answers],
        matched,
        {key: items for key, items in own.items() if items},
    )


def exercise_of(exercise: Exercise, seen: Shown) -> Exercise:
    """The exercise as the therapist reads it: with the items that belong to what they are shown."""
    return with_own(exercise, seen.own)

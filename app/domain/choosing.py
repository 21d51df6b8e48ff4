"""Choosing together: everybody picks subjects blindly, and two exercises are drawn. One is from what all of them
picked, one is light; with nothing in common both are light. Which is which, and why, is kept nowhere.

It is a round of an exercise that stands in no list: one prompt of blind picks, so that all that is promised of those
holds here too. Its joint part holds what was drawn in the place of what matched.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.answers import Picks
from app.domain.choosing_words import WORDS, Words
from app.domain.exercise import Exercise, Intensity, Item, MutualPrompt, Opens, Practice
from app.domain.files import edition
from app.domain.sharing import Joint, match

SLUG = "choosing-together"
SUBJECTS = "subjects"
DRAWN = "drawn"
"""Under which a joint part holds the exercises: not the name of a prompt, so that no match can be taken out of it."""
AGAIN_AFTER = timedelta(days=6)
"""From one opening to the next choosing. Whoever could choose again at once could try one subject after the other until
they know what others picked, or until they get the one they want. Six days, so that a fixed evening a week is never too
early."""
FROM_THREE = ("more-than-two",)
"""Exercises for partnerships of three and more."""


class Topic(StrEnum):
    TALKING = "talking"
    ROLES = "roles"
    LIMITS = "limits"
    DESIRE = "desire"
    CLOSENESS = "closeness"
    LOAD = "load"
    PROBLEMS = "problems"
    MENDING = "mending"
    GOOD_THINGS = "good-things"
    CHANGE = "change"
    CALM = "calm"


TOPICS: Mapping[Topic, tuple[Practice, ...]] = {
    Topic.TALKING: (Practice.REFLECTIVE_TALK, Practice.SHARED_LANGUAGE),
    Topic.ROLES: (Practice.FLEXIBLE_EXPECTATIONS, Practice.AUTHENTICITY),
    Topic.LIMITS: (Practice.BOUNDARIES, Practice.CONSENT),
    Topic.DESIRE: (Practice.DESIRE, Practice.LEARNING),
    Topic.CLOSENESS: (Practice.CLOSENESS,),
    Topic.LOAD: (Practice.SHARED_LOAD,),
    Topic.PROBLEMS: (Practice.SHARED_CHALLENGES,),
    Topic.MENDING: (Practice.PROMISES_AND_REPAIR,),
    Topic.GOOD_THINGS: (Practice.GOOD_THINGS,),
    Topic.CHANGE: (Practice.CHANGE,),
    Topic.CALM: (Practice.SLOWING_DOWN, Practice.INNER_LIFE),
}
"""Eleven for seventeen practices: a short list, and one in which it means little that two people picked the same. Up to
three can be picked. Feeling safe is not among them: somebody who is watched could be found out by it."""


def _exercise(language: str, words: Words) -> Exercise:
    prompt = MutualPrompt(
        kind="mutual",
        id=SUBJECTS,
        ask=words.ask,
        short=True,
        items=tuple(Item(id=topic.value, text=words.subjects[topic]) for topic in TOPICS),
    )
    return Exercise(
        slug=SLUG,
        language=language,
        title=words.title,
        purpose=words.purpose,
        not_for=words.not_for,
        minutes=2,
        intensity=Intensity.LIGHT,
        practices=(Practice.REFLECTIVE_TALK,),
        opens=Opens.AT,
        sources=(words.sources,),
        prompts=(prompt,),
    )


EDITION = edition({language: _exercise(language, words) for language, words in WORDS.items()})
EXERCISE = EDITION.in_language("en")


def offered(exercises: Iterable[Exercise], people: int) -> list[Exercise]:
    """The exercises that can be drawn for so many people: each has something to talk about, and is for everybody. What
    is about feeling safe is never drawn: nobody is led there by lot."""
    return [
        one
        for one in exercises
        if any(prompt.shareable or prompt.blind for prompt in one.prompts)
        and Practice.SAFETY not in one.practices
        and (people >= 3 or one.slug not in FROM_THREE)
    ]


def draw(
    exercise: Exercise, circle: Sequence[Picks | None], exercises: Sequence[Exercise], lots: tuple[int, int]
) -> Joint:
    """The slugs of the two that are drawn, in an order that tells nothing; fewer only where fewer can be drawn.
    `exercise` is the one that the picks are of, `exercises` those that can be drawn, `lots` two numbers drawn at random
    from a range far above how many there are. A lot for each of the two is used whatever was picked."""
    agreed = match(exercise, circle).matches[SUBJECTS]
    # A round keeps the topics that it began with: one that is gone since then is about nothing any more.
    practices = {practice for topic, about in TOPICS.items() if topic in agreed for practice in about}
    light = [one.slug for one in exercises if one.intensity is Intensity.LIGHT and Practice.DESIRE not in one.practices]
    fitting = [one.slug for one in exercises if _is_about(one, practices)]
    first = _drawn(fitting or light, lots[0])
    second = _drawn([slug for slug in light if slug not in first], lots[1])
    return Joint({DRAWN: tuple(sorted(first + second))})


def _is_about(exercise: Exercise, practices: set[Practice]) -> bool:
    """What it is about first was picked by everybody. And desire comes up only where all of them picked it, not on the
    way from something else, and not by chance."""
    touched = {exercise.practices[0], Practice.DESIRE} & set(exercise.practices)
    return touched <= practices


def _drawn(slugs: Sequence[str], lot: int) -> list[str]:
    return [slugs[lot % len(slugs)]] if slugs else []


def again_from(openings: Sequence[datetime]) -> datetime | None:
    """From when one may choose together again, after choosings that opened (or will) at these instants, whatever
    anybody picked. None if there were none."""
    return max(openings) + AGAIN_AFTER if openings else None

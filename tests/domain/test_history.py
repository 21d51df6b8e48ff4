from typing import Any

import pytest

from app.domain import choosing
from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Ranking,
    Reflection,
    Scale,
    Share,
    Sort,
    Worksheet,
)
from app.domain.exercise import Exercise, Hand, Level, Pile
from app.domain.history import Beside, Moved, answers_of, apart, can_look_back, for_all, own_side_by_side, side_by_side
from app.domain.sharing import Joint, disclose
from app.domain.summary import Summary, summarise
from app.startup import read_exercises
from tests.domain.strategies import CIRCLE
from tests.makers import ANSWERS, make_exercise, make_prompt, make_worksheet

ANA, BEN = CIRCLE[:2]
EXERCISE = make_exercise()
EXERCISES = read_exercises().exercises("en")


def summary(exercise: Exercise, sheets: dict[str, Worksheet], joint: Joint | None = None) -> Summary:
    shown = [disclose(exercise, sheet, author) for author, sheet in sheets.items()]
    return summarise(exercise, (ANA, BEN), shown, joint, ANA)


def laid(then: dict[str, Worksheet], now: dict[str, Worksheet], exercise: Exercise = EXERCISE) -> tuple[Beside, ...]:
    return side_by_side(summary(exercise, then), summary(exercise, now))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_is_the_same_stays_whole(answer: Answer) -> None:
    assert apart(answer, answer.model_copy()) == Moved(answer, None, None)


SORT = Sort(piles={"cooking": Pile.FLEXIBLE, "plans": Pile.CORE, "money": Pile.TALK})
HANDS = Allocation(now={"dishes": Hand.ME, "bills": Hand.ME}, wish={"dishes": Hand.SHARED})


@pytest.mark.parametrize(
    ("then", "now", "both", "before", "after"),
    [
        (Reflection(text="Rain."), Reflection(text="Sun."), None, Reflection(text="Rain."), Reflection(text="Sun.")),
        (Scale(point=4), Scale(point=2), None, Scale(point=4), Scale(point=2)),
        (Choice(option="tea"), Choice(option="cocoa"), None, Choice(option="tea"), Choice(option="cocoa")),
        (
            Choices(options=("walk", "read")),
            Choices(options=("read", "bake")),
            *(Choices(options=(one,)) for one in ("read", "walk", "bake")),
        ),
        (
            Choices(options=("walk",)),
            Choices(options=("walk", "bake")),
            Choices(options=("walk",)),
            None,
            Choices(options=("bake",)),
        ),
        (
            SORT,
            Sort(piles={"cooking": Pile.CORE, "plans": Pile.CORE}),
            Sort(piles={"plans": Pile.CORE}),
            Sort(piles={"cooking": Pile.FLEXIBLE}),
            Sort(piles={"cooking": Pile.CORE}),
        ),
        (Sort(piles={"cooking": Pile.CORE}), Sort(piles={"plans": Pile.CORE}), None, None, None),
        (
            HANDS,
            Allocation(now={"dishes": Hand.OTHERS, "bills": Hand.ME}, wish={"dishes": Hand.SHARED, "bills": Hand.ME}),
            Allocation(now={"bills": Hand.ME}, wish={"dishes": Hand.SHARED}),
            Allocation(now={"dishes": Hand.ME}),
            Allocation(now={"dishes": Hand.OTHERS}),
        ),
        (
            Ranking(order=("sleep", "music")),
            Ranking(order=("music", "sleep")),
            None,
            Ranking(order=("sleep", "music")),
            Ranking(order=("music", "sleep")),
        ),
        (
            Boundary(level=Level.NO),
            Boundary(level=Level.ASK),
            None,
            Boundary(level=Level.NO),
            Boundary(level=Level.ASK),
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_two_answers_are_taken_apart(then: Any, now: Any, both: Any, before: Any, after: Any) -> None:
    assert apart(then, now) == Moved(both, before, after)


def test_what_both_share_of_both_times_lies_side_by_side_in_the_exercises_order() -> None:
    then = {one: make_worksheet(EXERCISE) for one in (ANA, BEN)}
    found = laid(then, then)
    shown = ["reflection", "scale", "choice", "choices", "sort", "ranking", "allocation"]
    assert [one.now.id for one in found] == shown
    assert [one.n for one in found] == sorted(one.n for one in found)
    assert all([author for author, _ in one.people] == [ANA, BEN] for one in found)
    assert all(moved.both == ANSWERS[one.now.kind] for one in found for _, moved in one.people)


def test_limits_desire_guesses_matches_and_what_is_private_are_never_among_it() -> None:
    """All of it was answered, shared where that can be, and matched."""
    sheets = {one: make_worksheet(EXERCISE) for one in (ANA, BEN)}
    joint = Joint({"mutual": ("massage", "bath")})
    both = summary(EXERCISE, sheets, joint)
    compared = {point.comparison.prompt.id for point in (*both.limits, *both.first, *both.rest)}
    assert compared >= {"boundary", "desire", "guess", "mutual"}, "they are in the summary itself"
    found = {one.now.id for one in side_by_side(both, both)}
    assert not found & {"boundary", "desire", "guess", "mutual", "own-words", "own-scale"}
    assert found


def test_who_shares_only_one_of_the_two_is_not_there() -> None:
    whole, kept = make_worksheet(EXERCISE), make_worksheet(EXERCISE, share=False)
    for then, now in (((whole, whole), (whole, kept)), ((whole, kept), (whole, whole)), ((whole, kept), (whole, kept))):
        found = laid(dict(zip((ANA, BEN), then, strict=True)), dict(zip((ANA, BEN), now, strict=True)))
        assert found
        assert {author for one in found for author, _ in one.people} == {ANA}
    assert laid({ANA: whole}, {BEN: whole}) == ()


def test_keeping_one_answer_looks_like_never_having_given_it() -> None:
    whole = make_worksheet(EXERCISE)
    kept = whole.model_copy(update={"choices": {**whole.choices, "scale": Share.KEEP}})
    less = whole.model_copy(update={"answers": {key: one for key, one in whole.answers.items() if key != "scale"}})
    first = {ANA: whole, BEN: whole}
    assert laid(first, {ANA: whole, BEN: kept}) == laid(first, {ANA: whole, BEN: less})
    assert laid({ANA: whole, BEN: kept}, first) == laid({ANA: whole, BEN: less}, first)


def test_a_prompt_that_is_asked_only_once_or_as_another_kind_is_left_out() -> None:
    text, scale = make_prompt("reflection", "one"), make_prompt("scale", "one")
    other = make_prompt("choice", "two")
    answers: dict[str, Answer] = {
        "reflection": Reflection(text="Rain."),
        "scale": Scale(point=1),
        "choice": Choice(option="tea"),
    }

    def asked(*prompts: Any) -> Summary:
        exercise = make_exercise(*prompts)
        return summary(exercise, {ANA: make_worksheet(exercise, {one.id: answers[one.kind] for one in prompts})})

    assert side_by_side(asked(text, other), asked(scale)) == ()
    (found,) = side_by_side(asked(text, other), asked(scale, other))
    assert (found.n, found.now.id) == (2, "two")


def test_ones_own_hold_limits_and_what_is_private_and_only_what_was_answered_both_times() -> None:
    asked = list(enumerate(EXERCISE.prompts, 1))
    then: dict[str, Answer] = {
        "boundary": Boundary(level=Level.REST),
        "own-words": Reflection(text="Mine."),
        "scale": Scale(point=1),
    }
    now: dict[str, Answer] = {
        "boundary": Boundary(level=Level.ASK),
        "own-words": Reflection(text="Mine."),
        "choice": Choice(option="tea"),
    }
    found = own_side_by_side(ANA, asked, then, asked, now)
    assert [one.now.id for one in found] == ["boundary", "own-words"]
    assert found[0].people == ((ANA, Moved(None, then["boundary"], now["boundary"])),)
    assert found[1].people == ((ANA, Moved(now["own-words"], None, None)),)
    without = [(n, prompt) for n, prompt in asked if prompt.id != "boundary"]
    for first, second in ((without, asked), (asked, without)):
        assert [one.now.id for one in own_side_by_side(ANA, first, then, second, now)] == ["own-words"]


def test_what_is_about_limits_consent_or_desire_is_for_nobody_but_its_author() -> None:
    for exercise in EXERCISES:
        delicate = {"consent", "boundaries", "desire"} & set(exercise.practices)
        assert for_all(exercise) == (not delicate and exercise.slug not in ("safe-to-say", "how-am-i")), exercise.slug
        assert can_look_back(exercise)
    assert any(for_all(exercise) for exercise in EXERCISES)


def test_blind_picks_alone_are_nothing_to_look_back_on() -> None:
    assert not can_look_back(choosing.EDITION.in_language("en"))
    assert not can_look_back(make_exercise(make_prompt("mutual"), make_prompt("reading")))
    assert can_look_back(make_exercise(make_prompt("mutual"), make_prompt("scale")))


def test_nothing_of_it_shows_in_a_traceback() -> None:
    moved = apart(Reflection(text="A secret"), Guess(answer=Scale(point=1)))
    beside = Beside(1, EXERCISE.prompts[0], EXERCISE.prompts[0], ((ANA, moved),))
    assert "secret" not in f"{moved!r} {beside!r}"


def test_a_comparison_of_an_unknown_kind_is_an_error_in_the_code() -> None:
    with pytest.raises(AssertionError, match="unreachable"):
        answers_of("of another kind")  # type: ignore[arg-type]  # what must not be given

"""An exercise that somebody has answered before: what rests, and what can be brought along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.again import answered_last, at_rest, brought
from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choices,
    Guess,
    Ranking,
    Reflection,
    Scale,
    Sort,
    Worksheet,
    refusal,
)
from app.domain.exercise import Exercise, Hand, Level, Pile
from app.domain.items import OwnItem, with_own
from app.domain.sharing import disclose
from app.domain.showing import shown
from tests.domain.strategies import worksheets
from tests.makers import ANSWERS, make_exercise, make_prompt, make_worksheet

TWO = make_exercise(
    make_prompt("boundary", "touch"),
    make_prompt("boundary", "talk"),
    make_prompt("reflection", "after", private=True, show_if={"prompt": "touch", "any": ["no", "rest"]}),
    make_prompt("scale", "desire", desire=True),
)
"""Two boundaries, and a private question that hangs on the first."""


def sheet(rested: tuple[str, ...] | None = None, **levels: Level) -> Worksheet:
    return Worksheet(answers={key: Boundary(level=level) for key, level in levels.items()}, rested=rested)


REST, NO, WELCOME = Level.REST, Level.NO, Level.WELCOME


@pytest.mark.parametrize(
    ("earlier", "rests"),
    [
        ([], ()),
        ([sheet(touch=REST)], ("touch",)),
        ([sheet(touch=NO)], ()),
        ([sheet(touch=WELCOME), sheet(touch=REST)], ()),
        ([sheet(touch=REST), sheet(touch=WELCOME)], ("touch",)),
        ([sheet(talk=WELCOME), sheet(touch=REST)], ("touch",)),
        ([sheet(), sheet(), sheet(touch=REST, talk=REST)], ("touch", "talk")),
        ([sheet(rested=("touch",))], ("touch",)),
        ([sheet(rested=("touch",)), sheet(touch=WELCOME)], ("touch",)),
        ([sheet(rested=("touch",), touch=WELCOME), sheet(touch=REST)], ()),
        ([sheet(rested=()), sheet(touch=REST)], ("touch",)),
        ([sheet(rested=("gone",), other=REST)], ()),
    ],
)
def test_the_latest_answer_says_what_rests(earlier: list[Worksheet], rests: tuple[str, ...]) -> None:
    assert at_rest(TWO, earlier) == rests


def test_only_boundaries_rest() -> None:
    odd = Worksheet(answers={"desire": Boundary(level=REST)}, rested=("desire", "after"))
    assert at_rest(TWO, [odd]) == ()


def asked(worksheet: Worksheet, exercise: Exercise = TWO) -> list[str]:
    return [prompt.id for _, prompt in shown(exercise, worksheet.answers, 2, worksheet.resting)]


def test_what_rests_is_not_asked_nor_what_hangs_on_it() -> None:
    assert asked(sheet()) == ["touch", "talk", "desire"]
    assert asked(sheet(touch=REST)) == ["touch", "talk", "after", "desire"]
    assert asked(sheet(rested=("touch",))) == ["talk", "desire"]
    followed = sheet(rested=("touch",)).model_copy(update={"answers": {"after": Reflection(text="Why it is so")}})
    assert asked(followed) == ["talk", "desire"]


def test_an_answer_reopens_it_and_taking_it_out_lets_it_rest_again() -> None:
    assert asked(sheet(rested=("touch",), touch=WELCOME)) == ["touch", "talk", "desire"]
    assert asked(sheet(rested=("touch",), touch=REST)) == ["touch", "talk", "after", "desire"]
    assert sheet(rested=("touch",)).resting == {"touch"}
    assert sheet().resting == sheet(rested=()).resting == frozenset()


EVERY = make_exercise()


@given(worksheets(EVERY, sealed=True), st.data())
def test_to_others_resting_is_the_same_as_skipping(one: Worksheet, data: st.DataObject) -> None:
    rested = tuple(data.draw(st.sets(st.sampled_from([prompt.id for prompt in EVERY.prompts]))))
    assert disclose(EVERY, one.model_copy(update={"rested": rested}), "ana") == disclose(EVERY, one, "ana")


@given(st.lists(worksheets(EVERY), max_size=4), st.integers(1, 6))
def test_what_is_brought_are_ones_own_valid_answers_and_nothing_else(earlier: list[Worksheet], circle: int) -> None:
    before = answered_last(earlier)
    if before is None:
        assert not any(one.answers for one in earlier)
        return
    rested = at_rest(EVERY, earlier)
    answers = brought(EVERY, before, rested, circle)
    assert all(before.answers[key] == answer for key, answer in answers.items())
    for key, answer in answers.items():
        prompt = EVERY.prompt(key)
        assert refusal(prompt, answer, EVERY.about(prompt)) is None
    assert not set(rested) & answers.keys()
    assert not any(isinstance(one, Boundary) and one.level is REST for one in answers.values())
    new = Worksheet(answers=answers, rested=rested)
    assert set(asked(new, EVERY)) >= answers.keys() or circle == 1
    asked_for = {prompt.id for _, prompt in shown(EVERY, before.answers, circle, rested)}
    assert answers.keys() == {
        key for key in before.answers if key in asked_for and before.answers[key] != Boundary(level=REST)
    }


def test_everything_comes_along_when_nothing_has_changed() -> None:
    before = make_worksheet(EVERY)
    assert brought(EVERY, before, (), 2) == before.answers
    assert brought(EVERY, before, ("boundary",), 2) == {
        key: answer for key, answer in before.answers.items() if key != "boundary"
    }


@pytest.mark.parametrize(
    ("kind", "answer", "left"),
    [
        ("choices", Choices(options=("read", "gone")), Choices(options=("read",))),
        ("choices", Choices(options=("gone",)), None),
        ("sort", Sort(piles={"plans": Pile.CORE, "gone": Pile.TALK}), Sort(piles={"plans": Pile.CORE})),
        ("sort", Sort(piles={"gone": Pile.TALK}), None),
        ("ranking", Ranking(order=("gone", "quiet", "sleep")), Ranking(order=("quiet", "sleep"))),
        ("ranking", Ranking(order=("gone",)), None),
        (
            "allocation",
            Allocation(now={"gone": Hand.ME}, wish={"gone": Hand.ME, "bills": Hand.SHARED}),
            Allocation(wish={"bills": Hand.SHARED}),
        ),
        ("allocation", Allocation(now={"gone": Hand.ME}), None),
        ("scale", Scale(point=9), None),
        ("scale", Boundary(level=NO), None),
        ("boundary", Boundary(level=NO), Boundary(level=NO)),
        ("boundary", Boundary(level=REST), None),
        ("guess", Guess(answer=Scale(point=9)), None),
    ],
)
def test_what_the_prompt_does_not_offer_any_more_falls_away(kind: str, answer: Answer, left: Answer | None) -> None:
    found = brought(EVERY, Worksheet(answers={kind: answer}), (), 2)
    assert found == ({} if left is None else {kind: left})


def test_a_guess_about_cards_loses_those_that_are_gone() -> None:
    exercise = make_exercise(make_prompt("sort"), make_prompt("guess", about="sort"))
    guess = Guess(answer=Sort(piles={"plans": Pile.CORE, "gone": Pile.CORE}))
    found = brought(exercise, Worksheet(answers={"guess": guess}), (), 2)
    assert found == {"guess": Guess(answer=Sort(piles={"plans": Pile.CORE}))}


def test_cards_of_ones_own_come_along_as_long_as_they_are_there() -> None:
    exercise = make_exercise(make_prompt("sort", own_items=True))
    card = OwnItem(id="own-1", text="Night swims")
    before = Worksheet(answers={"sort": Sort(piles={"plans": Pile.CORE, "own-1": Pile.FLEXIBLE})})
    assert brought(with_own(exercise, {"sort": (card,)}), before, (), 2) == before.answers
    assert brought(exercise, before, (), 2) == {"sort": Sort(piles={"plans": Pile.CORE})}


def test_what_would_not_be_asked_does_not_come_along() -> None:
    """A follow-up of a boundary that rests, and a guess where somebody is alone."""
    before = Worksheet(
        answers={"touch": Boundary(level=REST), "after": Reflection(text="So"), "talk": ANSWERS["boundary"]}
    )
    assert brought(TWO, before, ("touch",), 2) == {"talk": ANSWERS["boundary"]}
    both = Worksheet(answers={"scale": ANSWERS["scale"], "guess": ANSWERS["guess"]})
    assert brought(EVERY, both, (), 1) == {"scale": ANSWERS["scale"]}


def test_the_latest_with_an_answer_counts() -> None:
    old, newer = sheet(touch=NO), sheet(touch=WELCOME)
    assert answered_last([sheet(), newer, old]) is newer
    assert answered_last([sheet(), sheet(rested=("touch",))]) is None

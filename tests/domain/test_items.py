import pytest

from app.domain.answers import Picks, Sort, picks_refusal, refusal
from app.domain.exercise import Pile
from app.domain.items import (
    AT_MOST,
    LONGEST,
    ItemRefusal,
    OwnItem,
    fullest,
    open_prompts,
    takes_own,
    with_added,
    with_own,
    with_room,
    words_of,
)
from app.domain.sharing import match
from tests.makers import make_exercise, make_prompt

ITEMS = "massage dancing picnic bath singing"
BLIND = make_prompt("mutual", items=ITEMS, own_items=True)
CARDS = make_prompt("sort", own_items=True)
PLAIN = make_prompt("mutual", "plain", items=ITEMS)
EXERCISE = make_exercise(CARDS, PLAIN, BLIND, make_prompt("reflection"))
SWIM = OwnItem(id="own-swim", text="Swimming at night")


def with_swim():
    return with_own(EXERCISE, {BLIND.id: (SWIM,), CARDS.id: (SWIM,), PLAIN.id: (SWIM,)})


def test_only_a_prompt_that_says_so_takes_items():
    assert [takes_own(prompt) for prompt in EXERCISE.prompts] == [True, False, True, False]
    assert open_prompts(EXERCISE) == (CARDS, BLIND)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("  Swimming  at\tnight\n", "Swimming at night"), ("e\u0301tude", "\u00e9tude"), (" \n", "")],
)
def test_what_was_typed_becomes_one_line(typed, words):
    assert words_of(typed) == words


def test_what_is_far_too_long_is_not_put_in_order():
    """It would take minutes."""
    marks = "a" + "\u0300\u0316" * 100_000
    assert words_of(f"  {marks}\n") == marks
    assert with_added((), BLIND, words_of(marks)) is ItemRefusal.LONG
    assert len(words_of("\u03b1\u0313\u0300\u0345" * LONGEST)) == LONGEST, "no more letters than it may have"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", ItemRefusal.EMPTY),
        ("a" * (LONGEST + 1), ItemRefusal.LONG),
        ("nul\0", ItemRefusal.LETTERS),
        ("lone \ud800", ItemRefusal.LETTERS),
        ("turned \u202e", ItemRefusal.LETTERS),
        ("isolated \u2067", ItemRefusal.LETTERS),
        ("broken \ufffd", ItemRefusal.LETTERS),
    ],
)
def test_words_that_can_not_be_an_item(words, reason):
    assert with_added((), BLIND, words) is reason


def test_emoji_and_other_scripts_can():
    assert with_added((), BLIND, "👩\u200d❤️\u200d👩 شب") == ("👩\u200d❤️\u200d👩 شب",)


def test_nobody_can_see_whose_came_first():
    one, other = with_added(("tea",), BLIND, "Cocoa"), with_added(("Cocoa",), BLIND, "tea")
    assert one == other == ("Cocoa", "tea")


def test_what_is_there_already_stays_there_once():
    assert with_added(("tea",), BLIND, "Tea") == ("tea",)
    assert with_added((), BLIND, BLIND.items[0].text.upper()) is ItemRefusal.KNOWN
    (again,) = open_prompts(with_own(make_exercise(BLIND), {BLIND.id: (SWIM,)}))
    assert with_added((), again, SWIM.text) == (SWIM.text,), "once it was taken out, it may come back"


def test_there_is_room_for_so_many():
    full = tuple(f"item {n}" for n in range(AT_MOST))
    assert with_added(full, BLIND, "one more") is ItemRefusal.FULL
    assert with_added(full, BLIND, full[3]) == full


def test_they_come_after_the_others_and_count_in_the_third():
    changed = with_swim()
    assert changed.prompt(BLIND.id).items == (*BLIND.items, SWIM)
    assert changed.prompt(CARDS.id).items == (*CARDS.items, SWIM)
    assert changed.prompt(PLAIN.id) == PLAIN, "it takes none"
    assert (BLIND.at_most, changed.prompt(BLIND.id).at_most) == (1, 2)
    assert [item.own for item in changed.prompt(BLIND.id).items] == [False] * len(BLIND.items) + [True]
    assert with_own(changed, {}) == EXERCISE
    many = tuple(OwnItem(id=f"own-{n}", text="x") for n in range(AT_MOST + 1))
    assert with_own(EXERCISE, {BLIND.id: many}).prompt(BLIND.id).items[len(BLIND.items) :] == many[:-1]


def test_they_are_answered_and_matched_like_the_others():
    changed = with_swim()
    picked = Picks(items={BLIND.id: (SWIM.id,)})
    assert picks_refusal(changed.prompt(BLIND.id), (SWIM.id,)) is None
    assert picks_refusal(BLIND, (SWIM.id,)) is not None
    assert match(changed, [picked, picked]).matches[BLIND.id] == (SWIM.id,)
    assert match(EXERCISE, [picked, picked]).matches[BLIND.id] == ()
    assert refusal(changed.prompt(CARDS.id), Sort(piles={SWIM.id: Pile.CORE})) is None


def test_other_words_under_another_id_match_nothing():
    other = with_own(EXERCISE, {BLIND.id: (OwnItem(id="own-other", text="Other words"),)})
    picked = Picks(items={BLIND.id: (SWIM.id,)})
    assert match(other, [picked, picked]).matches[BLIND.id] == ()


def test_an_exercise_with_room_is_as_full_as_can_be_whatever_was_added():
    assert with_room(EXERCISE) == with_room(with_swim())
    assert len(with_room(EXERCISE).prompt(BLIND.id).items) == len(BLIND.items) + AT_MOST
    plain = make_exercise(PLAIN)
    assert with_room(plain) is plain
    assert {key: len(texts) for key, texts in fullest(EXERCISE).items()} == {CARDS.id: AT_MOST, BLIND.id: AT_MOST}
    assert fullest(plain) == {}


def test_their_words_are_in_no_repr():
    assert list(SWIM.__repr_args__()) == []
    for shown in (repr(SWIM), str(SWIM), repr(with_swim()), repr([SWIM])):
        assert "Swimming" not in shown
    with pytest.raises(ValueError, match="OwnItem") as refused:
        OwnItem(id="NOT AN ID", text="Swimming at night\nand by day")
    assert "Swimming" not in str(refused.value)

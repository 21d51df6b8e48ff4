"""Rankings, who does what, and guesses beside answers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import Allocation, Answer, Choice, Guess, Ranking, Scale, Sort, Worksheet
from app.domain.compared import Allocated, Comparison, Guesses, Ranked, Relation
from app.domain.comparison import compare
from app.domain.exercise import Exercise, Hand
from app.domain.sharing import Disclosure, disclose
from tests.domain.strategies import CIRCLE, worksheets
from tests.makers import make_exercise, make_prompt, make_sorts

ANA, BEN, CLEO = CIRCLE[:3]
HANDS = {"m": Hand.ME, "s": Hand.SHARED, "o": Hand.OTHERS, "n": Hand.NOBODY}


def ranked(*orders: str, **changes: Any) -> Ranked:
    exercise = make_exercise(make_prompt("ranking", **changes))
    shown = [
        Disclosure(one, {"ranking": Ranking(order=tuple(order.split()))})
        for one, order in zip(CIRCLE, orders, strict=False)
    ]
    (compared,) = compare(exercise, CIRCLE, shown, None)
    assert isinstance(compared, Ranked)
    return compared


@pytest.mark.parametrize(
    ("orders", "common", "relation"),
    [
        (["sleep quiet", "sleep quiet"], "sleep quiet", "alike"),
        (["sleep quiet", "quiet sleep"], "sleep quiet", "close"),
        (["light sleep music", "quiet music"], "music", "close"),
        (["sleep", "sleep quiet"], "sleep", "close"),
        (["sleep", "quiet"], "", "different"),
        (["sleep music", "sleep music", "quiet"], "", "different"),
        (["light sleep"], "sleep light", "one-sided"),
    ],
)
def test_orders(orders: list[str], common: str, relation: str) -> None:
    compared = ranked(*orders)
    assert compared.orders == tuple((one, tuple(order.split())) for one, order in zip(CIRCLE, orders, strict=False))
    assert (compared.common, compared.relation) == (tuple(common.split()), relation)


def allocated(*views: tuple[str, str], circle: tuple[str, ...] = CIRCLE) -> Any:
    """What comes of views of `now` and of `wish`, a letter for each of dishes, bills and garden; a dot leaves out."""
    items = ("dishes", "bills", "garden")

    def hands(letters: str) -> dict[str, Hand]:
        return {item: HANDS[one] for item, one in zip(items, letters, strict=False) if one != "."}

    shown = [
        Disclosure(author, {"allocation": Allocation(now=hands(now), wish=hands(wish))})
        for author, (now, wish) in zip(circle, views, strict=False)
    ]
    (compared,) = compare(make_exercise(make_prompt("allocation")), circle, shown, None)
    return compared


@pytest.mark.parametrize(
    ("hands", "people", "views"),
    [
        ("ss", 2, "same"),
        ("nn", 2, "same"),
        ("mo", 2, "same"),
        ("om", 2, "same"),
        ("mm", 2, "different"),
        ("ms", 2, "different"),
        ("sn", 2, "different"),
        ("so", 2, "different"),
        ("oo", 2, "different"),
        ("oo", 3, "same"),
        ("mo", 3, "same"),
        ("moo", 3, "same"),
        ("mmo", 3, "different"),
        ("mos", 3, "different"),
        ("ooo", 3, "different"),
        ("ooo", 4, "same"),
        ("ssn", 3, "different"),
        ("m", 2, "one-sided"),
        ("o", 3, "one-sided"),
    ],
)
def test_views_of_who_does_it(hands: str, people: int, views: str) -> None:
    """The same rule for today and for the wishes."""
    circle = CIRCLE[:people]
    (task,) = allocated(*((one, "") for one in hands), circle=circle).tasks
    assert (task.now.views, task.wish.views, task.wish.hands) == (views, None, ())
    assert task.now.hands == tuple((author, HANDS[one]) for author, one in zip(circle, hands, strict=False))
    (task,) = allocated(*(("", one) for one in hands), circle=circle).tasks
    assert (task.wish.views, task.now.views) == (views, None)


@pytest.mark.parametrize(
    ("views", "tasks", "relation"),
    [
        ([("s", "s"), ("s", "s")], 1, "alike"),
        ([("sm", ""), ("s", "")], 2, "alike"),
        ([("s", "m"), ("s", "m")], 1, "close"),
        ([("sm", ""), ("sm", "")], 2, "close"),
        ([("m", "m"), ("m", "s")], 1, "different"),
        ([("m..", ".m."), ("..m", "...")], 3, "one-sided"),
        ([("ms", "so")], 2, "one-sided"),
    ],
)
def test_who_does_what(views: list[tuple[str, str]], tasks: int, relation: str) -> None:
    compared = allocated(*views)
    assert isinstance(compared, Allocated)
    assert (len(compared.tasks), compared.relation) == (tasks, relation)


def test_nothing_printed_shows_who_does_what() -> None:
    (task,) = allocated(("m", "s")).tasks
    assert (repr(task), repr(task.now)) == ("<Task>", "<Hands>")


def about(kind: str) -> Exercise:
    return make_exercise(make_prompt(kind, "it"), make_prompt("guess", about="it"))


def guessed(kind: str, *given: tuple[Answer | None, Any], circle: tuple[str, ...] = CIRCLE) -> Guesses | None:
    """What comes of an answer and a guess of each in turn."""
    shown = []
    for author, (answer, guess) in zip(circle, given, strict=False):
        answers = {"it": answer, "guess": Guess(answer=guess) if guess else None}
        shown.append(Disclosure(author, {key: one for key, one in answers.items() if one is not None}))
    compared = {one.prompt.id: one for one in compare(about(kind), circle, shown, None)}
    found: Any = compared.get("guess")
    return found


def pairs(compared: Guesses | None) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    assert compared is not None
    assert compared.relation is Relation.BESIDE
    return [(one.author, one.guess, list(one.beside)) for one in compared.guesses]


def test_a_guess_stands_beside_what_others_shared() -> None:
    compared = guessed("scale", (Scale(point=1), Scale(point=4)), (Scale(point=2), Scale(point=5)))
    assert pairs(compared) == [
        (ANA, Scale(point=4), [(BEN, Scale(point=2))]),
        (BEN, Scale(point=5), [(ANA, Scale(point=1))]),
    ]


def test_a_guess_without_an_answer_beside_it_is_not_shown() -> None:
    """Not even beside its author's own answer, which would look like one."""
    assert guessed("scale", (Scale(point=1), Scale(point=4)), (None, None)) is None
    assert guessed("scale", (None, Scale(point=4))) is None
    compared = guessed("scale", (None, Scale(point=4)), (Scale(point=3), Scale(point=1)))
    assert pairs(compared) == [(ANA, Scale(point=4), [(BEN, Scale(point=3))])]


def test_one_guess_for_all_stands_beside_everybody_else() -> None:
    compared = guessed(
        "choice", *((Choice(option=one), None) for one in ("tea", "cocoa")), (None, Choice(option="tea"))
    )
    assert pairs(compared) == [
        (CLEO, Choice(option="tea"), [(ANA, Choice(option="tea")), (BEN, Choice(option="cocoa"))])
    ]


def test_of_cards_only_those_are_shown_that_were_guessed_and_put_somewhere() -> None:
    guess, first, second, nothing = make_sorts("fc.", ".tu", "f.f", "..c")
    compared = guessed("sort", (None, guess), (first, None), (second, None), (nothing, None))
    assert pairs(compared) == [(ANA, guess, [(BEN, make_sorts(".t")[0]), (CLEO, make_sorts("f")[0])])]
    assert guessed("sort", (None, make_sorts("f")[0]), (nothing, None)) is None
    (alone,) = pairs(guessed("sort", (None, guess), (first, None)))
    assert alone[1] == make_sorts(".c")[0]


def test_a_guess_about_something_that_is_not_there_is_not_shown() -> None:
    exercise = make_exercise(make_prompt("scale"), make_prompt("guess", about="nothing"))
    shown = [Disclosure(author, {"scale": Scale(point=1), "guess": Guess(answer=Scale(point=1))}) for author in CIRCLE]
    assert [one.prompt.id for one in compare(exercise, CIRCLE, shown, None)] == ["scale"]


def test_nothing_printed_shows_a_guess() -> None:
    compared = guessed("scale", (None, Scale(point=4)), (Scale(point=3), None))
    assert repr(compared) == "<Guesses>"
    assert compared is not None
    assert repr(compared.guesses) == "(<Guessed>,)"


EXERCISE = about("sort")


def _guesses(sheets: list[Worksheet]) -> tuple[Comparison, ...]:
    disclosures = [disclose(EXERCISE, one, author) for author, one in zip(CIRCLE, sheets, strict=False)]
    return tuple(one for one in compare(EXERCISE, CIRCLE, disclosures, None) if one.prompt.id == "guess")


@st.composite
def sheets_of_sorts(draw: st.DrawFn) -> list[Worksheet]:
    """Worksheets whose guesses are about cards."""
    made = draw(st.lists(worksheets(about("sort"), sealed=True), min_size=1, max_size=4))
    piles = st.sampled_from([None, *make_sorts("fff", "c..", ".t.", "..u")])
    found = []
    for one in made:
        answers = {key: answer for key, answer in one.answers.items() if key != "guess"}
        if guess := draw(piles):
            answers["guess"] = Guess(answer=guess)
        found.append(one.model_copy(update={"answers": answers}))
    return found


@given(sheets_of_sorts())
@settings(max_examples=100)
def test_everything_beside_a_guess_was_shared_by_somebody_else(sheets: list[Worksheet]) -> None:
    shared = {author: disclose(EXERCISE, one, author).answers for author, one in zip(CIRCLE, sheets, strict=False)}
    for compared in _guesses(sheets):
        assert isinstance(compared, Guesses)
        for one in compared.guesses:
            assert isinstance(one.guess, Sort)
            assert one.beside
            told = {card for _, answer in one.beside if isinstance(answer, Sort) for card in answer.piles}
            assert set(one.guess.piles) == told
            for author, answer in one.beside:
                whole = shared[author]["it"]
                assert author != one.author
                assert isinstance(answer, Sort)
                assert isinstance(whole, Sort)
                assert answer.piles.items() <= whole.piles.items()

import pytest

from app.domain.exercise import Form, Intensity, Practice
from app.domain.finding import Time, Wish, by_practice, folded, for_tonight, matching
from tests.makers import make_exercise

SHORT = make_exercise(slug="short", minutes=9, intensity="light", practices=["good-things"], title="Crème brûlée")
LONG = make_exercise(slug="long", minutes=25, intensity="deep", practices=["desire", "good-things"], form="exercise")
PULSE = make_exercise(slug="pulse", minutes=10, intensity="light", practices=["safety"], form="pulse")
MIDDLE = make_exercise(slug="middle", minutes=20, intensity="medium", practices=["desire"], form="check-in")
ALL = [SHORT, LONG, PULSE, MIDDLE]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), ALL),
        (Wish(practice=Practice.DESIRE), [LONG, MIDDLE]),
        (Wish(practice=Practice.GOOD_THINGS), [SHORT, LONG]),
        (Wish(time=Time.TEN), [SHORT, PULSE]),
        (Wish(time=Time.TWENTY), [MIDDLE]),
        (Wish(time=Time.MORE), [LONG]),
        (Wish(intensity=Intensity.LIGHT), [SHORT, PULSE]),
        (Wish(form=Form.PULSE), [PULSE]),
        (Wish(words="CREME  brulee"), [SHORT]),
        (Wish(words="creme nowhere"), []),
        (Wish(practice=Practice.DESIRE, intensity=Intensity.MEDIUM), [MIDDLE]),
    ],
    ids=str,
)
def test_what_is_found_fits_all_of_the_wish(wish, found):
    assert matching(ALL, wish) == found


@pytest.mark.parametrize(
    "wish",
    [
        Wish(practice=Practice.DESIRE),
        Wish(time=Time.TEN),
        Wish(intensity=Intensity.DEEP),
        Wish(form=Form.PULSE),
        Wish(words="tea"),
    ],
    ids=str,
)
def test_a_wish_for_anything_is_one(wish):
    assert wish


@pytest.mark.parametrize("wish", [Wish(), Wish(words="  ")], ids=str)
def test_a_wish_for_nothing_is_none(wish):
    assert not wish


def test_words_in_the_questions_are_found_too():
    word = LONG.prompts[0].ask.split()[-1]
    assert LONG in matching(ALL, Wish(words=word))


def test_for_tonight_is_short_and_light():
    assert for_tonight(ALL) == [SHORT]


def test_each_stands_once_under_its_first_practice():
    assert by_practice(ALL) == {
        Practice.DESIRE: [LONG, MIDDLE],
        Practice.GOOD_THINGS: [SHORT],
        Practice.SAFETY: [PULSE],
    }


def test_folding_takes_case_and_accents():
    assert folded("Ça É ﬁne") == "ca e fine"

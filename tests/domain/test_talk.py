from collections import Counter

import pytest

from app.domain.answers import Boundary, Reflection
from app.domain.comparison import compare
from app.domain.exercise import Level
from app.domain.sharing import Disclosure
from app.domain.talk import Part, Step, Turn, steps, ways
from tests.domain.strategies import CIRCLE
from tests.makers import make_exercise, make_prompt

ANA, BEN, CLEO = CIRCLE[:3]
DRAWN = b"a round"
TEXTS = make_prompt("reflection")


def compared(prompt, *answers):
    shared = [Disclosure(author, {prompt.id: one}) for author, one in zip(CIRCLE, answers, strict=False) if one]
    (one,) = compare(make_exercise(prompt), CIRCLE, shared, None)
    return one


BOTH = compared(TEXTS, Reflection(text="Rain."), Reflection(text="Snow."))


def talked(people, *comparisons, drawn=DRAWN):
    return steps(people, drawn, comparisons or (BOTH,))


def speakers(point):
    return [step.turn.speaker for step in point if step.part is Part.SPEAK]


def test_all_look_and_then_each_speaks_and_is_heard_by_the_next_to_speak():
    ((look, *others),) = talked((ANA, BEN, CLEO))
    assert look == Step(Part.LOOK, None)
    assert [step.part for step in others] == [Part.SPEAK, Part.HEAR] * 3
    first, second, third = (step.turn for step in others[::2])
    assert [step.turn for step in others[1::2]] == [first, second, third]
    assert {first.speaker, second.speaker, third.speaker} == {ANA, BEN, CLEO}
    assert first == Turn(first.speaker, second.speaker, (third.speaker,))
    assert third == Turn(third.speaker, first.speaker, (second.speaker,))


def test_who_is_alone_looks_and_speaks_to_nobody():
    assert talked((ANA,), BOTH, BOTH) == ((Step(Part.LOOK, None),),) * 2


@pytest.mark.parametrize("people", [(ANA, BEN), (ANA, BEN, CLEO), CIRCLE])
def test_nobody_always_begins(people):
    begins = Counter(speakers(point)[0] for point in talked(people, *[BOTH] * 3 * len(people)))
    assert begins == dict.fromkeys(people, 3)


def test_who_begins_is_drawn_and_is_the_same_on_every_device():
    drawn = {tuple(speakers(*talked((ANA, BEN), drawn=bytes([n])))) for n in range(20)}
    assert drawn == {(ANA, BEN), (BEN, ANA)}
    assert talked((ANA, BEN)) == talked((BEN, ANA))


LIMITS = compared(make_prompt("boundary"), Boundary(level=Level.NO), Boundary(level=Level.WELCOME))


def test_where_boundaries_differ_the_more_open_one_begins_and_then_the_other():
    begins = [speakers(point)[0] for point in talked((ANA, BEN), LIMITS, BOTH, LIMITS, BOTH)]
    assert begins == [BEN, ANA, BEN, ANA]


def test_where_boundaries_are_alike_who_begins_is_drawn():
    alike = compared(make_prompt("boundary"), Boundary(level=Level.NO), Boundary(level=Level.NO))
    assert {speakers(point)[0] for point in talked((ANA, BEN), alike, alike)} == {ANA, BEN}


def test_who_is_more_open_but_not_here_does_not_begin():
    assert speakers(*talked((ANA, CLEO), LIMITS))[0] in (ANA, CLEO)


def test_who_shared_gets_their_own_words_and_is_asked_about_them():
    found = ways(BOTH, CIRCLE, ANA)
    assert (found.say, found.said) == (TEXTS.openers.say, ("Rain",))
    assert found.ask == TEXTS.openers.ask
    assert "Rain" not in repr(found)


def test_nobody_is_asked_about_what_they_kept():
    found = ways(BOTH, CIRCLE, CLEO)
    assert (found.say, found.ask) == (None, None)

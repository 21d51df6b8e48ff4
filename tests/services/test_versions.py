"""What a form carries of the answer that it was made from."""

from dataclasses import replace

import pytest

from app.domain.answers import Allocation, Answer, Sort, Worksheet
from app.domain.exercise import Hand, Pile
from tests.makers import make_prompt
from tests.services.circle import Circle

SORTED = {"cooking": Pile.FLEXIBLE, "plans": Pile.CORE}
HANDS = {"dishes": Hand.ME, "bills": Hand.OTHERS}


def turned(things: dict[str, object]) -> dict[str, object]:
    return dict(reversed(things.items()))


@pytest.mark.parametrize(
    ("kind", "one", "same", "other"),
    [
        ("sort", Sort(piles=SORTED), Sort(piles=turned(SORTED)), Sort(piles={"cooking": Pile.FLEXIBLE})),
        (
            "allocation",
            Allocation(now=HANDS, wish={}),
            Allocation(now=turned(HANDS), wish={}),
            Allocation(now={}, wish=HANDS),
        ),
    ],
)
def test_the_order_in_which_it_was_given_makes_no_other_version(
    couple: Circle, kind: str, one: Answer, same: Answer, other: Answer
) -> None:
    sheet, prompt = couple.sheet("alex", couple.start("alex")), make_prompt(kind)
    versions = [replace(sheet, worksheet=Worksheet(answers={kind: answer})).version(prompt) for answer in (one, same)]
    assert versions[0] == versions[1]
    assert replace(sheet, worksheet=Worksheet(answers={kind: other})).version(prompt) != versions[0]

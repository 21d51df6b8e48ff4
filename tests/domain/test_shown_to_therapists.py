"""What is sealed to a therapist: what is shown, with the words that it needs and no others."""

from app.domain.answers import Pile, Sort
from app.domain.items import OwnItem, with_own
from app.domain.sharing import Disclosure, Joint
from app.domain.therapists import exercise_of, shown
from tests.makers import make_exercise, make_prompt

CARDS = [{"id": word, "text": word.title(), "group": word} for word in ("plans", "money")]
WRITTEN = make_exercise(
    make_prompt("sort", "cards", items=CARDS, own_items=True),
    make_prompt("mutual", "open", items="bath stars picnic", own_items=True),
)
SWIM, SING, SAIL, KNIT = (OwnItem(id=f"own-{word}", text=word.title()) for word in ("swim", "sing", "sail", "knit"))
WITH_OWN = with_own(WRITTEN, {"cards": (SWIM, SING), "open": (SAIL, KNIT)})
SORTED = Disclosure("a", {"cards": Sort(piles={"own-swim": Pile.CORE, "money": Pile.FLEXIBLE})})


def test_of_what_they_added_only_what_stands_in_what_is_shown() -> None:
    found = shown(WITH_OWN, {"a": "Alex"}, [SORTED], Joint({"open": ("own-sail",)}), {1, 2})
    assert found.own == {"cards": (SWIM,), "open": (SAIL,)}
    read = exercise_of(WRITTEN, found)
    assert [item.id for item in read.prompts[0].items] == ["plans", "money", "own-swim"]  # type: ignore[union-attr]


def test_nothing_of_a_prompt_that_not_all_want_seen() -> None:
    found = shown(WITH_OWN, {"a": "Alex"}, [SORTED], Joint({"open": ("own-sail",)}), {2})
    assert (found.own, found.disclosures) == ({"open": (SAIL,)}, [])


def test_nothing_matched_needs_no_words() -> None:
    found = shown(WITH_OWN, {"a": "Alex"}, [], None, {1, 2})
    assert (found.own, found.anything) == ({}, False)

"""What is shown to a therapist, and what one gives: what goes in comes out, by its key and at its place alone, and its
size says nothing."""

from collections.abc import Callable
from random import Random as Seeded

import pytest
from pydantic import ValidationError

from app.domain.answers import Reflection, Scale
from app.domain.assignments import LENGTHS, Assignment
from app.domain.items import AT_MOST, LONGEST, OwnItem
from app.domain.sharing import Disclosure, Joint
from app.domain.therapists import Shown
from app.vault.assignments import open_assignment, seal_assignment
from app.vault.ciphers import Unreadable, padded, seal
from app.vault.shown import open_shown, seal_shown, shown_bucket, shown_filler
from tests.makers import make_exercise, make_prompt

random = Seeded(7).randbytes
KEY, HERE, THERE = random(32), b"here", b"there"
EXERCISE = make_exercise(make_prompt("reflection"), make_prompt("mutual", items="bath stars picnic", own_items=True))
NOTHING = Shown({}, [], Joint(), {})
SEEN = Shown(
    {"a": "Alex", "b": "Sam"},
    [Disclosure("a", {"reflection": Reflection(text="Tea.")}), Disclosure("b", {"scale": Scale(point=2)})],
    Joint({"mutual": ("bath", "own-1")}),
    {"mutual": (OwnItem(id="own-1", text="Swimming"),)},
)
GIVEN = Assignment(edition="0" * 64, note="To hear each other.", habit="Coffee")


def sealed(shown: Shown, circle: int = 2) -> bytes:
    return seal_shown(shown, KEY, HERE, EXERCISE, circle, random)


def test_what_is_shown_comes_out_as_it_went_in() -> None:
    assert open_shown(sealed(SEEN), KEY, HERE) == SEEN
    assert (SEEN.anything, NOTHING.anything) == (True, False)


def test_an_assignment_comes_out_as_it_went_in() -> None:
    assert open_assignment(seal_assignment(GIVEN, KEY, HERE, random), KEY, HERE) == GIVEN


@pytest.mark.parametrize("opens", [open_shown, open_assignment])
def test_with_another_key_or_elsewhere_or_of_another_kind_it_is_unreadable(
    opens: Callable[[bytes, bytes, bytes], object],
) -> None:
    right = sealed(SEEN) if opens is open_shown else seal_assignment(GIVEN, KEY, HERE, random)
    wrong_kind = seal(KEY, padded(b'{"another": "kind"}', 64), HERE, random)
    for box, key, bound in ((right, random(32), HERE), (right, KEY, THERE), (wrong_kind, KEY, HERE)):
        with pytest.raises(Unreadable) as raised:
            opens(box, key, bound)
        assert not isinstance(raised.value.__context__, ValidationError), "it would quote the content"


def test_filler_and_the_fullest_there_can_be_are_of_one_size() -> None:
    own = tuple(OwnItem(id=f"own-{n:032x}", text="\U0001f469" * LONGEST) for n in range(AT_MOST))
    fullest = Shown({"a" * 22: "\U0001f469" * 60}, [], Joint({"mutual": tuple(one.id for one in own)}), {"mutual": own})
    sizes = {len(sealed(one)) for one in (NOTHING, SEEN, fullest)}
    assert sizes == {len(shown_filler(EXERCISE, 2, random))}
    assert shown_bucket(EXERCISE, 6) > shown_bucket(EXERCISE, 2)


def test_what_is_given_is_of_one_size() -> None:
    longest = {field: "\U0001f469" * length for field, length in LENGTHS.items()}
    fullest = Assignment(edition="0" * 64, **longest)
    assert {len(seal_assignment(one, KEY, HERE, random)) for one in (GIVEN, fullest)} == {1 + 12 + 4096 + 16}


def test_nothing_of_it_stands_in_a_log() -> None:
    assert (repr(SEEN), repr(GIVEN)) == ("<Shown>", "<Assignment>")

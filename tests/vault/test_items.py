import re
from random import Random as Seeded

import pytest

from app.domain.items import AT_MOST, LONGEST, OwnItem, fullest, with_own
from app.vault.boxes import picks_smallest, smallest
from app.vault.ciphers import Unreadable, bind, box_bytes, padded, seal
from app.vault.items import LIST_BYTES, item_id, open_items, seal_copy, seal_list
from tests.makers import make_exercise, make_prompt

random = Seeded(8).randbytes
KEY, OTHER = random(32), random(32)
HERE, ELSEWHERE = bind("rounds", "p", "r", "items"), bind("rounds", "p", "q", "items")
WIDE = " ".join(f"{'x' * 38}{n:02}" for n in range(30))
BLIND = make_prompt("mutual", items=WIDE, own_items=True)
CARDS = make_prompt("sort", own_items=True)
EXERCISE = make_exercise(BLIND, CARDS)
SOME = {BLIND.id: ("Swimming at night", "Tea"), CARDS.id: ()}


def test_an_id_is_bound_to_the_exact_words_the_prompt_and_the_key():
    one = item_id(KEY, "p", "Tea")
    assert re.fullmatch("own-[0-9a-f]{32}", one)
    assert one == item_id(KEY, "p", "Tea")
    others = {item_id(KEY, "p", "tea"), item_id(KEY, "p", "Tea "), item_id(KEY, "q", "Tea"), item_id(OTHER, "p", "Tea")}
    assert len(others | {one}) == 5
    assert item_id(KEY, "ab", "c") != item_id(KEY, "a", "bc")
    assert OwnItem(id=one, text="Tea").id == one


def test_what_was_sealed_comes_back():
    assert open_items(seal_copy(SOME, KEY, HERE, EXERCISE, random), KEY, HERE) == SOME
    assert open_items(seal_list(SOME, KEY, HERE, random), KEY, HERE) == SOME


@pytest.mark.parametrize(("key", "bound"), [(OTHER, HERE), (KEY, ELSEWHERE)])
def test_nothing_opens_elsewhere_or_with_another_key(key, bound):
    with pytest.raises(Unreadable):
        open_items(seal_copy(SOME, KEY, HERE, EXERCISE, random), key, bound)


def test_what_is_no_list_is_unreadable_and_says_nothing_of_what_it_is():
    box = seal(KEY, padded(b'{"p": "words"}', 512), HERE, random)
    with pytest.raises(Unreadable) as refused:
        open_items(box, KEY, HERE)
    assert (str(refused.value), refused.value.__context__) == ("", None)


def test_neither_how_many_nor_how_long_shows():
    copies = {len(seal_copy(texts, KEY, HERE, EXERCISE, random)) for texts in ({}, SOME, fullest(EXERCISE))}
    assert len(copies) == 1
    lists = {len(seal_list(texts, KEY, HERE, random)) for texts in ({}, SOME, fullest(EXERCISE))}
    assert lists == {box_bytes(LIST_BYTES)}


def test_a_list_that_would_need_more_room_is_full():
    texts = {f"{n}/p": ("\U0010ffff" * LONGEST,) * AT_MOST for n in range(6)}
    assert seal_list(texts, KEY, HERE, random) is None


def test_what_holds_answers_is_as_large_without_items_as_with_as_many_as_can_be():
    own = tuple(OwnItem(id=item_id(KEY, "p", str(n)), text=str(n)) for n in range(AT_MOST))
    full = with_own(EXERCISE, {BLIND.id: own, CARDS.id: own[:4]})
    assert smallest(full) == smallest(EXERCISE)
    assert picks_smallest(full) == picks_smallest(EXERCISE)
    closed = make_exercise(make_prompt("mutual", items=WIDE))
    assert picks_smallest(closed) < picks_smallest(EXERCISE), "or it would fit by chance"

"""The content of an agreement, sealed: one size, one place, one key."""

from random import Random as Seeded

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import LONGEST, MOST_SOURCES, Content, Source, words_refusal
from app.vault.agreements import CONTENT_BYTES, open_content, seal_content
from app.vault.boxes import place
from app.vault.ciphers import Unreadable, box_bytes, padded, seal

random = Seeded(7).randbytes
KEY = random(32)
HERE = place("agreements", "place", "joint", "agreed", bytes(16))
SOURCE = Source(round="r" * 44, prompt="p" * 48)
SIZE = box_bytes(CONTENT_BYTES)

texts = st.text(min_size=1, max_size=LONGEST).filter(lambda text: words_refusal(text) is None)


@given(st.builds(Content, text=texts, before=st.none() | texts, sources=st.lists(st.just(SOURCE), max_size=3)))
def test_it_comes_back_as_it_was_and_is_always_as_long(content: Content) -> None:
    box = seal_content(content, KEY, HERE, random)
    assert open_content(box, KEY, HERE) == content
    assert len(box) == SIZE


@pytest.mark.parametrize("letter", ["\U0001f600", "\n", "\t", '"', "\\", "\x7f", "\u2028", "a"])
def test_the_most_there_can_be_is_as_long_as_a_word(letter: str) -> None:
    text = letter * (LONGEST - 1) + "."
    assert words_refusal(text) is None
    fullest = Content(text=text, before=text, sources=(SOURCE,) * MOST_SOURCES)
    assert (
        len(seal_content(fullest, KEY, HERE, random)) == SIZE == len(seal_content(Content(text="a"), KEY, HERE, random))
    )


def test_it_opens_in_its_place_with_its_key_and_whole() -> None:
    box = seal_content(Content(text="Phones stay in the hall."), KEY, HERE, random)
    for other in (
        (box, random(32), HERE),
        (box, KEY, place("agreements", "other", "joint", "agreed", bytes(16))),
        (box, KEY, place("agreements", "place", "joint", "agreed", b"\1" * 16)),
        (box[:-1], KEY, HERE),
        (bytes([*box[:500], box[500] ^ 1, *box[501:]]), KEY, HERE),
    ):
        with pytest.raises(Unreadable):
            open_content(*other)


@pytest.mark.parametrize("content", [b"", b"null", b'{"secret": 1}', b'{"text": ["secret"]}', b"\xffsecret"])
def test_broken_content_is_unreadable_and_the_error_holds_nothing_of_it(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        open_content(seal(KEY, padded(content, 512), HERE, random), KEY, HERE)
    assert refused.value.args == ()
    assert refused.value.__context__ is None

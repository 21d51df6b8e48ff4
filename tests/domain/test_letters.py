"""Words that others read can be read, and none of them look like what they are not."""

import pytest

from app.domain.letters import legible, unseen


@pytest.mark.parametrize(
    "words",
    [
        "Alex",
        "Zoë O’Neill-Ñandú",
        "شب",
        "می\u200cخواهم",  # a joiner of Persian
        "क्\u200dष",  # and one of Hindi
        "👩\u200d❤️\u200d👩",
        "\U0001fae8",  # an emoji that is newer than Python 3.11
        "e\u0301",
        "7",
        "…",
        "two words",
        "two\u00a0words",
    ],
)
def test_people_may_be_called(words):
    assert legible(words)


@pytest.mark.parametrize(
    "words",
    [
        "nul\0",
        "line\nbreak",
        "del\x7f",
        "next line\x85",
        "soft\u00adhyphen",
        "zero\u200bwidth",
        "word\u2060joiner",
        "mark of order\ufeff",
        "to the left\u200f",
        "turned \u202e",
        "isolated \u2067",
        "paragraph\u2029",
        "private \ue000",
        "lone \ud800",
        "flag \U000e0067",
        "broken \ufffd",
    ],
)
def test_nothing_unseen_stands_in_a_name(words):
    assert not legible(words)


@pytest.mark.parametrize("words", ["", "  ", "\u200d", "\u200c \u200d", "\u3164", "\u2800\u115f", "\u0301", "\ufe0f"])
def test_a_name_is_never_a_gap(words):
    assert not legible(words)


def test_what_is_unseen_is_named():
    assert unseen("a\u200bb\u202ec\u200d\n") == {"\u200b", "\u202e", "\n"}
    assert unseen("all of it can be read, 👩\u200d❤️\u200d👩") == set()

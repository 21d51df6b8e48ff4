import hmac
from random import Random as Seeded

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault.ciphers import (
    HEADER,
    KEY_BYTES,
    Hidden,
    Root,
    Unreadable,
    bind,
    box_bytes,
    derive,
    filler,
    padded,
    seal,
    unpadded,
    unseal,
)

random = Seeded(1).randbytes
KEY = random(KEY_BYTES)

keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
parts = st.lists(st.text(max_size=5), max_size=5)


@given(key=keys, plaintext=st.binary(max_size=300), bound=st.binary(max_size=40))
def test_what_was_sealed_opens(key, plaintext, bound):
    box = seal(key, plaintext, bound, random)
    assert len(box) == box_bytes(len(plaintext))
    assert unseal(key, box, bound) == plaintext


@given(key=keys, other=keys, plaintext=st.binary(max_size=100))
def test_another_key_opens_nothing(key, other, plaintext):
    if key != other:
        with pytest.raises(Unreadable):
            unseal(other, seal(key, plaintext, b"here", random), b"here")


@given(here=st.binary(max_size=40), there=st.binary(max_size=40))
def test_a_moved_box_opens_nothing(here, there):
    if here != there:
        with pytest.raises(Unreadable):
            unseal(KEY, seal(KEY, b"words", here, random), there)


def test_a_box_with_any_byte_changed_opens_nothing():
    box = seal(KEY, b"words", b"here", random)
    for at in range(len(box)):
        for bit in range(8):
            changed = box[:at] + bytes([box[at] ^ 1 << bit]) + box[at + 1 :]
            with pytest.raises(Unreadable):
                unseal(KEY, changed, b"here")


def test_a_box_cut_short_or_made_longer_opens_nothing():
    box = seal(KEY, b"words", b"here", random)
    for cut in range(len(box)):
        with pytest.raises(Unreadable):
            unseal(KEY, box[:cut], b"here")
    with pytest.raises(Unreadable):
        unseal(KEY, box + b"\0", b"here")


def test_the_same_words_never_make_the_same_box():
    assert len({seal(KEY, b"words", b"here", random) for _ in range(100)}) == 100


def test_the_error_says_nothing():
    with pytest.raises(Unreadable) as refused:
        unseal(KEY, filler(100, random), b"here")
    assert str(refused.value) == ""
    assert refused.value.args == ()
    assert refused.value.__suppress_context__


@given(one=parts, other=parts)
def test_different_parts_never_give_the_same_bytes(one, other):
    assert (bind(*one) == bind(*other)) == (one == other)


@given(one=parts)
def test_moving_the_border_between_parts_changes_the_bytes(one):
    joined = "".join(one)
    splits = {(joined[:at], joined[at:]) for at in range(len(joined) + 1)}
    assert len({bind(*split) for split in splits}) == len(splits)


@given(plaintext=st.binary(max_size=5000), smallest=st.integers(1, 4096))
def test_padding_comes_off_again(plaintext, smallest):
    filled = padded(plaintext, smallest)
    assert unpadded(filled) == plaintext
    doubled = len(filled) // smallest
    assert len(filled) == smallest * doubled
    assert doubled.bit_count() == 1
    assert doubled == 1 or len(filled) // 2 < len(plaintext) + 4


@given(one=st.binary(max_size=508), other=st.binary(max_size=508))
def test_within_a_bucket_lengths_look_alike(one, other):
    assert len(padded(one, 512)) == len(padded(other, 512)) == 512


def test_a_bucket_is_left_when_it_is_full():
    assert len(padded(bytes(508), 512)) == 512
    assert len(padded(bytes(509), 512)) == 1024


@pytest.mark.parametrize("broken", [b"", b"\0\0\0", b"\0\0\0\1", b"\0\0\0\5four", b"\xff\xff\xff\xffwords"])
def test_broken_padding_is_unreadable(broken):
    with pytest.raises(Unreadable):
        unpadded(broken)


@given(bucket=st.integers(0, 5000))
def test_filler_is_as_long_as_a_box_and_begins_like_one(bucket):
    box, fill = seal(KEY, bytes(bucket), b"here", random), filler(box_bytes(bucket), random)
    assert len(fill) == len(box)
    assert fill[:1] == box[:1] == HEADER


def test_filler_opens_like_a_box_under_another_key():
    with pytest.raises(Unreadable):
        unseal(KEY, filler(box_bytes(512), random), b"here")


def test_deriving_is_hkdf_as_in_rfc_5869():
    info = b"\0\0\0\3own\0\0\0\2us"
    extracted = hmac.digest(bytes(32), KEY, "sha256")
    assert derive(KEY, "own", "us") == hmac.digest(extracted, info + b"\1", "sha256")


@given(secret=st.binary(min_size=16, max_size=80), labels=parts)
def test_a_root_gives_the_same_keys(secret, labels):
    root = Root(secret)
    assert [root.derive(*labels), root.derive(*labels)] == [derive(secret, *labels)] * 2


@given(one=parts, other=parts)
def test_each_label_gives_a_key_of_its_own(one, other):
    assert len(derive(KEY, *one)) == KEY_BYTES
    assert (derive(KEY, *one) == derive(KEY, *other)) == (one == other)


def test_another_secret_gives_another_key():
    assert derive(KEY, "a") != derive(random(KEY_BYTES), "a")


def test_hidden_says_its_type_and_nothing_else():
    class Locket(Hidden):
        inside = "words"

    assert repr(Locket()) == str(Locket()) == "<Locket>"

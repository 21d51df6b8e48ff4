from random import Random as Seeded

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault import grants
from app.vault.ciphers import Unreadable
from app.vault.grants import (
    HPKE_BYTES,
    KEYRING_BYTES,
    WRAPPED_BYTES,
    Keyring,
    channel_key,
    filler_grant,
    filler_hpke,
    hpke_grant,
    hpke_open,
    label_key,
    letter,
    open_letter,
    own_key,
    unwrap,
    wrap,
)
from app.vault.keys import KeyPair, new_pair

random = Seeded(4).randbytes
AUTHOR, READER, STRANGER = new_pair(random), new_pair(random), new_pair(random)
KEY = random(32)

keys = st.binary(min_size=32, max_size=32)
ids = st.text(max_size=4)


def broken(box: bytes) -> list[bytes]:
    """The box with each byte changed, cut short everywhere, and made longer."""
    changed = [box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :] for at in range(len(box))]
    return [*changed, *(box[:at] for at in range(len(box))), box + b"\0"]


@given(key=keys, bound=st.binary(max_size=60))
def test_a_reader_opens_what_was_granted(key, bound):
    sealed = hpke_grant(READER.public, key, bound)
    assert len(sealed) == HPKE_BYTES
    assert hpke_open(READER, sealed, bound) == key


def test_nobody_else_opens_it_not_even_its_author():
    sealed = hpke_grant(READER.public, KEY, b"here")
    for other in (AUTHOR, STRANGER):
        with pytest.raises(Unreadable):
            hpke_open(other, sealed, b"here")


def test_a_moved_or_broken_grant_opens_nothing():
    sealed = hpke_grant(READER.public, KEY, b"here")
    with pytest.raises(Unreadable):
        hpke_open(READER, sealed, b"there")
    for wrong in broken(sealed):
        with pytest.raises(Unreadable):
            hpke_open(READER, wrong, b"here")


def test_the_same_grant_never_looks_the_same():
    assert hpke_grant(READER.public, KEY, b"here") != hpke_grant(READER.public, KEY, b"here")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32), b"\1" + bytes(31)])
def test_what_is_no_public_key_is_granted_nothing(public):
    with pytest.raises(Unreadable):
        hpke_grant(public, KEY, b"here")


def test_a_grant_of_something_else_than_a_key_opens_nothing():
    with pytest.raises(Unreadable):
        hpke_open(READER, hpke_grant(READER.public, b"short", b"here"), b"here")


def test_the_words_for_partnerships_have_a_key_of_their_own():
    keys = {label_key(pair) for pair in (READER, AUTHOR)}
    assert len(keys) == 2
    assert keys.isdisjoint({own_key(READER, "one", "other"), READER.private, AUTHOR.private})
    assert label_key(READER) == label_key(READER)


@given(text=st.binary(max_size=400), bound=st.binary(max_size=60))
def test_whom_a_letter_is_for_reads_it(text, bound):
    assert open_letter(READER, letter(READER.public, text, bound, random), bound) == text


def test_nobody_else_reads_a_letter_not_even_its_author():
    sealed = letter(READER.public, b"Tuesdays", b"here", random)
    assert b"Tuesdays" not in sealed
    for other in (AUTHOR, STRANGER):
        with pytest.raises(Unreadable):
            open_letter(other, sealed, b"here")


def test_a_moved_or_broken_letter_says_nothing():
    sealed = letter(READER.public, b"Tuesdays", b"here", random)
    with pytest.raises(Unreadable):
        open_letter(READER, sealed, b"there")
    for wrong in broken(sealed):
        with pytest.raises(Unreadable):
            open_letter(READER, wrong, b"here")


def test_a_letter_put_together_from_two_says_nothing():
    one, other = (letter(READER.public, text, b"here", random) for text in (b"Tuesdays", b"Thursdays"))
    with pytest.raises(Unreadable):
        open_letter(READER, one[:HPKE_BYTES] + other[HPKE_BYTES:], b"here")


def test_the_same_letter_never_looks_the_same():
    assert letter(READER.public, b"text", b"here", random) != letter(READER.public, b"text", b"here", random)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32)])
def test_a_letter_to_what_is_no_public_key_is_not_written(public):
    with pytest.raises(Unreadable):
        letter(public, b"text", b"here", random)


@given(content_key=keys, bound=st.binary(max_size=60))
def test_a_wrapped_key_unwraps(content_key, bound):
    wrapped = wrap(KEY, content_key, bound, random)
    assert len(wrapped) == WRAPPED_BYTES == 61
    assert unwrap(KEY, wrapped, bound) == content_key


def test_a_moved_or_broken_wrapped_key_opens_nothing():
    wrapped = wrap(KEY, random(32), b"here", random)
    for where in [(KEY, wrapped, b"there"), (random(32), wrapped, b"here")]:
        with pytest.raises(Unreadable):
            unwrap(*where)
    for wrong in broken(wrapped):
        with pytest.raises(Unreadable):
            unwrap(KEY, wrong, b"here")


def test_a_wrapped_something_else_than_a_key_opens_nothing():
    with pytest.raises(Unreadable):
        unwrap(KEY, wrap(KEY, b"short", b"here", random), b"here")


@given(one=st.tuples(ids, ids), other=st.tuples(ids, ids))
def test_each_place_has_a_key_of_ones_own(one, other):
    assert (own_key(AUTHOR, *one) == own_key(AUTHOR, *other)) == (one == other)


@given(one=st.tuples(ids, ids, ids), other=st.tuples(ids, ids, ids))
def test_each_pair_of_author_and_reader_has_a_channel(one, other):
    same = channel_key(AUTHOR, *one, READER.public) == channel_key(AUTHOR, *other, READER.public)
    assert same == (one == other)


def test_a_key_of_ones_own_hangs_on_the_private_key():
    assert own_key(AUTHOR, "us", "a") == own_key(AUTHOR, "us", "a") != own_key(STRANGER, "us", "a")


def test_a_channel_hangs_on_both_pairs():
    channel = channel_key(AUTHOR, "us", "a", "b", READER.public)
    assert channel == channel_key(AUTHOR, "us", "a", "b", READER.public)
    assert channel != channel_key(STRANGER, "us", "a", "b", READER.public)
    assert channel != channel_key(AUTHOR, "us", "a", "b", STRANGER.public)
    assert channel != channel_key(AUTHOR, "us", "b", "a", READER.public)


def test_an_author_and_a_reader_reach_the_same_content_key():
    channel = channel_key(AUTHOR, "us", "a", "b", READER.public)
    granted, wrapped = hpke_grant(READER.public, channel, b"channel"), wrap(channel, KEY, b"answers", random)
    assert unwrap(Keyring(READER).channel(granted, b"channel"), wrapped, b"answers") == KEY


def test_fillers_are_as_long_as_the_real_thing():
    assert len(filler_grant(random)) == len(wrap(KEY, KEY, b"here", random))
    assert len(filler_hpke(READER.public, b"here", random)) == len(hpke_grant(READER.public, KEY, b"here"))
    assert filler_grant(random)[0] == wrap(KEY, KEY, b"here", random)[0]
    assert filler_hpke(READER.public, b"here", random)[0] == hpke_grant(READER.public, KEY, b"here")[0]


def test_a_filler_channel_opens_like_any_other_and_gives_nothing():
    ring = Keyring(READER)
    channel = ring.channel(filler_hpke(READER.public, b"here", random), b"here")
    assert len(channel) == 32
    with pytest.raises(Unreadable):
        unwrap(channel, filler_grant(random), b"answers")


# The keyring


@pytest.fixture
def opened(monkeypatch):
    """Every grant that HPKE was asked to open."""
    asked = []
    monkeypatch.setattr(grants, "hpke_open", lambda *grant: asked.append(grant) or hpke_open(*grant))
    return asked


def test_a_keyring_opens_a_grant_once(opened):
    ring, sealed = Keyring(READER), hpke_grant(READER.public, KEY, b"here")
    assert [ring.channel(sealed, b"here") for _ in range(3)] == [KEY] * 3
    assert len(opened) == 1


def test_a_keyring_opens_a_new_grant_in_the_same_place_anew(opened):
    ring, later = Keyring(READER), random(32)
    assert ring.channel(hpke_grant(READER.public, KEY, b"here"), b"here") == KEY
    assert ring.channel(hpke_grant(READER.public, later, b"here"), b"here") == later


def test_a_keyring_does_not_open_a_grant_moved_elsewhere():
    ring, sealed = Keyring(READER), hpke_grant(READER.public, KEY, b"here")
    ring.channel(sealed, b"here")
    with pytest.raises(Unreadable):
        ring.channel(sealed, b"there")


def test_a_keyring_does_not_remember_what_it_could_not_open():
    ring = Keyring(READER)
    for _ in range(2):
        with pytest.raises(Unreadable):
            ring.channel(hpke_grant(STRANGER.public, KEY, b"here"), b"here")
    assert ring.dump() == Keyring(READER).dump()


def test_a_keyring_comes_back_from_the_session_with_all_it_opened(opened):
    ring = Keyring(READER)
    sealed = [hpke_grant(READER.public, random(32), b"here") for _ in range(3)]
    channels = [ring.channel(one, b"here") for one in sealed]
    again = Keyring.load(ring.dump())
    opened.clear()
    assert again.pair == READER
    assert [again.channel(one, b"here") for one in sealed] == channels
    assert opened == []
    assert again.dump() == ring.dump()


@given(count=st.integers(0, 40))
def test_a_dump_holds_any_number_of_channels(count):
    channels = {random(32): random(32) for _ in range(count)}
    dumped = Keyring(READER, channels).dump()
    assert Keyring.load(dumped).dump() == dumped
    assert len(dumped) == KEYRING_BYTES if count <= 14 else len(dumped) > KEYRING_BYTES


def test_a_keyring_keeps_its_channels_to_itself():
    channels = {KEY: KEY}
    ring = Keyring(READER, channels)
    ring.channel(hpke_grant(READER.public, KEY, b"here"), b"here")
    assert channels == {KEY: KEY}


@pytest.mark.parametrize("size", [None, 0, 32, 63, 65, 96])
def test_a_broken_dump_is_unreadable(size):
    dumped = b"\0" if size is None else size.to_bytes(4) + bytes(size)
    with pytest.raises(Unreadable):
        Keyring.load(dumped)


def test_no_repr_shows_a_key():
    ring = Keyring(KeyPair(KEY, KEY), {KEY: KEY})
    assert repr(ring) == str(ring) == "<Keyring>"

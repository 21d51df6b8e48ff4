from random import Random as Seeded

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from app.vault import keys
from app.vault.ciphers import KEY_BYTES, Unreadable, seal
from app.vault.keys import (
    LONGEST_SECRET,
    Cost,
    KeyPair,
    filler_lock,
    invitation_lookup,
    invitation_pair,
    lock,
    lock_with_code,
    new_code,
    new_pair,
    normal_code,
    pair_from_private,
    practice_lookup,
    session_key,
    session_lookup,
    unlock,
    unlock_with_code,
)

random = Seeded(2).randbytes
PAIR = new_pair(random)
CODE = new_code(random)
CHEAP = Cost(memory_kib=8, iterations=1)

secrets = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


def flipped(box: bytes, at: int) -> bytes:
    return box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :]


def test_a_pair_is_the_one_of_rfc_7748():
    private = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    public = bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    assert pair_from_private(private) == KeyPair(private, public)


def test_a_new_pair_is_made_of_the_randomness_it_is_given():
    assert new_pair(lambda size: bytes(range(size))) == pair_from_private(bytes(range(32)))
    assert new_pair(random) != new_pair(random)


def test_no_repr_shows_a_key():
    shown = f"{PAIR!r} {PAIR} {[PAIR]}"
    assert shown == "<KeyPair> <KeyPair> [<KeyPair>]"


def test_a_passphrase_opens_its_lock():
    locked = lock(PAIR, "four small words here", CHEAP, random)
    assert unlock(locked, "four small words here", PAIR.public) == PAIR
    assert PAIR.private not in locked


@given(secret=st.text(min_size=1, max_size=40), other=st.text(min_size=1, max_size=40))
def test_only_the_passphrase_opens_its_lock(secret, other):
    locked = lock(PAIR, secret, CHEAP, random)
    assert unlock(locked, secret, PAIR.public) == PAIR
    with pytest.raises(Unreadable):
        unlock(locked, secret + other, PAIR.public)


@pytest.mark.parametrize(
    ("typed_then", "typed_now"),
    [("caf\u00e9", "cafe\u0301"), ("\uff43\uff41\uff46\uff45", "cafe"), ("\ufb01ne", "fine"), ("a\u00a0b", "a b")],
    ids=["combining accent", "full width", "ligature", "no-break space"],
)
def test_the_same_words_from_another_keyboard_open_it(typed_then, typed_now):
    assert unlock(lock(PAIR, typed_then, CHEAP, random), typed_now, PAIR.public) == PAIR


def test_capitals_and_spaces_count_in_a_passphrase():
    locked = lock(PAIR, "Our House", CHEAP, random)
    for near in ("our house", "Our House ", "OurHouse", ""):
        with pytest.raises(Unreadable):
            unlock(locked, near, PAIR.public)


def test_the_lock_remembers_its_cost():
    for cost in (CHEAP, Cost(memory_kib=32, iterations=2, lanes=2)):
        assert unlock(lock(PAIR, "words", cost, random), "words", PAIR.public) == PAIR


def test_two_locks_of_the_same_are_different():
    assert lock(PAIR, "words", CHEAP, random) != lock(PAIR, "words", CHEAP, random)


def test_a_lock_with_any_byte_changed_opens_nothing():
    locked = lock(PAIR, "words", CHEAP, random)
    for at in range(len(locked)):
        with pytest.raises(Unreadable):
            unlock(flipped(locked, at), "words", PAIR.public)


def test_a_lock_cut_short_or_made_longer_opens_nothing():
    locked = lock(PAIR, "words", CHEAP, random)
    for wrong in [*(locked[:cut] for cut in range(len(locked))), locked + b"\0"]:
        with pytest.raises(Unreadable):
            unlock(wrong, "words", PAIR.public)


def test_a_public_key_put_in_by_somebody_else_is_noticed():
    planted = new_pair(random).public
    with pytest.raises(Unreadable):
        unlock(lock(PAIR, "words", CHEAP, random), "words", planted)
    with pytest.raises(Unreadable):
        unlock_with_code(lock_with_code(PAIR, CODE, random), CODE, planted)


def test_by_default_a_guess_costs_what_is_promised():
    assert Cost() == Cost(memory_kib=65536, iterations=3, lanes=1)


@pytest.mark.parametrize(
    "bounds",
    [
        {"memory_kib": 7},
        {"memory_kib": 31, "lanes": 4},
        {"memory_kib": 256 * 1024 + 1},
        {"iterations": 0},
        {"iterations": 11},
        {"lanes": 0},
        {"lanes": 5},
    ],
)
def test_a_cost_out_of_bounds_is_refused(bounds):
    with pytest.raises(ValueError, match="out of bounds"):
        Cost(**bounds)


def test_a_lock_of_another_version_is_not_guessed_at():
    head = b"\2" + lock(PAIR, "words", CHEAP, random)[1:23]
    key = Argon2id(salt=head[7:], length=32, iterations=1, lanes=1, memory_cost=8).derive(b"words")
    with pytest.raises(Unreadable):
        unlock(head + seal(key, PAIR.private, head, random), "words", PAIR.public)


def test_a_written_lock_cannot_eat_the_memory():
    greedy = b"\x01" + b"\xff\xff\xff\xff" + lock(PAIR, "words", CHEAP, random)[5:]
    with pytest.raises(Unreadable):
        unlock(greedy, "words", PAIR.public)


def test_a_passphrase_that_is_too_long_is_wrong_after_the_same_work(monkeypatch):
    """Also one that begins with the right one. To put so many marks in order would take minutes."""
    right = "a" * LONGEST_SECRET
    locked = lock(PAIR, right, CHEAP, random)
    assert unlock(locked, right, PAIR.public) == PAIR
    guesses = []
    real = keys.Argon2id
    monkeypatch.setattr(keys, "Argon2id", lambda **cost: guesses.append(cost["memory_cost"]) or real(**cost))
    for wrong in (right + "a", "a" + "\u0300\u0316" * 100_000):
        with pytest.raises(Unreadable):
            unlock(locked, wrong, PAIR.public)
        with pytest.raises(ValueError, match="too long"):
            lock(PAIR, wrong, CHEAP, random)
    assert guesses == [8, 8]


def test_a_filler_lock_looks_like_a_lock_and_opens_for_nobody():
    fill, real = filler_lock(CHEAP, random), lock(PAIR, "words", CHEAP, random)
    assert len(fill) == len(real)
    assert fill[:7] == real[:7]
    with pytest.raises(Unreadable):
        unlock(fill, "words", PAIR.public)


def test_a_filler_lock_costs_a_real_guess(monkeypatch):
    guesses = []
    real = keys._stretched
    monkeypatch.setattr(keys, "_stretched", lambda *guess: guesses.append(guess[1]) or real(*guess))
    with pytest.raises(Unreadable):
        unlock(filler_lock(CHEAP, random), "words", PAIR.public)
    assert guesses == [CHEAP]


def test_a_code_reads_as_five_groups():
    letters = [len(group) for group in CODE.split("-")]
    assert letters == [5, 5, 5, 5, 6]


def test_a_code_uses_all_five_bits_of_every_letter():
    codes = [normal_code(new_code(lambda size, byte=byte: bytes([byte] * size))) for byte in range(256)]
    assert len(set(codes)) == 32
    assert {code[0] for code in codes} == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert all(len(code) == 26 for code in codes)


@given(raw=st.binary(min_size=26, max_size=26), separator=st.sampled_from(["", " ", "-", " - ", "–", "\u00a0", ".\n"]))
def test_a_code_is_understood_however_it_is_typed(raw, separator):
    code = new_code(lambda size: raw)
    meant = code.replace("-", "")
    typed = separator.join(meant).lower().replace("0", "o").replace("1", "l")
    assert normal_code(code) == normal_code(typed) == normal_code(meant) == meant
    assert normal_code(meant.replace("1", "I").replace("0", "O")) == meant


@pytest.mark.parametrize("typed", ["", "-", CODE[:-1], CODE + "0", "U" + CODE[1:], "!" + CODE[1:], "é" + CODE[1:]])
def test_what_cannot_be_a_code_is_none(typed):
    assert normal_code(typed) is None
    with pytest.raises(Unreadable):
        lock_with_code(PAIR, typed, random)
    with pytest.raises(Unreadable):
        unlock_with_code(lock_with_code(PAIR, CODE, random), typed, PAIR.public)
    with pytest.raises(Unreadable):
        invitation_pair(typed)
    with pytest.raises(Unreadable):
        invitation_lookup(typed)
    with pytest.raises(Unreadable):
        practice_lookup(typed)


def test_a_recovery_code_opens_its_lock_however_it_is_typed():
    locked = lock_with_code(PAIR, CODE, random)
    assert unlock_with_code(locked, CODE, PAIR.public) == PAIR
    assert unlock_with_code(locked, CODE.lower().replace("-", " "), PAIR.public) == PAIR
    assert PAIR.private not in locked


def test_another_recovery_code_opens_nothing():
    with pytest.raises(Unreadable):
        unlock_with_code(lock_with_code(PAIR, CODE, random), new_code(random), PAIR.public)


def test_a_recovery_lock_with_any_byte_changed_or_missing_opens_nothing():
    locked = lock_with_code(PAIR, CODE, random)
    broken = [flipped(locked, at) for at in range(len(locked))] + [locked[:at] for at in range(len(locked))]
    for wrong in [*broken, locked + b"\0"]:
        with pytest.raises(Unreadable):
            unlock_with_code(wrong, CODE, PAIR.public)


def test_an_invitation_is_found_and_read_by_its_code_alone():
    assert invitation_pair(CODE) == invitation_pair(CODE.lower())
    assert invitation_lookup(CODE) == invitation_lookup(CODE.replace("-", ""))
    assert isinstance(invitation_pair(CODE), KeyPair)
    assert len(invitation_lookup(CODE)) == 32


def test_a_therapists_code_is_found_however_it_is_typed_and_is_no_invitation():
    assert practice_lookup(CODE) == practice_lookup(CODE.lower().replace("-", " "))
    assert len(practice_lookup(CODE)) == 32
    assert practice_lookup(CODE) not in (invitation_lookup(CODE), practice_lookup(new_code(random)))


def test_nothing_made_from_one_code_or_token_gives_the_other_away():
    token = random(32)
    pair = invitation_pair(CODE)
    made = [pair.private, pair.public, invitation_lookup(CODE), invitation_lookup(new_code(random))]
    made += [practice_lookup(CODE), practice_lookup(new_code(random))]
    made += [session_key(token), session_lookup(token), session_key(random(32)), session_lookup(random(32))]
    assert len(set(made)) == len(made)


@given(token=secrets)
def test_a_token_always_finds_and_opens_the_same_session(token):
    assert session_key(token) == session_key(token) != session_lookup(token) == session_lookup(token)
    assert len(session_key(token)) == len(session_lookup(token)) == 32


def test_the_highest_cost_is_still_allowed() -> None:
    assert Cost(memory_kib=256 * 1024, iterations=10, lanes=4).lanes == 4

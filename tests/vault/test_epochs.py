import os
from datetime import date
from pathlib import Path
from random import Random as Seeded
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault import epochs
from app.vault.ciphers import Unreadable
from app.vault.epochs import LONGEST_FOUND, EpochKeys, FieldKey, House, KeysRefused, create_keys

random = Seeded(3).randbytes
FIRST = date(2026, 11, 24)
NEXT = date(2026, 11, 25)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    directory = tmp_path / "instance" / "keys"
    create_keys(directory, FIRST, random)
    return directory


@pytest.fixture
def keys(home: Path) -> EpochKeys:
    return EpochKeys.open(home / "epochs")


def another_worker(home: Path) -> EpochKeys:
    return EpochKeys.open(home / "epochs")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def files(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


# Making the keys


def test_a_new_house_has_a_field_key_and_a_first_epoch_key(home):
    made = files(home)
    assert set(made) == {"field.key", "epochs/2026-11-24"}
    assert {len(key) for key in made.values()} == {32}
    assert len(set(made.values())) == 2


def test_only_the_owner_can_reach_them(home):
    assert mode(home) == mode(home / "epochs") == 0o700
    assert mode(home / "field.key") == mode(home / "epochs/2026-11-24") == 0o600


def test_only_the_owner_can_reach_them_even_in_a_directory_that_was_open(tmp_path):
    tmp_path.chmod(0o755)
    create_keys(tmp_path, FIRST, random)
    assert mode(tmp_path) == 0o700
    House.open(tmp_path)


def test_keys_are_never_replaced(home):
    before = files(home)
    create_keys(home, NEXT, random)
    assert files(home) == before


@pytest.mark.parametrize("lost", ["field.key", "epochs/2026-11-24"])
def test_a_lost_key_is_noticed_and_not_made_anew(home, lost):
    (home / lost).unlink()
    left = files(home)
    create_keys(home, NEXT, random)
    assert files(home) == left
    with pytest.raises(KeysRefused):
        House.open(home)


def test_a_key_is_on_disk_before_it_has_its_name(home, keys, monkeypatch):
    steps = []
    real_fsync, real_link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("sync"), real_fsync(handle))[1])
    monkeypatch.setattr(os, "link", lambda *names: (steps.append("name"), real_link(*names))[1])
    keys.rotate(NEXT, random)
    assert steps == ["sync", "name", "sync"]


def test_the_new_directories_outlast_a_power_cut_too(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(epochs, "_sync", synced.append)
    create_keys(tmp_path / "keys", FIRST, random)
    home = tmp_path / "keys"
    assert synced == [home, home / "epochs", home, home, tmp_path]


@pytest.mark.parametrize("cut_off_at", range(1, 8))
def test_a_first_start_that_was_cut_off_is_begun_anew(tmp_path, monkeypatch, cut_off_at):
    """Else nobody could ever start it, until somebody removes what is there."""
    home, steps = tmp_path / "keys", []

    def cut_off(real):
        def step(*given, **more):
            steps.append(real)
            if len(steps) == cut_off_at:
                raise KeyboardInterrupt
            return real(*given, **more)

        return step

    with monkeypatch.context() as patched:
        for name in ("_keep", "_sync"):
            patched.setattr(epochs, name, cut_off(getattr(epochs, name)))
        with pytest.raises(KeyboardInterrupt):
            create_keys(home, FIRST, random)
    before = files(home)
    create_keys(home, NEXT, random)
    finished = ".unfinished" not in before
    assert House.open(home).epochs.ids() == (("2026-11-24",) if finished else ("2026-11-25",))
    assert (files(home) == before) is finished


def test_what_is_begun_anew_has_keys_of_its_own(tmp_path):
    create_keys(tmp_path, FIRST, random)
    before = files(tmp_path)
    (tmp_path / ".unfinished").touch()
    create_keys(tmp_path, FIRST, random)
    after = files(tmp_path)
    assert after.keys() == before.keys()
    assert all(after[name] != before[name] for name in before)


def test_a_write_that_fails_leaves_nothing_behind(home, keys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = files(home)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keys.rotate(NEXT, random)
    assert files(home) == before
    assert keys.current(NEXT) == "2026-11-24"


def test_until_it_is_whole_a_key_lies_beside_the_others_under_a_name_that_is_none(home, keys, monkeypatch):
    """In a folder for everybody's drafts it would lie open to others, on a disk that nobody empties of keys."""
    drafts, link = [], os.link
    monkeypatch.setattr(os, "link", lambda draft, path: (drafts.append(Path(draft)), link(draft, path)))
    keys.rotate(NEXT, random)
    (draft,) = drafts
    assert draft.parent == home / "epochs"
    assert draft.name.startswith(".")


def test_where_directories_cannot_be_synced_the_key_is_made_all_the_same(home, keys, monkeypatch):
    monkeypatch.setattr(epochs, "POSIX", False)
    assert keys.rotate(NEXT, random) == "2026-11-25"


# Opening the house


def test_a_house_opens_with_both_kinds_of_key(home):
    house = House.open(home)
    assert house.epochs.current(NEXT) == "2026-11-24"
    assert house.field.unseal(house.field.seal(b"words", b"here", random), b"here") == b"words"


def test_a_missing_house_is_refused(tmp_path):
    with pytest.raises(KeysRefused) as refused:
        House.open(tmp_path / "keys")
    assert [reason.rsplit("/", 1)[-1] for reason in refused.value.reasons] == [
        "keys: No such file or directory",
        "epochs: No such file or directory",
        "field.key: No such file or directory",
    ]


def test_every_reason_is_given_at_once(home):
    home.chmod(0o750)
    (home / "epochs/2026-11-24").chmod(0o640)
    (home / "epochs/2026-11-24.2").write_bytes(bytes(31))
    (home / "field.key").write_bytes(b"")
    (home / "field.key").chmod(0o604)
    with pytest.raises(KeysRefused) as refused:
        House.open(home)
    reasons = refused.value.reasons
    assert str(refused.value) == "; ".join(reasons)
    assert [reason.removeprefix(str(home)) for reason in reasons] == [
        ": open to others, must be mode 0700",
        "/epochs/2026-11-24: open to others, must be mode 0600",
        "/epochs/2026-11-24.2: open to others, must be mode 0600",
        "/epochs/2026-11-24.2: not a key, which has 32 bytes",
        "/field.key: open to others, must be mode 0600",
        "/field.key: not a key, which has 32 bytes",
    ]


@pytest.mark.parametrize("bits", [0o040, 0o020, 0o010, 0o004, 0o002, 0o001])
@pytest.mark.parametrize("part", [".", "epochs", "epochs/2026-11-24", "field.key"])
def test_any_right_of_others_is_refused(home, part, bits):
    path = home / part
    path.chmod(mode(path) | bits)
    with pytest.raises(KeysRefused, match="open to others"):
        House.open(home)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
@pytest.mark.parametrize("part", ["epochs/2026-11-24", "field.key"])
def test_a_key_of_another_length_is_refused(home, part, size):
    (home / part).write_bytes(bytes(size))
    with pytest.raises(KeysRefused, match="not a key"):
        House.open(home)


def test_each_part_refuses_by_itself(tmp_path):
    with pytest.raises(KeysRefused):
        EpochKeys.open(tmp_path / "missing")
    with pytest.raises(KeysRefused):
        FieldKey.open(tmp_path / "missing")
    tmp_path.chmod(0o700)
    with pytest.raises(KeysRefused, match="no epoch key"):
        EpochKeys.open(tmp_path)


def test_a_refusal_never_shows_the_key(home):
    key = random(31)
    (home / "field.key").write_bytes(key)
    with pytest.raises(KeysRefused) as refused:
        House.open(home)
    assert repr(key) not in repr(refused.value)
    assert key.hex() not in str(refused.value)


def test_drafts_and_strangers_in_the_directory_are_not_keys(home, keys):
    for stranger in (".2026-11-25", "2026-11-25.key", "2026-11-25.", "notes", "2026-11-2", ".tmp1"):
        (home / "epochs" / stranger).write_bytes(b"")
    assert keys.ids() == another_worker(home).ids() == ("2026-11-24",)


def test_no_repr_shows_a_key(home):
    house = House.open(home)
    house.epochs.wrap(b"words", b"here", NEXT, random)
    assert repr(house) == "House(epochs=<EpochKeys>, field=<FieldKey>)"


# Epochs


def test_what_was_wrapped_opens_again(keys):
    epoch, sealed = keys.wrap(b"words", b"here", NEXT, random)
    assert epoch == "2026-11-24"
    assert keys.unwrap(epoch, sealed, b"here") == b"words"


def test_it_opens_only_under_its_own_epoch_and_in_its_own_place(keys):
    epoch, sealed = keys.wrap(b"words", b"here", NEXT, random)
    later = keys.rotate(NEXT, random)
    for where in [(later, sealed, b"here"), (epoch, sealed, b"there"), (epoch, sealed[:-1], b"here")]:
        with pytest.raises(Unreadable):
            keys.unwrap(*where)
    for at in range(len(sealed)):
        with pytest.raises(Unreadable):
            keys.unwrap(epoch, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], b"here")


@pytest.mark.parametrize("unknown", ["", "2026-11-23", "../field.key", "2026-11-24.2", "."])
def test_an_unknown_epoch_is_unreadable(keys, unknown):
    _, sealed = keys.wrap(b"words", b"here", NEXT, random)
    with pytest.raises(Unreadable):
        keys.unwrap(unknown, sealed, b"here")


def test_rotation_makes_a_new_current_key_and_keeps_the_old_one_readable(home, keys):
    epoch, sealed = keys.wrap(b"words", b"here", NEXT, random)
    assert keys.rotate(NEXT, random) == "2026-11-25"
    assert keys.current(NEXT) == "2026-11-25"
    assert keys.ids() == ("2026-11-24", "2026-11-25")
    assert mode(home / "epochs/2026-11-25") == 0o600
    assert keys.unwrap(epoch, sealed, b"here") == b"words"
    assert keys.wrap(b"words", b"here", NEXT, random)[0] == "2026-11-25"


def test_keys_of_one_day_are_numbered_and_ordered_by_number(keys):
    made = [keys.rotate(FIRST, random) for _ in range(11)]
    assert made[0] == "2026-11-24.2"
    assert made[-1] == "2026-11-24.12"
    assert keys.ids() == ("2026-11-24", *made)
    assert keys.current(NEXT) == "2026-11-24.12"
    assert max(map(len, made)) <= 16


def test_a_clock_that_went_back_still_gives_a_current_key(keys):
    keys.rotate(NEXT, random)
    assert keys.current(FIRST) == "2026-11-24"
    assert keys.rotate(FIRST, random) == keys.current(FIRST) == "2026-11-24.2"
    assert keys.current(NEXT) == "2026-11-25"
    assert keys.ids() == ("2026-11-24", "2026-11-24.2", "2026-11-25")


def test_before_all_keys_the_first_one_is_current_until_there_is_one_of_that_day(keys):
    long_before = date(1970, 1, 1)
    keys.rotate(NEXT, random)
    assert keys.current(long_before) == "2026-11-24"
    assert keys.rotate(long_before, random) == keys.current(long_before) == "1970-01-01.2"


def test_a_clock_that_was_ahead_leaves_no_key_that_stays_current(keys):
    old, sealed = keys.wrap(b"words", b"here", FIRST, random)
    ahead = keys.rotate(date(2031, 1, 1), random)
    epoch, resealed = keys.rewrap(old, sealed, b"here", date(2031, 1, 1), random)
    assert epoch == ahead
    assert keys.current(FIRST) == old
    assert keys.rotate(NEXT, random) == keys.current(NEXT) == "2026-11-25.2"
    epoch, sealed = keys.rewrap(ahead, resealed, b"here", NEXT, random)
    assert epoch == "2026-11-25.2"
    keys.destroy(ahead, NEXT)
    assert keys.unwrap(epoch, sealed, b"here") == b"words"


def test_an_id_that_was_destroyed_is_not_given_to_another_key(keys):
    keys.rotate(NEXT, random)
    old, lost = keys.wrap(b"words", b"here", FIRST, random)
    keys.destroy(old, NEXT)
    assert keys.rotate(FIRST, random) == keys.current(FIRST) == "2026-11-24.2"
    with pytest.raises(Unreadable):
        keys.unwrap(old, lost, b"here")


def test_a_worker_takes_each_key_as_it_lies_there(home, keys):
    """An id that comes again for all that, by a clock that went about twice or out of a backup."""
    other = another_worker(home)
    keys.rotate(NEXT, random)
    _, lost = other.wrap(b"words", b"here", FIRST, random)
    keys.destroy("2026-11-24", NEXT)
    (home / "epochs" / "2026-11-24").write_bytes(random(32))
    with pytest.raises(Unreadable):
        other.unwrap("2026-11-24", lost, b"here")
    epoch, sealed = keys.wrap(b"words", b"here", FIRST, random)
    assert other.unwrap(epoch, sealed, b"here") == b"words"


def test_rewrapping_moves_to_the_current_key(keys):
    old, sealed = keys.wrap(b"words", b"here", NEXT, random)
    new = keys.rotate(NEXT, random)
    epoch, resealed = keys.rewrap(old, sealed, b"here", NEXT, random)
    assert epoch == new
    assert keys.unwrap(epoch, resealed, b"here") == b"words"
    keys.destroy(old, NEXT)
    assert keys.unwrap(epoch, resealed, b"here") == b"words"
    with pytest.raises(Unreadable):
        keys.rewrap(old, sealed, b"here", NEXT, random)


def test_a_destroyed_key_is_overwritten_and_gone(home, keys):
    epoch, sealed = keys.wrap(b"words", b"here", NEXT, random)
    keys.rotate(NEXT, random)
    second_name = home / "watch"
    os.link(home / "epochs" / epoch, second_name)
    keys.destroy(epoch, NEXT)
    assert second_name.read_bytes() == bytes(32)
    assert not (home / "epochs" / epoch).exists()
    assert keys.ids() == ("2026-11-25",)
    with pytest.raises(Unreadable):
        keys.unwrap(epoch, sealed, b"here")


def test_two_workers_may_destroy_the_same_key(home, keys, monkeypatch):
    keys.rotate(NEXT, random)
    real, gone = os.fsync, home / "epochs/2026-11-24"
    monkeypatch.setattr(os, "fsync", lambda handle: (real(handle), gone.unlink(missing_ok=True)))
    keys.destroy("2026-11-24", NEXT)
    assert keys.ids() == ("2026-11-25",)


def test_the_current_key_cannot_be_destroyed(home, keys):
    before = files(home)
    with pytest.raises(KeysRefused, match="current"):
        keys.destroy(keys.current(NEXT), NEXT)
    assert files(home) == before


def test_what_another_worker_made_current_cannot_be_destroyed(home, keys):
    assert keys.current(NEXT) == "2026-11-24"
    made = another_worker(home).rotate(NEXT, random)
    with pytest.raises(KeysRefused, match="current"):
        keys.destroy(made, NEXT)


@pytest.mark.parametrize("gone", ["2026-11-23", "../field.key", "", "."])
def test_destroying_what_is_not_there_touches_nothing(home, keys, gone):
    before = files(home)
    keys.destroy(gone, NEXT)
    assert files(home) == before


# Several workers


def test_workers_pick_up_each_others_rotations(home, keys):
    other = another_worker(home)
    assert other.current(NEXT) == "2026-11-24"
    made = keys.rotate(NEXT, random)
    assert other.current(NEXT) == made
    epoch, sealed = other.wrap(b"words", b"here", NEXT, random)
    assert epoch == made
    assert keys.unwrap(epoch, sealed, b"here") == b"words"
    assert other.rotate(NEXT, random) == keys.current(NEXT) == "2026-11-25.2"


def test_workers_forget_what_another_one_destroyed(home, keys):
    other = another_worker(home)
    epoch, sealed = other.wrap(b"words", b"here", NEXT, random)
    keys.rotate(NEXT, random)
    keys.destroy(epoch, NEXT)
    with pytest.raises(Unreadable):
        other.unwrap(epoch, sealed, b"here")
    assert epoch not in other._keys


def test_a_key_made_within_one_tick_of_the_clock_is_found(home, keys):
    other = another_worker(home)
    other.current(NEXT)
    seen = (home / "epochs").stat()
    epoch = keys.rotate(NEXT, random)
    _, sealed = keys.wrap(b"words", b"here", NEXT, random)
    os.utime(home / "epochs", ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert other.current(NEXT) == "2026-11-24"
    assert other.unwrap(epoch, sealed, b"here") == b"words"


def test_a_key_that_another_worker_made_meanwhile_is_never_replaced(home, keys, monkeypatch):
    theirs = random(32)
    real = os.link
    rivals = ["2026-11-25", "2026-11-25.2"]

    def overtaken(draft, path):
        if rivals:
            (home / "epochs" / rivals.pop(0)).write_bytes(theirs)
        real(draft, path)

    monkeypatch.setattr(os, "link", overtaken)
    assert keys.rotate(NEXT, random) == "2026-11-25.3"
    assert (home / "epochs/2026-11-25").read_bytes() == (home / "epochs/2026-11-25.2").read_bytes() == theirs
    assert (home / "epochs/2026-11-25.3").read_bytes() != theirs


def test_many_rotations_at_once_lose_no_key(home):
    start, made = Barrier(8), []

    def worker():
        mine = another_worker(home)
        start.wait()
        for _ in range(5):
            inner = random(8)
            mine.rotate(NEXT, random)
            made.append((inner, *mine.wrap(inner, b"here", NEXT, random)))

    threads = [Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader = another_worker(home)
    assert len(reader.ids()) == 41
    assert len(made) == 40
    assert all(reader.unwrap(epoch, sealed, b"here") == inner for inner, epoch, sealed in made)
    assert len(files(home / "epochs")) == 41


# The field key

FIELD = FieldKey(random(32))


@given(text=st.binary(max_size=200), here=st.binary(max_size=30), there=st.binary(max_size=30))
def test_a_field_opens_in_its_own_place_only(text, here, there):
    box = FIELD.seal(text, here, random)
    assert FIELD.unseal(box, here) == text
    if here != there:
        with pytest.raises(Unreadable):
            FIELD.unseal(box, there)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(value=PLAIN)
def test_plain_values_come_back_and_only_in_their_own_place(value):
    box = FIELD.seal_json(value, 1024, b"here", random)
    assert len(box) == len(FIELD.seal(bytes(1024), b"here", random))
    assert FIELD.open_json(box, b"here") == value
    with pytest.raises(Unreadable):
        FIELD.open_json(box, b"there")


def test_plain_values_are_filled_up_and_have_no_spaces_between_them():
    box = FIELD.seal_json({"a": [1, None], "b": "ä"}, 64, b"here", random)
    assert FIELD.unseal(box, b"here") == b'\0\0\0\x1b{"a":[1,null],"b":"\\u00e4"}'.ljust(64, b"\0")


def test_each_place_has_a_key_of_its_own():
    boxes = [FIELD.seal(b"words", where, bytes) for where in (b"here", b"there")]
    assert boxes[0][:13] == boxes[1][:13]
    assert boxes[0][13:18] != boxes[1][13:18]


def test_a_field_with_any_byte_changed_or_under_another_key_is_unreadable():
    box = FIELD.seal(b"words", b"here", random)
    for at in range(len(box)):
        with pytest.raises(Unreadable):
            FIELD.unseal(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :], b"here")
    with pytest.raises(Unreadable):
        FieldKey(random(32)).unseal(box, b"here")


@pytest.mark.parametrize(
    ("one", "same"),
    [("Sam", "sam"), ("STRASSE", "straße"), ("caf\u00e9", "CAFE\u0301"), ("ｓａｍ", "Sam"), ("ß\u0301", "S\u015a")],
)
def test_spellings_of_one_name_are_found_alike(one, same):
    assert FIELD.lookup("username", one) == FIELD.lookup("username", same)


def test_what_is_too_long_to_be_kept_is_found_by_itself_alone_and_at_once():
    """To put so many marks in order would take minutes."""
    assert FIELD.lookup("username", "a" * LONGEST_FOUND) == FIELD.lookup("username", "A" * LONGEST_FOUND)
    longer = "a" * (LONGEST_FOUND + 1)
    assert FIELD.lookup("username", longer) != FIELD.lookup("username", longer.upper())
    marks = "a" + "\u0300\u0316" * 100_000
    assert len({FIELD.lookup("username", one) for one in (marks, marks + "b", longer, longer[1:])}) == 4


@given(one=st.text(max_size=10))
def test_folding_a_name_again_changes_nothing(one):
    assert FIELD.lookup("username", one.casefold()) == FIELD.lookup("username", one)


def test_lookups_and_signatures_have_keys_of_their_own():
    made = [
        FIELD.lookup("username", "sam"),
        FIELD.lookup("username", "alex"),
        FIELD.lookup("mail", "sam"),
        FIELD.sign("username", b"sam"),
        FIELD.sign("csrf", b"sam"),
        FIELD.sign("csrf", b"alex"),
        FieldKey(random(32)).lookup("username", "sam"),
        FieldKey(random(32)).sign("csrf", b"sam"),
    ]
    assert {len(one) for one in made} == {32}
    assert len(set(made)) == len(made)
    assert FIELD.sign("csrf", b"sam") == FIELD.sign("csrf", b"sam")

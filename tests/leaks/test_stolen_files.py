"""A copy of the live files with the epoch keys and the field key, in the hands of somebody who is no reader; and of a
partner who runs the server. What each can read is what SECURITY.md says, and nothing else."""

from collections.abc import Callable

from tests.clock import Clock
from tests.leaks.canaries import CHOICE, KEPT, NAMES, PRONOUNS, SHARED, offered_picks, pick, write
from tests.leaks.conftest import Couple, Steal
from tests.navigators import Visitor


def test_no_reader_no_reading(couple: Couple, steal: Steal) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    for _ in ("before sealing", "sealed"):
        thief = steal().opens_everything()
        for words in (SHARED, KEPT, *NAMES, PRONOUNS, CHOICE):
            assert not thief.has(words)
            assert not thief.finds_in_files(words.encode())
        assert thief.has("alex"), "usernames lie under the field key: the host can read them, and SECURITY.md says so"
        alex.seals()
    sam.seals()
    assert SHARED in sam.summary().text
    thief = steal().opens_everything()
    assert not thief.has(SHARED)
    assert not thief.has(KEPT)
    assert not any(thief.has(name) for name in NAMES)


def test_with_the_authors_own_passphrase_the_same_thief_reads_all_of_it(couple: Couple, steal: Steal) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    thief = steal()
    thief.knows_passphrase("alex", alex.passphrase)
    thief.opens_everything()
    for words in (SHARED, KEPT, *NAMES, PRONOUNS, CHOICE):
        assert thief.has(words), words


def test_a_partner_who_runs_the_server_reads_what_was_sealed_for_them_and_never_a_worksheet(
    couple: Couple, steal: Steal
) -> None:
    """The first is what can't be promised, and the product says so before sealing."""
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    for sealed in (False, True):
        thief = steal()
        thief.knows_passphrase("sam", sam.passphrase)
        thief.opens_everything()
        assert thief.has(SHARED) is sealed
        assert not thief.has(KEPT)
        assert all(thief.has(name) for name in NAMES)
        said = alex.opens(f"{alex.round}/review").text
        if not sealed:
            assert "could read what you sealed for them before it opens" in said
        alex.seals()


def test_what_was_taken_back_is_out_of_every_partners_reach(couple: Couple, steal: Steal) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    alex.seals()
    sam.seals()
    before = steal()
    before.knows_passphrase("sam", sam.passphrase)
    assert before.opens_everything().has(SHARED)
    button = alex.opens(f"{alex.round}/shown").html.select_one('button[name="prompt"]')
    alex.posts(f"{alex.round}/withdraw", prompt=str(button["value"]))  # type: ignore[index]
    after = steal()
    after.knows_passphrase("sam", sam.passphrase)
    assert not after.opens_everything().has(SHARED)


def test_after_a_blind_round_nobody_can_read_what_did_not_match(couple: Couple, steal: Steal, clock: Clock) -> None:
    """Not even with the passphrases of everybody who picked, and no wrapped pick is left in any file."""
    alex, sam = couple
    sam.joins_round(alex.starts("desire-check-in", "at", "20-minutes"))
    items = offered_picks(alex)
    pick(alex, 0, 1)
    alex.seals()
    pick(sam, 1, 2)
    sam.seals()
    before = steal()
    before.knows_passphrase("alex", alex.passphrase)
    before.knows_passphrase("sam", sam.passphrase)
    before.opens_everything()
    assert all(before.has(f'"{item}"') for item in items[:3]), "the control: they are there before the opening"
    parts = [row["content"] for row in before.rows["disclosures"] if row["part"] == "picks"]
    wrapped = [row["sealed"] for row in before.rows["grants"] if row["subject"] == "picks"]
    sheets = [row["picks"] for row in before.rows["worksheets"]]
    assert len(parts) == 2
    assert len(wrapped) == 4
    for destroyed in (*parts, *wrapped, *sheets):
        assert before.finds_in_files(destroyed), "the control: they lie there until the opening"
    clock.passes(minutes=21)
    alex.summary()
    after = steal()
    after.knows_passphrase("alex", alex.passphrase)
    after.knows_passphrase("sam", sam.passphrase)
    after.opens_everything()
    assert after.has(f'"{items[1]}"')
    assert not after.has(f'"{items[0]}"')
    assert not after.has(f'"{items[2]}"')
    for destroyed in (*parts, *wrapped, *sheets):
        assert not after.finds_in_files(destroyed)


def test_the_inviter_who_kept_the_code_reads_nothing_of_the_invitees_worksheet(
    joined: Callable[[str], Visitor], steal: Steal
) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership(NAMES[2], NAMES[0])
    code = alex.invites()
    address = alex.starts("open-conversation")
    sam.accepts(code, NAMES[1])
    sam.joins_round(address)
    for _ in ("nothing yet", "written"):
        thief = steal()
        thief.knows_code(code)
        thief.knows_passphrase("alex", alex.passphrase)
        thief.opens_everything()
        assert not thief.has(SHARED)
        assert not thief.has(KEPT)
        write(sam)


def test_a_code_opens_what_was_sealed_for_its_place_only_until_it_is_taken(
    joined: Callable[[str], Visitor], steal: Steal
) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership(NAMES[2], NAMES[0])
    code = alex.invites()
    address = alex.starts("open-conversation")
    write(alex)
    alex.seals()
    for taken in (False, True):
        thief = steal()
        thief.knows_code(code)
        thief.opens_everything()
        assert thief.has(SHARED) is not taken
        assert not thief.has(KEPT)
        if not taken:
            sam.accepts(code, NAMES[1])
            sam.joins_round(address)
            sam.seals()
            assert SHARED in sam.summary().text


def test_a_locked_post_waits_unreadable(couple: Couple, steal: Steal, clock: Clock) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    page = alex.prompt(2)
    clock.passes(minutes=11)
    alex.posts(f"{alex.round}/prompts/2", version=page.values("version")[0], text=KEPT)
    assert alex.address == "/unlock"
    thief = steal()
    thief.knows_passphrase("sam", sam.passphrase)
    thief.opens_everything()
    assert not thief.has(KEPT)
    assert not thief.finds_in_files(KEPT.encode())
    alex.unlocks()
    assert KEPT in alex.prompt(2).text

"""Exactly what opens for whom, with every key of the server: SECURITY.md's table of what each compromise surrenders."""

from collections.abc import Callable

import pytest

from app.config import Settings
from app.services.workplace import Workplace
from app.startup import keep_up_once
from app.vault.ciphers import Unreadable
from tests.clock import Clock
from tests.leaks.canaries import CHOICE, KEPT, NAMES, PRONOUNS, SHARED, offered_picks, pick, write
from tests.leaks.conftest import Couple, Steal
from tests.leaks.thief import Thief
from tests.navigators import Visitor

HOST = {
    "people.username",
    "people.settings",
    "members.settings",
    "invitations.expires",
    "rounds.settings",
    "worksheets.sealed",
    "sessions.times",
}
"""What lies under the field key: whoever runs the server can read it, and the product says so."""
PLACE = {"members.name", "partnerships.label"}
SECRETS = (SHARED, KEPT, *NAMES, PRONOUNS, CHOICE)


@pytest.fixture
def lived_in(couple: Couple) -> Couple:
    """Alex has sealed a round with blind picks and one without, and an invitation is open."""
    alex, sam = couple
    for one in (alex, sam):
        one.opens(one.us)
        one.posts(f"{one.us}/invitations")
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    alex.seals()
    sam.joins_round(alex.starts("desire-check-in", "at", "3-days"))
    pick(alex, 0, 1)
    alex.seals()
    return alex, sam


def opened(thief: Thief) -> set[str]:
    return thief.opens_everything().opened


def test_no_reader_opens_exactly_what_the_server_must_know(lived_in: Couple, steal: Steal) -> None:
    assert opened(steal()) == HOST


def test_not_even_by_passing_over_where_a_box_belongs(lived_in: Couple, steal: Steal) -> None:
    alex, _ = lived_in
    thief = steal().opens_everything()
    assert thief.sees_through(*SECRETS) == set()
    thief.knows_passphrase("alex", alex.passphrase)
    thief.opens_everything()
    assert thief.sees_through(*SECRETS) == set(SECRETS)


def test_the_author_opens_all_that_is_theirs(lived_in: Couple, steal: Steal) -> None:
    alex, _ = lived_in
    for knows in ("knows_passphrase", "knows_recovery_code"):
        thief = steal()
        getattr(thief, knows)("alex", alex.passphrase if knows == "knows_passphrase" else alex.recovery_code)
        own = {"worksheets.answers", "worksheets.picks", "disclosures.answers", "disclosures.picks"}
        assert opened(thief) == HOST | PLACE | own


def test_a_partner_with_the_servers_keys_opens_what_was_sealed_for_them(lived_in: Couple, steal: Steal) -> None:
    """Picks included, before the opening: what can't be promised, and the product says so."""
    _, sam = lived_in
    thief = steal()
    thief.knows_passphrase("sam", sam.passphrase)
    assert opened(thief) == HOST | PLACE | {"disclosures.answers", "disclosures.picks"}
    assert thief.has(SHARED)
    assert all(thief.has(f'"{item}"') for item in offered_picks(sam)[:2])
    assert not thief.has(KEPT)
    assert not thief.has(CHOICE)
    assert not thief.sees_through(KEPT, CHOICE)


def test_after_the_opening_all_passphrases_and_codes_together_open_no_pick(
    joined: Callable[[str], Visitor], steal: Steal, clock: Clock
) -> None:
    three = [joined(name) for name in ("alex", "sam", "kit")]
    alex, *others = three
    alex.begins_partnership(NAMES[2], "Alex")
    for n, one in enumerate(others, 1):
        for inviter in three[: n - 1]:
            inviter.opens(alex.us)
            inviter.posts(f"{alex.us}/invitations")
        three[n - 1].us = alex.us
        one.accepts(three[n - 1].invites(), one.name)
    alex.starts("desire-check-in", "at", "20-minutes")
    items = offered_picks(alex)
    for one, picks in zip(three, ((0, 1, 2), (1, 2, 3), (1, 3, 4)), strict=True):
        one.joins_round(alex.round)
        pick(one, *picks)
        one.seals()
    clock.passes(minutes=21)
    for when in ("before", "after"):
        thief = steal()
        for one in three:
            thief.knows_passphrase(one.name, one.passphrase)
            thief.knows_recovery_code(one.name, one.recovery_code)
        where = opened(thief)
        readable = [n for n, item in enumerate(items) if thief.has(f'"{item}"')]
        if when == "before":
            assert readable == [0, 1, 2, 3, 4], "the control"
            others[1].summary()
    assert readable == [1]
    assert "disclosures.joint" in where
    assert not where & {"worksheets.picks", "disclosures.picks"}


def changes_passphrase(somebody: Visitor) -> str:
    new = "another seven green rivers"
    somebody.opens("/account")
    somebody.posts("/account", current=somebody.passphrase, passphrase=new)
    return new


class TestOldKeys:
    """A partner saw the passphrase once, and copied the database when they could. Then it was changed."""

    @pytest.fixture
    def before(self, lived_in: Couple, steal: Steal) -> Thief:
        alex, _ = lived_in
        before = steal()
        before.knows_passphrase("alex", alex.passphrase)
        return before.opens_everything()

    def test_the_old_passphrase_and_code_unlock_nothing(self, lived_in: Couple, before: Thief, steal: Steal) -> None:
        alex, _ = lived_in
        new = changes_passphrase(alex)
        after = steal()
        with pytest.raises(Unreadable):
            after.knows_passphrase("alex", alex.passphrase)
        with pytest.raises(Unreadable):
            after.knows_recovery_code("alex", alex.recovery_code)
        after.knows_passphrase("alex", new)
        assert after.opens_everything().has(KEPT), "the control"

    def test_the_old_pair_opens_nothing_at_all(self, lived_in: Couple, before: Thief, steal: Steal) -> None:
        alex, _ = lived_in
        changes_passphrase(alex)
        after = steal()
        after.pairs = before.pairs
        assert opened(after) == HOST

    def test_all_the_old_keys_open_nothing_written_afterwards(
        self, lived_in: Couple, before: Thief, steal: Steal, clock: Clock
    ) -> None:
        alex, sam = lived_in
        changes_passphrase(alex)
        sam.joins_round(alex.starts("flexible-and-core", "at", "20-minutes"))
        write(sam, "new words shared by sam", "new words kept by sam")
        write(alex, "new words shared by alex", "new words kept by alex")
        for one in (alex, sam):
            one.seals()
        clock.passes(minutes=21)
        assert "new words shared by alex" in sam.summary().text
        after = steal()
        after.pairs, after.keys = before.pairs, after.keys | before.keys
        after.opens_everything()
        assert after.has(KEPT), "what they could read, they have read"
        assert not after.has("new words")


def test_an_old_backup_is_closed_once_its_epoch_keys_are_gone(
    lived_in: Couple, steal: Steal, workplace: Workplace, clock: Clock, settings: Settings
) -> None:
    alex, _ = lived_in
    backup, control = steal(), steal()
    control.knows_passphrase("alex", alex.passphrase)
    assert control.opens_everything().has(KEPT)
    files = {path.name: path.read_bytes() for path in (settings.keys / "epochs").iterdir()}
    clock.passes(days=15)
    for _ in range(2):
        keep_up_once(workplace)
    now = steal()
    assert not any(now.finds_in_files(key) for key in files.values())
    backup.has_only_the_keys_of(now)
    with pytest.raises(Unreadable):
        backup.knows_passphrase("alex", alex.passphrase)
    backup.pairs = control.pairs
    assert opened(backup) == HOST
    now.knows_passphrase("alex", alex.passphrase)
    assert now.opens_everything().has(KEPT), "and nothing is lost to its author"


def test_a_post_that_waits_locked_opens_for_its_writer_alone(lived_in: Couple, steal: Steal, clock: Clock) -> None:
    alex, sam = lived_in
    sam.joins_round(alex.starts("flexible-and-core"))
    page = alex.prompt(4)
    clock.passes(minutes=11)
    alex.posts(f"{alex.round}/prompts/4", version=page.values("version")[0], text="typed-while-locked")
    for one, reads in ((sam, False), (alex, True)):
        thief = steal()
        thief.knows_passphrase(one.name, one.passphrase)
        assert ("sessions.held" in opened(thief)) is reads
        assert thief.has("typed-while-locked") is reads

"""What is sent from a page that has locked meanwhile: kept sealed, applied once, lost never."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import Settings
from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.phones import sets_up
from tests.web.contents import changed_tables, contents, nothing_is_saved
from tests.web.prompts import BLIND, READY, number_of
from tests.web.rehearsal import Couple

TEXT = number_of(READY, "reflection")
WORDS = "Written over eleven quiet minutes"


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def writer(in_round: Couple, clock: Clock) -> Visitor:
    """Alex, on a prompt that has locked while they were writing."""
    alex, _ = in_round
    alex.prompt(TEXT)
    clock.passes(minutes=11)
    return alex


def saves(writer: Visitor, words: str = WORDS) -> None:
    """Sends the form that is on the page."""
    version = writer.page.values("version")[0]
    writer.posts(f"{writer.round}/prompts/{TEXT}", version=version, text=words, share="keep")


def test_what_was_written_is_saved_after_unlocking(writer: Visitor) -> None:
    saves(writer)
    assert writer.page.heading == "Locked"
    assert "What you just sent is kept." in writer.page.text
    page = writer.unlocks()
    assert page.address == f"{writer.round}/prompts/{TEXT + 1}", "as if nothing had been in the way"
    page = writer.prompt(TEXT)
    assert page.html.select_one("textarea").get_text().strip() == WORDS  # type: ignore[union-attr]
    assert page.ticked()["share"] == ["keep"]


def test_it_lies_sealed_until_then_and_nothing_else_is_touched(
    writer: Visitor, workplace: Workplace, settings: Settings
) -> None:
    writer.opens("/help")  # the key is erased by the first request after ten minutes, whatever it is
    before = contents(workplace)
    writer.prompt(TEXT)
    writer.posts(f"{writer.round}/prompts/{TEXT}", text=WORDS, share="keep", version="")
    assert changed_tables(before, contents(workplace)) == {"sessions"}
    on_disk = bytes_on_disk(settings.data)
    for secret in (WORDS, WORDS.replace(" ", "+"), '"share"', "share="):
        assert secret.encode() not in on_disk


def test_a_wrong_passphrase_keeps_it_waiting(writer: Visitor) -> None:
    saves(writer)
    writer.posts(writer.page.full_address, 422, passphrase="not the passphrase")
    assert "What you just sent is kept." in writer.page.text
    writer.unlocks()
    assert WORDS in writer.prompt(TEXT).text


def test_who_sent_nothing_lets_it_be_forgotten(writer: Visitor, clock: Clock) -> None:
    """Somebody else may have sent it, from a device that its owner left."""
    saves(writer)
    assert writer.page.html.select_one("button[name=forget]")
    writer.posts(writer.page.full_address, passphrase=writer.passphrase, forget="1")
    assert WORDS not in writer.prompt(TEXT).text
    clock.passes(minutes=11)
    writer.opens("/")
    assert not writer.page.html.select_one("button[name=forget]")
    writer.unlocks()
    assert WORDS not in writer.prompt(TEXT).text


@pytest.mark.parametrize("minutes", [6, 11], ids=["no longer fresh", "locked"])
@pytest.mark.parametrize(
    ("path", "fields"),
    [("/account/whole", {}), ("/account/copy", {"as": "json"}), ("/account/second-step", {"what": "off"})],
)
def test_what_asks_for_the_passphrase_once_more_never_waits(
    joined: Callable[[str], Visitor], clock: Clock, path: str, fields: dict[str, str], minutes: int
) -> None:
    """Or it would be done at an unlocking that somebody else waits for, or that is for something else."""
    alex = joined("alex")
    phone = sets_up(alex, clock)
    alex.opens(path)
    clock.passes(minutes=minutes)
    page = alex.posts(path, **fields)
    assert page.address == "/unlock"
    assert "What you just sent is kept." not in page.text
    alex.opens("/unlock")
    alex.posts("/unlock?again=1", passphrase=alex.passphrase)
    assert alex.page.heading == "Home"
    alex.opens("/account/second-step")
    assert alex.page.html.select_one("button[value=off]"), "nothing was done"
    assert phone.code()


def test_what_shows_others_something_never_waits(in_round: Couple, clock: Clock) -> None:
    """Whoever takes up the device that Alex left could send it, and be the only one who waits for it."""
    alex, sam = in_round
    alex.answers(TEXT, text=WORDS, share="keep")
    sam.seals()
    clock.passes(minutes=11)
    alex.opens("/help")
    page = alex.posts(f"{alex.round}/review", **{f"share-{TEXT}": "partners"})
    assert page.heading == "Locked"
    assert "What you just sent is kept." not in page.text
    page = alex.unlocks()
    assert page.address == f"{alex.round}/review", "to look at it, and press once more"
    assert page.ticked().get(f"share-{TEXT}", ["keep"]) == ["keep"], "nothing was changed"
    assert sam.summary().address == sam.round, "it hasn't opened"
    alex.seals()
    assert WORDS not in sam.summary().text


def test_it_leads_back_to_the_form_and_is_done_when_it_is_sent_again(
    joined: Callable[[str], Visitor], clock: Clock
) -> None:
    alex = joined("alex")
    alex.opens("/account/whole")
    clock.passes(minutes=6)
    assert alex.posts("/account/whole").heading == "Is it you?"
    assert alex.unlocks().address == "/account/whole"
    assert alex.posts("/account/whole").address == "/"
    assert alex.opens("/account").address == "/sign-in"


def test_it_is_applied_once(writer: Visitor, workplace: Workplace, clock: Clock) -> None:
    saves(writer)
    old_cookie, unlocking = writer.client.get_cookie("session"), writer.page.full_address
    token = writer.token
    writer.unlocks()
    writer.answers(TEXT, skip="1")
    clock.passes(minutes=11)
    writer.opens("/")
    assert "What you just sent is kept." not in writer.page.text
    writer.unlocks()
    assert WORDS not in writer.prompt(TEXT).text
    assert old_cookie
    writer.client.set_cookie("session", old_cookie.value)
    with nothing_is_saved(workplace):
        again = writer.sends(unlocking, csrf_token=token, passphrase=writer.passphrase)
    assert again.status_code == 400


def test_what_came_from_several_tabs_is_all_there(in_round: Couple, clock: Clock) -> None:
    alex, _ = in_round
    scale = number_of(READY, "scale")
    versions = {number: alex.prompt(number).values("version")[0] for number in (scale, TEXT)}
    clock.passes(minutes=11)
    for _ in range(2):
        alex.posts(f"{alex.round}/prompts/{scale}", point="2", version=versions[scale])
        alex.posts(f"{alex.round}/prompts/{TEXT}", text=WORDS, version=versions[TEXT])
    alex.unlocks()
    assert alex.address == f"{alex.round}/prompts/{TEXT + 1}"
    assert WORDS in alex.prompt(TEXT).text
    assert alex.prompt(scale).ticked()["point"] == ["2"]


def test_when_more_waits_than_can_be_kept_the_words_come_back(
    writer: Visitor, monkeypatch: pytest.MonkeyPatch, sentence: Callable[[str], str]
) -> None:
    monkeypatch.setattr("app.services.sessions.MOST_HELD_BYTES", 100)
    saves(writer)
    page = writer.posts(f"{writer.round}/prompts/{TEXT}", 409, text="One thing more")
    assert sentence("held") in page.text
    assert "One thing more" in page.text


def test_every_pick_of_a_list_is_kept(in_blind_round: Couple, clock: Clock) -> None:
    alex, _ = in_blind_round
    number = number_of(BLIND, "mutual")
    page = alex.prompt(number)
    clock.passes(minutes=11)
    alex.posts(f"{alex.round}/prompts/{number}", picks=page.values("picks")[:3], version=page.values("version")[0])
    alex.unlocks()
    assert alex.prompt(number).ticked()["picks"] == page.values("picks")[:3]


def test_a_new_passphrase_sent_while_locked_is_taken_and_leads_on(in_round: Couple, clock: Clock) -> None:
    alex, _ = in_round
    alex.opens("/account")
    clock.passes(minutes=11)
    alex.posts("/account", current=alex.passphrase, passphrase="nine green boats at rest")
    page = alex.unlocks()
    assert page.heading == "A spare key"
    assert page.html.select_one("code")
    assert alex.opens("/").heading == "Home"


def test_a_save_that_cannot_be_taken_after_unlocking_is_shown_with_its_words(writer: Visitor) -> None:
    writer.posts(f"{writer.round}/prompts/{TEXT}", text=WORDS, share="everyone", version="")
    page = writer.posts(writer.page.full_address, 422, passphrase=writer.passphrase)
    assert WORDS in page.text
    assert page.address == "/unlock"
    action = str(page.form(f"{writer.round}/prompts/{TEXT}")["action"])
    writer.posts(action, text=WORDS, version=page.values("version")[0])
    assert WORDS in writer.prompt(TEXT).text


def test_a_round_that_closed_meanwhile_says_so_and_gives_the_words_back(in_blind_round: Couple, clock: Clock) -> None:
    alex, _ = in_blind_round
    page = alex.prompt(1)
    clock.passes(minutes=20)
    alex.posts(f"{alex.round}/prompts/8", text=WORDS, version=page.values("version")[0])
    page = alex.posts(alex.page.full_address, 409, passphrase=alex.passphrase)
    assert "This round has closed." in page.text
    assert WORDS in page.text


def test_a_place_begun_while_locked_is_there(writer: Visitor) -> None:
    writer.posts("/us/new", name="another", display_name="Alex", pronouns="")
    assert writer.unlocks().heading == "another"


def test_an_invitation_taken_up_while_locked_is_taken(
    writer: Visitor, joined: Callable[[str], Visitor], clock: Clock
) -> None:
    kim = joined("kim")
    kim.begins_partnership("mine", "Kim")
    code = kim.invites()
    writer.opens("/help")
    writer.posts("/invitation", code=code, display_name="Alex of the lamps")
    assert writer.page.heading == "Locked"
    page = writer.unlocks()
    assert page.address == kim.us
    assert "Alex of the lamps" in page.text


def test_the_script_that_saves_along_keeps_its_text_on_the_page(writer: Visitor, workplace: Workplace) -> None:
    version, token = writer.page.values("version")[0], writer.token
    writer.opens("/help")
    with nothing_is_saved(workplace):
        response = writer.sends(
            f"{writer.round}/prompts/{TEXT}", csrf_token=token, version=version, text=WORDS, autosave="1"
        )
    assert response.status_code == 401
    writer.opens("/unlock")
    assert "What you just sent is kept." not in writer.page.text


def test_a_held_form_needs_the_token_of_its_session(writer: Visitor, workplace: Workplace) -> None:
    writer.opens("/help")
    with nothing_is_saved(workplace):
        response = writer.sends(f"{writer.round}/prompts/{TEXT}", csrf_token="0" * 64, text=WORDS)
    assert response.status_code == 400
    assert WORDS.encode() in response.data


def test_signing_out_instead_destroys_what_was_waiting(writer: Visitor, workplace: Workplace) -> None:
    saves(writer)
    writer.posts("/sign-out")
    assert len(contents(workplace)["sessions"]) == 1, "Sam's alone"
    writer.signs_in()
    assert WORDS not in writer.prompt(TEXT).text


def test_ten_minutes_lock_and_less_do_not(in_round: Couple, clock: Clock) -> None:
    alex, _ = in_round
    clock.passes(minutes=9, seconds=59)
    assert alex.prompt(TEXT).address == f"{alex.round}/prompts/{TEXT}"
    clock.passes(minutes=9, seconds=59)
    assert alex.prompt(TEXT).address == f"{alex.round}/prompts/{TEXT}"
    clock.passes(minutes=10)
    assert alex.prompt(TEXT).heading == "Locked"
    clock.passes(minutes=-5)
    assert alex.prompt(TEXT).heading == "Locked", "the key is gone, and a clock set back does not bring it back"


def test_twelve_hours_end_a_session_however_busy(in_round: Couple, clock: Clock) -> None:
    alex, _ = in_round
    for _ in range(12 * 60 // 9):
        clock.passes(minutes=9)
        alex.client.get("/help")
    assert alex.opens(alex.round).address == "/sign-in"


def test_holding_back_and_leaving_need_no_key(in_round: Couple, clock: Clock) -> None:
    alex, sam = in_round
    alex.answers(TEXT, text=WORDS, share="partners")
    alex.seals()
    sam.seals()
    assert WORDS in sam.summary().text
    clock.passes(minutes=11)
    alex.opens("/account")
    alex.posts(f"{alex.round}/hold-back")
    assert WORDS not in sam.summary().text
    alex.opens(f"{alex.us}/place")
    alex.posts(f"{alex.us}/place")
    assert alex.unlocks().heading == "Home"
    assert alex.opens(alex.us, 404)

"""Week after week with a therapist: where a session starts from and what is looked at in the room, an exercise in its
second week, and one that a colleague brings in from files. How they came to work together (test_practice_begins.py)
goes a quicker way; all else is done in a browser. How a therapist works, and a code, by the keyboard and without a
script: test_therapists.py."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import Someone
from tests.browser.practising import (
    DONE,
    LOOK_AGAIN,
    OPENED,
    UNTOLD,
    begins,
    box,
    gives,
    lets_see,
    rows,
    shares_all,
    shows,
    signs_in_again,
    working,
)
from tests.browser.servers import Moved
from tests.browser.test_writing import FOLDER
from tests.therapists import client_of
from tests.writing import HOME

SLUG, WEEKLY = "noticed-this-week", "Noticed this week"
ALONE = ("What did you do this week that slipped past everyone?", "How seen did you feel this week?")
NOTE, HABIT = "To notice what is already good.", "Sunday, with the first coffee."
WHOLE = "An open conversation"
LANGUAGES = ("English", "Español", "Deutsch", "Français", "العربية")
BRING = "Or bring one in"
REFUSED = "These can’t be brought in. They must be the files of one exercise, one for each language"


def starts_from(somebody: Someone) -> list[str]:
    """The points to start from, on the page before the session."""
    start = somebody.page.locator("section", has=somebody.page.get_by_role("heading", name="To start from"))
    return start.get_by_role("listitem").all_inner_texts()


def test_three_points_to_start_from_and_the_page_for_the_room(moving: Moved, newcomer: Newcomer) -> None:
    noor, alex, sam, here, _ = working(moving, newcomer, done=SLUG)
    client = client_of(here)
    for one in (alex, sam):
        shows(one)
    noor.opens(client)
    start = starts_from(noor)
    noor.follows(WEEKLY)
    points = noor.page.get_by_role("article").get_by_role("heading")
    shown = points.all_inner_texts()
    assert len(shown) == 4
    assert start == shown[:3]
    noor.opens(client)
    noor.sees_no(shown[3])

    shows(sam, but=shown[0])
    noor.opens(client)
    noor.sees_no(shown[0])
    start = starts_from(noor)
    assert sorted(start) == sorted(shown[1:])
    noor.follows(WEEKLY)
    noor.sees("Good to look at together, too.")
    assert points.all_inner_texts() == start
    for words in (shown[0], *ALONE, "My own words 3"):
        noor.sees_no(words)
    noor.page.emulate_media(media="print")
    for role in ("button", "link", "navigation", "banner", "contentinfo"):
        expect(noor.page.get_by_role(role)).to_have_count(0)
    expect(points).to_have_text(start)
    expect(noor.page.get_by_text("My own words 6").filter(visible=True)).to_have_count(2)
    noor.page.emulate_media(media="screen")
    noor.sees_no("Tuesdays at four")
    noor.follows("The page before the session")
    assert noor.path == client


def test_a_weekly_exercise_comes_round_a_second_time(moving: Moved, newcomer: Newcomer) -> None:
    noor, alex, sam, here, phone = working(moving, newcomer)
    client = client_of(here)
    noor.opens(client)
    gives(noor, WEEKLY, NOTE, HABIT, day="2026-12-08", weekly=True)
    lets_see(alex, here, DONE)
    begins(alex, WEEKLY, sam)
    for n, one in enumerate((alex, sam)):
        shares_all(one, n)
    noor.opens(client)
    noor.sees(UNTOLD)
    noor.sees_no(OPENED)

    moving.clock.passes(days=7)
    for one in (alex, sam):
        signs_in_again(one, here)
    lets_see(sam, here, DONE)
    signs_in_again(noor, client, phone)
    told = rows(noor, "What you gave them")
    assert told == [
        f"{WEEKLY} Until 8 December 2026. Once a week. {OPENED} {NOTE} We talked about it Take it off the list"
    ]
    alex.opens("/")
    alex.sees("Until 8 December 2026. Once a week.")
    first = alex.round
    begins(alex, WEEKLY, sam)
    assert alex.round != first
    noor.opens(client)
    assert rows(noor, "What you gave them") == told, "that one is under way is not told"
    sam.opens("/")
    sam.page.get_by_role("listitem").filter(has_text="Begun on 1 December 2026.").get_by_role("link").click()
    sam.page.wait_for_url(f"**{sam.round}")
    sam.clicks("Start from last time")
    sam.sees("Sam wrote 2")
    for one in sam.page.get_by_role("checkbox").all():
        expect(one).not_to_be_checked()
        one.check()
    sam.seals()
    shares_all(alex, 2)
    for one in (alex, sam):
        one.reads_summary()
        one.sees("Alex wrote 2")
        one.sees("Sam wrote 2")
    noor.opens(client)
    assert rows(noor, "What you gave them") == told
    noor.sees("Nothing so far.")
    for one in (alex, sam):
        shows(one)
    noor.opens(client)
    assert rows(noor, "What they show you") == [f"{WEEKLY} Opened on 1 December 2026. New to you."]
    lets_see(alex, here)
    noor.opens(client)
    noor.sees(UNTOLD)
    noor.sees_no(OPENED)


@pytest.fixture
def files(joined: Joined, tmp_path: Path) -> list[Path]:
    """What one therapist takes along of an exercise, in all of its languages, as their browser saves it."""
    kim = joined("kim")
    kim.opens(HOME)
    kim.page.get_by_label("Begin with").select_option(label=WHOLE)
    kim.clicks("Begin")
    saved = []
    for language in LANGUAGES:
        if saved:
            kim.follows(language)
        with kim.page.expect_download() as file:
            kim.page.get_by_role("link", name="Take it along as a file").click()
        saved.append(tmp_path / file.value.suggested_filename)
        file.value.save_as(saved[-1])
    assert len(set(saved)) == len(LANGUAGES)
    return saved


def test_a_colleague_brings_in_an_exercise_in_all_its_languages(
    moving: Moved, joined: Joined, files: list[Path]
) -> None:
    omar = joined("omar")
    omar.opens(HOME)
    chosen = omar.page.get_by_label(BRING)
    half = FilePayload(name="half.en.toml", mimeType="application/toml", buffer=files[0].read_bytes()[:900])
    huge = FilePayload(name="photograph.toml", mimeType="image/jpeg", buffer=bytes(900_000))
    for wrong in ([], [half], [files[0], files[0]]):
        chosen.set_input_files(wrong)
        with omar.expecting("status of 422"):
            omar.clicks("Bring it in")
        Keyboard(omar).mends(re.compile(re.escape(REFUSED)), BRING)
    chosen.set_input_files(huge)
    with omar.expecting("status of 413"):
        omar.clicks("Bring it in")
    omar.follows("Open the page again")
    assert not omar.page.get_by_role("link", name=WHOLE).count()

    chosen.set_input_files(files)
    moving.clock.passes(minutes=11)
    omar.clicks("Bring it in")
    omar.sees("What you just sent is kept.")
    omar.unlocks()
    assert omar.heading == WHOLE
    for n, language in enumerate(LANGUAGES):
        if n:
            omar.follows(language)
        with omar.page.expect_download() as file:
            omar.page.get_by_role("link", name="Take it along as a file").click()
        assert Path(file.value.path()).read_bytes() == files[n].read_bytes()
    omar.opens(HOME)
    omar.sees(f"Ready to take along · 12 prompts · {', '.join(LANGUAGES)}")


def test_by_the_keyboard_alone(moving: Moved, newcomer: Newcomer) -> None:
    noor, alex, sam, here, _ = working(moving, newcomer, done=SLUG)
    keys = Keyboard(noor)
    keys.opens(client_of(here))
    keys.follows("Give them an exercise")
    with noor.expecting("status of 422"):
        keys.sends("Give it to them")
    keys.mends("Please choose an exercise.", "Which one?")
    keys.presses("ArrowDown")
    keys.picks(keys.radio("Until a day"))
    keys.tabs_to(noor.page.get_by_label("The day, if you want one"))
    keys.page.keyboard.type("12122026")
    keys.types("What it is for, in plain words", NOTE)
    keys.types("Tie it to something they do anyway", HABIT)
    keys.ticks(box(noor, "Once a week until then"))
    keys.sends("Give it to them")
    keys.sees(f"Until 12 December 2026. Once a week. {NOTE}")
    keys.opens(HOME)
    # Listened to before the way there: what a key does reaches the page otherwise than what a test wants to hear of.
    with noor.page.expect_file_chooser() as chooser:
        keys.tabs_to(noor.page.get_by_label(BRING))
        keys.presses("Enter")
    chooser.value.set_files(FOLDER / f"{SLUG}.toml")
    keys.sends("Bring it in")
    assert noor.heading == WEEKLY

    for keys in map(Keyboard, (alex, sam)):
        keys.opens(here)
        keys.ticks(*(box(keys.somebody, name) for name in (DONE, LOOK_AGAIN)))
        keys.sends("Save")
        keys.goes("link", WEEKLY, nth=1)
        assert keys.somebody.path == f"{keys.somebody.round}/showing"
        keys.ticks(*keys.page.get_by_role("checkbox").all())
        keys.sends("Save")
    keys.sees("They can read this.")
    finds_all_of_it(noor, here)


def test_without_javascript(moving: Moved, newcomer: Newcomer) -> None:
    noor, alex, sam, here, _ = working(moving, newcomer, done=SLUG, java_script_enabled=False)
    noor.opens(client_of(here))
    gives(noor, WEEKLY, NOTE, HABIT, day="2026-12-12", weekly=True)
    noor.sees(f"Until 12 December 2026. Once a week. {NOTE}")
    noor.opens(HOME)
    noor.page.get_by_label(BRING).set_input_files(FOLDER / f"{SLUG}.toml")
    noor.clicks("Bring it in")
    assert noor.heading == WEEKLY
    for one in (alex, sam):
        lets_see(one, here, DONE, LOOK_AGAIN)
        one.clicks(WEEKLY, "link", nth=1)
        shows(one)
    sam.sees("They can read this.")
    finds_all_of_it(noor, here)


def finds_all_of_it(somebody: Someone, here: str) -> None:
    """A therapist, once everything is shown and both ticks are there."""
    somebody.opens(client_of(here))
    somebody.sees(OPENED)
    somebody.sees("On which days they look again at what they agreed on: all of them have switched it on.")
    assert len(starts_from(somebody)) == 3

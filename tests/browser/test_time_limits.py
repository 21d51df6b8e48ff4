"""Nobody is surprised by a lock: it is said two minutes before, and one press stays, again and again. Once it has come,
what needs the passphrase is on no screen any more."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Joined
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.browser.test_locking import keep_open

SOON = "This page locks in 2 minutes. What you typed is kept."

# Counts how often a page has set the time of its next question: it has done all by then that an answer tells it to do,
# and that can take a request more. Time that passes before passes that question by.
HEARD = """
window.heard = 0;
const { setTimeout: wait } = window;
window.setTimeout = (work, ...rest) => {
  if (work.name === "ask") window.heard += 1;
  return wait(work, ...rest);
};
"""


@pytest.fixture
def writer(joined: Joined) -> Someone:
    """Somebody who writes, and whose minutes pass when the test says so."""
    alex = joined("alex", begins="open-conversation")
    alex.context.clock.install()
    alex.context.add_init_script(HEARD)
    alex.opens(f"{alex.round}/prompts/2")
    return alex


def word(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text=re.compile("locks|asks|closes|connection"))


def heard(page: Page) -> int:
    return int(page.evaluate("window.heard"))


def hears(page: Page, before: int) -> None:
    """Waits, in real time, until the page has set its next question once more than ``before``."""
    ends = time.monotonic() + 20
    while heard(page) <= before:
        assert time.monotonic() < ends, f"{page.url} didn't ask the server"
        time.sleep(0.02)


def pass_together(moving: Moved, seconds: int, *asking: Page) -> None:
    """Time passes, in the browser and at the server, and each page that is ``asking`` knows when to ask again."""
    before = [heard(page) for page in asking]
    moving.clock.passes(seconds=seconds)
    asking[0].context.clock.run_for(seconds * 1000)
    for page, count in zip(asking, before, strict=True):
        hears(page, count)
    asking[0].context.clock.run_for(200)


def comes_to_the_lock(moving: Moved, page: Page, seconds: int = 121) -> None:
    """The page asks once more, hears that it has locked, and may go."""
    with page.expect_response("**/stay") as asked:
        moving.clock.passes(seconds=seconds)
        page.context.clock.run_for(seconds * 1000)
    assert asked.value.ok
    page.wait_for_timeout(300)  # what goes, goes at once; what stays is looked at after it would have gone


def test_it_is_said_before_the_lock_and_one_press_stays(writer: Someone, moving: Moved) -> None:
    page, text = writer.page, writer.page.get_by_label(writer.heading)
    text.focus()
    pass_together(moving, 421, page)
    expect(word(page)).to_have_count(0)
    pass_together(moving, 61, page)
    for _ in range(3):
        expect(word(page)).to_contain_text(SOON)
        expect(text).to_be_focused()
        page.keyboard.press("Tab")
        stay = word(page).get_by_role("button", name="Stay")
        expect(stay).to_be_focused()
        expect(stay).to_be_in_viewport()
        before = heard(page)
        page.keyboard.press("Enter")
        hears(page, before)
        expect(word(page)).to_have_count(0)
        expect(text).to_be_focused()
        pass_together(moving, 482, page)
    comes_to_the_lock(moving, page)
    expect(page.locator("h1")).to_have_text("Locked")


def test_staying_in_one_tab_is_seen_in_the_other(writer: Someone, moving: Moved) -> None:
    other = writer.context.new_page()
    other.goto("/account")
    pass_together(moving, 421, other, writer.page)
    pass_together(moving, 61, other, writer.page)
    for page in (writer.page, other):
        expect(word(page)).to_contain_text(SOON)
    before = heard(other)
    other.get_by_role("button", name="Stay").click()
    hears(other, before)
    expect(word(other)).to_have_count(0)
    pass_together(moving, 21, writer.page)
    expect(word(writer.page)).to_have_count(0)


def test_who_works_in_one_tab_is_not_disturbed_in_the_other(writer: Someone, moving: Moved) -> None:
    other = writer.context.new_page()
    other.goto("/account")
    moving.clock.passes(minutes=5)
    other.reload()
    moving.clock.passes(minutes=3)
    before = heard(writer.page)
    writer.page.clock.run_for(482_000)
    hears(writer.page, before)
    writer.page.clock.run_for(200)
    expect(word(writer.page)).to_have_count(0)


def test_it_stands_on_top_where_nothing_has_the_focus_and_gives_way_at_the_lock(writer: Someone, moving: Moved) -> None:
    writer.opens("/help")
    page = writer.page
    pass_together(moving, 421, page)
    pass_together(moving, 61, page)
    stay = page.get_by_role("button", name="Stay")
    expect(stay).to_be_in_viewport()
    assert page.evaluate("document.activeElement === document.body"), "nothing is focused by itself"
    box = word(page).bounding_box()
    assert box
    assert box["y"] > page.viewport_size["height"] / 2, "it covers nothing at the top"
    stay.focus()
    moving.clock.passes(minutes=2)
    page.clock.run_for(21_000)
    expect(stay).to_have_count(0)
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def locks(moving: Moved, page: Page) -> None:
    """Nobody is there: it is said that it locks, and it does."""
    for seconds in (421, 61):
        pass_together(moving, seconds, page)
    comes_to_the_lock(moving, page)


def test_what_one_wrote_is_on_no_screen_once_it_has_locked(writer: Someone, moving: Moved) -> None:
    page = writer.page
    writer.fills(text="For my eyes.")
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.clock.run_for(2_500)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    locks(moving, page)
    expect(page.locator("h1")).to_have_text("Locked")
    writer.unlocks()
    expect(page).to_have_url(re.compile(f"{writer.round}/prompts/2$"))
    expect(page.locator("[name=text]")).to_have_value("For my eyes.")
    writer.opens(f"{writer.round}/review")
    expect(page.get_by_text("For my eyes.")).to_be_visible()
    locks(moving, page)
    expect(page.locator("h1")).to_have_text("Locked")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Locked")


def test_a_page_that_says_less_once_it_has_locked_says_less(writer: Someone, moving: Moved) -> None:
    writer.opens("/calendar/notices")
    writer.clicks("Make an address")
    expect(writer.page.get_by_text("/feeds/")).to_be_visible()
    locks(moving, writer.page)
    expect(writer.page.get_by_role("button", name="Stop all notices")).to_be_visible()
    expect(writer.page.get_by_text("/feeds/")).to_have_count(0)
    writer.follows("Unlock, to see what there is")
    writer.unlocks()
    expect(writer.page.get_by_role("button", name="Stop all notices")).to_have_count(0)


def test_what_is_ticked_and_not_saved_stays_and_is_kept(writer: Someone, moving: Moved) -> None:
    page = writer.page
    writer.opens(f"{writer.round}/prompts/1")
    page.locator("[type=radio]").first.check()
    locks(moving, page)
    expect(word(page)).to_have_count(0)
    expect(page.locator("[type=radio]").first).to_be_checked()
    writer.clicks("Save and go on")
    expect(page.locator("h1")).to_have_text("Locked")
    writer.sees("What you just sent is kept.")


def test_what_came_back_to_be_put_right_stays(writer: Someone, moving: Moved) -> None:
    page = writer.page
    writer.opens("/agreements/new")
    page.locator("[name=words]").fill("Tea at eight, whoever is up first. " * 60)
    with writer.expecting("422"):
        writer.sends("words")
    typed = page.locator("[name=words]").input_value()
    locks(moving, page)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=words]")).to_have_value(typed)


def test_what_anybody_may_read_stays(writer: Someone, moving: Moved) -> None:
    writer.opens("/help")
    locks(moving, writer.page)
    expect(word(writer.page)).to_have_count(0)
    expect(writer.page).to_have_url(re.compile("/help$"))


def test_it_goes_from_other_windows_when_one_signs_out(writer: Someone) -> None:
    """At once, and not when it would have asked: whoever has the device now may see both windows side by side."""
    writer.fills(text="For my eyes.")
    other = writer.context.new_page()
    other.goto("/sign-out")
    other.get_by_role("button", name="Sign out").first.click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    expect(writer.page.locator("h1")).to_have_text("Sign in")


def test_windows_of_one_person_leave_each_other_alone(writer: Someone, moving: Moved) -> None:
    other = writer.context.new_page()
    moving.heads.clear()
    for path in ("/account", "/help", "/"):
        other.goto(path)
    other.wait_for_load_state("networkidle")
    assert not [head for head in moving.heads if " /stay " in head]


def test_the_page_of_somebody_goes_where_nobody_is_signed_in(writer: Someone, moving: Moved) -> None:
    """The address of the home page is anybody's, and what stood on it is not."""
    writer.opens("/")
    expect(writer.page.get_by_role("link", name="Sign out, or hand over")).to_be_visible()
    writer.context.clear_cookies()
    comes_to_the_lock(moving, writer.page, 421)
    expect(writer.page.get_by_role("link", name="Sign out, or hand over")).to_have_count(0)
    expect(writer.page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_it_goes_where_somebody_else_is_signed_in(writer: Someone, joined: Joined) -> None:
    """The other tab of a device that was handed over without a script, also with something in it that wasn't saved."""
    sam = joined("sam")
    writer.fills(text="For my eyes.")
    writer.context.clear_cookies()
    writer.context.add_cookies(sam.context.cookies())
    with writer.expecting("status of 404"):
        writer.page.evaluate("dispatchEvent(new Event('visibilitychange'))")
        expect(writer.page.locator("h1")).to_have_text("There is nothing here.")


def test_it_goes_from_a_window_beside_the_one_that_is_handed_over(writer: Someone) -> None:
    other = writer.context.new_page()
    other.goto("/sign-out")
    other.get_by_role("button", name="Hand over").click()
    expect(writer.page.locator("h1")).to_have_text("Sign in")


def test_a_device_that_slept_asks_as_soon_as_it_wakes(writer: Someone, moving: Moved) -> None:
    page = writer.page
    moving.clock.passes(hours=2)
    with page.expect_response("**/stay"):
        page.evaluate("dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("h1")).to_have_text("Locked")


def test_a_page_that_is_left_asks_nothing(writer: Someone, moving: Moved) -> None:
    """It goes out of sight, and would ask for each page that somebody reads."""
    writer.page.wait_for_load_state("networkidle")
    moving.heads.clear()
    for path in ("/account", "/help", "/"):
        writer.opens(path)
    asked = [head.split(" ", 2)[1] for head in moving.heads]
    assert [path for path in asked if not path.startswith("/static/")] == ["/account", "/help", "/"]


def test_what_is_kept_open_stays_until_it_closes(couple: tuple[Someone, Someone], moving: Moved) -> None:
    alex, sam = couple
    alex.context.clock.install()
    alex.context.add_init_script(HEARD)
    keep_open(alex, sam)
    other = alex.context.new_page()
    other.goto(f"{alex.round}/mine")
    alex.reads_summary()
    pass_together(moving, 40 * 60, alex.page)
    alex.sees("You are alike here.")
    expect(other.locator("h1")).to_have_text("Locked")
    pass_together(moving, 182, alex.page)
    comes_to_the_lock(moving, alex.page)
    expect(alex.page.locator("h1")).to_have_text("Locked")

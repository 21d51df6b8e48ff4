"""Long texts are saved while they are written, and nothing that was typed is ever lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Joined
from tests.browser.people import Someone

SAVED = "Saved, for your eyes only."
LONG = "Today I would like a rest from the big plans. " * 120


@pytest.fixture
def writer(joined: Joined) -> Someone:
    """Somebody in front of a prompt with a long text to write, whose two seconds pass when the test says so."""
    somebody = joined("alex", begins="open-conversation")
    somebody.context.clock.install()
    somebody.opens(f"{somebody.round}/prompts/2")
    return somebody


def types(page: Page, text: str) -> None:
    """And pauses."""
    page.locator("[name=text]").focus()
    page.keyboard.insert_text(text)
    page.clock.run_for(2_000)


def test_a_long_text_is_kept_without_a_button(writer: Someone) -> None:
    types(writer.page, LONG)
    writer.sees(SAVED)
    writer.left_nothing()
    writer.page.goto("about:blank")
    writer.opens(f"{writer.round}/prompts/2")
    expect(writer.page.locator("[name=text]")).to_have_value(LONG)


def test_what_was_typed_without_a_network_is_saved_later(writer: Someone) -> None:
    writer.context.set_offline(True)
    with writer.expecting("ERR_INTERNET_DISCONNECTED"):
        types(writer.page, "A tunnel, ")
        writer.sees("Not saved yet. Your text is still here.")
    writer.context.set_offline(False)
    types(writer.page, "and light.")
    writer.sees(SAVED)
    writer.page.reload()
    expect(writer.page.locator("[name=text]")).to_have_value("A tunnel, and light.")


def test_an_older_tab_overwrites_nothing_and_loses_nothing(writer: Someone) -> None:
    newer = writer.context.new_page()
    newer.goto(writer.page.url)
    types(newer, "What I wrote later.")
    expect(newer.locator(".saved")).to_have_text(SAVED)
    with writer.expecting("status of 409"):
        types(writer.page, "What an older tab holds.")
        writer.sees("Another tab has a newer version. This one has stopped saving.")
        writer.clicks("Save and go on")
        writer.sees("There is a newer version")
    expect(writer.page.locator("#own")).to_have_value("What an older tab holds.")
    expect(writer.page.locator("[name=text]")).to_have_value("What I wrote later.")

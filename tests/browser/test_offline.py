"""Without a network a form stays on its page, with all that was typed, and goes on when there is one again."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Joined
from tests.browser.people import NOWHERE, Someone

AWAY = "No connection just now. What you typed is still here; try again in a moment."


@pytest.fixture
def alex(joined: Joined) -> Someone:
    return joined("alex", begins="open-conversation")


def is_told(somebody: Someone) -> None:
    expect(somebody.page.get_by_role("status").filter(has_text=AWAY)).to_be_in_viewport()


def test_a_form_waits_until_there_is_a_network_again(alex: Someone) -> None:
    alex.opens("/us/new")
    name = alex.page.get_by_label("What do you call it?")
    name.fill("Kitchen table")
    alex.page.get_by_label("Your name here").fill("Alex")
    alex.context.set_offline(True)
    for _ in range(2):
        alex.page.get_by_role("button", name="Make it").press("Enter")
        is_told(alex)
        expect(alex.page.get_by_role("button", name="Make it")).to_be_focused()
    assert alex.path == "/us/new"
    expect(name).to_have_value("Kitchen table")
    alex.context.set_offline(False)
    expect(alex.page.get_by_text(AWAY)).to_have_count(0)
    alex.page.get_by_role("button", name="Make it").press("Enter")
    alex.sees("Kitchen table")


def test_a_long_text_is_saved_by_itself_once_there_is_a_network_again(alex: Someone) -> None:
    alex.context.clock.install()
    alex.opens(f"{alex.round}/prompts/2")
    text = alex.page.get_by_role("textbox")
    text.fill("A tunnel")
    alex.context.set_offline(True)
    alex.clicks("Save and go on")
    alex.page.clock.run_for(200)
    is_told(alex)
    with alex.expecting("ERR_INTERNET_DISCONNECTED"):
        alex.page.clock.run_for(2_000)
        alex.sees("Not saved yet. Your text is still here.")
    alex.context.set_offline(False)
    text.press("End")
    text.press_sequentially(", and light.")
    alex.page.clock.run_for(2_000)
    alex.sees("Saved, for your eyes only.")
    alex.page.reload()
    expect(text).to_have_value("A tunnel, and light.")


def test_a_server_that_sleeps_takes_no_text_along(alex: Someone) -> None:
    """The network is there, and nobody answers: known from the text that could not be saved by itself."""
    alex.context.clock.install()
    alex.opens(f"{alex.round}/prompts/2")
    here = alex.path
    text = alex.page.get_by_role("textbox")

    def sleeps(route: Route) -> None:
        route.abort("connectionrefused")

    alex.page.route(f"**{here}", sleeps)
    text.fill("Nobody is there")
    with alex.expecting("ERR_CONNECTION_REFUSED"):
        alex.page.clock.run_for(2_000)
        alex.sees("Not saved yet. Your text is still here.")
        alex.clicks("Save and go on")
        expect(alex.page.get_by_role("button", name="Save and go on")).to_be_focused()
        alex.page.clock.run_for(200)
        is_told(alex)
    assert alex.path == here
    expect(text).to_have_value("Nobody is there")
    alex.page.unroute(f"**{here}", sleeps)
    alex.clicks("Save and go on")
    alex.sees("3 of")
    alex.opens(here)
    expect(text).to_have_value("Nobody is there")


def test_leaving_asks_for_no_network(alex: Someone) -> None:
    alex.opens("/us/new")
    alex.context.set_offline(True)
    alex.page.get_by_role("button", name="Leave this page").click()
    expect(alex.page).to_have_url(NOWHERE)
    alex.context.set_offline(False)

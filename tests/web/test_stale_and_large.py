"""A form that is too large or too old: the page that says so still holds what was typed."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from app.web.guard import BODY_BYTES
from tests.navigators import Visitor
from tests.pages import Page, check
from tests.web.contents import nothing_is_saved
from tests.web.prompts import READY, number_of
from tests.web.rehearsal import Couple

TEXT = number_of(READY, "reflection")
WORDS = "A long thought that took all evening"


@pytest.fixture
def writer(in_round: Couple) -> Visitor:
    alex, _ = in_round
    alex.prompt(TEXT)
    return alex


def kept(page: Page) -> list[str]:
    return [area.get_text().removeprefix("\n") for area in page.html.select("textarea")]


def test_more_than_fits_in_one_go_is_shown_back(writer: Visitor, workplace: Workplace) -> None:
    text = WORDS + "." * BODY_BYTES
    with nothing_is_saved(workplace):
        page = writer.posts(f"{writer.round}/prompts/{TEXT}", 413, text=text)
    assert page.heading == "This is more than fits in one go."
    assert kept(page) == [text]


def test_much_more_than_fits_is_refused_without_being_read(writer: Visitor, workplace: Workplace) -> None:
    with nothing_is_saved(workplace):
        page = writer.posts(f"{writer.round}/prompts/{TEXT}", 413, text="x" * (4 * BODY_BYTES))
    assert page.heading == "This is more than fits in one go."
    assert kept(page) == []


def test_the_largest_form_that_fits(writer: Visitor) -> None:
    """A text that is too long for its prompt gets the prompt's own sentence."""
    room = BODY_BYTES - len(f"csrf_token={writer.token}&text=")
    page = writer.posts(f"{writer.round}/prompts/{TEXT}", 422, text="x" * room)
    assert kept(page) == ["x" * room]
    writer.posts(f"{writer.round}/prompts/{TEXT}", 413, text="x" * (room + 1))


@pytest.mark.parametrize("token", ["", "0" * 64, "ü\udcff", "x" * 5000])
def test_a_stale_form_keeps_the_text(writer: Visitor, workplace: Workplace, token: str) -> None:
    with nothing_is_saved(workplace):
        response = writer.sends(
            f"{writer.round}/prompts/{TEXT}", csrf_token=token.encode(errors="surrogateescape"), text=WORDS
        )
    page = Page(response)
    check(page)
    assert page.status == 400
    assert page.heading == "This form had gone stale."
    assert kept(page) == [WORDS]


def test_a_form_of_a_session_that_has_ended_keeps_the_text(writer: Visitor, workplace: Workplace) -> None:
    token = writer.token
    writer.client.delete_cookie("session")
    writer.opens("/")
    with nothing_is_saved(workplace):
        page = Page(writer.sends(f"{writer.round}/prompts/{TEXT}", csrf_token=token, text=WORDS))
    assert (page.status, kept(page)) == (400, [WORDS])


def test_names_that_were_typed_are_kept_too(writer: Visitor) -> None:
    page = writer.posts("/us/new", 400, csrf_token="", name="our place", display_name="Alex", pronouns="they")
    assert kept(page) == ["our place", "Alex", "they"]


def test_no_secret_is_shown_back(visitor: Callable[[], Visitor], joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    alex.opens("/account")
    pages = [
        alex.posts("/account", 400, csrf_token="", current="the old secret", passphrase="the new secret"),
        alex.posts("/recover", 400, csrf_token="", username="alex", code="a secret code", passphrase="the new secret"),
    ]
    assert not [page.address for page in pages if b"secret" in page.raw]


def test_a_body_that_is_no_form_at_all(writer: Visitor, workplace: Workplace) -> None:
    address = f"{writer.round}/prompts/{TEXT}"
    for body, kind in (
        (b"\xff\xfe\x00" * 50, "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"text", "text/plain"),
        (b"%%%&&&===", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"", "multipart/form-data"),
    ):
        with nothing_is_saved(workplace):
            assert writer.client.post(address, data=body, content_type=kind).status_code == 400

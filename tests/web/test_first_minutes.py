"""The first five minutes of somebody new, and the wait before an opening, as the server sends them."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from app.domain.exercise import Pile
from app.services.workplace import Workplace
from app.startup import read_exercises
from app.web.front import FIRST
from app.web.waiting import DOINGS, QUESTIONS, meanwhile
from tests.clock import Clock
from tests.navigators import PASSPHRASE, Visitor
from tests.pages import Page
from tests.web.contents import nothing_is_saved
from tests.web.rehearsal import Couple

LIBRARY = read_exercises()
LANGUAGES = ("en", "es", "de", "fr", "ar")
MAIN_BYTES = 4000
"""Of what a page of these says, in English: with styles and scripts a first visit asks for 15 KB at most."""


def main_of(page: Page) -> str:
    return " ".join(page.html.select_one("main").get_text(" ").split())  # type: ignore[union-attr]


def links_of(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.html.select("main a[href]")]


# -- the card


@pytest.mark.parametrize("pile", list(Pile))
def test_a_card_that_is_put_somewhere_shows_a_summary_with_an_answer_marked_as_made_up(
    visitor: Callable[[], Visitor], pile: Pile
) -> None:
    somebody = visitor()
    somebody.opens("/")
    label = " ".join(somebody.page.labels("pile")[pile].split())
    page = somebody.posts("/", pile=pile)
    own, imagined = page.html.select("main [role=status] > .sheet")
    mine = own.select_one("b").get_text().rstrip(".")  # type: ignore[union-attr]
    assert label.startswith(mine)
    assert "made up" in imagined.get_text()
    assert "imagined" in imagined["class"]
    ways = [term.get_text() for term in page.html.select("dl.ways-in dt")]
    assert ways == ["To say", "To ask", "To try"]
    assert f"“{mine}”" in page.html.select_one("dl.ways-in dd").get_text()  # type: ignore[union-attr]
    assert "nothing was kept" in main_of(page)


def test_what_a_card_opens_differs_from_pile_to_pile(visitor: Callable[[], Visitor]) -> None:
    somebody = visitor()
    somebody.opens("/")
    said = set()
    for pile in Pile:
        page = somebody.posts("/", pile=pile)
        said.add(page.html.select_one("main .said").get_text())  # type: ignore[union-attr]
        somebody.opens("/")
    assert len(said) == len(Pile)


def test_the_page_comes_back_at_the_card_and_not_at_its_top(visitor: Callable[[], Visitor]) -> None:
    page = visitor().opens("/")
    (form,) = page.html.select("main form")
    assert form["action"] == "/#try"
    assert page.html.select_one("#try")


def test_no_card_and_no_nonsense_is_kept(workplace: Workplace, visitor: Callable[[], Visitor]) -> None:
    somebody = visitor()
    somebody.opens("/")
    with nothing_is_saved(workplace):
        for pile in (*Pile, "", "core'; --"):
            somebody.posts("/", pile=pile)


# -- who can read what


@pytest.mark.parametrize("address", ["/", "/join", "/help"])
def test_who_can_read_what_is_one_picture_and_never_without_what_can_not_be_promised(
    visitor: Callable[[], Visitor], address: str
) -> None:
    page = visitor().opens(address)
    (figure,) = page.html.select("figure.reading")
    title = page.html.select_one(f"#{figure['aria-labelledby']}")
    assert title
    assert title.get_text() == "Who can read what"
    words = " ".join(figure.get_text(" ").split())
    for part in ("What you write", "What you keep", "What you share", "What can’t be promised"):
        assert part in words
    assert ("Whoever runs this server They keep" in words) == (address != "/")
    assert all(svg["aria-hidden"] == "true" for svg in figure.select("svg"))
    assert "/help/moment" in page.links()


def test_help_says_all_that_whoever_runs_the_server_sees(visitor: Callable[[], Visitor]) -> None:
    """What SECURITY.md says that the keys of the server open."""
    page = visitor().opens("/help")
    for seen in (
        "usernames",
        "time zone",
        "signed in",
        "a yes to one more person",
        "opens when everyone is done, who is",
        "a yes to what you agree on or to a therapist",
        "which questions you let a therapist see",
    ):
        assert seen in page.text
    assert "csrf_token" not in page.raw.decode()


# -- three questions alone


def new(visitor: Callable[[], Visitor], name: str = "rowan") -> Visitor:
    """Somebody who has just put their spare key away."""
    somebody = visitor()
    somebody.joins(name)
    assert somebody.page.heading == "Home"
    return somebody


def begins(somebody: Visitor) -> Page:
    (form,) = somebody.page.html.select("main form")
    page = somebody.posts(str(form["action"]))
    somebody.round = page.address.partition("/prompts/")[0]
    return page


def test_one_click_from_home_is_the_first_of_three_questions(visitor: Callable[[], Visitor]) -> None:
    rowan = new(visitor)
    assert "You can begin alone or with someone." in main_of(rowan.page)
    assert "/help/moment" in links_of(rowan.page)
    page = begins(rowan)
    asked = [page.heading]
    while "/prompts/" in page.address:
        assert page.html.select_one("progress")["max"] == "3"  # type: ignore[index]
        action = str(page.html.select_one("main form")["action"])  # type: ignore[index]
        page = rowan.posts(action, version=page.values("version")[0], skip="1")
        asked.append(page.heading)
    assert len(asked) == 4
    assert page.heading == "Before you seal"


def test_the_place_is_one_like_any_other_and_says_neither_name_nor_subject(visitor: Callable[[], Visitor]) -> None:
    rowan = new(visitor)
    begins(rowan)
    page = rowan.opens("/")
    (place,) = page.html.select("main h2 a")
    assert place.get_text() == "My own notes"
    assert "rowan" not in main_of(page)
    page = rowan.opens(str(place["href"]))
    assert [who.get_text() for who in page.html.select("main .who")] == ["Me"]
    assert page.form(f"{page.address}/invitations")
    assert f"{page.address}/place" in page.links()


def test_who_presses_twice_has_one_place_and_one_round(visitor: Callable[[], Visitor]) -> None:
    rowan = new(visitor)
    (form,) = rowan.page.html.select("main form")
    token = rowan.token
    there = {rowan.sends(str(form["action"]), csrf_token=token).headers["Location"] for _ in range(3)}
    assert len(there) == 1
    page = rowan.opens("/")
    assert len(page.html.select("main h2 a")) == 1
    assert len(page.html.select("main li a[href^='/rounds/']")) == 1


def test_there_is_no_hurry(visitor: Callable[[], Visitor], clock: Clock) -> None:
    rowan = new(visitor)
    begins(rowan)
    clock.passes(days=59)
    rowan.signs_in()
    assert rowan.prompt(1).address.endswith("/prompts/1")


def test_it_is_offered_to_whoever_has_nothing_yet_and_to_nobody_else(couple: Couple) -> None:
    alex, _ = couple
    page = alex.opens("/")
    assert not page.html.select("main form")
    assert "Three questions" not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_they_are_three_and_in_it(language: str) -> None:
    found = [one for slug in FIRST if (one := LIBRARY.exercise(slug, language)) is not None]
    first = next(one for one in found if one.language == language)
    short = [prompt for prompt in first.prompts if prompt.short]
    assert len(short) == 3
    assert all(prompt.shareable for prompt in short), "nothing that hangs on another answer, or is a blind pick"
    assert first.intensity.value == "light"


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_begin_in_the_language_of_whoever_begins(visitor: Callable[[], Visitor], language: str) -> None:
    rowan = visitor()
    rowan.opens("/join", headers={"Accept-Language": language})
    fields = {"username": "rowan", "passphrase": PASSPHRASE.format(name="rowan"), "adult": "1", "zone": "Europe/Madrid"}
    response = rowan.sends("/join", {"Accept-Language": language}, csrf_token=rowan.token, **fields)
    assert response.status_code == 303
    rowan.opens("/recovery-code")
    rowan.posts("/recovery-code", kept="1")
    page = begins(rowan)
    assert page.html.html["lang"] == language  # type: ignore[index]
    assert not page.html.select("h1 [lang]"), "the question is in another language than the page"


# -- with an invitation


def test_whoever_was_invited_finds_the_invitation_first(
    visitor: Callable[[], Visitor], joined: Callable[[str], Visitor]
) -> None:
    alex = joined("alex")
    alex.begins_partnership("Sofa", "Alex")
    code = alex.invites()
    sam = visitor()
    sam.opens("/invitation")
    page = sam.posts("/invitation", code=code)
    assert "Your invitation waits" in main_of(page)
    sam.joins("sam")
    assert sam.page.heading == "You are invited"
    page = sam.opens("/")
    headings = [heading.get_text() for heading in page.html.select("main h2")]
    assert headings[0] == "Your invitation is waiting"
    assert "Three questions, just for you" in headings
    assert [link["href"] for link in page.html.select("main a.primary")] == ["/invitation"]
    assert not page.html.select("main button.primary")
    sam.accepts(code, "Sam")
    assert "Your invitation" not in sam.opens("/").text


def test_the_invitation_says_what_the_other_will_see(joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    alex.begins_partnership("Sofa", "Alex")
    code = alex.invites()
    page = alex.page
    assert page.html.select_one("main code").get_text() == code  # type: ignore[union-attr]
    (square,) = page.html.select("main img")
    assert str(square["src"]).startswith("data:image/svg+xml")
    assert square["alt"]
    text = main_of(page)
    for words in ("It works once, until", "no names on it", "who runs this server", "No earlier round."):
        assert words in text
    hidden_in_print = " ".join(one.get_text(" ") for one in page.html.select("main .screen"))
    assert code not in hidden_in_print
    assert "Hold it up" not in hidden_in_print


def test_and_that_is_what_the_other_sees(visitor: Callable[[], Visitor], joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    alex.begins_partnership("A very blue sofa", "Alexandra")
    alex.invites()
    text = visitor().opens("/invitation").text
    assert "Alexandra" not in text
    assert "blue sofa" not in text
    assert "This server is run by" in text


# -- the wait


def seals(somebody: Visitor) -> Page:
    somebody.opens(f"{somebody.round}/review")
    return somebody.posts(f"{somebody.round}/review")


def waiting_words(page: Page) -> tuple[str, str]:
    found = [one for one in DOINGS if str(one) in page.text], [one for one in QUESTIONS if str(one) in page.text]
    (do,), (ask,) = found
    return str(do), str(ask)


def test_the_wait_has_something_small_to_do_and_the_same_for_both(in_blind_round: Couple) -> None:
    alex, sam = in_blind_round
    first = seals(alex)
    words = waiting_words(first)
    assert words == waiting_words(seals(sam))
    assert alex.opens(alex.round).raw == first.raw, "it tells when the other is done"
    assert first.html.select_one("details .breath .air")
    assert f"{alex.round}/review" in first.links()
    assert "/help/moment" in first.links()


def test_looking_at_the_wait_keeps_nothing(workplace: Workplace, in_blind_round: Couple) -> None:
    alex, _ = in_blind_round
    seals(alex)
    with nothing_is_saved(workplace):
        alex.opens(alex.round)


def test_whoever_is_not_done_is_not_kept_waiting(in_round: Couple) -> None:
    alex, sam = in_round
    seals(alex)
    page = sam.opens(sam.round)
    assert "You’ve finished." not in page.text
    assert not any(str(one) in page.text for one in (*DOINGS, *QUESTIONS))


def test_it_changes_from_day_to_day_and_from_round_to_round_and_by_nothing_else(app: Flask) -> None:
    days = [date(2026, 11, 24) + timedelta(n) for n in range(60)]
    with app.test_request_context():
        found = [meanwhile("a" * 44, day) for day in days]
        assert found == [meanwhile("a" * 44, day) for day in days]
        assert len({str(one.do) for one in found}) == len(DOINGS)
        assert len({str(one.ask) for one in found}) == len(QUESTIONS)
        assert len({meanwhile(f"{n:044}", days[0]) for n in range(60)}) > 20


def test_nothing_in_it_asks_for_anything_or_counts(app: Flask) -> None:
    with app.test_request_context():
        for one in (*DOINGS, *QUESTIONS):
            words = set(re.findall(r"\w+", str(one).lower()))
            assert not words & {"partner", "they", "them", "should", "must", "remember", "answer", "answers", "done"}


# -- weight


@pytest.mark.parametrize("address", ["/", "/join"])
def test_these_pages_are_light(visitor: Callable[[], Visitor], address: str) -> None:
    page = visitor().opens(address)
    assert len(str(page.html.select_one("main")).encode()) < MAIN_BYTES


def test_the_drawings_are_small(app: Flask) -> None:
    drawings = app.jinja_env.get_template("pictures/drawings.html").module
    for name in ("table", "chair", "cup"):
        drawn = str(getattr(drawings, name)())
        assert len(drawn) < 700
        assert 'aria-hidden="true"' in drawn
        assert not any(colour in drawn for colour in ("#", "rgb", "fill=", "stroke=", "style="))

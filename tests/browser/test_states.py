"""What pages look like in rare states: nothing left, too much, too long, gone wrong. Each says what it is, and one
thing to do next."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Locator, expect

from app import startup
from app.domain.items import AT_MOST
from app.web.exercises import opaque
from app.web.guard import BODY_BYTES
from app.web.limits import GUESSES
from tests.browser.gallery import PICTURES, photograph, take_pictures
from tests.browser.people import OVERFLOW, Someone
from tests.browser.states import (
    FROM_RIGHT,
    LABEL,
    LONG,
    NUMBER,
    SIX,
    House,
    begin,
    furnished,
    person,
    seal,
)
from tests.navigators import Visitor, nth

CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEEE"
MANY = 200
ANSWERED = 8
LONG_CARD = ("Wer morgens Kaffee kocht, " * 4)[:77]
OWN_CARDS = (*(f"{n}. {LONG_CARD}" for n in range(AT_MOST - 1)), "من يطبخ؟")
PILES = ("flexible", "core", "talk", "unsure")
TALK = "open-conversation"
"""Only texts, points and choices; opens when everybody is ready."""
NOTHING = "Nothing is shared here, and nothing is owed."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("states"), chromium) as made:
        yield made


@pytest.fixture(scope="module")
def six(house: House) -> list[Visitor]:
    """Six people with names of every sort, and a round of every kind that all of them shared."""
    people = [house.joins(f"one-of-six-{n}") for n in range(6)]
    house.together(LABEL, *((one, *named) for one, named in zip(people, SIX, strict=True)))
    begin(people[0], "every-kind", *people[1:], opens="at")
    for n, one in enumerate(people):
        one.fills_in(person(n, {1: LONG, 2: FROM_RIGHT}.get(n, ""), NUMBER["reflection"]))
    seal(*people)
    house.clock.passes(minutes=21)
    house.here(*people)
    return people


@pytest.fixture(scope="module")
def couple(house: House) -> tuple[Visitor, Visitor]:
    alex, sam = house.joins("alex"), house.joins("sam")
    house.together("Sofa", (alex, "Alex", ""), (sam, "Sam", "they/them"))
    return alex, sam


def the_button(somebody: Someone) -> Locator:
    """The one thing to do next."""
    return somebody.page.locator("main .primary")


def says(somebody: Someone, heading: str, button: str) -> None:
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(the_button(somebody)).to_have_text(button)


def summary_of(somebody: Someone, round_: str) -> Someone:
    somebody.opens(f"{round_}/summary")
    return somebody


# -- six people


def test_six_people_and_every_kind_of_answer(house: House, six: list[Visitor]) -> None:
    robin = summary_of(house.looks("one-of-six-0"), six[0].round)
    photograph(robin, "state-six-summary")
    drawn = robin.page.get_by_role("img")
    tables = robin.page.get_by_role("table")
    assert drawn.count() >= 3
    for picture in drawn.all():
        expect(picture).to_have_accessible_name(re.compile("Who is where|On which place"))
    for kind in (
        "Who is where on the line",
        "Who is where, from the most open",
        "Where each card lies",
        "Who does what",
    ):
        expect(tables.filter(has=robin.page.locator("caption", has_text=kind)).first).to_be_visible()


def test_a_talk_of_six(house: House, six: list[Visitor]) -> None:
    robin = house.looks("one-of-six-0")
    robin.opens(f"{six[0].round}/talk")
    photograph(robin, "state-six-talk")
    robin.opens(f"{six[0].round}/talk/1/2")
    photograph(robin, "state-six-talk-speak")


def test_a_place_of_six_is_full(house: House, six: list[Visitor]) -> None:
    robin = house.looks("one-of-six-0")
    robin.opens(six[0].us)
    robin.sees("There are six of you.")
    for name, _ in SIX:
        expect(robin.page.locator("bdi", has_text=name).first).to_be_visible()
    photograph(robin, "state-six-place")
    robin.opens("/")
    photograph(robin, "state-six-home")


def test_names_of_every_sort_from_right_to_left(house: House, six: list[Visitor]) -> None:
    reader = six[2]
    house.here(reader)
    reader.opens("/account")
    reader.posts("/account", language="ar", zone="Asia/Amman")
    nur = house.looks("one-of-six-2")
    nur.opens(reader.us)
    assert nur.page.locator("html").get_attribute("dir") == "rtl"
    photograph(nur, "state-six-place")
    summary_of(nur, reader.round)
    photograph(nur, "state-six-summary")


# -- what is left of what was shared


@pytest.fixture(scope="module")
def opened(house: House, couple: tuple[Visitor, Visitor]) -> tuple[str, str]:
    """Two rounds of the same, open: to the first Sam shared one answer, to the second nobody anything."""
    alex, sam = couple
    house.here(alex, sam)
    rounds = []
    for text in ("A slow breakfast, with the window open.", ""):
        begin(alex, TALK, sam)
        if text:
            sam.answers(5, text=text, share="partners")
        seal(alex, sam)
        rounds.append(alex.round)
        house.clock.passes(minutes=2)
    return rounds[0], rounds[1]


def test_one_answer_is_all_there_is(house: House, opened: tuple[str, str]) -> None:
    for name, sentence in (("alex", "Sam shared this."), ("sam", "You shared this.")):
        one = summary_of(house.looks(name), opened[0])
        one.sees(sentence)
        says(one, "An open conversation", "Talk it through")
        photograph(one, f"state-one-answer-{name}")


def test_what_was_taken_back_was_never_there(
    house: House, couple: tuple[Visitor, Visitor], opened: tuple[str, str]
) -> None:
    """Neither who took it back nor who had read it finds a trace."""
    _, sam = couple
    house.here(sam)
    sam.opens(f"{opened[0]}/shown")
    sam.posts(f"{opened[0]}/withdraw", prompt=5)
    for name in ("alex", "sam"):
        never = summary_of(house.looks(name), opened[1]).text
        one = summary_of(house.looks(name), opened[0])
        assert one.text == never
        one.sees(NOTHING)
        expect(one.page.get_by_role("link", name="Look at the exercises")).to_be_visible()
    photograph(one, "state-taken-back")


def test_all_was_taken_back_at_once(house: House, couple: tuple[Visitor, Visitor], opened: tuple[str, str]) -> None:
    alex, sam = couple
    house.here(alex, sam)
    house.clock.passes(minutes=2)
    begin(alex, TALK, sam)
    for n, one in enumerate((alex, sam)):
        one.fills_in(nth(n))
        one.seals()
    full = summary_of(house.looks("alex"), alex.round).text
    assert NOTHING not in full
    for one in (alex, sam):
        one.opens(f"{alex.round}/shown")
        one.posts(f"{alex.round}/hold-back")
    assert summary_of(house.looks("alex"), alex.round).text == summary_of(house.looks("alex"), opened[1]).text


# -- long lists


@pytest.fixture(scope="module")
def many(house: House) -> Visitor:
    """Rowan, alone, with two hundred rounds: to each of the first ones something is shared, and something kept."""
    rowan = house.joins("rowan")
    house.together("Window seat", (rowan, "Rowan", ""))
    slugs = sorted(slug for slug, one in house.exercises.items() if "ready" in one.offers)
    rowan.opens(f"/exercises/{slugs[0]}/begin")
    token = rowan.token
    for n in range(MANY):
        house.clock.passes(minutes=2)
        fields = {"exercise": slugs[n % len(slugs)], "opens": "ready", "opens_at": "3-days", "csrf_token": token}
        response = rowan.sends(f"{rowan.us}/rounds", **fields)
        assert response.status_code == 303
        rowan.round = response.headers["Location"]
        if n < ANSWERED:
            rowan.fills_in(nth(0), "partners" if n % 2 else "keep")
            rowan.seals()
    return rowan


@pytest.mark.parametrize(("name", "path", "most"), [("home", "/", 6), ("place", "us", 12)])
def test_two_hundred_rounds(house: House, many: Visitor, name: str, path: str, most: int) -> None:
    """The latest of them, and the way to all."""
    rowan = house.looks("rowan")
    rowan.opens(many.us if path == "us" else path)
    expect(rowan.page.locator("main li > a[href^='/rounds/']")).to_have_count(most)
    photograph(rowan, f"state-many-{name}")
    rowan.follows("Earlier rounds")
    there: set[str] = set()
    while True:
        there |= {one.get_attribute("href") or "" for one in rowan.page.locator("main a[href^='/rounds/']").all()}
        if not rowan.page.get_by_role("link", name="Earlier ones").count():
            break
        rowan.follows("Earlier ones")
    assert len(there) == MANY


def test_every_exercise_in_one_list(house: House) -> None:
    visitor = house.looks()
    visitor.opens("/exercises")
    assert visitor.page.locator("main a[href^='/exercises/']").count() >= 36
    photograph(visitor, "state-many-exercises")


@pytest.mark.parametrize(("name", "path"), [("data", "/account/data"), ("copy", "/account/copy")])
def test_a_year_of_answers(house: House, many: Visitor, name: str, path: str) -> None:
    rowan = house.looks("rowan")
    rowan.opens(path)
    assert rowan.page.locator("main li, main label").count() > ANSWERED * 3
    photograph(rowan, f"state-many-{name}")


def test_as_many_cards_as_fit(house: House, couple: tuple[Visitor, Visitor]) -> None:
    alex, sam = couple
    house.here(alex, sam)
    cards = house.exercises["flexible-and-core"]
    ((n, prompt),) = [(n, one) for n, one in enumerate(cards.prompts, 1) if one.kind == "sort"]
    alex.opens(f"{alex.us}/items/{opaque(cards.slug)}")
    for card in OWN_CARDS:
        alex.posts(alex.address, prompt=n, words=card)
    one = house.looks("alex")
    one.opens(alex.address)
    one.sees("10 cards are as many as fit.")
    photograph(one, "state-many-own-cards")
    begin(alex, cards.slug, sam)
    for at, somebody in enumerate((alex, sam)):
        piles = {f"pile-{item}": PILES[(k * (at + 1) + k // 5) % 4] for k, item in enumerate(_cards(somebody, n))}
        somebody.answers(n, share="partners", **piles)
    one.opens(f"{alex.round}/prompts/{n}")
    photograph(one, "state-many-cards")
    seal(alex, sam)
    summary_of(one, alex.round)
    expect(one.page.get_by_role("table").get_by_role("row")).to_have_count(len(prompt.items) + AT_MOST + 1)
    photograph(one, "state-many-cards-summary")


def _cards(somebody: Visitor, n: int) -> list[str]:
    """All that lie on the parts of a prompt."""
    found: list[str] = []
    (parts,) = re.findall(r"Part 1 of (\d)", somebody.prompt(n).text)
    for part in range(1, int(parts) + 1):
        names = somebody.opens(f"{somebody.round}/prompts/{n}?part={part}").names()
        found += [name.removeprefix("pile-") for name in names if name.startswith("pile-")]
    return found


# -- something went wrong


WORDS = "A thought that took all evening."


def writing(house: House, somebody: Visitor) -> Someone:
    """Somebody in the middle of a text."""
    house.here(somebody)
    begin(somebody, TALK)
    house.clock.passes(minutes=2)
    one = house.looks(somebody.name)
    one.opens(f"{somebody.round}/prompts/5")
    one.fills(text=WORDS)
    return one


def fails(one: Someone, status: int, button: str = "Save and go on") -> None:
    with one.expecting(f"status of {status}"):
        one.clicks(button)


def keeps_the_words(one: Someone, words: str = WORDS) -> None:
    expect(one.page.get_by_role("textbox", name="Your answer")).to_have_value(words)
    one.sees("It was not saved.")


def test_a_form_that_had_gone_stale(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = writing(house, couple[0])
    one.context.clear_cookies()
    fails(one, 400)
    says(one, "This form had gone stale.", "Open the page again")
    keeps_the_words(one)
    photograph(one, "state-400")


def test_nothing_to_see(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = house.looks("alex")
    with one.expecting("status of 404"):
        one.opens("/us/nobodys")
    says(one, "There is nothing here.", "Go home")
    photograph(one, "state-404")


def test_too_late(house: House, couple: tuple[Visitor, Visitor]) -> None:
    alex, _ = couple
    one = writing(house, alex)
    seal(alex)
    fails(one, 409)
    says(one, "That didn’t go through.", "Open the page again")
    one.sees("You have sealed this.")
    keeps_the_words(one)
    photograph(one, "state-409")


def test_more_than_fits(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = writing(house, couple[0])
    long = f"{WORDS} " * (BODY_BYTES // len(WORDS))
    one.fills(text=long)
    fails(one, 413)
    says(one, "This is more than fits in one go.", "Open the page again")
    keeps_the_words(one, long)
    if PICTURES:  # the page is like the others of its sort, and so much text takes long to look through
        take_pictures(one.page, "state-413", "en")


def test_words_that_do_not_fit_the_field(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = writing(house, couple[0])
    one.fills(text=LONG * 4)
    fails(one, 422)
    expect(one.page.get_by_role("alert")).to_contain_text("This is longer than there is room for.")
    expect(one.page.get_by_role("textbox")).to_have_value(LONG * 4)
    photograph(one, "state-422")


def test_too_many_guesses(house: House) -> None:
    one = house.looks()
    one.opens("/sign-in")
    for _ in range(int(GUESSES.split()[0])):
        one.fills(username="nobody", passphrase="not the passphrase")
        fails(one, 422, "Sign in")
    one.fills(username="nobody", passphrase="not the passphrase")
    fails(one, 429, "Sign in")
    says(one, "Let’s wait a little.", "Go home")
    photograph(one, "state-429")


def test_the_database_is_busy(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = writing(house, couple[0])
    one.page.set_default_timeout(20_000)
    with closing(sqlite3.connect(house.database, isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        fails(one, 503)
        somebody_else.execute("ROLLBACK")
    says(one, "Something went wrong on our side.", "Try again")
    keeps_the_words(one)
    photograph(one, "state-503-typed")
    one.clicks("Try again", "link")
    one.fills(text=WORDS)
    one.clicks("Save and go on")
    assert one.path.endswith("/prompts/6"), "it is served again"


def test_a_page_that_can_not_be_shown(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = house.looks("alex")
    house.moved.app.view_functions["help.index"], shown = _broken, house.moved.app.view_functions["help.index"]
    with one.expecting("status of 503"):
        one.opens("/help")
    house.moved.app.view_functions["help.index"] = shown
    says(one, "Something went wrong on our side.", "Try again")
    photograph(one, "state-503")
    one.clicks("Try again", "link")
    expect(one.page.get_by_role("heading", level=1)).not_to_have_text("Something went wrong on our side.")


def _broken() -> str:
    raise ValueError("a private thought")


_broken.action = "visit"  # type: ignore[attr-defined]  # the door's mark


# -- in other circumstances


def test_without_a_network(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = writing(house, couple[0])
    one.context.set_offline(True)
    with one.expecting("ERR_INTERNET_DISCONNECTED"):
        one.clicks("Save and go on")
        told = one.page.get_by_role("status").filter(has_text="What you typed is still here")
        expect(told).to_be_in_viewport()
        one.sees("Not saved yet. Your text is still here.")
    if PICTURES:
        take_pictures(one.page, "state-offline", "en")
    expect(one.page.get_by_role("textbox")).to_have_value(WORDS)
    one.context.set_offline(False)
    expect(told).to_have_count(0)


def test_without_scripts(house: House, couple: tuple[Visitor, Visitor]) -> None:
    alex, _ = couple
    house.here(alex)
    begin(alex, TALK)
    one = house.looks("alex", java_script_enabled=False)
    one.opens(f"{alex.round}/prompts/5")
    one.fills(text=WORDS)
    one.clicks("Save and go on")
    one.opens(f"{alex.round}/prompts/5")
    expect(one.page.get_by_role("textbox")).to_have_value(WORDS)


@pytest.mark.parametrize("width", [640, 1280])
def test_text_twice_as_large(house: House, six: list[Visitor], width: int) -> None:
    one = house.looks("one-of-six-0")
    for path in ("/", six[0].us, f"{six[0].round}/summary", f"{six[0].round}/talk/1/2", "/account"):
        one.opens(path)
        one.page.set_viewport_size({"width": width, "height": 900})
        one.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert one.page.evaluate(OVERFLOW) == 0, path


def test_on_paper(house: House, six: list[Visitor]) -> None:
    """No button, nothing to click, and nobody's name at the head of a table."""
    one = summary_of(house.looks("one-of-six-0"), six[0].round)
    one.page.emulate_media(media="print")
    for role in ("button", "link", "navigation", "banner", "contentinfo"):
        expect(one.page.get_by_role(role)).to_have_count(0)
    expect(one.page.get_by_role("img").first).to_be_visible()
    heads = " ".join(one.page.locator(":is(thead, h1, .over):visible").all_inner_texts())
    assert not [name for name, _ in SIX if name in heads]
    one.page.emulate_media(media="screen")


def test_a_session_that_is_over(house: House, couple: tuple[Visitor, Visitor]) -> None:
    one = house.looks("alex")
    house.clock.passes(hours=13)
    one.opens(couple[0].us)
    says(one, "Sign in", "Sign in")
    one.sees("you go on where you were")
    photograph(one, "state-session-over")
    one.fills(username="alex", passphrase=couple[0].passphrase)
    one.clicks("Sign in")
    assert one.path == couple[0].us


def test_an_invitation_that_is_over(house: House) -> None:
    """Expired, used, taken back or mistyped: it says the same."""
    kim = house.joins("kim")
    house.together("Balcony", (kim, "Kim", ""))
    code = kim.invites()
    house.clock.passes(hours=73)
    one = house.looks()
    said = set()
    for tried in (code, CODE):
        one.opens("/invitation")
        one.fills(code=tried)
        fails(one, 422, "Go on")
        said.add(one.page.get_by_role("alert").inner_text())
    assert len(said) == 1
    photograph(one, "state-invitation-over")


def test_what_is_shown_ends_soon(house: House, couple: tuple[Visitor, Visitor]) -> None:
    """A limit, which can't be renewed, beside what can."""
    alex, sam = couple
    house.here(alex, sam)
    begin(alex, "boundary-check-in", sam)
    for n, somebody in enumerate((alex, sam)):
        somebody.fills_in(nth(n))
        somebody.seals()
    house.clock.passes(days=340)
    startup.keep_up_once(house.workplace)
    one = house.looks("alex")
    one.opens("/account/data")
    one.sees("It ends by itself on")
    photograph(one, "state-ends-soon")
    one.page.get_by_role("button", name="Show it for a year from today").last.click()
    house.clock.passes(days=30)
    startup.keep_up_once(house.workplace)
    one = summary_of(house.looks("alex"), alex.round)
    one.sees("A year has passed since this opened.")
    photograph(one, "state-year-over")


def test_a_round_of_a_year_ago(house: House, couple: tuple[Visitor, Visitor]) -> None:
    """What was shown ends after a year, as if it had never been."""
    alex, sam = couple
    house.here(alex, sam)
    begin(alex, TALK, sam)
    for n, somebody in enumerate((alex, sam)):
        somebody.fills_in(nth(n))
        somebody.seals()
    one = summary_of(house.looks("alex"), alex.round)
    one.sees_no(NOTHING)
    house.clock.passes(days=367)
    startup.keep_up_once(house.workplace)
    one = summary_of(house.looks("alex"), alex.round)
    one.sees(NOTHING)
    photograph(one, "state-year-ago")

"""The calendar with as much in it as there can be, empty, and refused: in a browser, and weighed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.services.series import MOST
from app.startup import begin_what_comes_back
from app.web.exercises import opaque
from tests.browser.gallery import photograph
from tests.browser.states import House, furnished
from tests.browser.weighing import reckon
from tests.navigators import Visitor

NEW = "/calendar/series/new"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("calendar"), chromium) as made:
        yield made


def lets_come_back(somebody: Visitor, slug: str, every: str, first: str) -> None:
    place = somebody.us.removeprefix("/us/")
    plan = {"every": every, "first": first, "at": "20:30"}
    somebody.posts("/calendar/series", partnership=place, exercise=opaque(slug), **plan)


@pytest.fixture(scope="module")
def slugs(house: House) -> list[str]:
    """Those with the longest names first."""
    return sorted((slug for slug, one in house.exercises.items() if not one.has_blind), key=len, reverse=True)


@pytest.fixture(scope="module")
def full(house: House, slugs: list[str]) -> Visitor:
    """Alex, to whom as much comes back as can, and some of it has ended."""
    alex = house.joins("alex")
    house.together("The two of us and everybody who sits at the long table", (alex, "Alex", ""))
    alex.opens(NEW)
    for n, slug in enumerate(slugs[: MOST + 3]):
        if n >= MOST:
            links = [one for one in alex.opens("/calendar").links() if one.startswith("/calendar/series/")]
            alex.opens([one for one in links if "/new" not in one][-1])
            alex.posts(f"{alex.address}/end")
            alex.opens(NEW)
        lets_come_back(alex, slug, ("week", "two-weeks", "month")[n % 3], f"2026-11-{25 + n % 5}")
    house.clock.passes(hours=30)
    begin_what_comes_back(house.workplace)
    house.here(alex)
    return alex


@pytest.mark.parametrize("language", ["en", "ar"])
def test_as_much_as_can_come_back(house: House, full: Visitor, language: str) -> None:
    reader = house.looks("alex")
    reader.chooses_language(language)
    reader.opens("/calendar")
    expect(reader.page.locator("[aria-describedby^=series-]")).to_have_count(MOST)
    photograph(reader, "calendar-full")
    reader.opens(NEW)
    photograph(reader, "calendar-new-full")
    house.here(full)
    for path in ("/calendar", NEW):
        assert reckon(full.client, path).sound, (path, reckon(full.client, path))
    reader.chooses_language("en")


def test_in_two_places(house: House, slugs: list[str]) -> None:
    kim = house.joins("kim")
    for place in ("Sofa", "Window seat"):
        house.together(place, (kim, "Kim", ""))
        kim.opens(NEW)
        lets_come_back(kim, slugs[0], "week", "2026-12-03")
        lets_come_back(kim, slugs[1], "month", "2026-12-05")
    reader = house.looks("kim")
    reader.opens("/calendar")
    photograph(reader, "calendar-two-places")
    house.here(kim)
    assert reckon(kim.client, "/calendar").sound, reckon(kim.client, "/calendar")


def test_it_is_begun_and_ended_with_the_keyboard_alone(house: House) -> None:
    house.joins("sam")
    house.together("Sofa", (house.people["sam"], "Sam", ""))
    sam = house.looks("sam")
    sam.opens("/exercises/good-moments")
    sam.page.get_by_role("link", name="Let it come back").press("Enter")
    sam.page.get_by_label("The first day").fill("2020-01-02")
    with sam.expecting("status of 422"):
        sam.page.get_by_role("button", name="Begin in").press("Enter")
        sam.page.wait_for_load_state()
    photograph(sam, "calendar-new-refused")
    sam.page.get_by_role("link", name="This time has passed.").press("Enter")
    expect(sam.page.get_by_label("The first day")).to_be_focused()
    sam.page.get_by_label("The first day").fill("2026-12-03")
    sam.page.get_by_role("button", name="Begin in").press("Enter")
    sam.page.wait_for_load_state()
    assert sam.path == "/calendar"
    sam.page.get_by_role("link", name="End it").press("Enter")
    sam.page.wait_for_load_state()
    photograph(sam, "calendar-end")
    sam.page.get_by_role("button", name="End it for all").press("Enter")
    sam.page.wait_for_load_state()
    expect(sam.page.locator("main")).to_contain_text("Nothing in the next 60 days.")
    sam.page.locator("summary").press("Enter")
    sam.page.get_by_role("link", name="Begin it again").press("Enter")
    sam.page.wait_for_load_state()
    assert sam.path == NEW

"""The pages about whether this is a good time and where to turn: the same for everybody, and they keep nothing."""

import logging
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from babel import Locale
from bs4 import Tag
from flask import Flask

from app import startup
from app.config import Settings
from app.domain.places import PlacesRefused
from app.services.workplace import Workplace
from app.startup import StartRefused, prepare
from app.storage.places import read_places
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.rehearsal import Couple
from tests.wording import faults, grade

ADDRESSES = ["/help/moment", "/help/places", "/help/places/fr"]
WORDS = "p, h1, h2, li:not(:has(p))"
"""What a page says itself; names of lines are their own."""


@pytest.fixture
def everybody(app: Flask, visitor: Callable[[], Visitor], couple: Couple, clock: Clock) -> list[Visitor]:
    """Somebody new, somebody with a visitor's cookie, somebody signed in, and somebody whose session is locked."""
    stranger, seen_before = visitor(), visitor()
    seen_before.opens("/sign-in")
    alex, sam = couple
    clock.passes(minutes=11)
    alex.opens("/unlock")
    alex.unlocks()
    assert sam.opens("/").address == "/unlock"
    return [stranger, seen_before, alex, sam]


def rows(settings: Settings) -> str:
    """A hash of everything in the database."""
    with closing(sqlite3.connect(settings.data / "between-us.db")) as db:
        return sha256("\n".join(db.iterdump()).encode()).hexdigest()


def said(page: Page) -> str:
    main = page.html.select_one("main")
    assert main
    return "\n".join(" ".join(tag.get_text(" ").split()) for tag in main.select(WORDS))


def outside(page: Page) -> list[Tag]:
    return [link for link in page.html.select("a[href]") if "://" in str(link["href"])]


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_gets_the_same_bytes(everybody: list[Visitor], address: str) -> None:
    pages = [one.opens(address).raw for one in everybody]
    pages.append(everybody[0].opens(address, environ_base={"REMOTE_ADDR": "81.2.69.142"}).raw)
    assert len(set(pages)) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_keeps_nothing(
    everybody: list[Visitor], settings: Settings, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = rows(settings)
    with caplog.at_level(logging.INFO):
        answers = [one.client.get(address) for one in everybody]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert rows(settings) == before
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 4
    assert [record for record in caplog.records if not record.name.startswith("sqlalchemy")] == []


def test_the_database_hash_sees_a_change(couple: Couple, settings: Settings) -> None:
    before = rows(settings)
    couple[0].begins_partnership("other", "Alex")
    assert rows(settings) != before


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_has_no_token_and_still_a_way_to_leave(visitor: Callable[[], Visitor], address: str) -> None:
    page = visitor().opens(address)
    (form,) = page.html.select("form")
    assert not page.html.select("input, [name]:not(meta)")
    assert (form.get_text(), form["action"], form.get("method")) == ("Leave this page", "/exit", None)


def test_the_way_to_leave_ends_the_session(couple: Couple, app: Flask) -> None:
    alex, _ = couple
    alex.opens("/help/moment")
    assert alex.client.get("/exit").headers["Location"] == app.config["SETTINGS"].exit_to
    assert alex.opens("/account").address == "/sign-in"


def test_nothing_differs_after_reading_it(couple: Couple) -> None:
    alex, _ = couple
    pages = ("/", "/exercises", "/account", alex.us)
    before = [alex.opens(page).raw for page in pages]
    for address in ADDRESSES:
        alex.opens(address)
    assert [alex.opens(page).raw for page in pages] == before


# -- is this a good time


def test_it_ends_in_four_choices_that_lead_there(couple: Couple) -> None:
    alex, _ = couple
    page = alex.opens("/help/moment")
    sections = page.html.select("main > *")
    links = {link.get_text(): str(link["href"]) for link in sections[-1].select(".choices > li a:has(strong)")}
    assert list(links) == ["Go on", "Do it alone", "Not now", "Talk to someone"]
    headings = [alex.opens(address).heading for address in links.values()]
    assert headings == ["Exercises", "Make a place", "Home", "Where to find help"]


def test_the_solo_path_is_for_one_alone(joined: Callable[[str], Visitor]) -> None:
    kim = joined("kim")
    alone = next(link for link in kim.opens("/help/moment").html.select("a") if link.get_text() == "Do it alone")
    assert kim.opens(str(alone["href"])).heading == "Make a place"
    kim.begins_partnership("mine", "Kim")
    assert len(kim.opens(kim.us).html.select(".who")) == 1


def test_leaving_quietly_is_where_the_page_says(couple: Couple) -> None:
    alex, _ = couple
    page = alex.opens("/help/moment")
    assert "leave quietly" in page.text
    (home,) = [link for link in page.html.select("main a") if "Your places" in link.get_text()]
    alex.opens(str(home["href"]))
    place = alex.opens(alex.us)
    (leave,) = [link for link in place.html.select("main a") if link.get_text() == "Leave this place"]
    assert "You leave quietly." in alex.opens(str(leave["href"])).text


@pytest.mark.parametrize(
    "words",
    [
        "any gender",
        "does not erase",
        "A device that nobody else looks at",
        "a therapist",
        "leave quietly",
        "by country",
    ],
)
def test_it_says_what_it_must(visitor: Callable[[], Visitor], words: str) -> None:
    assert words in visitor().opens("/help/moment").text


def test_every_exercise_leads_to_it(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    somebody = visitor()
    for slug in workplace.library.current:
        page = somebody.opens(f"/exercises/{slug}")
        assert page.html.select('main a[href="/help/moment"]'), slug


# -- where to turn


def test_the_countries_are_listed_by_name(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    page = visitor().opens("/help/places")
    links = {link.get_text(): str(link["href"]) for link in page.html.select(".countries a")}
    names = Locale("en").territories
    assert links == {names[code]: f"/help/places/{code.lower()}" for code in workplace.places.countries}
    assert list(links) == sorted(links)


def test_every_country_shows_its_places_with_their_sources_and_days(
    visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    somebody = visitor()
    places = workplace.places
    for code in places.countries:
        page = somebody.opens(f"/help/places/{code.lower()}")
        assert page.heading == Locale("en").territories[code]
        listed = [one for one in places.places if one.country == code]
        emergencies = places.emergencies_of(code)
        assert all(one.name in page.text for one in [*listed, *places.directories])
        numbers = {f"tel:{one.phone}" for one in listed if one.phone}
        numbers |= {f"{'sms' if one.sms else 'tel'}:{one.phone}" for one in emergencies}
        assert {number.replace(" ", "").replace("-", "") for number in numbers} <= set(page.links())
        entries = [*listed, *emergencies, *places.directories]
        assert {source for one in entries for source in one.sources} <= set(page.links())
        days = Counter(f"Seen on {one.looked_up:%-d %B %Y} in" for one in entries)
        assert all(page.text.count(day) == times for day, times in days.items())
        assert page.text.count("Not verified by a person yet.") == sum(not one.verified_by for one in entries)


def test_a_verified_entry_says_who_and_when(
    app: Flask, visitor: Callable[[], Visitor], workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = {"looked_up": date(2026, 3, 9), "verified_by": "the example club", "verified_on": date(2026, 4, 1)}
    first, *rest = (one for one in workplace.places.places if one.country == "FR")
    places = workplace.places.model_copy(update={"places": (first.model_copy(update=checked), *rest)})
    monkeypatch.setitem(app.extensions, "workplace", replace(workplace, places=places))
    page = visitor().opens("/help/places/fr")
    assert "Seen on 9 March 2026 in" in page.text
    assert "Verified by the example club on 1 April 2026." in page.text


def test_a_number_to_write_to_is_not_called(visitor: Callable[[], Visitor]) -> None:
    links = visitor().opens("/help/places/fr").links()
    assert "sms:114" in links
    assert "tel:114" not in links


@pytest.mark.parametrize("address", ["/help/places/xx", "/help/places/xyz", "/help/places/%00"])
def test_an_unknown_country_is_not_found(visitor: Callable[[], Visitor], address: str) -> None:
    assert visitor().opens(address, 404).heading == "There is nothing here."


def test_other_sites_are_not_told_where_one_comes_from(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    somebody = visitor()
    addresses = [*ADDRESSES, *(f"/help/places/{code.lower()}" for code in workplace.places.countries)]
    links = [link for address in addresses for link in outside(somebody.opens(address))]
    assert len(links) > 200
    assert {tuple(link["rel"]) for link in links} == {("noreferrer",)}
    assert not [link for link in links if link.get("target")], "another tab would stay open after leaving"


# -- wording


@pytest.mark.parametrize("address", [*ADDRESSES, "/help/places/us", "/help/places/gb"])
def test_it_gives_no_orders_labels_or_promises(visitor: Callable[[], Visitor], address: str) -> None:
    page = visitor().opens(address)
    choices = {tag.get_text() for tag in page.html.select(".choices > li a:has(strong)")}
    text = "\n".join(line for line in said(page).splitlines() if line not in choices)
    assert not faults(text)


@pytest.mark.parametrize("address", ["/help/moment", "/help/places"])
def test_it_is_easy_to_read(visitor: Callable[[], Visitor], address: str) -> None:
    assert grade(said(visitor().opens(address))) <= 8


@pytest.mark.parametrize(
    "text",
    ["Leave now.", "You should go.", "Your abuser.", "You will be safe.", "It is safe. Call them.", "Get help!"],
)
def test_the_wording_check_sees(text: str) -> None:
    assert faults(text)


def test_the_grade_sees_hard_words() -> None:
    assert grade("You can stop. It is up to you.") < 3
    assert grade("Institutional interventions necessitate multidisciplinary coordination, notwithstanding.") > 20


# -- the file


def test_a_missing_or_unreadable_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlacesRefused, match="can't be read"):
        read_places(tmp_path / "places.toml")
    (tmp_path / "places.toml").write_bytes(b"# \xff")
    with pytest.raises(PlacesRefused, match="not UTF-8 text"):
        read_places(tmp_path / "places.toml")


def test_the_server_does_not_start_with_a_broken_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "places.toml").write_text('[[place]]\ncountry = "FR"\n')
    monkeypatch.setattr(startup, "read_places_to_turn_to", lambda: read_places(tmp_path / "places.toml"))
    with pytest.raises(StartRefused) as refused:
        prepare(settings)
    assert len(refused.value.reasons) > 3
    assert all(reason.startswith("places.toml: ") for reason in refused.value.reasons)

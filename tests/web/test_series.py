"""The calendar page, letting an exercise come back, and ending that."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from app.services.workplace import Workplace
from app.startup import begin_what_comes_back
from app.web.exercises import opaque
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.contents import contents, nothing_is_saved
from tests.web.prompts import BLIND, READY

Couple = tuple[Visitor, Visitor]
Sentence = Callable[[str], str]
WEEKLY, MONTHLY, PRIVATE = "boundary-check-in", "state-of-us", "safe-to-say"
TITLE = "Where are our limits this week?"


def fields(somebody: Visitor, slug: str = WEEKLY, **changes: str) -> dict[str, str]:
    place = somebody.us.removeprefix("/us/")
    plan = {"every": "week", "first": "2026-12-03", "at": "19:00"}
    return {"partnership": place, "exercise": opaque(slug), **plan, **changes}


def begins(somebody: Visitor, slug: str = WEEKLY, status: int = 200, **changes: str) -> Page:
    somebody.opens(f"/calendar/series/new?exercise={opaque(slug)}")
    return somebody.posts("/calendar/series", status, **fields(somebody, slug, **changes))


def ending(somebody: Visitor) -> str:
    """Where the one that runs can be ended."""
    links = somebody.opens("/calendar").links()
    (link,) = [one for one in links if one.startswith("/calendar/series/") and "/new" not in one]
    return link


def ends(somebody: Visitor) -> Page:
    page = somebody.opens(ending(somebody))
    assert "It ends for everyone here. Nobody is told whose wish it was; if there are two of you" in page.text
    return somebody.posts(f"{page.address}/end")


def comes(page: Page) -> list[str]:
    """What the first list says, a line each."""
    listed = page.html.select("section[aria-labelledby=comes] li")
    return [" ".join(one.get_text().split()) for one in listed]


def back(page: Page) -> str:
    (section,) = page.html.select("section[aria-labelledby=back]")
    return " ".join(section.get_text().split())


def title_of(somebody: Visitor, slug: str) -> str:
    return somebody.opens(f"/exercises/{slug}").heading


# -- letting it come back


def test_the_exercise_leads_to_the_form_which_suggests_its_rhythm(couple: Couple) -> None:
    alex, _ = couple
    for slug, every in ((WEEKLY, "week"), (MONTHLY, "month"), (READY, "week")):
        page = alex.opens(f"/exercises/{slug}")
        (link,) = [one for one in page.links() if one.startswith("/calendar/series/new")]
        page = alex.opens(link)
        assert page.ticked() == {"exercise": [opaque(slug)], "every": [every]}
        assert page.values("first") == ["2026-11-27"]
        assert page.values("at") == ["20:00"]
    assert "Europe/Madrid" in page.text


def test_what_has_blind_picks_does_not_lead_there(couple: Couple) -> None:
    alex, _ = couple
    assert not [one for one in alex.opens(f"/exercises/{BLIND}").links() if "/calendar" in one]
    alex.opens(f"/calendar/series/new?exercise={opaque(BLIND)}", 404)
    assert opaque(BLIND) not in alex.opens("/calendar/series/new").values("exercise")


def test_a_visitor_is_asked_to_join_first(visitor: Callable[[], Visitor]) -> None:
    somebody = visitor()
    assert not [one for one in somebody.opens(f"/exercises/{WEEKLY}").links() if "/calendar" in one]
    for path in ("/calendar", "/calendar/series/new"):
        assert somebody.opens(path).address == "/sign-in"


def test_it_is_on_the_calendar_of_both(couple: Couple) -> None:
    alex, sam = couple
    assert "Nothing in the next 60 days." in alex.opens("/calendar").text
    title = title_of(alex, WEEKLY)
    page = begins(alex)
    assert page.address == "/calendar"
    for one in (page, sam.opens("/calendar")):
        assert comes(one)[:4] == [
            f"Tuesday, 1 December, 19:00 {title} appears.",
            f"Thursday, 3 December, 19:00 {title} opens.",
            f"Tuesday, 8 December, 19:00 {title} appears.",
            f"Thursday, 10 December, 19:00 {title} opens.",
        ]
        assert len(comes(one)) == 16, "of eight weeks"
        said = back(one)
        assert "Once a week: Thursday, 19:00." in said
        assert "appears on Tuesday, 1 December, 19:00 and opens on Thursday, 3 December, 19:00" in said
    assert comes(sam.page) == comes(alex.opens("/calendar"))


@pytest.mark.parametrize(
    ("every", "first", "said"),
    [
        ("two-weeks", "2026-12-03", "Every two weeks: Thursday, 19:00."),
        ("month", "2026-12-03", "Once a month: on day 3, 19:00."),
        ("month", "2026-12-31", "Once a month: on day 31 or the last of the month, 19:00."),
    ],
)
def test_the_rhythm_in_words(couple: Couple, every: str, first: str, said: str) -> None:
    alex, _ = couple
    assert said in back(begins(alex, every=every, first=first))


def test_everybody_reads_it_in_their_own_time(couple: Couple) -> None:
    alex, sam = couple
    begins(alex)
    sam.opens("/account")
    sam.posts("/account", zone="America/Lima", language="en")
    page = sam.opens("/calendar")
    assert "Once a week: Thursday, 19:00. That is by the clocks of Europe/Madrid." in back(page)
    assert comes(page)[0].startswith("Tuesday, 1 December, 13:00")
    assert "by the clocks of" not in back(alex.opens("/calendar"))


def test_it_appears_for_both_and_is_linked_from_then_on(couple: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, sam = couple
    begins(alex, first="2026-11-25", at="20:30")
    page = alex.opens("/calendar")
    assert "The next one is here, and it opens on Wednesday, 25 November, 20:30." in back(page)
    (link,) = {one for one in page.links() if one.startswith("/rounds/")}
    sam.joins_round(link)
    assert "Opens on Wednesday, 25 November, 20:30" in sam.page.text
    assert title_of(sam, WEEKLY) in sam.opens("/").text
    clock.passes(days=6, hours=2)
    begin_what_comes_back(workplace)
    alex.signs_in()
    assert len({one for one in alex.opens("/calendar").links() if one.startswith("/rounds/")}) == 1
    assert alex.opens("/").text.count("Opens on") == 1


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"first": "2026-11-24", "at": "18:59"}, "first", "past"),
        ({"first": "1970-01-01"}, "first", "past"),
        ({"first": "0001-01-01"}, "first", "past"),
        ({"first": "2027-01-24"}, "first", "too-far"),
        ({"first": "9999-12-31", "at": "23:59"}, "first", "too-far"),
        ({"first": ""}, "first", "no-day"),
        ({"first": "2027-02-30"}, "first", "no-day"),
        ({"first": "\0"}, "first", "no-day"),
        ({"at": ""}, "at", "no-time"),
        ({"at": "25:00"}, "at", "no-time"),
        ({"every": ""}, "every", "not-offered"),
        ({"every": "daily"}, "every", "not-offered"),
        ({"exercise": ""}, "exercise", "exercise"),
        ({"exercise": WEEKLY}, "exercise", "exercise"),
        ({"exercise": opaque(BLIND)}, "exercise", "blind"),
    ],
)
def test_what_can_not_be_comes_back_as_it_was_typed(
    couple: Couple, workplace: Workplace, sentence: Sentence, changes: dict[str, str], field: str, reason: str
) -> None:
    alex, _ = couple
    alex.opens("/calendar/series/new")
    sent = fields(alex, **changes)
    with nothing_is_saved(workplace):
        page = alex.posts("/calendar/series", 422, **sent)
    assert sentence(reason) in page.html.select_one(f"#{field}-error").get_text()  # type: ignore[union-attr]
    assert f"#{field}" in page.links()
    assert page.html.select_one(f"#{field}")
    for name in ("first", "at"):
        assert page.typed(name) == [sent[name]]
    if sent["every"] in page.values("every"):
        assert page.ticked()["every"] == [sent["every"]]


def test_all_that_is_to_be_looked_at_is_said_at_once(couple: Couple, workplace: Workplace) -> None:
    alex, _ = couple
    alex.opens("/calendar/series/new")
    with nothing_is_saved(workplace):
        page = alex.posts("/calendar/series", 422, **fields(alex, every="", first="", at=""))
    assert page.html.select_one("h2").get_text() == "3 things to look at"  # type: ignore[union-attr]


def test_begun_twice_it_is_one_and_at_another_time_it_is_refused(
    couple: Couple, workplace: Workplace, sentence: Sentence
) -> None:
    alex, sam = couple
    begins(alex)
    with nothing_is_saved(workplace):
        assert begins(sam).address == "/calendar"
        assert sentence("comes-back") in begins(sam, at="20:00", status=422).text
    assert len(contents(workplace)["series"]) == 1


def test_six_and_no_more(couple: Couple, workplace: Workplace, sentence: Sentence) -> None:
    alex, _ = couple
    slugs = [one.slug for one in workplace.library.exercises("en") if not one.has_blind][:7]
    for slug in slugs[:6]:
        begins(alex, slug)
    page = begins(alex, slugs[6], 422)
    assert sentence("series-full") in page.text
    assert len(contents(workplace)["series"]) == 6


def test_two_places_each_have_a_button_and_a_name(couple: Couple) -> None:
    alex, _ = couple
    us = alex.us
    alex.begins_partnership("only me", "A")
    page = alex.opens("/calendar/series/new")
    assert len(page.html.select("button[name=partnership]")) == 2
    page = alex.opens(f"/calendar/series/new?partnership={us.removeprefix('/us/')}")
    assert [button["value"] for button in page.html.select("button[name=partnership]")] == [us.removeprefix("/us/")]
    page = begins(alex)
    assert "only me" in comes(page)[0]


def test_of_several_places_it_is_not_compressed(couple: Couple) -> None:
    """How well the titles of two places go together would tell those of one of the other."""
    alex, _ = couple
    begins(alex)
    main = alex.page.raw[alex.page.raw.index(b"<main") :]
    takes = {"Accept-Encoding": "gzip"}
    assert len(alex.client.get("/calendar", headers=takes).get_data()) < len(main)
    alex.begins_partnership("only me", "A")
    begins(alex)
    page = alex.opens("/calendar").raw
    sent = alex.client.get("/calendar", headers=takes).get_data()
    assert page[page.index(b"<main") : page.index(b"</main>")] in sent


def test_without_a_place_there_is_none_to_let_it_come_back_in(joined: Callable[[str], Visitor]) -> None:
    kim = joined("kim")
    page = kim.opens("/calendar/series/new")
    assert "/us/new" in page.links()
    assert not page.html.select("button[name=partnership]")
    assert "Nothing in the next 60 days." in kim.opens("/calendar").text


# -- ending it


def test_the_other_ends_it_and_anybody_begins_it_again(couple: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, sam = couple
    begins(alex, at="18:15")
    clock.now = datetime.fromisoformat("2026-12-05T12:00+00:00")
    begin_what_comes_back(workplace)
    sam.signs_in()
    page = ends(sam)
    assert page.address == "/calendar"
    alex.signs_in()
    for one in (page, alex.opens("/calendar")):
        assert "Ended on 5 December 2026." in back(one)
        assert "Once a week" not in back(one)
        assert comes(one) == []
        assert not [to for to in one.links() if to.startswith("/calendar/series/") and "/new" not in to]
    (link,) = [one for one in alex.page.links() if one.startswith("/calendar/series/new?")]
    page = alex.opens(link)
    assert page.ticked() == {"exercise": [opaque(WEEKLY)], "every": ["week"]}
    assert (page.values("first"), page.values("at")) == (["2026-12-10"], ["18:15"])
    page = begins(alex, first="2026-12-10", at="18:15")
    assert "Ended" not in back(page)
    assert "Once a week: Thursday, 18:15." in back(page)


def test_who_comes_later_reads_nothing_of_what_ended_before(couple: Couple, joined: Callable[[str], Visitor]) -> None:
    alex, sam = couple
    nothing = back(alex.opens("/calendar"))
    begins(alex)
    link = ending(alex)
    ends(sam)
    sam.opens(sam.us)
    sam.posts(f"{sam.us}/invitations")
    kit = joined("kit")
    kit.accepts(alex.invites(), "Kit")
    page = kit.opens("/calendar")
    assert back(page) == nothing
    assert TITLE not in page.text
    kit.opens(link, 404)
    again = kit.opens(f"/calendar/series/new?partnership={kit.us.removeprefix('/us/')}&exercise={opaque(WEEKLY)}")
    assert again.values("at") == ["20:00"], "not as it was"
    for one in couple:
        assert "Ended on 24 November 2026." in back(one.opens("/calendar"))


def test_it_is_ended_without_a_key(couple: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, _ = couple
    begins(alex)
    link, title = ending(alex), title_of(alex, WEEKLY)
    assert title in alex.opens(link).text
    clock.passes(minutes=11)
    page = alex.opens(link)
    assert page.full_address == f"{link}?locked=1", "so that a page which stood there is seen to be another one"
    assert "It ends for everyone here." in page.text
    assert title not in page.text, "whoever took the device up doesn't read which one it is"
    assert "19:00" not in page.text
    page = alex.posts(f"{link}/end")
    assert page.heading == "Locked"
    assert [row["next_day"] for row in rows(workplace)] == [None]
    page = alex.unlocks()
    assert "Ended on 24 November 2026." in back(page)
    assert alex.opens(link).address == "/calendar"


def test_unlocked_it_says_all(couple: Couple) -> None:
    alex, _ = couple
    begins(alex)
    link = ending(alex)
    assert alex.opens(f"{link}?locked=1").full_address == link


def rows(workplace: Workplace) -> list[dict[str, object]]:
    with workplace.database.reading() as db:
        return [dict(row) for row in db.execute(text("SELECT * FROM series")).mappings()]


def test_ended_twice_it_is_ended(couple: Couple, workplace: Workplace) -> None:
    alex, sam = couple
    begins(alex)
    link = ending(alex)
    ends(alex)
    with nothing_is_saved(workplace):
        sam.opens("/help")
        sam.posts(f"{link}/end")


def test_what_was_missed_is_named_nowhere(couple: Couple, workplace: Workplace, clock: Clock) -> None:
    """Five weeks in which nobody came, and the server slept for two of them."""
    alex, _ = couple
    begins(alex)
    for moment in ("2026-12-02T12:00", "2026-12-09T12:00", "2026-12-30T12:00"):
        clock.now = datetime.fromisoformat(f"{moment}+00:00")
        begin_what_comes_back(workplace)
    alex.signs_in()
    page = alex.opens("/calendar")
    said = page.html.main.get_text().casefold().replace("later", "")  # type: ignore[union-attr]
    for word in ("miss", "late", "skip", "left out", "gap", "streak", "of 5", "already"):
        assert word not in said
    assert alex.opens("/").text.count("Begun on") == 3


# -- others


def test_a_stranger_finds_nothing(couple: Couple, stranger: Visitor, workplace: Workplace) -> None:
    alex, _ = couple
    begins(alex)
    link = ending(alex)
    place = alex.us.removeprefix("/us/")
    stranger.opens("/help")
    nowhere = f"/calendar/series/{'x' * 44}/end"
    with nothing_is_saved(workplace):
        nothing = stranger.posts(nowhere, 404).text
        assert stranger.posts(f"{link}/end", 404).text == nothing
        assert stranger.opens(link, 404).text == stranger.opens(f"/calendar/series/{'x' * 44}", 404).text == nothing
        assert stranger.posts("/calendar/series", 404, **fields(alex)).text == nothing
        assert stranger.posts("/calendar/series", 404, **fields(alex, first="")).text == nothing
        assert stranger.posts("/calendar/series", 404, **fields(alex, partnership="x" * 22)).text == nothing
        assert stranger.opens(f"/calendar/series/new?partnership={place}", 404).text == nothing
        assert stranger.opens(f"/calendar/series/new?partnership={'x' * 22}", 404).text == nothing
    assert title_of(alex, WEEKLY) not in stranger.opens("/calendar").text


def test_who_has_left_sees_nothing_of_it_and_the_others_everything(couple: Couple, workplace: Workplace) -> None:
    alex, sam = couple
    before = begins(alex).raw
    sam.opens(f"{sam.us}/place")
    sam.posts(f"{sam.us}/place")
    assert "Nothing in the next 60 days." in sam.opens("/calendar").text
    assert alex.opens("/calendar").raw == before, "nothing tells that somebody has left"


def test_a_form_that_came_locked_is_kept(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    alex.opens("/calendar/series/new")
    clock.passes(minutes=11)
    alex.posts("/calendar/series", **fields(alex))
    assert alex.page.heading == "Locked"
    assert "Once a week: Thursday, 19:00." in back(alex.unlocks())


def test_no_address_and_no_title_is_in_the_log(couple: Couple, capfd: pytest.CaptureFixture[str]) -> None:
    alex, _ = couple
    title = title_of(alex, WEEKLY)
    begins(alex)
    ends(alex)
    said = "".join(capfd.readouterr())
    assert title not in said
    assert WEEKLY not in said


@pytest.mark.parametrize("language", ["es", "ar"])
def test_in_other_languages_it_has_the_same_parts(couple: Couple, language: str) -> None:
    alex, _ = couple
    begins(alex)
    alex.opens("/account")
    alex.posts("/account", zone="Europe/Madrid", language=language)
    page = alex.opens("/calendar")
    assert len(comes(page)) == 16
    assert page.html.html["lang"] == language  # type: ignore[index]
    page = alex.opens("/calendar/series/new")
    assert page.values("at") == ["20:00"]


def test_what_was_agreed_is_on_the_calendar_with_the_day_to_look_at_it(joined: Callable[[str], Visitor]) -> None:
    kim = joined("kim")
    kim.begins_partnership("mine", "Kim")
    kim.opens("/agreements/new")
    place = kim.us.removeprefix("/us/")
    agreed = kim.posts("/agreements/new", partnership=place, words="Phones stay in the hall", look="2-weeks").address
    page = kim.opens("/calendar")
    (said,) = comes(page)
    assert said.startswith("Tuesday, 8 December")
    assert "Something you agreed on is to be looked at again." in said
    assert "Phones" not in page.text
    assert agreed in page.links()

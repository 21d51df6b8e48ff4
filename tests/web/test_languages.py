"""Each reads in their own language, whatever the others read, and what is in another one says so."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask
from flask_babel import force_locale
from markupsafe import escape

from app import create_app, startup
from app.config import Settings
from app.domain.choosing import EDITION
from app.domain.exercise import Exercise
from app.domain.files import edition
from app.ports import Ports
from app.storage.library import Library
from app.vault.boxes import picks_smallest, smallest
from app.web import told
from app.web.sentences import level_words
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.makers import make_exercise, make_prompt
from tests.navigators import Visitor, nth
from tests.pages import Page

LANGUAGES = {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français", "ar": "العربية"}
WORDS = ("ask", "hint", "text", "low", "high", "subject", "say", "try", "title", "purpose", "not_for", "group")
LISTS = ("starts", "sources")


def translated(value: Any, key: str = "") -> Any:
    """What an exercise says, in something like Spanish; all else of it as it is."""
    if isinstance(value, dict):
        return {name: translated(one, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [translated(one, "text" if key in LISTS else "") for one in value]
    return f"Ya, {value}" if key in WORDS and isinstance(value, str) else value


def in_spanish(exercise: Exercise) -> Exercise:
    plain = translated(exercise.model_dump(by_alias=True))
    for prompt, original in zip(plain["prompts"], exercise.prompts, strict=True):
        prompt["show_if"] = original.show_if
    return Exercise.model_validate({**plain, "language": "es"})


BOTH = make_exercise(slug="in-both", title="In two languages")
ENGLISH = make_exercise(
    make_prompt("boundary"),
    make_prompt("sort", own_items=True),
    make_prompt("ranking"),
    make_prompt("reading"),
    make_prompt("scale"),
    slug="in-english",
    title="In English",
)
NUMBER = {prompt.id: n for n, prompt in enumerate(BOTH.prompts, 1)}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    editions = [edition({"en": BOTH, "es": in_spanish(BOTH)}), edition({"en": ENGLISH})]
    slugs = (BOTH.slug, ENGLISH.slug)
    library = Library(dict(zip(slugs, editions, strict=True)), {one.hash: one for one in editions})
    folder: Path = tmp_path_factory.mktemp("languages") / "instance"
    settings = Settings(instance=folder, argon_memory_kib=32, argon_iterations=1, testing=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(startup, "read_exercises", lambda: library)
        app = create_app(settings, Ports(clock=Clock()))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["workplace"].database.close()


@pytest.fixture
def clock(app: Flask) -> Clock:
    found = app.extensions["workplace"].clock
    found.now = Clock().now
    return found  # type: ignore[no-any-return]  # an extension is of Any


@pytest.fixture
def comes(app: Flask) -> Callable[[str], Visitor]:
    """Somebody who has chosen a language here."""

    def come(language: str) -> Visitor:
        somebody = Visitor(app)
        somebody.opens("/")
        somebody.posts("/lang", language=language, then="/join")
        return somebody

    return come


Comes = Callable[[str], Visitor]
COUNT = iter(range(100))


def together(one: Visitor, other: Visitor) -> None:
    """In a partnership; their usernames are their own."""
    n = next(COUNT)
    one.joins(f"alex-{n}")
    other.joins(f"sam-{n}")
    one.begins_partnership("us", "Alex")
    other.accepts(one.invites(), "Sam")


def language_of(page: Page) -> str:
    return str(page.html.html["lang"])  # type: ignore[index]


def foreign(page: Page) -> list[Tag]:
    """The elements of a page that say that they are in another language, without those that choose one."""
    return [tag for tag in page.html.select("body [lang]") if tag.name not in ("button", "option")]


# -- whose language it is


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("ja, de;q=0.4", "de"),
        ("ja", "en"),
        ("", "en"),
        ("xx\x7f", "en"),
    ],
)
def test_a_visitor_reads_what_their_browser_asks_for(app: Flask, asked: str, given: str) -> None:
    page = Visitor(app).opens("/", headers={"Accept-Language": asked})
    assert language_of(page) == given
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_visitor_chooses_goes_before_what_the_browser_asks_for(comes: Comes, language: str) -> None:
    page = comes(language).opens("/exercises", headers={"Accept-Language": "de, es;q=0.5"})
    assert language_of(page) == language
    assert page.html.html["dir"] == ("rtl" if language == "ar" else "ltr")  # type: ignore[index]


def test_the_languages_go_by_their_own_names(comes: Comes) -> None:
    kim = comes("fr")
    (link,) = kim.opens("/sign-in").html.select('footer a[href^="/lang"]')
    assert [one.get_text() for one in link.select("[lang]")] == list(LANGUAGES.values())
    buttons = kim.opens(str(link["href"])).html.select("main button[name=language]")
    assert {str(one["lang"]): one.get_text() for one in buttons} == LANGUAGES
    assert [one["lang"] for one in buttons if one["dir"] == "rtl"] == ["ar"]
    assert [one["lang"] for one in buttons if one.get("aria-current")] == ["fr"]


def test_it_leads_back_and_is_kept_in_the_browser_alone(app: Flask) -> None:
    kim = Visitor(app)
    address = kim.opens("/exercises/in-both").address
    (link,) = kim.page.html.select('footer a[href^="/lang"]')
    page = kim.opens(str(link["href"]))
    response = kim.sends("/lang", csrf_token=kim.token, language="ar", then=page.values("then")[0])
    assert response.status_code == 303
    assert response.headers["Location"] == address
    assert response.headers.getlist("Set-Cookie") == ["language=ar; HttpOnly; Path=/; SameSite=Lax"]


@pytest.mark.parametrize(
    "then", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "no/where", ""]
)
def test_it_leads_nowhere_else(app: Flask, then: str) -> None:
    kim = Visitor(app)
    kim.opens("/")
    assert kim.sends("/lang", csrf_token=kim.token, language="es", then=then).headers["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "", "EN", "../es", "en-US", "\u202e"])
def test_one_that_is_not_offered_is_refused(app: Flask, language: str) -> None:
    kim = Visitor(app)
    kim.opens("/")
    page = kim.posts("/lang", 409, language=language, then="/join")
    assert "Please choose from what is offered" in page.text
    assert kim.client.get_cookie("language") is None
    (link,) = page.html.select('footer a[href^="/lang"]')
    assert kim.opens(str(link["href"])).values("then") == ["/"], "the way back from a page that was posted to"


def test_a_cookie_that_says_something_else_is_as_none(app: Flask) -> None:
    kim = Visitor(app)
    kim.client.set_cookie("language", "xx")
    assert language_of(kim.opens("/", headers={"Accept-Language": "es"})) == "es"


def test_reading_chooses_nothing_and_neither_does_another_site(app: Flask) -> None:
    kim = Visitor(app)
    assert kim.client.get("/lang?language=es").status_code == 200
    assert kim.client.get_cookie("language") is None
    kim.opens("/")
    assert kim.sends("/lang", csrf_token="", language="es").status_code == 400
    other = {"Sec-Fetch-Site": "cross-site"}
    assert kim.sends("/lang", other, csrf_token=kim.token, language="es").status_code == 400
    assert kim.client.get_cookie("language") is None


@pytest.mark.parametrize("language", ["es", "ar"])
def test_who_joins_keeps_the_language_they_joined_in(comes: Comes, language: str) -> None:
    somebody = comes(language)
    somebody.joins(f"joins-{language}")
    somebody.client.delete_cookie("language")
    page = somebody.opens("/account", headers={"Accept-Language": "en"})
    assert language_of(page) == language
    assert page.ticked()["language"] == [language]


def test_joining_in_what_the_browser_asks_for(app: Flask) -> None:
    somebody = Visitor(app)
    french = {"Accept-Language": "fr"}
    somebody.opens("/join", headers=french)
    fields = {"username": "camille", "passphrase": somebody.passphrase, "adult": "1"}
    somebody.sends("/join", french, csrf_token=somebody.token, **fields)
    assert language_of(somebody.opens("/")) == "fr"


def test_a_persons_language_is_changed_in_the_account_and_nowhere_else(comes: Comes) -> None:
    alex = comes("en")
    elsewhere = 'footer a[href^="/lang"]'
    assert alex.opens("/help").html.select(elsewhere), "there is a way for whoever isn't signed in"
    alex.joins("alex-changes")
    assert not alex.opens("/help").html.select(elsewhere)
    page = alex.opens("/account")
    assert not page.html.select(elsewhere)
    offered = {str(one["value"]): one for one in page.html.select("select[name=language] option")}
    assert {code: one.get_text() for code, one in offered.items()} == LANGUAGES
    assert (offered["ar"]["lang"], offered["ar"]["dir"]) == ("ar", "rtl")
    alex.posts("/lang", language="fr", then="/account")
    assert language_of(alex.page) == "en"
    alex.posts("/account", language="ar", zone="Europe/Madrid")
    assert language_of(alex.page) == "ar"
    assert [one.get_text() for one in alex.page.html.select("[role=status]")] == ["حُفظ."]
    alex.posts("/account", 422, language="xx", zone="Europe/Madrid")
    assert not alex.page.html.select("[role=status]")
    assert language_of(alex.opens("/account")) == "ar"


def test_who_leaves_in_a_hurry_leaves_no_language_behind(comes: Comes) -> None:
    kim = comes("ar")
    kim.client.get("/exit")
    assert kim.client.get_cookie("language") is None


def test_a_page_for_everybody_has_no_token(comes: Comes) -> None:
    assert not comes("es").opens("/help/moment").html.select("input")


# -- two who read in two languages


def test_two_partners_answer_in_two_languages_and_compare(comes: Comes, clock: Clock) -> None:
    alex, sam = comes("es"), comes("en")
    together(alex, sam)
    sam.joins_round(alex.starts(BOTH.slug, "at", "20-minutes"))
    assert (alex.opens(alex.round).heading, sam.opens(sam.round).heading) == (
        "Ya, In two languages",
        "In two languages",
    )
    assert alex.prompt(NUMBER["choice"]).labels("option")["tea"] == "Ya, Tea"
    assert sam.prompt(NUMBER["choice"]).labels("option")["tea"] == "Tea"
    for one in (alex, sam):
        one.fills_in(nth(0, f"{one.name} wrote this"))
        one.seals()
    clock.passes(minutes=21)
    for one, mine, other in ((alex, "Ya, ", ""), (sam, "", "Ya, ")):
        page = one.summary()
        points = {str(point["id"]): point for point in page.html.select("article.point h3")}
        assert {f"point-{NUMBER[prompt.id]}" for prompt in BOTH.prompts if prompt.shareable or prompt.blind} == set(
            points
        )
        assert points[f"point-{NUMBER['choice']}"].get_text() == f"{mine}How about choice?"
        assert f"{mine}Tea" in page.text
        assert f"I said {mine}Tea ." in page.text
        assert not other or other not in page.text
        assert f"{alex.name} wrote this" in page.text
        assert f"{sam.name} wrote this" in page.text
        assert not foreign(page)
    spanish, english = level_words_of(alex.page.html), level_words_of(sam.page.html)
    assert spanish != english


def level_words_of(html: Tag) -> str:
    """How the level is called inside the sentence to say about a boundary."""
    heading = html.select_one(f"#point-{NUMBER['boundary']}")
    return heading.find_parent("article").select_one(".ways-in dd").get_text()  # type: ignore[union-attr]


# -- an exercise in another language than the page


@pytest.fixture
def in_arabic(comes: Comes, clock: Clock) -> Visitor:
    """Somebody who reads in Arabic, in an exercise that is there in English only, with a partner who reads in
    English."""
    alex, sam = comes("ar"), comes("en")
    together(alex, sam)
    key = alex.opens(f"/exercises/{ENGLISH.slug}").address.rpartition("/")[2]
    alex.opens(f"{alex.us}/items/{key}")
    alex.posts(f"{alex.us}/items/{key}", prompt="2", words="بيت صغير")
    sam.joins_round(alex.starts(ENGLISH.slug))
    for one in (alex, sam):
        one.fills_in(nth(1))
        if one is sam:
            one.seals()
    return alex


def marked(page: Page, words: str) -> list[tuple[str, str]]:
    """How the elements are marked that say exactly this."""
    found = [tag for tag in page.html.find_all(True) if tag.get_text() == words and not tag.select(":not(bdi)")]
    return [(str(tag.get("lang")), str(tag.get("dir"))) for tag in found]


def test_words_of_an_exercise_are_marked(in_arabic: Visitor) -> None:
    n = {prompt.id: n for n, prompt in enumerate(ENGLISH.prompts, 1)}
    for address, words in (
        ("/", [ENGLISH.title]),
        ("/exercises", [ENGLISH.title]),
        (f"/exercises/{ENGLISH.slug}", [ENGLISH.title, ENGLISH.purpose, ENGLISH.not_for, "calm", "How about sort?"]),
        (in_arabic.round, [ENGLISH.title, "How about sort?"]),
        (f"{in_arabic.round}/prompts/{n['boundary']}", ["How about boundary?"]),
        (f"{in_arabic.round}/prompts/{n['sort']}", ["How about sort?", "Cooking", "Plans"]),
        (f"{in_arabic.round}/prompts/{n['ranking']}", ["How about ranking?", "Sleep"]),
        (f"{in_arabic.round}/prompts/{n['reading']}", ["Take your time."]),
        (f"{in_arabic.round}/prompts/{n['scale']}", ["calm", "lively"]),
        (f"{in_arabic.round}/review", ["How about sort?", "holding hands", "Cooking"]),
        ("/account/copy", [ENGLISH.title, "How about sort?"]),
    ):
        page = in_arabic.opens(address)
        if page.address == "/unlock":
            page = in_arabic.unlocks()
        assert page.html.html["dir"] == "rtl"  # type: ignore[index]
        for one in words:
            marks = marked(page, one)
            assert marks, f"{address} says nothing of {one}"
            assert set(marks) == {("en", "ltr")}, f"{address}: {one}"


def test_so_are_they_in_the_summary_and_the_talk(in_arabic: Visitor) -> None:
    in_arabic.seals()
    page = in_arabic.summary()
    assert page.html.html["dir"] == "rtl"  # type: ignore[index]
    said = "I said ask me first."
    for words in ("How about boundary?", said, "What is that like for you?", "Have a cup of tea.", "Cooking", "lively"):
        assert set(marked(page, words)) == {("en", "ltr")}, words
    for step in ("/talk/1/1", "/talk/1/2", "/talk/1/closing", "/mine"):
        page = in_arabic.opens(f"{in_arabic.round}{step}")
        if page.address == "/unlock":
            page = in_arabic.unlocks()
        assert {(tag["lang"], tag["dir"]) for tag in foreign(page)} == {("en", "ltr")}, step


def test_cards_of_their_own_stand_apart_in_no_language(in_arabic: Visitor) -> None:
    for address in (f"{in_arabic.round}/prompts/2", f"{in_arabic.round}/review"):
        page = in_arabic.opens(address)
        found = page.html.find_all(string="بيت صغير")
        assert found, address
        assert all(text.parent.name == "bdi" for text in found), address


def test_in_their_own_language_nothing_is_marked(comes: Comes) -> None:
    alex, sam = comes("en"), comes("ar")
    together(alex, sam)
    alex.starts(ENGLISH.slug)
    addresses = [alex.round, "/", "/exercises", f"/exercises/{ENGLISH.slug}"]
    addresses += [f"{alex.round}/prompts/{n}" for n in range(1, len(ENGLISH.prompts) + 1)]
    for address in addresses:
        assert not foreign(alex.opens(address)), address


# -- how things are said


@pytest.mark.parametrize(
    ("language", "instant", "day", "names"),
    [
        ("en", "Tuesday, 24 November, 20:05", "24 November 2026", "Alex, Kim and Inés"),
        ("es", "martes, 24 de noviembre, 20:05", "24 de noviembre de 2026", "Alex, Kim e Inés"),
        ("de", "Dienstag, 24. November, 20:05", "24. November 2026", "Alex, Kim und Inés"),
        ("fr", "mardi 24 novembre, 20:05", "24 novembre 2026", "Alex, Kim et Inés"),
        ("ar", "الثلاثاء، 24 نوفمبر، 20:05", "24 نوفمبر 2026", "Alex وKim وInés"),
    ],
)
def test_days_and_names_in_five_languages(app: Flask, language: str, instant: str, day: str, names: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert told.moment(datetime(2026, 11, 24, 20, 5, tzinfo=UTC)) == instant
        assert told.day(date(2026, 11, 24)) == day
        assert instant.startswith(told.weekday(date(2026, 11, 24)))
        joined = told.together(["Alex", "", "Kim", "Inés"])
        assert joined.striptags() == names
        assert joined.count("<bdi>") == 3


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("Sam", "Alex y Sam"),
        ("Ian", "Alex e Ian"),
        ("Hilda", "Alex e Hilda"),
        ("Hierro", "Alex y Hierro"),
        ("Íñigo", "Alex e Íñigo"),
    ],
)
def test_a_spanish_and_before_the_same_sound(app: Flask, last: str, said: str) -> None:
    with app.test_request_context(), force_locale("es"):
        assert told.together(["Alex", last]).striptags() == said


def test_a_name_can_be_anything(app: Flask) -> None:
    with app.test_request_context():
        assert told.together(["{0}", "<b>%s</b>"]) == "<bdi>{0}</bdi> and <bdi>&lt;b&gt;%s&lt;/b&gt;</bdi>"
        assert told.together([]) == told.together([""]) == ""
        assert escape(told.told("<b>", "en")) == "&lt;b&gt;", "words that the page escapes"
        assert told.told("<b>", "ar") == '<span lang="ar" dir="rtl">&lt;b&gt;</span>'


def test_when_a_round_opens_is_said_in_each_ones_language(comes: Comes) -> None:
    alex, sam = comes("de"), comes("ar")
    together(alex, sam)
    sam.joins_round(alex.starts(BOTH.slug, "at", "3-days"))
    assert alex.opens(alex.round).html.select_one("time").get_text() == "Freitag, 27. November, 19:00"  # type: ignore[union-attr]
    assert sam.opens(sam.round).html.select_one("time").get_text() == "الجمعة، 27 نوفمبر، 19:00"  # type: ignore[union-attr]


def test_levels_are_called_in_the_language_of_the_exercise(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "ar"}):
        assert set(level_words("en").values()) == {"welcome", "ask me first", "not now", "no"}


# -- choosing together


def test_choosing_together_is_there_in_every_language() -> None:
    assert set(EDITION.languages) == set(Settings.languages) == set(LANGUAGES)
    titles = {one.title for one in EDITION.languages.values()}
    assert len(titles) == len(LANGUAGES)


def test_what_holds_the_picks_is_of_one_size_in_all_languages() -> None:
    """Or the database would tell who reads what."""
    for whole in (EDITION, edition({"en": BOTH, "es": in_spanish(BOTH)})):
        sizes = {(smallest(one), picks_smallest(one)) for one in whole.languages.values()}
        assert len(sizes) == 1


def test_each_picks_in_their_own_words(comes: Comes, clock: Clock) -> None:
    alex, sam = comes("es"), comes("ar")
    together(alex, sam)
    alex.opens("/choose")
    alex.posts(f"{alex.us}/choose", opens_at="5-minutes")
    address = alex.address
    for one, language in ((alex, "es"), (sam, "ar")):
        words = EDITION.languages[language]
        page = one.opens(address)
        assert page.heading == words.prompts[0].ask
        assert sorted(page.labels("picks").values()) == sorted(item.text for item in words.prompts[0].items)  # type: ignore[union-attr]
        assert not foreign(page)
        one.posts(address, picks="load")
    clock.passes(minutes=5)
    assert language_of(sam.opens(address)) == "ar"

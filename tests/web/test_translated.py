"""Everything that a page says can be translated: read in a made-up language, nothing of it is left in English but what
people wrote and what exercises say, which is marked as what it is."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urldefrag, urlsplit

import flask_babel
import pytest
from babel import Locale
from flask import Flask
from lxml.html import document_fromstring

from app import create_app, startup
from app.config import Settings
from app.domain.choosing import EDITION
from app.domain.files import edition
from app.ports import Ports
from app.storage.library import Library
from app.web import languages
from app.web.exercises import opaque
from tests.clock import Clock
from tests.conftest import Compiled
from tests.makers import OPENERS, make_exercise, make_prompt
from tests.navigators import Visitor, nth
from tests.pages import Page
from tests.phones import SETTING, sets_up
from tests.therapists import TERMS, client_of, do, gives, makes_code, proposes, show
from tests.web.pseudo import CLOSE, OPEN, Known, Pseudo, strays
from tests.web.rehearsal import Rehearsal
from tests.writing import HOME, fills

LANGUAGE = "ar"
"""The language that the pages say they are in. Nearly all exercises are in another one."""
AND = "و"
"""Between names, which come from Babel."""
ITEMS = [
    {"id": one, "text": one.capitalize(), "group": f"With {one[0].upper()}"}
    for one in ("bath", "bread", "book", "sun", "sea", "snow")
]
EXERCISE = make_exercise(
    make_prompt("reading", text="Take your time, all of it."),
    make_prompt("scale", "noise", hint="Any noise."),
    make_prompt("guess", "their-noise", about="noise"),
    make_prompt("choice", "mood", private=True),
    make_prompt("reflection", "more", private=True, show_if={"prompt": "mood", "any": ["tea", "cocoa", "water"]}),
    make_prompt("reflection"),
    make_prompt("choices"),
    make_prompt("pause"),
    make_prompt("boundary"),
    make_prompt("sort", items=ITEMS, own_items=True),
    make_prompt("guess", "their-sort", about="sort", openers=OPENERS | {"say": "I wonder."}),
    make_prompt("ranking", places=2),
    make_prompt("allocation"),
    make_prompt("mutual", items=ITEMS, own_items=True),
    slug="all-kinds",
)
NUMBER = {prompt.id: n for n, prompt in enumerate(EXERCISE.prompts, 1)}
MANY = ("/exercises/", "/help/places/")
"""Many pages of one make, which one person reads once."""


class Reader:
    """Somebody who reads page after page, and notes what isn't in the made-up language."""

    def __init__(self, app: Flask) -> None:
        library: Library = app.extensions["workplace"].library
        editions = [*library.current.values(), EDITION]
        self.known = Known([one for edition in editions for one in edition.languages.values()])
        self.allowed = _names_and_places(app)
        self.once = MANY
        self.read: set[str] = set()
        self.pages: set[bytes] = set()
        self.found: dict[str, list[str]] = {}

    def reads(self, page: Page) -> None:
        if page.raw in self.pages:
            return  # to the byte a page that was read already
        self.pages.add(page.raw)
        assert page.tree.get("lang") == LANGUAGE, page.address
        assert OPEN in page.text, page.address
        if strange := strays(page.tree, self.known, self.allowed):
            self.found[page.address] = strange

    @property
    def said(self) -> str:
        return "\n".join(f"{address}: {found}" for address, found in self.found.items())

    def sends(self, somebody: Visitor, address: str, **fields: Any) -> None:
        """Read the page that comes back from a form."""
        somebody.opens("/")
        page = Page(somebody.sends(address, **{"csrf_token": somebody.token, **fields}))
        assert page.status in (200, 400, 409, 422), f"{address}: {page.status}"
        self.reads(page)

    def walks(self, somebody: Visitor, *first: str) -> None:
        """Read these pages, and every page of this site that a link leads to from there."""
        seen: set[str] = set()
        ahead = [*first]
        while ahead:
            address = urldefrag(ahead.pop()).url
            parts = urlsplit(address)
            once = address.startswith(self.once)
            no_page = parts.scheme or parts.path.endswith(".ics") or address in ("", "/exit")
            if no_page or address in (self.read if once else seen):
                continue
            seen.add(address)
            self.read.add(address)
            page = somebody.opens(address)
            if page.address == "/unlock" and parts.path != "/unlock":
                self.reads(page)
                self.read.add(page.address)
                page = somebody.unlocks()
            self.reads(page)
            ahead += page.links()


def _names_and_places(app: Flask) -> set[str]:
    """Names that aren't ours to translate, the names of countries and languages, and what is known of places to
    turn to, which is marked as English."""
    settings: Settings = app.config["SETTINGS"]
    places, locale = app.extensions["workplace"].places, Locale(LANGUAGE)
    found = {settings.site_name, AND, *locale.territories.values(), *locale.languages.values()}
    found |= {f"{month} {year}" for month in locale.months["format"]["wide"].values() for year in (2026, 2027)}
    with app.test_request_context():
        found |= {one.name for one in languages.choices()}
    for one in (*places.emergencies, *places.directories, *places.places):
        found |= {text for text in (one.about, getattr(one, "hours", None), getattr(one, "text", None)) if text}
    return found


@pytest.fixture(scope="module")
def world(rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Clock]]:
    clock, whole = Clock(), startup.read_exercises()
    made = edition({"en": EXERCISE})
    library = Library({**whole.current, EXERCISE.slug: made}, {**whole.editions, made.hash: made})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(startup, "read_exercises", lambda: library)
        patched.setattr(flask_babel.Domain, "get_translations", lambda _: Pseudo())
        app = create_app(rehearsal.prepare(tmp_path_factory.mktemp("translated") / "instance"), Ports(clock=clock))
        app.jinja_env.bytecode_cache = Compiled()  # the sentences of that language stand in it
        yield app, clock
        app.extensions["workplace"].database.close()


@pytest.fixture
def app(world: tuple[Flask, Clock], rehearsal: Rehearsal) -> Flask:
    rehearsal.clear(world[0])
    return world[0]


@pytest.fixture
def clock(world: tuple[Flask, Clock]) -> Clock:
    world[1].now = Clock().now
    return world[1]


@pytest.fixture
def reader(app: Flask) -> Reader:
    return Reader(app)


@pytest.fixture
def newcomer(app: Flask) -> Callable[[], Visitor]:
    def come() -> Visitor:
        somebody = Visitor(app)
        somebody.client.set_cookie("language", LANGUAGE)
        return somebody

    return come


VISITORS = {"front.index", "accounts.join", "accounts.sign_in", "accounts.recover", "help.moment", "help.places"}
VISITORS |= {"help.index", "help.place", "exercises.index", "exercises.show", "invitations.accept"}
VISITORS |= {"languages.show"}
NO_PAGE = {"static", "front.healthz", "staying.left", "accounts.leave_page", "notices.feed", "agreements.look_day"}
NO_PAGE |= {"written.export"}
OVER_TIME = {"calendar.index", "calendar.new", "calendar.ending", "agreements.index", "agreements.new"}
OVER_TIME |= {"agreements.show"}
OVER_TIME |= {"agreements.change", "moments.show", "moments.choose", "history.index", "history.then", "history.mine"}
OVER_TIME |= {"over_time.lines", "over_time.mine", "notices.show", "one_question.index", "repair.show"}
HALFWAY = {"second_step.code"}
WRITTEN = {"written.index", "written.show", "written.head", "written.removing"}
WRITTEN |= {"written_prompts.show", "written_prompts.look"}
PRACTICE = {"practice.statement", "practice.codes", "practice.show", "therapists.show", "therapists.showing"}
PRACTICE |= {"therapists.assigned", "practice.assign", "practice.round_shown", "practice.lines"}


def endpoints(app: Flask, addresses: set[str]) -> set[str]:
    """Of pages that were read, those that lie behind these addresses."""
    at = app.url_map.bind("localhost")
    return {at.match(urlsplit(one).path)[0] for one in addresses}


def test_a_visitor(reader: Reader, newcomer: Callable[[], Visitor], app: Flask) -> None:
    kim = newcomer()
    reader.walks(kim, "/", "/recover")
    assert endpoints(app, reader.read) >= VISITORS
    reader.reads(kim.opens("/nowhere", 404))
    kim.opens("/")
    for address, fields in (
        ("/", {"pile": "core"}),
        ("/exercises/find", {"words": "touch"}),
        ("/exercises/find", {"words": "xylophone"}),
        ("/join", {"username": "k", "passphrase": "short"}),
        ("/join", {"username": "kim", "passphrase": "correct horse battery", "adult": ""}),
        ("/sign-in", {"username": "kim", "passphrase": "none"}),
        ("/recover", {"username": "kim", "code": "7" * 26, "passphrase": "five quiet lamps lit"}),
        ("/invitation", {"code": "7" * 26}),
        ("/lang", {"language": "xx"}),
        ("/", {"csrf_token": "stale"}),
    ):
        reader.sends(kim, address, **fields)
    assert not reader.found, reader.said


def test_two_partners(reader: Reader, newcomer: Callable[[], Visitor], clock: Clock, app: Flask) -> None:
    alex, sam = newcomer(), newcomer()
    alex.joins("alex")
    reader.walks(alex, "/", "/recovery-code", "/us/new", "/choose", "/account/data", "/account/copy")
    sam.joins("sam")
    alex.begins_partnership("us", "Alex", "they/them")
    code = alex.invites()
    reader.walks(alex, "/", f"{alex.us}/invitations", "/choose")
    sam.accepts(code, "Sam")
    items = f"{alex.us}/items/{opaque(EXERCISE.slug)}"
    alex.opens(items)
    alex.posts(items, prompt=str(NUMBER["sort"]), words="Our own card")
    sam.joins_round(alex.starts(EXERCISE.slug, "at", "20-minutes"))
    begun = alex.round
    alex.opens("/choose")
    alex.posts(f"{alex.us}/choose", opens_at="5-minutes")
    choosing = alex.address
    reader.walks(alex, "/", items)
    alex.fills_in(nth(0))
    sam.fills_in(nth(1))
    refusals(reader, alex, items, choosing)
    reader.walks(alex, "/", f"{begun}/review", f"{begun}/prompts/1?short=1")
    for one in (alex, sam):
        one.opens(choosing)
        one.posts(choosing, picks="load")
        one.seals()
    reader.walks(alex, "/", choosing, f"{begun}/mine", "/account/copy", "/account/data")
    clock.passes(minutes=21)
    reader.walks(alex, "/", choosing, begun, "/choose", "/account/data", "/account/copy", f"{begun}/mine")
    reader.walks(sam, f"{begun}/summary", f"{begun}/talk")
    reader.sends(alex, "/account/copy", **{"as": "html"})
    alex.opens(f"{begun}/summary")
    reader.reads(alex.posts(f"{begun}/keep-open"))
    reader.reads(alex.posts(f"{begun}/keep-open", talk="1"))
    clock.passes(minutes=11)
    reader.reads(alex.opens(begun))
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGE
    assert endpoints(app, reader.read) | VISITORS | OVER_TIME | HALFWAY | WRITTEN | PRACTICE == pages
    assert not reader.found, reader.said


def test_exercises_that_somebody_writes(reader: Reader, newcomer: Callable[[], Visitor], app: Flask) -> None:
    kim = newcomer()
    kim.joins("kim")
    for like in ("", opaque(EXERCISE.slug)):
        kim.opens(HOME)
        here = kim.posts(HOME, like=like).address
        reader.walks(kim, HOME, here, f"{here}/look/a", f"{here}/look/therapist")
        kim.opens(here)
        kim.posts(here, mark=kim.page.values("mark")[0], **{"add-language": "de"})
        reader.walks(kim, f"{here}?language=de")
        for prompt in EXERCISE.prompts:
            kim.opens(here)
            added = kim.posts(here, mark=kim.page.values("mark")[0], kind=prompt.kind).address
            fills(kim, {"ask": f"{OPEN}own{CLOSE}", "id": "Bad id", "short": "1"})
            reader.reads(kim.opens(added))
        kim.opens(f"{here}/about")
        fills(kim, {"title": "Tea", "minutes": "many", "practices-2": "desire"})
        reader.reads(kim.opens(f"{here}/about"))
        reader.reads(kim.opens(here))
    reader.sends(kim, f"{here}/about", mark="older", title="Tea")
    assert endpoints(app, reader.read) >= WRITTEN
    assert not reader.found, reader.said


def test_a_second_step(reader: Reader, newcomer: Callable[[], Visitor], clock: Clock, app: Flask) -> None:
    alex, halfway = newcomer(), newcomer()
    alex.joins("alex")
    alex.opens(SETTING)
    reader.reads(alex.posts(SETTING, what="begin"))
    reader.sends(alex, SETTING, what="confirm", code="000000")
    sets_up(alex, clock)
    reader.reads(alex.opens(SETTING))
    halfway.signs_in("alex")
    reader.read.add(halfway.address)
    reader.reads(halfway.page)
    reader.sends(halfway, "/sign-in/code", code="000000")
    assert endpoints(app, reader.read) == HALFWAY
    assert not reader.found, reader.said


def _unlock(*people: Visitor) -> None:
    for one in people:
        if one.opens("/unlock").address == "/unlock":
            one.unlocks()


def test_a_therapist_and_a_couple(reader: Reader, newcomer: Callable[[], Visitor], clock: Clock, app: Flask) -> None:
    reader.once = (*MANY, "/account/", "/calendar", "/agreements", "/moments/", "/us/new")
    noor, alex, sam = newcomer(), newcomer(), newcomer()
    for one, name in ((noor, "noor"), (alex, "alex"), (sam, "sam")):
        one.joins(name)
    alex.begins_partnership("us", "Alex")
    therapists = f"{alex.us}/others"
    reader.reads(alex.opens(therapists))
    sam.accepts(alex.invites(), "Sam")
    reader.reads(noor.opens("/practice"))
    sets_up(noor, clock)
    reader.reads(noor.opens("/practice"))
    reader.sends(noor, "/practice/statement")
    noor.opens("/practice/statement")
    noor.posts("/practice/statement", **TERMS)
    reader.walks(noor, "/practice")
    reader.sends(noor, "/practice/codes", label="")
    code = makes_code(noor)
    reader.reads(noor.page)
    reader.sends(alex, therapists, code="none", opens_at="never")
    reader.sends(alex, therapists, code=code)
    here = proposes(alex, code)
    reader.walks(alex, therapists, here)
    for one in (alex, sam):
        one.opens(here)
        reader.reads(one.posts(f"{here}/yes"))
        reader.reads(one.posts(f"{here}/sees", sees="completion"))
    clock.passes(minutes=21)
    reader.walks(alex, therapists, here)
    reader.sends(alex, f"{here}/yes", back="1")
    reader.walks(noor, "/practice")
    noor.opens("/practice/statement")
    noor.posts("/practice/statement", **TERMS | {"secrets": "none"})
    client = client_of(here)
    _unlock(noor, alex, sam)
    for wrong in ({"note": "x" * 401}, {"exercise": EXERCISE.slug, "due": "date", "due_on": "never"}):
        reader.sends(noor, f"{client}/assign", **wrong)
    reader.sends(noor, f"{client}/meeting", meets_on="never")
    assigned = gives(noor, client, alex, EXERCISE.slug, weekly="1")
    reader.walks(alex, assigned, here)
    reader.sends(alex, assigned, opens="at", opens_at="never")
    do(assigned, alex, sam, opens="at", opens_at="20-minutes")
    clock.passes(minutes=21)
    _unlock(noor, alex, sam)
    alex.summary()
    reader.reads(alex.opens(f"{alex.round}/showing"))
    show(alex, sam)
    reader.walks(alex, f"{alex.round}/showing", here, "/account/data")
    reader.walks(noor, client, f"{client}/over-time/{opaque(EXERCISE.slug)}")
    reader.reads(alex.opens(here))
    alex.posts(f"{here}/end")
    reader.walks(alex, here)
    reader.walks(noor, "/practice")
    assert endpoints(app, reader.read) >= PRACTICE, PRACTICE - endpoints(app, reader.read)
    assert not reader.found, reader.said


def test_a_couple_over_time(reader: Reader, newcomer: Callable[[], Visitor], clock: Clock, app: Flask) -> None:
    """Of the rounds themselves, and of all that two partners have read in every state, each page once."""
    reader.once = (*MANY, "/rounds/", "/us/", "/account", "/choose")
    alex, sam = newcomer(), newcomer()
    alex.joins("alex")
    sam.joins("sam")
    alex.begins_partnership("us", "Alex")
    sam.accepts(alex.invites(), "Sam")
    us = alex.us.removeprefix("/us/")
    for _n in range(2):
        for slug in ("good-moments", "open-conversation"):
            sam.joins_round(alex.starts(slug))
            for one in (alex, sam):
                one.fills_in(nth(0))
                one.seals()
            reader.walks(alex, f"{alex.round}/summary", f"/agreements/new?round={alex.round.removeprefix('/rounds/')}")
        clock.passes(days=20)
        alex.signs_in()
        sam.signs_in()
    weekly = {"exercise": opaque("good-moments"), "every": "week", "at": "20:00", "partnership": us}
    alex.opens("/calendar/series/new")
    alex.posts("/calendar/series", first=f"{clock().date() + timedelta(days=5)}", **weekly)
    reader.sends(alex, "/calendar/series", **weekly)
    reader.sends(alex, "/calendar/series", first="2020-01-01", **weekly)
    words = {"words": "Tea first, then talk.", "partnership": us}
    reader.sends(alex, "/agreements/new", **words | {"words": ""})
    alex.opens("/agreements/new")
    agreed = alex.posts("/agreements/new", look="month", opens_at="20-minutes", **words).address
    assert agreed.startswith("/agreements/")
    for one in (alex, sam):
        one.opens(agreed)
        one.posts(f"{agreed}/yes", says="yes")
    reader.walks(alex, "/", agreed)
    clock.passes(minutes=21)
    reader.walks(alex, "/", agreed, f"{agreed}/change", f"/moments/{us}")
    reader.sends(alex, f"{agreed}/change", words="")
    reader.sends(alex, f"/moments/{us}", words="")
    reader.sends(alex, f"{alex.us}/one-question", question="none")
    reader.sends(alex, "/calendar/notices/mail", mailbox="nowhere")
    alex.opens("/calendar/notices")
    reader.reads(alex.posts("/calendar/notices/mail", mailbox="alex@example.org"))
    reader.sends(alex, "/calendar/notices/code", code="1")
    alex.opens("/calendar/notices")
    reader.reads(alex.posts("/calendar/notices/feed"))
    clock.passes(days=32)
    alex.signs_in()
    reader.walks(alex, "/", agreed)
    clock.passes(minutes=11)
    reader.reads(alex.opens("/calendar/notices"))
    alex.signs_in()
    ends = alex.opens(agreed)
    reader.reads(alex.posts(f"{ends.address}/end"))
    reader.walks(alex, "/agreements", "/calendar")
    assert endpoints(app, reader.read) >= OVER_TIME, OVER_TIME - endpoints(app, reader.read)
    assert not reader.found, reader.said


def refusals(reader: Reader, alex: Visitor, items: str, choosing: str) -> None:
    """What a page says to what can't be done."""
    for address, fields in (
        ("/us/new", {"name": "", "display_name": ""}),
        ("/account", {"current": "none", "passphrase": "short"}),
        ("/account", {"language": "xx", "zone": "Nowhere"}),
        ("/invitation", {"code": "7" * 26, "display_name": "Alex"}),
        (items, {"prompt": str(NUMBER["sort"]), "words": ""}),
        (choosing, {"picks": ["load", "roles", "calm", "change"]}),
        (f"{alex.us}/rounds", {"exercise": EXERCISE.slug, "opens": "at"}),
        (f"{alex.us}/choose", {"opens_at": "never"}),
        (f"{alex.round}/review", {"version": "another"}),
        (f"{alex.round}/withdraw", {"prompt": "1"}),
        (f"{alex.round}/prompts/{NUMBER['reflection']}", {"text": "Typed in an older tab", "version": "another"}),
        (f"{alex.round}/prompts/{NUMBER['boundary']}", {"level": ""}),
        (f"{alex.round}/prompts/{NUMBER['choices']}", {}),
        (f"{alex.round}/prompts/{NUMBER['mutual']}", {"picks": [one["id"] for one in ITEMS]}),
        (f"{alex.round}/prompts/{NUMBER['ranking']}", {"place-1": "sleep", "place-2": "sleep"}),
    ):
        reader.sends(alex, address, **fields)


def test_what_goes_round_gettext_is_found() -> None:
    known = Known([EXERCISE])
    page = f"""<html lang="ar"><p>Left in English</p><p>{OPEN}Said by <bdi>Alex</bdi>{CLOSE}</p>
        <img alt="A picture"><p>How about scale?</p><p><span lang="en">How about scale?</span> I said <b>no</b></p>"""
    assert strays(document_fromstring(page), known, set()) == [
        "ar: Left in English",
        "ar: How about scale?",
        "ar: I said",
        "ar: no",
        "ar: A picture",
    ]

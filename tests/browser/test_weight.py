"""Every page on a first visit: at most 15 KB on the wire with its style and its script, at most three requests, and
nothing on it moves once it stands. Every prompt of every exercise is reckoned in every language that it is there in,
and pages of all sorts are weighed in a browser."""

import gzip
import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.config import Settings
from app.demo import read_story
from app.domain.answers import Share
from app.domain.exercise import Exercise, Opens
from app.domain.rounds import Schedule
from app.domain.samples import samples
from app.domain.showing import shown
from app.domain.therapists import LENGTHS, MOST_LINKS
from app.services import beginning, partnerships, people, worksheets
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.startup import read_exercise_files, shipped
from app.web.compressed import in_three
from tests.browser.every_page import sort_of
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.browser.weighing import BROWSER, LIMIT, REQUESTS, Weight, first_paint, plain, reckon, scales
from tests.clock import Clock
from tests.navigators import PASSPHRASE, Visitor
from tests.therapists import makes_code, practises, proposes

EXERCISES = read_exercise_files(shipped("exercises")).originals()
ZONE = ZoneInfo("Europe/Madrid")
NAMES = ("Alex", "Sam")
PASSPHRASES = {person["username"]: person["passphrase"] for person in read_story()["people"]}
OPENED = ("", "/summary", "/shown", "/mine", "/talk", "/talk/1/1", "/talk/1/2", "/talk/1/3", "/talk/1/closing")
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
LEAVING = re.compile("/(exit|static/|components)")
OF_EACH = 12
"""Pages of each sort that are looked at, to weigh the heaviest."""
PAINT = 1.1
TURNS = 3
PLAIN = "/plain"


def tell(heavy: dict[str, Weight]) -> str:
    """The pages that are too heavy, the heaviest first."""
    lines = [f"{one.size:6} bytes, {one.requests} requests: {page}" for page, one in heavy.items() if not one.sound]
    return "\n".join([f"more than {LIMIT} bytes, or {REQUESTS} requests:", *sorted(lines, reverse=True)])


# -- every prompt of every exercise


class Home:
    """Alex and Sam, who have answered every exercise. Alex looks at it, in one language after the other."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.workplace: Workplace = app.extensions["workplace"]
        self.clock = clock
        self.people: list[Unlocked] = []
        self.rounds: dict[str, Address] = {}
        with self.workplace.writing() as ctx:
            for name in NAMES:
                joining = people.Joining(name.lower(), PASSPHRASE.format(name=name.lower()), True, "en", ZONE)
                self.people.append(people.join(ctx, joining)[0])
            self.place = partnerships.create(ctx, self.people[0], "us", NAMES[0], "")
        with self.workplace.writing() as ctx:
            code = partnerships.invite(ctx, self.people[0], self.place)
        with self.workplace.writing() as ctx:
            partnerships.accept(ctx, self.people[1], code or "", NAMES[1], "")
        self.alex = Visitor(app)
        self.alex.signs_in("alex")

    def plays(self, exercise: Exercise) -> None:
        opens = exercise.offers[0]
        later = timedelta(minutes=20) if opens is Opens.AT else timedelta(days=3)
        with self.workplace.writing() as ctx:
            schedule = Schedule(opens, self.clock() + later)
            address = beginning.start(ctx, self.people[0], self.place, exercise.slug, schedule)
        for person, me in enumerate(self.people):
            answers, picks = samples(exercise, person, NAMES[person])
            with self.workplace.writing() as ctx:
                for prompt in exercise.prompts:
                    answer = picks.items.get(prompt.id) if prompt.blind else answers.get(prompt.id)
                    if answer:
                        sheet = worksheets.find(ctx, me, address, to_change=True)
                        worksheets.save(ctx, me, sheet, prompt, answer, Share.PARTNERS if prompt.shareable else None)
        self.rounds[exercise.slug] = address

    def opens_all(self) -> None:
        """Both seal everything, and time passes."""
        for address in self.rounds.values():
            for me in self.people:
                with self.workplace.writing() as ctx:
                    sheet = worksheets.find(ctx, me, address, to_change=True)
                    worksheets.seal(ctx, me, sheet, dict(sheet.worksheet.choices))
        self.clock.passes(minutes=21)
        self.alex.opens("/")
        self.alex.unlocks()

    def reads_in(self, language: str) -> Iterator[tuple[str, str]]:
        """The rounds that are there in a language: (slug, address of the page)."""
        with self.workplace.writing() as ctx:
            people.change_settings(ctx, self.people[0], language, ZONE)
        for slug, address in self.rounds.items():
            if (shipped("exercises") / language / f"{slug}.toml").exists():
                yield slug, f"/rounds/{address}"

    def weighs(self, languages: tuple[str, ...], pages: dict[str, tuple[str, ...]]) -> dict[str, Weight]:
        """`pages`: for each exercise, what to read behind the address of its round."""
        found = {}
        for language in languages:
            for slug, address in self.reads_in(language):
                for page in pages[slug]:
                    found[f"{language} {slug}{page}"] = reckon(self.alex.client, f"{address}{page}")
        return found


def shown_to_alex(exercise: Exercise) -> tuple[str, ...]:
    """The page of a round before it opens, each prompt, and the review."""
    answers, _ = samples(exercise, 0, NAMES[0])
    steps = shown(exercise, answers, len(NAMES))
    later = [f"/prompts/{n}?part=2" for n, prompt in steps if prompt.kind in ("sort", "guess", "allocation")]
    return "", *(f"/prompts/{n}" for n, _ in steps), *later, "/review"


def test_every_page_of_every_exercise(app: Flask, settings: Settings, clock: Clock) -> None:
    """With an answer to every prompt, shared with everybody: pages are heavier then."""
    home = Home(app, clock)
    for exercise in EXERCISES.values():
        home.plays(exercise)
    found = home.weighs(settings.languages, {slug: shown_to_alex(one) for slug, one in EXERCISES.items()})
    home.opens_all()
    found |= home.weighs(settings.languages, dict.fromkeys(EXERCISES, OPENED))
    assert len(found) > 1000
    assert all(one.sound for one in found.values()), tell(found)


def test_pages_of_a_therapist(app: Flask, settings: Settings, clock: Clock) -> None:
    """With a statement as long as it may be, in letters of two bytes, and as many therapists as there is room for."""
    noor, alex = Visitor(app), Visitor(app)
    noor.joins("noor")
    practises(noor, clock, **{field: "ضع" * (longest // 2) for field, longest in LENGTHS.items()})
    alex.joins("alex")
    alex.begins_partnership("us", "Alex")
    for _ in range(MOST_LINKS):
        here = proposes(alex, makes_code(noor, "ضع" * 30))
        alex.posts(f"{here}/yes")
    pages = {
        alex: (f"{alex.us}/others", here),
        noor: ("/practice", "/practice/statement", "/practice/codes", here.replace("/others", "/practice")),
    }
    found = {}
    for language in settings.languages:
        for somebody, addresses in pages.items():
            somebody.opens("/account")
            somebody.posts("/account", language=language, zone="Europe/Madrid")
            found |= {f"{language} {one}": reckon(somebody.client, one) for one in addresses}
    assert len(found) == len(settings.languages) * 6
    assert all(one.sound for one in found.values()), tell(found)


# -- every page of the demo


def crawl(somebody: Someone) -> dict[str, int]:
    """Pages that somebody of the demo can come to, with the bytes of each answer: all sorts, and some of each."""
    ahead, found, met = ["/"], dict[str, int](), Counter[str]()
    while ahead:
        path = ahead.pop(0)
        if path in found or met[sort := sort_of(path)] == OF_EACH:
            continue
        met[sort] += 1
        answer = somebody.context.request.get(path, headers=BROWSER, max_redirects=0)
        found[path] = 0
        if answer.status == 200 and "text/html" in answer.headers["content-type"]:
            found[path] = int(answer.headers["content-length"])
            ahead += [link for link in map(html.unescape, LINK.findall(answer.text())) if not LEAVING.match(link)]
    return found


def heaviest(pages: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    """Of each sort the page that weighs most, with whose it is."""
    found: dict[str, tuple[str, str]] = {}
    for (who, path), size in pages.items():
        sort = sort_of(path)
        if size and size > pages.get(found.get(sort, ("", "")), 0):
            found[sort] = who, path
    return list(found.values())


def test_every_page_in_a_browser(demo: str, chromium: Browser) -> None:
    everybody = {who: Someone(chromium, demo) for who in ("", "robin", "kim", "rowan")}
    pages = {}
    for who, somebody in everybody.items():
        if who:
            somebody.signs_in(who, PASSPHRASES[who])
        pages |= {(who, path): size for path, size in crawl(somebody).items()}
    found, moved = {}, {}
    heavy = heaviest(pages)
    for who, somebody in everybody.items():
        with scales(somebody.page) as here:
            for path in (path for whose, path in heavy if whose == who):
                found[path], moved[path] = here.weigh(path)
        somebody.goes_home()
    assert len(found) > 60, len(found)
    assert all(one.sound for one in found.values()), tell(found)
    assert not {path: shift for path, shift in moved.items() if shift}


def test_what_is_reckoned_is_what_a_browser_takes(server: str, app: Flask, chromium: Browser) -> None:
    somebody = Someone(chromium, server)
    with scales(somebody.page) as here:
        for path in ("/", "/help", "/exercises", "/sign-in"):
            somebody.context.clear_cookies()
            weighed, _ = here.weigh(path)
            reckoned = reckon(app.test_client(), path)
            assert (path, weighed) == (path, reckoned)
    somebody.goes_home()


# -- the first paint


@pytest.fixture
def beside(moving: Moved) -> dict[str, bytes]:
    """Answers that the same server gives too, by path; each is HTML in gzip. The app makes its own page first: what it
    costs the server is the same."""
    answers: dict[str, bytes] = {}
    app = moving.app.wsgi_app

    def both(environ: Any, start: Any) -> Any:
        found = answers.get(environ["PATH_INFO"])
        if found is None:
            return app(environ, start)
        if environ["PATH_INFO"].startswith(f"{PLAIN}/"):
            made = app({**environ, "PATH_INFO": environ["PATH_INFO"].removeprefix(PLAIN)}, lambda *_: lambda _: None)
            made.close()
        kind = ("Content-Type", f"text/{'css' if environ['PATH_INFO'].endswith('.css') else 'html'}; charset=utf-8")
        start("200 OK", [kind, ("Content-Length", str(len(found))), ("Content-Encoding", "gzip")])
        return [found]

    moving.app.wsgi_app = both  # type: ignore[method-assign]  # put between, as Flask says
    return answers


def test_the_first_paint(
    moving: Moved, couple: tuple[Someone, Someone], beside: dict[str, bytes], chromium: Browser
) -> None:
    """Against a page of the same words with no script and a style of a few words, from the same server, in turns. What
    else runs on this machine can only make a turn slower, so the best turn of each counts."""
    alex, _ = couple
    alex.starts("open-conversation", opens="ready")
    paths = ("/help", "/", f"{alex.round}/prompts/3", "/account")
    beside["/plain.css"] = gzip.compress(b"body{font:1.125rem/1.6 sans-serif;max-width:40rem;margin:2rem auto}")
    for path in paths:
        answer = alex.context.request.get(path, headers=BROWSER)
        page = plain(answer.text()).encode()
        page = page.replace(b"</title>", b'</title><link rel="stylesheet" href="/plain.css">')
        in_parts = in_three(page) if answer.headers["content-encoding"] == "gzip" else None
        beside[f"{PLAIN}{path}"] = in_parts or gzip.compress(page)
    best: dict[str, float] = defaultdict(lambda: inf)
    for _ in range(TURNS):
        for path in (*paths, *(f"{PLAIN}{path}" for path in paths)):
            visit = chromium.new_context(base_url=moving.address, storage_state=alex.context.storage_state())
            best[path] = min(best[path], first_paint(visit.new_page(), path))
            visit.close()
    ours, plainly = sum(best[path] for path in paths), sum(best[f"{PLAIN}{path}"] for path in paths)
    assert ours <= PAINT * plainly, f"{ours / plainly:.2f} of a plain page; milliseconds: {dict(best)}"

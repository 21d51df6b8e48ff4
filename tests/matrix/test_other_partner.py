"""No page tells anything of what the other partner does in private: not a byte of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from tests.clock import Clock
from tests.matrix.reading import KINDS, ORDINARY, Entry, matrix
from tests.matrix.scenes import NUMBERS, Company, Scene, come_in, gather, scene_of
from tests.matrix.stage import Stage
from tests.navigators import Visitor
from tests.web.prompts import READY

NEW_EACH_TIME = (
    "partnerships.start",
    "choosing.start",
    "one_question.start",
    "agreements.create",
    "agreements.change_now",
    "moments.create",
)
"""What these lead to has a name that nothing had before."""
SHOWN = [
    entry
    for entry in matrix().entries
    if entry.about_a_place or (entry.method == "GET" and not entry.endpoint.startswith(("static", "help.")))
    if entry.endpoint not in NEW_EACH_TIME
]


ALWAYS_THE_SAME = [entry for entry in SHOWN if str(entry) != "GET choosing.show"]
"""What is drawn comes from chance: one and the same only within one opening."""


def seal(company: Company) -> None:
    company.answer("sam")
    company.seal("sam")


def seal_and_keep(company: Company) -> None:
    for sam, kind in company.each(("sam",), ORDINARY):
        sam.answers(NUMBERS[kind], level="no", share="keep")
        sam.seals()


def seal_and(company: Company, path: str, **fields: str) -> None:
    seal(company)
    for sam, _ in company.each(("sam",)):
        sam.opens("/help")
        sam.posts(sam.round + path, **fields)


def look_first(company: Company) -> None:
    seal(company)
    company.clock.passes(seconds=CLOSING.total_seconds())
    for sam, _ in company.each(("sam",)):
        sam.summary()


def end_what_holds(company: Company) -> None:
    """Leaving ends what one has agreed to, for all to see: as anybody may (tests/web/test_agreements.py)."""
    post(company, f"/agreements/{company.us[-22:]}{company.agreements['holds']}/end", "alex")
    for link in ("agreed", "ended"):
        post(company, f"/others/{company.links[link]}/end", "alex")


def post(company: Company, path: str, name: str = "sam", **fields: str) -> None:
    somebody = company.people[name]
    somebody.opens("/help")
    if somebody.posts(path, **fields).address == "/unlock":
        somebody.unlocks()
        somebody.posts(path, **fields)
    assert somebody.address != "/unlock"


Scenes = dict[tuple[str, str, str], Scene]
"""By what Alex did, what Sam did, and the kind of the round."""
ROLES = ("partner", "locked")
CLOSING = timedelta(minutes=8)
"""How long after all this the time of the rounds comes."""
NOTHING = "does nothing"
LOOKS_FIRST = "seals and, when the time comes, looks first"
PRIVATE: dict[str, Callable[[Company], Any]] = {
    "answers": lambda company: company.answer("sam"),
    "seals": seal,
    "seals, keeping it": seal_and_keep,
    "seals and clears": lambda company: seal_and(company, "/review", clear="1"),
    "seals and holds back": lambda company: seal_and(company, "/hold-back"),
    "says yes to a therapist": lambda company: post(company, f"/others/{company.links['waits']}/yes"),
    "lets them see": lambda company: post(company, f"/others/{company.links['waits']}/sees", sees="agreements"),
    "leaves": lambda company: company.leave("sam"),
    "deletes the account": lambda company: post(company, "/account/whole"),
}
"""What Sam does in all rounds."""

MINE: dict[str, Callable[[Company], Any]] = {
    "begun": lambda company: None,
    "answered": lambda company: company.answer("alex"),
    "sealed": lambda company: (company.answer("alex"), company.seal("alex")),
}
"""What Alex has done, who looks."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    found = gather(tmp_path_factory.mktemp("private"))
    end_what_holds(found)
    yield found
    found.app.extensions["workplace"].database.close()


@pytest.fixture(scope="module")
def scenes(company: Company) -> Scenes:
    found = {}
    begin_anew, begun = company.leaving_off(), company.clock.now
    for mine, do_mine in MINE.items():
        begin_anew()
        do_mine(company)
        there = come_in(company, begun + timedelta(minutes=12), ROLES)
        before_sam = company.leaving_off()
        for private, do in {NOTHING: None, **PRIVATE, LOOKS_FIRST: look_first}.items():
            before_sam()
            if do:
                company.people["sam"] = company.comes("sam")
                do(company)
            database = company.snapshot()
            for kind in KINDS:
                found[mine, private, kind] = scene_of(company, database, kind, there)
    return found


@pytest.fixture(scope="module")
def private_stage(company: Company) -> Iterator[Stage]:
    found = Stage(company)
    yield found
    found.close()


def told(stage: Stage, scene: Scene, entry: Entry, role: str = "partner", later: timedelta = timedelta()) -> Any:
    """All that Alex gets."""
    scene = replace(scene, now=scene.now + later) if later else scene
    response = stage.ask(scene, role, entry).response
    assert response.status_code < 500
    return response.status_code, sorted(response.headers), response.get_data()


@pytest.mark.parametrize("entry", SHOWN, ids=str)
def test_nothing_tells_what_the_other_does(scenes: Scenes, private_stage: Stage, entry: Entry) -> None:
    for kind, mine in product(entry.kinds, MINE):
        untouched = told(private_stage, scenes[mine, NOTHING, kind], entry)
        for private in PRIVATE:
            assert told(private_stage, scenes[mine, private, kind], entry) == untouched, (kind, mine, private)


@pytest.mark.parametrize("entry", [entry for entry in ALWAYS_THE_SAME if entry.method == "GET"], ids=str)
def test_every_way_of_showing_nothing_opens_alike(scenes: Scenes, private_stage: Stage, entry: Entry) -> None:
    """The time has come, and Alex looks first."""
    for kind, mine in product(entry.kinds, MINE):
        untouched = told(private_stage, scenes[mine, NOTHING, kind], entry, later=CLOSING)
        for private in PRIVATE:
            if private != "seals":
                found = told(private_stage, scenes[mine, private, kind], entry, later=CLOSING)
                assert found == untouched, (kind, mine, private)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("entry", ALWAYS_THE_SAME, ids=str)
def test_nothing_tells_whether_the_other_has_looked(
    scenes: Scenes, private_stage: Stage, entry: Entry, role: str
) -> None:
    for kind, mine in product(entry.kinds, ("answered", "sealed")):
        not_yet = told(private_stage, scenes[mine, "seals", kind], entry, role, CLOSING)
        assert told(private_stage, scenes[mine, LOOKS_FIRST, kind], entry, role) == not_yet, (kind, mine)


def test_the_list_of_consents_does_not_tell_on_which_day_the_other_has_looked(
    couple: tuple[Visitor, Visitor], clock: Clock
) -> None:
    alex, sam = couple
    alex.starts(READY, opens_at="20-minutes")
    alex.answers(NUMBERS["plain"], level="ask", share="partners")
    alex.seals()
    for somebody, days in ((sam, 2), (alex, 3)):
        clock.passes(days=days)
        somebody.signs_in()
        somebody.opens(f"{alex.round}/summary")
    assert "Since 24 November 2026, until 24 November 2027" in alex.opens("/account/data").text

"""After a misstep: one page for everybody, with first of all who it is not for."""

from collections.abc import Callable

from app.services.workplace import Workplace
from app.web.exercises import opaque
from tests.navigators import Visitor
from tests.statements import statement_counter
from tests.web.contents import nothing_is_saved
from tests.web.rehearsal import Couple

PAGE = "/afterwards"


def test_it_is_the_same_for_everybody_to_the_byte(
    couple: Couple, visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    alex, sam = couple
    somebody = visitor()
    pages = {one.opens(PAGE).raw for one in (alex, sam, somebody)}
    assert len(pages) == 1
    assert "Set-Cookie" not in somebody.page.headers
    with nothing_is_saved(workplace), statement_counter(workplace.database) as statements:
        somebody.opens(PAGE)
    assert not statements


def test_it_says_who_it_is_not_for_before_anything_else(visitor: Callable[[], Visitor]) -> None:
    page = visitor().opens(PAGE)
    notice = page.html.select_one("main .notice")
    assert notice
    assert [str(link["href"]) for link in notice.select("a")] == ["/help/places", "/help/moment"]
    assert "fear, force or a threat" in notice.get_text()
    first = page.html.select_one("main h2")
    assert first
    assert str(page.html).index(str(notice)) < str(page.html).index(str(first))


def test_it_goes_from_a_pause_to_one_small_thing(visitor: Callable[[], Visitor]) -> None:
    page = visitor().opens(PAGE)
    steps = [
        "A pause first",
        "Each their own side",
        "What I heard",
        "One small thing next",
        "If it hurts more than that",
    ]
    assert [one.get_text() for one in page.html.select("main h2")] == steps
    for slug in ("repair", "gently-after-hurt", "follow-through"):
        assert f"/exercises/{opaque(slug)}" in page.links()


def test_the_exercise_goes_the_same_way(workplace: Workplace) -> None:
    exercise = workplace.library.exercise("repair", "en")
    assert exercise
    ids = [prompt.id for prompt in exercise.prompts]
    steps = ["before-words", "own-shoes", "heard", "one-thing"]
    assert sorted(steps, key=ids.index) == steps
    assert exercise.prompt("before-words").kind == "pause"

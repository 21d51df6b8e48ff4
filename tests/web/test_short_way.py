"""The five-minute version: the same round, answered by its short prompts only, and nobody can tell."""

from app.startup import read_exercises
from tests.navigators import Visitor
from tests.web.prompts import READY
from tests.web.rehearsal import Couple

EXERCISE = next(exercise for exercise in read_exercises().exercises("en") if exercise.slug == READY)
SHORT = [n for n, prompt in enumerate(EXERCISE.prompts, 1) if prompt.short]


def goes(somebody: Visitor) -> list[int]:
    """The prompts on the short way, each saved unanswered, up to the review."""
    page = somebody.opens(somebody.round)
    link = next(one for one in page.html.select("main a") if "short way" in one.get_text())
    page, passed = somebody.opens(str(link["href"])), []
    while "/prompts/" in page.address:
        assert page.html.select_one("progress")["max"] == str(len(SHORT))  # type: ignore[index]
        passed.append(int(page.address.partition("?")[0].rpartition("/")[2]))
        action = str(page.html.select_one("main form")["action"])  # type: ignore[index]
        page = somebody.posts(action, version=page.values("version")[0], skip="1")
    assert page.heading == "Before you seal"
    return passed


def test_it_leads_through_the_short_prompts_and_then_to_the_review(in_round: Couple) -> None:
    alex, _ = in_round
    assert goes(alex) == SHORT


def test_back_and_next_stay_on_it(in_round: Couple) -> None:
    alex, _ = in_round
    page = alex.opens(f"{alex.round}/prompts/{SHORT[1]}?short=1")
    back, on = (str(link["href"]) for link in page.html.select("nav.ends a"))
    assert back.endswith(f"/prompts/{SHORT[0]}?short=1")
    assert on.endswith(f"/prompts/{SHORT[2]}?short=1")


def test_without_it_every_prompt_is_asked(in_round: Couple) -> None:
    alex, _ = in_round
    page = alex.opens(f"{alex.round}/prompts/1")
    assert page.html.select_one("progress")["max"] != str(len(SHORT))  # type: ignore[index]
    assert "short" not in str(page.html.select_one("main form")["action"])  # type: ignore[index]

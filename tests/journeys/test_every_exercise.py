"""Every exercise there is, from its first prompt to what both read in the end. A new file needs no new test."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import pytest

from app import create_app
from app.config import Settings
from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Ranking,
    Reflection,
    Scale,
    Sort,
)
from app.domain.exercise import AnyPrompt, Exercise, GuessPrompt, MutualPrompt, Opens
from app.domain.samples import samples
from app.domain.showing import shown
from app.ports import Ports
from app.startup import read_exercise_files, shipped
from app.web.answers import given_of
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.navigators import Visitor
from tests.pages import Page

EXERCISES = read_exercise_files(shipped("exercises")).originals()
every_exercise = pytest.mark.parametrize("slug", sorted(EXERCISES))
Sheet = tuple[Mapping[str, Answer], Picks]


@dataclass
class Couple:
    """Alex and Sam, who do one exercise after the other. What one leaves behind must not disturb the next."""

    alex: Visitor
    sam: Visitor
    clock: Clock

    def starts(self, exercise: Exercise) -> None:
        for one in (self.alex, self.sam):
            if one.client.get(one.us).status_code != 200:  # left locked by an exercise that failed
                one.opens(one.us)
                one.unlocks()
        opens = exercise.offers[0]
        self.sam.joins_round(self.alex.starts(exercise.slug, opens, "20-minutes" if opens is Opens.AT else "3-days"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Couple]]:
    """One app for all. Gives a couple by the names of their accounts."""
    clock = Clock()
    instance = tmp_path_factory.mktemp("house") / "instance"
    settings = Settings(instance=instance, argon_memory_kib=32, argon_iterations=1, testing=True)
    app = create_app(settings, Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED

    def move_in(first: str, second: str) -> Couple:
        alex, sam = Visitor(app), Visitor(app)
        alex.joins(first)
        sam.joins(second)
        alex.begins_partnership("us", "Alex")
        sam.accepts(alex.invites(), "Sam")
        return Couple(alex, sam, clock)

    yield move_in
    app.extensions["workplace"].database.close()


@pytest.fixture(scope="module")
def patient(house: Callable[[str, str], Couple]) -> Couple:
    """A couple with time for everything."""
    return house("alex", "sam")


@pytest.fixture(scope="module")
def busy(house: Callable[[str, str], Couple]) -> Couple:
    """A couple with five minutes."""
    return house("busy-alex", "busy-sam")


@every_exercise
def test_two_partners_go_through_all_of_it(slug: str, patient: Couple) -> None:
    exercise = EXERCISES[slug]
    sheets = [samples(exercise, person, name) for person, name in enumerate(("Alex", "Sam"))]
    play(patient, exercise, sheets, answers_everything)
    met = {prompt.id for answers, _ in sheets for _, prompt in shown(exercise, answers, circle=2)}
    assert met == {prompt.id for prompt in exercise.prompts}, "made-up answers that meet every condition"
    expect(patient, exercise, sheets)


@every_exercise
def test_two_partners_go_through_the_five_minute_version(slug: str, busy: Couple) -> None:
    exercise = EXERCISES[slug]
    brief = {prompt.id for prompt in exercise.prompts if prompt.short}
    sheets = []
    for person, name in enumerate(("Alex", "Sam")):
        answers, picks = samples(exercise, person, name)
        kept = Picks(items={id: items for id, items in picks.items.items() if id in brief})
        sheets.append(({id: answer for id, answer in answers.items() if id in brief}, kept))
    play(busy, exercise, sheets, answers_in_brief)
    expect(busy, exercise, sheets)


# -- what they do


def play(
    couple: Couple, exercise: Exercise, sheets: Sequence[Sheet], fill_in: Callable[[Visitor, Exercise, Sheet], None]
) -> None:
    """Both answer, share all that can be shared, and seal; then time passes."""
    couple.starts(exercise)
    fill_in(couple.alex, exercise, sheets[0])
    couple.alex.seals()
    assert "Alex thought" not in couple.sam.opens(couple.sam.round).text
    fill_in(couple.sam, exercise, sheets[1])
    couple.sam.seals()
    couple.clock.passes(minutes=21)


def answers_everything(visitor: Visitor, exercise: Exercise, sheet: Sheet) -> None:
    """From each page to the one it leads to, up to the review."""
    met = []
    visitor.prompt(1)
    while found := re.search(r"/prompts/(\d+)$", visitor.address):
        met.append(int(found[1]))
        prompt = exercise.prompts[met[-1] - 1]
        assert visitor.page.heading == prompt.ask
        visitor.posts(visitor.address, version=visitor.page.values("version")[0], **fields(prompt, sheet))
    assert visitor.address.endswith("/review")
    assert met == [n for n, _ in shown(exercise, sheet[0], circle=2)]


def answers_in_brief(visitor: Visitor, exercise: Exercise, sheet: Sheet) -> None:
    """Straight to what is short. The pages have been looked at in the whole version."""
    visitor.opens(visitor.round)
    for n, prompt in shown(exercise, sheet[0], circle=2):
        if prompt.short and prompt.answerable:
            address = f"{visitor.round}/prompts/{n}"
            version = re.search(r'name="version" value="([0-9a-f]+)"', visitor.client.get(address).text)
            assert version, prompt.id
            sent = visitor.sends(address, csrf_token=visitor.token, version=version[1], **fields(prompt, sheet))
            assert sent.status_code == 303, prompt.id


def fields(prompt: AnyPrompt, sheet: Sheet) -> dict[str, Any]:
    """What goes into the form: the answer, and the wish to share it, also where the page does not offer to."""
    answer = sheet[1].items.get(prompt.id) if isinstance(prompt, MutualPrompt) else sheet[0].get(prompt.id)
    return given_of(prompt, answer) | {"share": "partners"}


# -- what they read


def expect(couple: Couple, exercise: Exercise, sheets: Sequence[Sheet]) -> None:
    """Each reads the summary: what was shared is there in words, all else is nowhere, and the openers fit."""
    for visitor in (couple.alex, couple.sam):
        page = visitor.summary()
        assert not re.search(r"[{}]", page.text)
        for n, prompt in enumerate(exercise.prompts, 1):
            heading = page.html.find(id=f"point-{n}")
            words = shared_words(exercise, prompt, sheets)
            assert (heading is not None) == bool(words), f"{prompt.id} is {'there' if heading else 'not there'}"
            if heading:
                article = heading.find_parent("article")
                text = " ".join(article.get_text(" ").split())  # type: ignore[union-attr]
                for word in words:
                    assert " ".join(word.split()) in text, f"{prompt.id}: {word} is not there"
                check_ways_in(prompt, dict(ways_in(article)))
            elif prompt.private:
                assert f"thought of at number {n}." not in page.text
        check_unmatched(page, exercise, sheets)


def shared_words(exercise: Exercise, prompt: AnyPrompt, sheets: Sequence[Sheet]) -> list[str]:
    """What must be readable of a prompt; nothing if the prompt must not be there at all."""
    if isinstance(prompt, MutualPrompt):
        return [item.text for item in prompt.items if item.id in matched(prompt, sheets)]
    if prompt.private or not prompt.answerable:
        return []
    about = exercise.about(prompt)
    if isinstance(prompt, GuessPrompt) and not any(about and about.id in answers for answers, _ in sheets):
        return []
    given = [answers[prompt.id] for answers, _ in sheets if prompt.id in answers]
    return [word for answer in given for word in in_words(about or prompt, answer)]


def matched(prompt: MutualPrompt, sheets: Sequence[Sheet]) -> set[str]:
    """What both picked."""
    first, second = (set(picks.items.get(prompt.id, ())) for _, picks in sheets)
    return first & second


def in_words(prompt: AnyPrompt, answer: Answer) -> list[str]:
    texts = {one.id: one.text for key in ("options", "items") for one in getattr(prompt, key, ())}
    match answer:
        case Reflection():
            return [answer.text]
        case Scale():
            return [scale_words(prompt, answer.point)]
        case Choice():
            return [texts[answer.option]]
        case Choices():
            return [texts[option] for option in answer.options]
        case Sort():
            return [texts[item] for item in answer.piles]
        case Boundary():
            plain = {"welcome": "Welcome", "ask": "Ask me first", "not-now": "Not now", "no": "No", "rest": "No"}
            return [plain[answer.level]]
        case Ranking():
            return [texts[item] for item in answer.order]
        case Allocation():
            return [texts[item] for item in (*answer.now, *answer.wish)]
        case Guess():
            return in_words(prompt, answer.answer)
        case _:
            assert_never(answer)


def scale_words(prompt: Any, point: int) -> str:
    ends = {1: prompt.low, prompt.points: prompt.high}
    return str(ends.get(point, f"{point} of {prompt.points}"))


def ways_in(article: Any) -> Iterator[tuple[str, str]]:
    for way in article.select(".ways-in > div"):
        yield way.dt.get_text().strip(), way.dd.get_text().strip()


def check_ways_in(prompt: AnyPrompt, found: Mapping[str, str]) -> None:
    """Both have shared, so both have something to say, to ask and to try: of this prompt, with the answer in it."""
    openers = prompt.openers
    if openers is None:
        assert not found
        return
    assert found.keys() == {"To say", "To ask", "To try"}, prompt.id
    assert re.fullmatch(re.escape(openers.say).replace(r"\{answer\}", ".+"), found["To say"], re.DOTALL), prompt.id
    assert found["To say"].startswith("I")
    assert (found["To ask"], found["To try"]) == (openers.ask, openers.try_)


def check_unmatched(page: Page, exercise: Exercise, sheets: Sequence[Sheet]) -> None:
    for n, prompt in enumerate(exercise.prompts, 1):
        if isinstance(prompt, MutualPrompt):
            heading = page.html.find(id=f"point-{n}")
            there = heading.find_parent("article").get_text(" ") if heading else ""  # type: ignore[union-attr]
            assert not [
                item.id for item in prompt.items if item.id not in matched(prompt, sheets) and item.text in there
            ]

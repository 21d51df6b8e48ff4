"""Pages of a round as they will look, before there is one: of an exercise and made-up answers, by its own templates."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask import render_template

from app.domain.answers import Answer, Share, Worksheet
from app.domain.exercise import AllocationPrompt, Exercise, MutualPrompt, SortPrompt
from app.domain.samples import samples
from app.domain.sharing import disclose, match
from app.domain.showing import arranged, shown
from app.domain.summary import Summary, summarise
from app.web.answers import given_of
from app.web.apart import apart
from app.web.parts import Part
from app.web.sentences import level_words

NAMES = {"a": "Alex", "b": "Sam"}
READER = "a"
ROUND = SimpleNamespace(
    address="0" * 44,
    title="",
    open=True,
    year_over=False,
    alone=False,
    opens="ready",
    opens_at=datetime(2026, 1, 1, tzinfo=UTC),
)
BUTTONS = re.compile(r'<p class="(?:row even )?screen">.*?</p>', re.DOTALL)
TOKEN = re.compile(r'<input type="hidden"[^>]*>')


def blank(exercise: Exercise, n: int) -> str:
    """The page of a prompt that nobody has answered, by its number."""
    return _prompt(exercise, n, READER, {}, n, len(exercise.prompts))


def way(exercise: Exercise, reader: str) -> list[int]:
    """The numbers of the prompts that a reader ("a" or "b") is shown after their own answers."""
    return [n for n, _ in shown(exercise, _answers(exercise, reader)[0], len(NAMES))]


def answered(exercise: Exercise, n: int, reader: str) -> str:
    """The page of one of them, with that reader's answer."""
    answers, picks = _answers(exercise, reader)
    prompt, numbers = exercise.prompts[n - 1], way(exercise, reader)
    given = given_of(prompt, answers.get(prompt.id) or picks.items.get(prompt.id))
    return _prompt(exercise, n, reader, given, numbers.index(n) + 1, len(numbers))


def summed_up(exercise: Exercise) -> str:
    """The page of what the first would read if everybody had shared everything."""
    return _main(
        "rounds/summary.html",
        language=exercise.language,
        summary=_summary(exercise),
        names=NAMES,
        me=READER,
        mine=frozenset(),
        keepable=False,
        over_time=None,
        kept_until=None,
        title=exercise.title,
    )


def without_ways_on(part: str) -> str:
    """The summary without the ways from it into a talk, which only partners have."""
    return BUTTONS.sub("", part)


def inert(part: str, name: str) -> str:
    """One of several pages on a page: ids of its own, links that lead nowhere, forms that send and save nothing."""
    part = TOKEN.sub("", part).replace(" data-autosave", "")
    part = re.sub(r'<use href="#([^"]+)"', rf'<use xlink:href="#{name}-\1"', apart(part, name))
    return re.sub(r' href="[^"]*"', "", part).replace("<use xlink:href", "<use href")


def _answers(exercise: Exercise, reader: str) -> tuple[dict[str, Answer], Any]:
    return samples(exercise, list(NAMES).index(reader), NAMES[reader])


def _prompt(exercise: Exercise, n: int, reader: str, given: dict[str, Any], place: int, total: int) -> str:
    prompt = exercise.prompts[n - 1]
    about = exercise.about(prompt)
    listed = about or prompt
    groups = arranged(listed, reader) if isinstance(listed, SortPrompt | MutualPrompt | AllocationPrompt) else ()
    return _main(
        "rounds/prompt.html",
        exercise=exercise,
        language=exercise.language,
        prompt=prompt,
        part=Part(1, 1, groups, frozenset()),
        n=n,
        place=place,
        total=total,
        about=about,
        groups=groups,
        circle=len(NAMES),
        given=given,
        share=None,
        error=None,
        version="",
        answered=False,
        here="",
        previous="#" if place > 1 else None,
        following="#" if place < total else None,
        conflict=None,
    )


def _summary(exercise: Exercise) -> Summary:
    disclosures, picks = [], []
    for member in NAMES:
        answers, picked = _answers(exercise, member)
        worksheet = Worksheet(answers=answers, choices=dict.fromkeys(answers, Share.PARTNERS), sealed=True)
        disclosures.append(disclose(exercise, worksheet, member))
        picks.append(picked)
    return summarise(exercise, list(NAMES), disclosures, match(exercise, picks), READER, level_words(exercise.language))


def _main(template: str, title: str = "", **context: Any) -> str:
    """What a page says between its header and its footer."""
    round_ = SimpleNamespace(**{**vars(ROUND), "title": title})
    page = render_template(template, round=round_, csrf_token="", **context)
    return page.partition("<main")[2].partition(">")[2].partition("</main>")[0]

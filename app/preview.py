"""A look at an exercise before it is in use: each prompt as it will be asked, and a summary of made-up answers, by the
same templates, in one file that needs neither a server nor a database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask, render_template

from app import create_app
from app.config import Settings
from app.domain.answers import Share, Worksheet
from app.domain.exercise import AllocationPrompt, Exercise, MutualPrompt, SortPrompt
from app.domain.samples import samples
from app.domain.sharing import disclose, match
from app.domain.showing import arranged
from app.domain.summary import Summary, summarise
from app.services.workplace import Workplace
from app.web.apart import apart
from app.web.files import HEAD
from app.web.sentences import level_words

NAMES = {"a": "Alex", "b": "Sam"}
READER = "a"
NO_DATABASE = cast(Workplace, object())
"""Whatever would ask for more than the exercise fails."""
ROUND = SimpleNamespace(
    address="0" * 44, title="", open=True, closed=True, opens="ready", opens_at=datetime(2026, 1, 1, tzinfo=UTC)
)


def preview(exercise: Exercise) -> str:
    """The page, as HTML with everything in it."""
    settings = Settings(instance=Path("nowhere"), languages=(exercise.language,))
    app = create_app(settings, workplace=NO_DATABASE)
    with app.test_request_context("/"):
        parts = [_apart(part, n) for n, part in enumerate((*_prompts(exercise), _summary_page(exercise)), 1)]
        return render_template(
            "exercises/preview.html", exercise=exercise, parts=parts, styles=_styles(app), csrf_token=""
        )


def _prompts(exercise: Exercise) -> Iterator[str]:
    total = len(exercise.prompts)
    for n, prompt in enumerate(exercise.prompts, 1):
        about = exercise.about(prompt)
        listed = about or prompt
        yield _main(
            "rounds/prompt.html",
            exercise=exercise,
            language=exercise.language,
            prompt=prompt,
            n=n,
            place=n,
            total=total,
            about=about,
            groups=arranged(listed, READER) if isinstance(listed, SortPrompt | MutualPrompt | AllocationPrompt) else (),
            circle=len(NAMES),
            given={},
            share=None,
            error=None,
            version="",
            answered=False,
            here="",
            previous="#" if n > 1 else None,
            following="#" if n < total else None,
            conflict=None,
        )


def _summary_page(exercise: Exercise) -> str:
    return _main(
        "rounds/summary.html",
        language=exercise.language,
        summary=_summary(exercise),
        names=NAMES,
        me=READER,
        mine=frozenset(),
        kept_until=None,
        title=exercise.title,
    )


def _summary(exercise: Exercise) -> Summary:
    """What the first would read if everybody had shared everything."""
    disclosures, picks = [], []
    for person, (member, name) in enumerate(NAMES.items()):
        answers, picked = samples(exercise, person, name)
        worksheet = Worksheet(answers=answers, choices=dict.fromkeys(answers, Share.PARTNERS), sealed=True)
        disclosures.append(disclose(exercise, worksheet, member))
        picks.append(picked)
    return summarise(exercise, list(NAMES), disclosures, match(exercise, picks), READER, level_words(exercise.language))


def _main(template: str, title: str = "", **context: Any) -> str:
    """What a page says between its header and its footer."""
    round_ = SimpleNamespace(**{**vars(ROUND), "title": title})
    page = render_template(template, round=round_, csrf_token="", **context)
    return page.partition("<main")[2].partition(">")[2].partition("</main>")[0]


def _apart(part: str, n: int) -> str:
    """One of several pages on a page: ids of its own, links that lead nowhere, forms that send nothing."""
    part = re.sub(r'<use href="#([^"]+)"', rf'<use xlink:href="#{n}-\1"', apart(part, str(n)))
    return re.sub(r' href="[^"]*"', "", part).replace("<use xlink:href", "<use href")


def _styles(app: Flask) -> str:
    folder = Path(cast(str, app.static_folder))
    return "".join((folder / name).read_text("utf-8") for name in (HEAD, "site.css"))

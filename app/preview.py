"""A look at an exercise before it is in use: each prompt as it will be asked, and a summary of made-up answers, by the
same templates, in one file that needs neither a server nor a database."""

from pathlib import Path
from typing import cast

from flask import Flask, render_template

from app import create_app
from app.config import Settings
from app.domain.exercise import Exercise
from app.services.workplace import Workplace
from app.web.files import HEAD
from app.web.previews import blank, inert, summed_up

NO_DATABASE = cast(Workplace, object())
"""Whatever would ask for more than the exercise fails."""


def preview(exercise: Exercise) -> str:
    """The page, as HTML with everything in it."""
    settings = Settings(instance=Path("nowhere"), languages=(exercise.language,))
    app = create_app(settings, workplace=NO_DATABASE)
    with app.test_request_context("/"):
        prompts = [blank(exercise, n) for n in range(1, len(exercise.prompts) + 1)]
        parts = [inert(part, str(n)) for n, part in enumerate((*prompts, summed_up(exercise)), 1)]
        return render_template(
            "exercises/preview.html", exercise=exercise, parts=parts, styles=_styles(app), csrf_token=""
        )


def _styles(app: Flask) -> str:
    folder = Path(cast(str, app.static_folder))
    return "".join((folder / name).read_text("utf-8") for name in (HEAD, "site.css"))

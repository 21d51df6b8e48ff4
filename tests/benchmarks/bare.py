"""The page that does nothing special, to measure against: Flask and SQLAlchemy as most people would write it.

No sign-in, no session, no key, no second language; one indexed SELECT of whole rows and a loop over them, or one
upsert. Its pages say what ours say, in the same HTML, and name other pages as Flask's own guide has it: by `url_for`,
where they stand.
"""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, redirect, render_template, request
from markupsafe import Markup
from sqlalchemy import Index, create_engine, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug import Response

from app.web.files import head_style
from tests.benchmarks.world import ANSWER, QUESTIONS, SCALES, SIX, TWO, library

STATIC = Path(__file__).parents[2] / "app/static"
NOISE = 50
"""So many other rounds lie in the table."""
OTHERS = ("home", "account", "help", "moment", "sign_out", "leave")
OF_A_ROUND = ("talk", "keep_open", "shown", "agreement")
"""Pages that others lead to."""


class Base(DeclarativeBase):
    pass


class Answer(Base):
    __tablename__ = "answers"
    __table_args__ = (Index(None, "round", "person"),)

    round: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    ask: Mapped[str]
    text: Mapped[str]
    point: Mapped[int]


class Title(Base):
    __tablename__ = "titles"

    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    purpose: Mapped[str]
    minutes: Mapped[int]
    intensity: Mapped[str]
    practice: Mapped[str]


def lay(folder: Path, weeks: int) -> None:
    """A database with the same answers."""
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        for round_, people in (("two", TWO), ("six", SIX), *((f"other-{n}", TWO) for n in range(NOISE))):
            for person in people:
                db.add_all(_answer(round_, person, n) for n in range(QUESTIONS))
        for week in range(weeks):
            for person in TWO:
                db.add_all(_point(week, person, n) for n in range(SCALES))
        for slug, one in sorted(library().current.items()):
            told = one.in_language("en")
            db.add(
                Title(
                    key=slug,
                    title=told.title,
                    purpose=told.purpose,
                    minutes=told.minutes,
                    intensity=told.intensity.value,
                    practice=told.practices[0],
                )
            )
        db.commit()
    engine.dispose()


def _answer(round_: str, person: str, n: int) -> Answer:
    text = ANSWER.format(n=n, name=person)
    return Answer(round=round_, person=person, question=n, ask=f"What stayed with you of day {n}?", text=text, point=0)


def _point(week: int, person: str, n: int) -> Answer:
    ask = f"How was your week, on line {n}?"
    point = 1 + (week * (n + 2) + len(person)) % 5
    return Answer(round="year", person=f"{person}-{week:02}", question=n, ask=ask, text="", point=point)


def app(folder: Path | None = None) -> Flask:
    folder = folder or Path(os.environ["BENCH"])
    made = Flask(__name__, template_folder=str(Path(__file__).with_name("pages")), static_folder=str(STATIC))
    made.jinja_env.trim_blocks = made.jinja_env.lstrip_blocks = True
    made.jinja_env.globals["head_style"] = Markup(head_style(made))
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}")
    made.extensions["database"] = SimpleNamespace(engines={engine})

    @made.get("/prompts/<int:n>")
    def prompt(n: int) -> str:
        with Session(engine) as db:
            rows = db.scalars(_of("two").where(Answer.person == TWO[0])).all()
            return render_template("prompt.html", n=n, one=rows[n - 1], rows=rows)

    @made.post("/prompts/<int:n>")
    def save(n: int) -> Response:
        values = {"round": "two", "person": TWO[0], "question": n - 1, "ask": "", "text": request.form["text"]}
        change = insert(Answer).values(**values, point=0)
        with Session(engine) as db:
            db.execute(
                change.on_conflict_do_update(
                    index_elements=["round", "person", "question"], set_={"text": change.excluded.text}
                )
            )
            db.commit()
        return redirect(f"/prompts/{n + 1}", 303)

    @made.get("/summary/<round_>")
    def summary(round_: str) -> str:
        with Session(engine) as db:
            questions = list(_by_question(db.scalars(_of(round_))))
            names = [one.person.capitalize() for one in questions[0][1]]
            return render_template("summary.html", round=round_, questions=questions, names=names)

    @made.get("/library")
    def titles() -> str:
        with Session(engine) as db:
            return render_template("library.html", titles=db.scalars(select(Title).order_by(Title.title)).all())

    @made.get("/year")
    def year() -> str:
        with Session(engine) as db:
            return render_template("year.html", lines=list(_by_question(db.scalars(_of("year")))), people=TWO)

    for name in OTHERS:
        made.add_url_rule(f"/{name}", name, str)
    for name in OF_A_ROUND:
        made.add_url_rule(f"/rounds/<round_>/{name}", name, str)
    made.add_url_rule("/exercises/<key>", "exercise", str)
    return made


def _of(round_: str) -> Any:
    return select(Answer).where(Answer.round == round_).order_by(Answer.question, Answer.person)


def _by_question(rows: Any) -> Iterator[tuple[str, list[Answer]]]:
    for ask, some in groupby(rows, lambda row: row.ask):
        yield ask, list(some)

"""What goes wrong, on purpose: people in a circle on either engine, their browsers, and the figures reached."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.services import sessions
from app.services.workplace import Workplace
from app.startup import prepare
from app.web.sessions import cookie_value
from tests.clock import Clock
from tests.conftest import COMPILED, with_tables
from tests.faults.figures import SWEEP
from tests.navigators import Visitor
from tests.services.circle import Circle, make_library


@pytest.fixture(params=["sqlite", "postgresql"])
def workplace(request: pytest.FixtureRequest, settings: Settings, clock: Clock) -> Iterator[Workplace]:
    """With a small exercise of texts, and one with blind picks."""
    if request.param == "postgresql":
        tables = request.getfixturevalue("postgres_with_tables")
        settings = replace(settings, database_url=request.getfixturevalue("postgres").fresh(like=tables))
    else:
        with_tables(settings, request.getfixturevalue("sqlite_with_tables"))
    prepared = prepare(settings, Ports(clock=clock))
    yield replace(prepared, library=make_library())
    prepared.database.close()


@pytest.fixture
def circle(workplace: Workplace, clock: Clock) -> Circle:
    """Nobody has joined yet."""
    return Circle(workplace, clock)


@pytest.fixture
def app(settings: Settings, workplace: Workplace) -> Flask:
    app = create_app(settings, workplace=workplace)
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def browsers(app: Flask, circle: Circle) -> Callable[[str], Visitor]:
    """A browser in which this person has just signed in; each call opens another one of the same session."""
    cookies: dict[str, str] = {}

    def open_for(name: str) -> Visitor:
        if name not in cookies:
            with circle.workplace.writing() as ctx:
                cookies[name] = cookie_value(sessions.begin(ctx, circle.people[name]))
        somebody = Visitor(app)
        somebody.name, somebody.us = name, f"/us/{circle.us}"
        somebody.client.set_cookie("session", cookies[name])
        return somebody

    return open_for


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that were reached, one line for each thing that was tried (in the sweep, and with -v)."""
    if not os.environ.get(SWEEP) and terminalreporter.verbosity < 1:
        return
    reached = [
        f"{name}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if getattr(report, "when", "") == "call"
    ]
    if reached:
        terminalreporter.section("faults")
        for line in reached:
            terminalreporter.line(line)

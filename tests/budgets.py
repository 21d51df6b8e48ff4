"""A budget of seconds for each folder of tests: a suite that takes too long is run too rarely.

A pytest plugin (named in tests/conftest.py). It adds up set-up, call and tear-down of every test, whatever number of
processes they ran in, prints the slowest ones, and fails the run when a folder has spent more than its budget. The
remedy is a faster test; raise a budget only with the reason beside it.
"""

from collections import defaultdict
from heapq import nlargest
from pathlib import PurePosixPath

import pytest

BUDGETS: dict[str, float] = {
    "domain": 180,  # every time zone and every change of the clocks until 2032
    "vault": 40,  # two workers at a time now: 13 s on a quiet machine, and a machine can be half as quick
    "storage": 140,  # every table, filled and emptied on both engines: 30 to 50 s on a busy machine
    "services": 200,  # a simulated year, for two and for three, and one that the server slept through
    "web": 400,  # pages asked for by strangers, locked, stale, twice, and in a made-up language: 100 to 125 s
    "exchange": 30,
    "exercises": 140,  # 37 files in several languages are read again and again, each with other faults
    "journeys": 180,  # all 37 exercises, each from its first prompt to its summary, twice; a year of Thursdays: 50 s
    "browser": 1400,  # 200 pages and states in both themes, and in other languages in turns: 560 to 630 s
    "faults": 300,  # servers are killed, disks filled and locks waited for, and none of it is played
    "leaks": 700,  # 300 pairs of stories, a fifth with a therapist (250 s in all), and each day three leaks on purpose
    "matrix": 400,  # some twenty thousand requests: eleven roles, one of them halfway through the door: 130 s
    "benchmarks": 120,  # worlds of sixty questions and of 2,000 worksheets are laid once, and two servers are started
    "project": 280,  # it installs the project from nothing, twice, as the README says
}
"""Seconds for each folder under tests/, on two cores."""

SHOWN = 10
WORTH_SHOWING = 0.1


class Budgets:
    """Lives in the process that collects the reports: with xdist that is the controller."""

    def __init__(self) -> None:
        self.folders: dict[str, float] = defaultdict(float)
        self.tests: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.folders[_folder(report.nodeid)] += report.duration
        self.tests[report.nodeid] += report.duration

    def complaints(self) -> list[str]:
        """A sentence for each folder that is over its budget or has none."""
        found = []
        for folder, seconds in sorted(self.folders.items()):
            if folder not in BUDGETS:
                found.append(f"tests/{folder} has no budget of seconds: give it one in tests/budgets.py.")
            elif seconds > BUDGETS[folder]:
                found.append(f"tests/{folder} took {seconds:.1f} s, its budget is {BUDGETS[folder]:g} s.")
        return found

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.complaints() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        slowest = nlargest(SHOWN, self.tests.items(), key=lambda test: test[1])
        slowest = [(name, seconds) for name, seconds in slowest if seconds >= WORTH_SHOWING]
        if slowest:
            terminalreporter.section("seconds")
            for folder, seconds in sorted(self.folders.items()):
                terminalreporter.line(f"{seconds:8.1f} of {BUDGETS.get(folder, 0):g}  tests/{folder}")
            for name, seconds in slowest:
                terminalreporter.line(f"{seconds:8.2f}  {name}")
        for complaint in self.complaints():
            terminalreporter.line(f"OVER BUDGET: {complaint}", red=True, bold=True)


def _folder(nodeid: str) -> str:
    """The folder under tests/ that a test belongs to; a file beside the folders is its own."""
    parts = PurePosixPath(nodeid.partition("::")[0]).parts
    return parts[1] if len(parts) > 1 and parts[0] == "tests" else parts[0]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budgets(), "budgets")

"""The files that take longest come first, so that two workers end together.

A pytest plugin (named in tests/conftest.py), for `--dist loadfile --no-loadscope-reorder` as `make test` runs it: xdist
hands out file by file in the order of collection. By itself it begins with the files of most tests, and those are
quick; a file of two minutes that comes last is two minutes in which one worker waits for the other. Without workers
the order stays as it is.
"""

import pytest

LONGEST = (
    "tests/browser/test_screens.py",
    "tests/browser/test_screens_too.py",
    "tests/leaks/test_two_runs.py",
    "tests/browser/test_weight.py",
    "tests/browser/test_states.py",
    "tests/matrix/test_matrix.py",
    "tests/journeys/test_every_exercise.py",
    "tests/matrix/test_other_partner.py",
    "tests/leaks/test_mutants.py",
    "tests/leaks/test_sweep.py",
    "tests/leaks/test_timing.py",
    "tests/project/test_readme.py",
    "tests/project/test_start.py",
    "tests/browser/test_keyboard.py",
    "tests/browser/test_talk.py",
    "tests/browser/test_keyboard_people.py",
    "tests/browser/test_leaving.py",
    "tests/browser/test_first_minutes.py",
    "tests/browser/test_two_partners.py",
)
"""Files that take more than about ten seconds, the longest first. All others follow as they come."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        place = {file: n for n, file in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))

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
    "tests/browser/test_screens_of_practice.py",
    "tests/leaks/test_two_runs.py",
    "tests/matrix/test_matrix.py",
    "tests/matrix/test_other_partner.py",
    "tests/browser/test_weight.py",
    "tests/browser/test_states.py",
    "tests/project/test_readme.py",
    "tests/browser/test_practice_again.py",
    "tests/browser/test_time_limits.py",
    "tests/leaks/test_mutants.py",
    "tests/web/test_translated.py",
    "tests/browser/test_writing.py",
    "tests/browser/test_leaving.py",
    "tests/storage/test_migrations.py",
    "tests/browser/test_talk.py",
    "tests/browser/test_practice_between.py",
    "tests/browser/test_therapists.py",
    "tests/journeys/test_every_exercise.py",
    "tests/browser/test_practice_begins.py",
    "tests/browser/test_keyboard_people.py",
    "tests/project/test_start.py",
    "tests/browser/test_first_minutes.py",
    "tests/browser/test_keyboard.py",
    "tests/browser/test_slow_arrival.py",
    "tests/faults/test_killed.py",
    "tests/browser/test_two_partners.py",
)
"""Files that took more than twelve seconds, two workers at a time on a busy machine, the longest first, but that pages
begin: pairs of stories take a processor for each side. All others follow as they come."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        place = {file: n for n, file in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))

"""The files that take longest come first, so that two workers end together and neither core waits.

A pytest plugin (named in tests/conftest.py), for `--dist loadfile --no-loadscope-reorder` as `make test` runs it: xdist
hands out file by file in the order of collection. By itself it begins with the files of most tests, and those are
quick; a file of two minutes that comes last is two minutes in which one worker waits for the other. Without workers
the order stays as it is.
"""

import pytest

LONGEST = (
    "tests/leaks/test_two_runs.py",
    "tests/browser/test_time_limits.py",
    "tests/browser/test_slow_arrival.py",
    "tests/faults/test_killed.py",
    "tests/faults/test_locked_database.py",
    "tests/browser/test_states.py",
    "tests/project/test_readme.py",
    "tests/project/test_start.py",
    "tests/browser/test_screens.py",
    "tests/matrix/test_matrix.py",
    "tests/matrix/test_other_partner.py",
    "tests/browser/test_weight.py",
    "tests/journeys/test_every_exercise.py",
    "tests/storage/test_migrations.py",
    "tests/browser/test_screens_too.py",
    "tests/leaks/test_mutants.py",
    "tests/browser/test_practice_again.py",
    "tests/web/test_translated.py",
    "tests/matrix/test_elsewhere.py",
    "tests/browser/test_leaving.py",
    "tests/leaks/test_therapists.py",
    "tests/faults/test_epoch_keys.py",
    "tests/browser/test_practice_between.py",
    "tests/leaks/test_sweep.py",
    "tests/web/test_limits.py",
    "tests/browser/test_screens_of_practice.py",
    "tests/journeys/test_kinds.py",
    "tests/browser/test_talk.py",
    "tests/exercises/test_commands.py",
    "tests/browser/test_therapists.py",
    "tests/exercises/test_languages.py",
    "tests/browser/test_keyboard.py",
    "tests/services/test_series.py",
    "tests/browser/test_writing.py",
    "tests/services/test_moving_keys.py",
    "tests/browser/test_keyboard_people.py",
    "tests/services/test_invitations.py",
    "tests/browser/test_practice_begins.py",
    "tests/services/test_agreements.py",
    "tests/browser/test_first_minutes.py",
    "tests/benchmarks/test_start.py",
    "tests/browser/test_two_partners.py",
    "tests/benchmarks/test_bench.py",
    "tests/browser/test_practice_with_three.py",
    "tests/services/test_deleting.py",
    "tests/browser/test_over_time.py",
    "tests/services/test_sessions.py",
    "tests/browser/test_practice_of_two.py",
    "tests/services/test_items.py",
    "tests/browser/test_without_javascript.py",
    "tests/browser/test_weight_of_writing.py",
)
"""Files that took more than eight seconds, two workers at a time on a busy machine. The first plays its pairs in two
processes, so it has beside it what waits most: for a clock, a lock, a slow network. Then one worker has files with a
browser, which is waited for now and then, and the other has files without, which hardly wait: each kind stands with its
longest first, at about the time when a worker is done with the one before. Among the last of them are short files that
wait for threads and servers: side by side, as they would come, both cores would wait. All others follow unsorted."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        place = {file: n for n, file in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))

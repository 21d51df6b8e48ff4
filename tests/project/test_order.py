"""With workers the longest files begin; what is named as such is there."""

from pathlib import Path

import pytest

from tests.order import LONGEST

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[2]
TESTS = """import pytest

@pytest.mark.parametrize("n", range(3))
def test_it(n):
    with open("begun", "a") as begun:
        begun.write(__file__ + "\\n")
"""


def begun(pytester: pytest.Pytester, *options: str) -> list[str]:
    """The files of a small suite in the order in which they were begun: in a process of its own, for in this one a
    file of the same name may have been imported already."""
    for path in ("tests/a/test_a.py", *LONGEST[1::-1]):
        place = pytester.path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(TESTS)
    pytester.syspathinsert(ROOT)
    result = pytester.runpytest_subprocess("-p", "tests.order", "-p", "no:cacheprovider", *options, "tests")
    result.assert_outcomes(passed=9)
    files = (pytester.path / "begun").read_text().splitlines()
    return [Path(one).relative_to(pytester.path).as_posix() for one in dict.fromkeys(files)]


def test_the_longest_begin_where_there_are_workers(pytester: pytest.Pytester) -> None:
    options = ("--import-mode=importlib", "-n", "1", "--dist", "loadfile", "--no-loadscope-reorder")
    assert begun(pytester, *options) == [*LONGEST[:2], "tests/a/test_a.py"]


def test_without_workers_the_order_stays(pytester: pytest.Pytester) -> None:
    assert begun(pytester, "--import-mode=importlib")[0] == "tests/a/test_a.py"


def test_every_file_that_is_named_is_there_once() -> None:
    assert len(set(LONGEST)) == len(LONGEST)
    assert [one for one in LONGEST if not (ROOT / one).is_file()] == []


def test_make_test_keeps_to_the_order() -> None:
    assert "--dist loadfile --no-loadscope-reorder" in (ROOT / "Makefile").read_text("utf-8")

"""The budgets of seconds are kept, and whoever exceeds one hears about it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import budgets

pytest_plugins = ("pytester",)

QUICK = "def test_quick():\n    assert True\n"
SLOW = "import time\n\ndef test_slow():\n    time.sleep(0.3)\n"


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Runs a small suite, given as text by path, under the plugin; `domain` has a tenth of a second."""
    monkeypatch.setitem(budgets.BUDGETS, "domain", 0.1)
    monkeypatch.setitem(budgets.BUDGETS, "web", 60)

    def run(files: dict[str, str], *options: str) -> pytest.RunResult:
        for path, text in files.items():
            place = pytester.path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return pytester.runpytest_inprocess("-p", "tests.budgets", "-p", "no:cacheprovider", *options)

    return run


def test_a_suite_within_its_budgets_passes(suite: Callable[..., pytest.RunResult]) -> None:
    result = suite({"tests/domain/test_a.py": QUICK, "tests/web/test_b.py": SLOW})
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=2)
    assert "OVER BUDGET" not in result.stdout.str()


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_a_folder_over_its_budget_fails_the_run(
    suite: Callable[..., pytest.RunResult], options: tuple[str, ...]
) -> None:
    result = suite({"tests/domain/test_a.py": SLOW, "tests/web/test_b.py": QUICK}, *options)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["OVER BUDGET: tests/domain took 0.* s, its budget is 0.1 s."])


def test_the_time_of_fixtures_counts_too(suite: Callable[..., pytest.RunResult]) -> None:
    slow_setup = (
        "import pytest, time\n\n@pytest.fixture\ndef slow():\n    time.sleep(0.3)\n\ndef test_it(slow):\n    pass\n"
    )
    assert suite({"tests/domain/test_a.py": slow_setup}).ret == pytest.ExitCode.TESTS_FAILED


def test_a_folder_without_a_budget_fails_the_run(suite: Callable[..., pytest.RunResult]) -> None:
    result = suite({"tests/new/test_a.py": QUICK})
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["OVER BUDGET: tests/new has no budget of seconds: *"])


def test_the_slowest_tests_are_named_and_the_summary_comes_last(suite: Callable[..., pytest.RunResult]) -> None:
    result = suite({"tests/web/test_b.py": SLOW + QUICK})
    result.stdout.fnmatch_lines(["* 0.3* tests/web/test_b.py::test_slow"])
    assert "test_quick" not in result.stdout.str()
    assert "2 passed" in result.outlines[-1]


def test_every_folder_of_tests_has_a_budget() -> None:
    tests = Path(budgets.__file__).parent
    folders = {path.relative_to(tests).parts[0] for path in tests.rglob("test_*.py")}
    assert folders <= set(budgets.BUDGETS)

"""What somebody wrote an example of is covered, and what Hypothesis drew is not."""

import sys
from pathlib import Path

import pytest
from coverage import Coverage

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parents[2]
RULES = "def written():\n    return 1\n\ndef drawn():\n    return 2\n\ndef written_later():\n    return 3\n"
TESTS = """from hypothesis import given, strategies as st
from rules import drawn, written, written_later

def test_written():
    assert written() == 1

@given(st.integers())
def test_drawn(number):
    assert drawn() == 2

def test_written_later():
    assert written_later() == 3
"""


def test_only_what_was_written_counts(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(rules=RULES, test_rules=TESTS)
    pytester.path.joinpath(".coveragerc").write_text("[run]\nsource = .\n")
    pytester.syspathinsert(ROOT)
    command = ("coverage", "run", "-m", "pytest", "-p", "tests.covered", "-p", "no:cacheprovider", "test_rules.py")
    result = pytester.run(sys.executable, "-m", *command)
    result.assert_outcomes(passed=3)
    measured = Coverage(str(pytester.path / ".coverage"))
    measured.load()
    _, _, missing, _ = measured.analysis(str(pytester.path / "rules.py"))
    assert missing == [5]

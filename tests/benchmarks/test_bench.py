"""The bench measures what it says: both sides send the same words, and ours takes as many statements as everywhere."""

import re
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import _ratio, _row
from tests.benchmarks.operations import OPERATIONS, Measured, Operation, counted, laid
from tests.benchmarks.servers import serving
from tests.benchmarks.world import ANSWER, QUESTIONS, SIX, TWO, World, library

WEEKS = 3
WORDS = {
    "a prompt page": [ANSWER.format(n=1, name="alex"), "2 of 60"],
    "the summary of 2 x 60 answers": [ANSWER.format(n=n, name=name) for name in TWO for n in range(QUESTIONS)],
    "summary of 6 partners x 60": [ANSWER.format(n=n, name=name) for name in SIX for n in range(QUESTIONS)],
    "library page, 37 and 300 more": [one.in_language("en").title for one in library().current.values()],
    "a year of weekly pulses": [f"How was your week, on line {n}?" for n in range(5)],
}
STATEMENTS = {"a prompt page": 2, "save an answer": 3, "library page, 37 and 300 more": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def world(folder: Path) -> World:
    return laid(folder, WEEKS)


@pytest.fixture(scope="module")
def costs(folder: Path, world: World) -> dict[str, tuple[Measured, Measured]]:
    return counted(folder, world)


@pytest.mark.parametrize("name", WORDS)
def test_both_say_the_same(name: str, costs: dict[str, tuple[Measured, Measured]]) -> None:
    for side in costs[name]:
        page = re.sub(r"&#39;", "'", side.page.decode())
        assert [word for word in WORDS[name] if word not in page] == []


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_it_takes_so_many_statements(one: Operation, costs: dict[str, tuple[Measured, Measured]]) -> None:
    ours, bare = costs[one.name]
    assert (ours.statements, bare.statements) == (STATEMENTS.get(one.name, 3), 1)


def test_both_are_served_and_measured(folder: Path, world: World, costs: dict[str, tuple[Measured, Measured]]) -> None:
    with serving("ours", folder) as ours, serving("bare", folder) as bare:
        for one in OPERATIONS:
            one.begins(ours, world)
            ratio = _ratio(one, ours, bare, requests=12, turn=1)
            assert 0 < ratio < 100
            assert one.name in _row(one, [ratio], costs[one.name], [12_345_678, 3_456_789])
        assert ours.used() > 0
        assert bare.used() > 0

"""SECURITY.md stays true: behind each of its cells there is a test, and each command it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECURITY)
COMMANDS = sorted(set(re.findall(r"`make ([a-z-]+)", SECURITY)))


def rows(title: str) -> list[list[str]]:
    """The cells of the table under this title."""
    section = SECURITY.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(("file", "name"), sorted(set(TESTS)))
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_cell_of_what_is_surrendered_and_what_is_not_has_a_test() -> None:
    cells = rows("What each compromise surrenders")
    assert len(cells) >= 14
    for n, (compromised, does, what, tests) in enumerate(cells):
        assert does == ("keeps" if n % 2 else "surrenders")
        assert bool(compromised) is (n % 2 == 0)
        assert what
        assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+` ?)+", tests), tests


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_is_named_is_there(command: str) -> None:
    assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_figure_has_its_command_and_its_day() -> None:
    figures = rows("What was tried")
    assert figures
    for what, figure, command, day in figures:
        assert what
        assert re.search(r"\d", figure)
        assert re.fullmatch(r"`make [a-z-]+`", command)
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)

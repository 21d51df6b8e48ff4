"""A sweep that was stopped goes on where it was, starts anew when the code is another, and fails when it must."""

from pathlib import Path

import pytest

from tests.leaks import sweep
from tests.leaks.sweep import Results, tree_of
from tests.leaks.two_runs.hunting import Leaked, Tally
from tests.tools.progress import Progress

A_FEW = 10


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """For one chunk of a few pairs."""
    monkeypatch.setattr(sweep, "CHUNK", A_FEW)
    return ["--pairs", str(A_FEW), "--engines", "sqlite", "--results", str(tmp_path / "results" / "pairs.json")]


def test_what_is_played_is_kept_and_not_played_again(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert sweep.main(arguments) == 1, "so few of them prove nothing"
    first = capsys.readouterr().out
    assert f"of {A_FEW} pairs" in first
    assert "sqlite: too little of it, " in first
    assert sweep.main(arguments) == 1
    second = capsys.readouterr().out
    assert "pairs are played already" in second
    assert "a second" not in second
    assert second.splitlines()[1:] == first.splitlines()[1:], "the same tally and the same complaints"


@pytest.mark.parametrize("raised", [Leaked("1 sees a difference"), KeyboardInterrupt()], ids=["a leak", "stopped"])
def test_it_says_how_it_ended(
    arguments: list[str],
    raised: BaseException,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def hunt(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(sweep, "hunt", hunt)
    ends, says = (1, "1 sees a difference") if isinstance(raised, Leaked) else (130, "The same command goes on")
    assert sweep.main(arguments) == ends
    assert says in capsys.readouterr().out


def test_results_of_another_tree_count_for_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.json"
    results = Results.open(path, "one tree")
    results.add("sqlite 1", Tally(pairs=3, pieces=5, bytes=7))
    results.chunks["sqlite 1"].sizes[2] = 3
    results.add("sqlite 2", Tally(pairs=1))
    assert Results.open(path, "one tree").chunks == results.chunks
    assert capsys.readouterr().out == ""
    assert Results.open(path, "another").chunks == {}
    assert "starts anew" in capsys.readouterr().out


def test_any_change_makes_it_another_tree(tmp_path: Path) -> None:
    (tmp_path / "app" / "__pycache__").mkdir(parents=True)
    seen = [tree_of(tmp_path, ["app"])]
    for name, text in (("app/a.py", "1"), ("app/a.py", "2"), ("app/b.py", "2"), ("app/__pycache__/a.pyc", "1")):
        (tmp_path / name).write_text(text)
        seen.append(tree_of(tmp_path, ["app"]))
    assert len(set(seen[:4])) == 4
    assert seen[3] == seen[4], "what Python keeps for itself is no change"


def test_how_far_it_is() -> None:
    progress = Progress("sqlite", "pairs", 1000, done=200)
    for _ in range(50):
        progress.step()
    assert str(progress).startswith("sqlite [#######.......................] 250 of 1,000 pairs, ")
    assert "min left" in str(progress)

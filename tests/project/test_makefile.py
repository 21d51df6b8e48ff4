"""The commands of the Makefile: listed, quick when warm, refused with a clear sentence where they can't work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import ensure_browser

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)


def make(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs make in `place` as from a shell: what the running `make test` left in the environment is taken out."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments], cwd=place, env=inherited, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder with the Makefile and what it looks at, and no environment."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def python(place: Path, script: str, name: str = "PYTHON") -> str:
    """A stand-in for the machine's Python."""
    path = place / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"{name}={path}"


def test_help_lists_every_target() -> None:
    listed = re.findall(r"^  make ([a-z-]+) ", make(ROOT, "help").stdout, re.MULTILINE)
    assert listed == TARGETS
    assert {"run", "test", "demo", "help"} <= set(listed)


def test_make_alone_is_help() -> None:
    assert make(ROOT).stdout == make(ROOT, "help").stdout


def test_no_target_can_be_hidden_by_a_file_of_its_name() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(TARGETS)


@pytest.mark.parametrize("target", ["run", "test"])
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("case $1 in --version) echo Python 3.10.1;; *) exit 1;; esac", "Between Us needs Python 3.11 or newer, and"),
        ("case $2 in *ensurepip*) exit 1;; esac", "Python's venv module is missing."),
    ],
)
def test_a_machine_that_lacks_something_hears_what(fresh: Path, target: str, script: str, sentence: str) -> None:
    result = make(fresh, target, python(fresh, script))
    assert result.returncode != 0
    assert result.stderr.startswith(sentence)
    assert not (fresh / ".venv").exists()


def test_a_machine_without_python_hears_so(fresh: Path) -> None:
    result = make(fresh, "run", "PYTHON=no-such-python")
    assert result.returncode != 0
    assert "there is no no-such-python" in result.stderr


@pytest.mark.parametrize(
    ("script", "taken"),
    [
        (f'exec {sys.executable} "$@"', "the system's"),
        ("exit 1  # too old, or without its venv module", "the one on the PATH"),
        ("exit 127  # as where there is none", "the one on the PATH"),
    ],
)
def test_the_systems_own_python_comes_first_where_it_will_do(fresh: Path, script: str, taken: str) -> None:
    chosen = make(fresh, "--eval", "which: ; @echo $(PYTHON)", "which", python(fresh, script, "SYSTEM_PYTHON"))
    assert chosen.stdout.strip() == (str(fresh / "python") if taken == "the system's" else "python3")


def test_a_warm_start_only_starts(fresh: Path) -> None:
    venv = fresh / ".venv"
    venv.mkdir()
    (venv / ".runtime-ready").touch()
    assert make(fresh, "--just-print", "run").stdout == "exec .venv/bin/python -m app\n"


@pytest.mark.parametrize(
    ("refuses", "installed_by"),
    [("nothing", ["uv"]), ("uv pip install", ["uv", "pip"]), ("pip install .*uv<1", ["pip"])],
)
def test_where_uv_finds_nothing_pip_installs(fresh: Path, refuses: str, installed_by: list[str]) -> None:
    told = fresh / "told"
    (fresh / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "uv"):
        stand_in = fresh / ".venv" / "bin" / name
        stand_in.write_text(
            f'#!/bin/sh\necho "{name} $@" >> {told}\necho "{name} $@" | grep -q "{refuses}" && exit 1\nexit 0\n'
        )
        stand_in.chmod(0o755)
    assert make(fresh, ".venv/.dev-ready").returncode == 0
    asked = [line.split() for line in told.read_text().splitlines() if line.endswith("--editable .[dev]")]
    assert ["uv" if line[0] == "uv" else line[2] for line in asked] == installed_by
    assert (fresh / ".venv" / ".dev-ready").exists()


def test_clean_leaves_data_and_keys_alone() -> None:
    assert "instance" not in make(ROOT, "--just-print", "clean").stdout


def test_make_test_checks_everything() -> None:
    planned = make(ROOT, "--just-print", "test").stdout
    coverage = ("coverage combine", "coverage report")
    assert planned.index("ensure_browser.py --packaged") < planned.index("ensure_browser.py\n")
    for step in ("ruff check .", "ruff format --check .", ".venv/bin/mypy", *coverage):
        assert step in planned
    suites = [line for line in planned.splitlines() if " pytest " in line]
    assert "coverage run -m pytest " in suites[0]
    assert suites[0].endswith(" tests/domain tests/vault")
    assert suites[1].endswith("--ignore tests/domain --ignore tests/vault tests")


def test_the_pipeline_calls_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    lines = [line for line in script.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert os.access(script, os.X_OK)


def test_without_a_browser_every_way_is_tried_and_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[str, ...]] = []
    monkeypatch.setattr(ensure_browser, "find", lambda: None)
    monkeypatch.setattr(ensure_browser, "_run", lambda *command: tried.append(command))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert ensure_browser.install() is None
    assert [command[1] for command in tried[:3]] == ["update", "install", "install"]
    assert [command[-1] for command in tried[1:3]] == ["chromium", "chromium-headless-shell"]
    assert tried[3][-3:] == ("playwright", "install", "chromium")
    tried.clear()
    ensure_browser.install_packaged()
    assert [command[0] for command in tried] == ["apt-get"] * 3


@pytest.mark.parametrize(
    ("there", "installs"),
    [(("chromium",), True), (("chromium", "chromium-headless-shell"), False), (("google-chrome",), False)],
)
def test_the_light_browser_comes_to_the_one_of_the_same_system(
    there: tuple[str, ...], installs: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, ...]] = []
    for name in (*there, "apt-get"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ensure_browser, "_run", lambda *command: tried.append(command))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert ensure_browser.install() == str(tmp_path / there[0])
    assert ensure_browser.find_light() == str(tmp_path / there[-1])
    assert any(command[-1] == "chromium-headless-shell" for command in tried) == installs


def test_a_placeholder_is_not_taken_for_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, code in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/sbin")
    monkeypatch.setattr(ensure_browser, "NAMES", ("chromium", "google-chrome"))
    assert ensure_browser.find() == str(tmp_path / "google-chrome")

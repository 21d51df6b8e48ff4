"""`python -m tests.leaks.mutation [name ...]`: make each leak of mutants/ in a copy of the tree, and see it caught."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.leaks.two_runs.catch import CAUGHT

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("mutants")
COPIED = ("app", "templates", "exercises", "tests", "pyproject.toml")
TESTS_FAILED = 1
"""How pytest ends when a test failed; a syntax error in the code ends it otherwise."""


class Unfit(Exception):
    """A change that does not fit the code any more."""


@dataclass(frozen=True)
class Edit:
    """`old` stands in the file once."""

    file: str
    old: str
    new: str

    def made(self, text: str) -> str:
        """The file's text with the change. Raises Unfit."""
        if text.count(self.old) != 1:
            raise Unfit(f"{self.file} has this {text.count(self.old)} times, not once:\n{self.old}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Mutant:
    """A leak: changes to make, and the test that has to fail with them; "" for the harness."""

    name: str
    edits: tuple[Edit, ...]
    caught_by: str

    def changed(self, root: Path) -> dict[str, str]:
        """The files with all the changes, by name. Raises Unfit."""
        texts: dict[str, str] = {}
        for edit in self.edits:
            text = texts.get(edit.file) or (root / edit.file).read_text("utf-8")
            texts[edit.file] = edit.made(text)
        return texts

    def make(self, root: Path) -> None:
        """Raises Unfit."""
        for file, text in self.changed(root).items():
            (root / file).write_text(text, "utf-8")
            for compiled in (root / file).parent.glob(f"__pycache__/{Path(file).stem}.*"):
                compiled.unlink()


@dataclass(frozen=True)
class Waiting:
    """A leak of something that does not exist yet; `sign` fits what it will be made of."""

    name: str
    feature: str
    sign: str

    def is_here(self, traces: str) -> bool:
        return re.search(self.sign, traces) is not None


def mutants() -> list[Mutant]:
    """All that can be made."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    shared = {one["name"]: _edit(one) for file in files for one in file.get("shared", ())}
    return [
        Mutant(one["name"], (*(shared[name] for name in one.get("also", ())), _edit(one)), one.get("caught_by", ""))
        for file in files
        for one in file.get("mutant", ())
    ]


def _edit(table: dict[str, str]) -> Edit:
    return Edit(table["file"], table["old"], table["new"])


def waiting() -> list[Waiting]:
    """All that can't be made yet."""
    tables = tomllib.loads((FOLDER / "waiting.toml").read_text("utf-8"))["waiting"]
    return [Waiting(**table) for table in tables]


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the tree, to be changed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source, target = ROOT / name, Path(folder, name)
            if source.is_dir():
                shutil.copytree(source, target)  # with what Python has compiled: it knows a file by its time and size
            else:
                shutil.copy(source, target)
        yield Path(folder)


def is_caught(mutant: Mutant) -> tuple[bool, str]:
    """Whether it is noticed, and what was said. Raises Unfit."""
    with copied() as root:
        mutant.make(root)
        if mutant.caught_by:
            # Without the budgets: what takes too long is not caught, and ends pytest as a failed test does.
            off = ("-p", "no:cacheprovider", "-p", "no:tests.budgets")
            command, ends = ["-m", "pytest", "-q", "-x", *off, mutant.caught_by], TESTS_FAILED
        else:
            command, ends = ["-m", "tests.leaks.two_runs.catch"], CAUGHT
        environ = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        environ.pop("PYTEST_XDIST_WORKER", None)
        done = subprocess.run([sys.executable, *command], cwd=root, env=environ, capture_output=True, text=True)
        return done.returncode == ends, done.stdout + done.stderr


def main(names: list[str]) -> int:
    chosen = [one for one in mutants() if not names or one.name in names]
    caught = 0
    for mutant in chosen:
        began = time.monotonic()
        try:
            noticed, said = is_caught(mutant)
        except Unfit as unfit:
            noticed, said = False, str(unfit)
        caught += noticed
        print(f"{'caught' if noticed else 'MISSED'}  {time.monotonic() - began:5.1f} s  {mutant.name}", flush=True)
        if not noticed:
            print(said[:3000])
    print(f"{caught} of {len(chosen)} caught; {len(waiting())} wait for their features.")
    return 0 if caught == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

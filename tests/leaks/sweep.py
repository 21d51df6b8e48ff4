"""`python -m tests.leaks.sweep`: as many pairs as before a release, on SQLite and on PostgreSQL.

Played in chunks. Each has a seed of its own, and a chunk that is finished is kept in RESULTS and never played again, so
a sweep that was stopped goes on where it was. Results of another tree count for nothing.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.leaks.two_runs.hunting import Tally, hunt
from tests.leaks.two_runs.theatre import Theatre, open_theatre
from tests.leaks.two_runs.verdicts import Leak
from tests.postgres import in_memory, running
from tests.tools.progress import Progress

ROOT = Path(__file__).parents[2]
TREE = ("app", "templates", "exercises", "tests/leaks/two_runs", "tests/clock.py", "tests/makers.py", "pyproject.toml")
"""What a pair is made of: a change of any of it makes all results old."""
RESULTS = ROOT / ".sweep" / "pairs.json"

PAIRS = 20_000
CHUNK = 250
ENGINES = ("sqlite", "postgresql")


def tree_of(root: Path, places: Iterable[str] = TREE) -> str:
    """A name for this code: another one for any other."""
    files = sorted(file for place in places for file in _files(root / place))
    lines = [f"{file.relative_to(root)} {sha256(file.read_bytes()).hexdigest()}" for file in files]
    return sha256("\n".join(lines).encode()).hexdigest()


def _files(place: Path) -> Iterator[Path]:
    for file in [place] if place.is_file() else place.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


@dataclass
class Results:
    """The chunks that are finished, by engine and seed, of one tree."""

    path: Path
    tree: str
    chunks: dict[str, Tally] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, tree: str) -> "Results":
        """What is there already. Of another tree: nothing, and says so."""
        if not path.exists():
            return cls(path, tree)
        kept = json.loads(path.read_text("utf-8"))
        if kept["tree"] != tree:
            print("The code is not the one that the last sweep was made with: this one starts anew.", flush=True)
            return cls(path, tree)
        return cls(path, tree, {name: _tally(chunk) for name, chunk in kept["chunks"].items()})

    def add(self, name: str, tally: Tally) -> None:
        """Written at once, and never half."""
        self.chunks[name] = tally
        self.path.parent.mkdir(exist_ok=True)
        half = self.path.with_suffix(".half")
        chunks = {name: _plain(tally) for name, tally in self.chunks.items()}
        half.write_text(json.dumps({"tree": self.tree, "chunks": chunks}), "utf-8")
        half.replace(self.path)


def _plain(tally: Tally) -> dict[str, object]:
    return {
        "pairs": tally.pairs,
        "pieces": tally.pieces,
        "bytes": tally.bytes,
        "facts": tally.facts,
        "sizes": tally.sizes,
    }


def _tally(chunk: dict[str, object]) -> Tally:
    facts, sizes = chunk.pop("facts"), chunk.pop("sizes")
    assert isinstance(facts, dict)
    assert isinstance(sizes, dict)
    numbered = Counter({int(size): number for size, number in sizes.items()})
    return Tally(**chunk, facts=Counter(facts), sizes=numbered)  # type: ignore[arg-type]  # read from JSON


@contextmanager
def theatre_on(engine: str) -> Iterator[Theatre]:
    if engine == "sqlite":
        with open_theatre() as theatre:
            yield theatre
        return
    with (
        running(in_memory()) as postgres,
        open_theatre(tuple(postgres.fresh() for _ in range(3))) as theatre,
    ):
        yield theatre


def sweep(engine: str, pairs: int, results: Results) -> Tally:
    """So many pairs at least, in whole chunks. Raises Leaked, with the smallest trace that leaks."""
    names = {f"{engine} {seed}": seed for seed in range(1, 1 + -(-pairs // CHUNK))}
    kept = sum(results.chunks[name].pairs for name in names if name in results.chunks)
    if kept:
        print(f"{engine}: {kept:,} pairs are played already.", flush=True)
    missing = [name for name in names if name not in results.chunks]
    if missing:
        with theatre_on(engine) as theatre, Progress(engine, "pairs", CHUNK * len(names), kept) as progress:
            for name in missing:
                tally = Tally()
                hunt(theatre, CHUNK, tally, seed=names[name], then=progress.step, found=_said)
                results.add(name, tally)
                progress.line()
    return sum((results.chunks[name] for name in names), Tally())


def _said(leak: Leak) -> None:
    print(f"\n{leak.words}\n\nNow the smallest story that leaks so is looked for; it takes some minutes.", flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.leaks.sweep", description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="on each engine")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    results = Results.open(chosen.results, tree_of(ROOT))
    complaints = []
    for engine in chosen.engines:
        try:
            tally = sweep(engine, chosen.pairs, results)
        except KeyboardInterrupt:
            print("\nStopped. The same command goes on from here.")
            return 130
        except Exception as leaked:
            print(f"\n{engine}: {leaked}")
            return 1
        print(f"{engine}: {tally}", flush=True)
        complaints += [f"{engine}: too little of it, {complaint}" for complaint in tally.complaints()]
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

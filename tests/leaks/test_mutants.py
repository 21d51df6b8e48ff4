"""Leaks on purpose: each fits the code, some are made anew every day, and none is forgotten while its feature comes."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.leaks.mutation import ROOT, Mutant, Unfit, Waiting, is_caught, mutants, waiting
from tests.turns import DAY

WANTED = """
progress bar · answered 7/12 · last active · updated_at in JSON · ETag from the row's version · Last-Modified ·
sequential ids · order by the time of answering · 403 where something exists · 404 of another length ·
match count beside what is withheld · compatibility in percent · near-miss list · pick counts · chose not to share ·
withdrawn is told from never shared · edit badge · reminder only to those unfinished ·
mail subject with the exercise's title · mail at the time of sealing · mail on withdrawal · log line with the answer ·
log line per save with the item's id · traceback locals with text · SQL echo ·
export lists the titles of what is private · dates of a ZIP's members · metadata of a PDF ·
cache without the viewer in its key · compressed pages with a form (BREACH) · early exit in the AND ·
therapist sees who refused · therapists' list sorted by activity · round ready, as the other has sealed ·
unread badge count · autosave returns the partner's version · 409 body with the other's state ·
change of the polling interval · recomputed when somebody has left · a new round carries what was sealed in an old one ·
text of a couple's own item can be edited after answers · a new member sees old rounds ·
CSV row for what is not shared · calendar entry disappears when done
"""
"""Leaks that a product like this one could have. Others may be added to mutants/, none of these may go."""

ASKS_BY_ITSELF = "a script that asks by itself"
A_DAY = 3
ALL = mutants()
TODAY = [ALL[(DAY * A_DAY + n) % len(ALL)] for n in range(A_DAY)]
"""So that each had its turn after three weeks; `make mutants` makes all of them."""


def test_every_leak_there_could_be_is_made_or_waits_for_its_feature() -> None:
    wanted = re.split(r"\s*·\s*", " ".join(WANTED.split()))
    made, waits = [one.name for one in ALL], [one.name for one in waiting()]
    assert len(wanted) == 44
    assert set(wanted) - set(made) == set(waits)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_it_fits_the_code(mutant: Mutant) -> None:
    try:
        changed = mutant.changed(ROOT)
    except Unfit as unfit:
        pytest.fail(f"The code has changed where this leak was made: make it anew in mutants/. {unfit}")
    for file, text in changed.items():
        compile(text, file, "exec")
    assert not mutant.caught_by or (ROOT / mutant.caught_by.partition("::")[0]).is_file()


@pytest.mark.parametrize("mutant", TODAY, ids=lambda mutant: mutant.name)
def test_it_is_caught(mutant: Mutant) -> None:
    noticed, said = is_caught(mutant)
    assert noticed, said


@pytest.mark.parametrize("one", waiting(), ids=lambda one: one.name)
def test_what_it_waits_for_is_not_there(one: Waiting, app: Flask) -> None:
    assert not one.is_here(traces(app)), f"There is something of {one.feature}: write the mutant '{one.name}'."


@pytest.mark.parametrize(
    ("name", "trace"),
    [
        ("dates of a ZIP's members", "import zipfile"),
        ("metadata of a PDF", "exchange/pdf"),
        ("change of the polling interval", ASKS_BY_ITSELF),
    ],
)
def test_a_feature_that_comes_is_noticed(name: str, trace: str, app: Flask) -> None:
    (one,) = [one for one in waiting() if one.name == name]
    assert one.is_here(f"{traces(app)}\n{trace}")


def traces(app: Flask) -> str:
    """Of what there is: modules, what they import, addresses, and what pages and scripts say."""
    modules = sorted((ROOT / "app").rglob("*.py"))
    names = [str(path.relative_to(ROOT).with_suffix("")) for path in modules]
    imports = [line for path in modules for line in re.findall(r"^ *(?:from|import) .*", _text(path), re.MULTILINE)]
    pages = [_text(path) for folder in ("templates", "app") for path in (ROOT / folder).rglob("*.*") if _is_page(path)]
    asking = [ASKS_BY_ITSELF for text in pages if asks_by_itself(text)]
    return "\n".join([*names, *imports, *map(str, app.url_map.iter_rules()), *pages, *asking])


def asks_by_itself(script: str) -> bool:
    """Whether it asks the server for something every so often. A clock that only counts does not."""
    return "setInterval" in script and re.search(r"fetch|XMLHttpRequest|sendBeacon|reload", script) is not None


def test_a_clock_that_counts_is_told_from_a_page_that_asks() -> None:
    assert not asks_by_itself("setInterval(tick, 1000)")
    assert asks_by_itself("setInterval(() => fetch('/state'), 1000)")


def _is_page(path: Path) -> bool:
    return path.suffix in (".html", ".js", ".txt")


def _text(path: Path) -> str:
    return path.read_text("utf-8")

"""A trace that opens every page once, so that everything is loaded and compiled before the first pair."""

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import (
    AddItem,
    Begin,
    BeginChoosing,
    Choose,
    Look,
    Night,
    Pry,
    Save,
    Seal,
    Theft,
    Wait,
    Withdraw,
)
from tests.leaks.two_runs.exercises import BLIND, KINDS, PLAIN
from tests.leaks.two_runs.pages import PAGES, PRIED
from tests.leaks.two_runs.traces import NOBODY, STRANGER, Act, Step, Trace

SHARED = {BLIND.slug: (1,), PLAIN.slug: (1, 2), KINDS.slug: (1, 2, 3, 4)}


def _both(who: str, *acts: Act) -> Step:
    return Step(who, acts, acts)


def _filled(who: str, slug: str) -> Step:
    sheets: dict[str, tuple[dict[str, object], ...]] = {
        BLIND.slug: ({"text": "warm"}, {"point": "2"}, {"picks": ("bath", "stars")}),
        PLAIN.slug: ({"level": "ask"}, {"text": "warm"}, {"text": "warm"}),
        KINDS.slug: ({"point": "1"}, {"place-1": "sleep"}, {"point": "2"}, {"now-dishes": "me"}, {"text": "warm"}),
    }
    saves = [Save(n, tuple(fields.items())) for n, fields in enumerate(sheets[slug], 1)]
    return _both(who, *saves, Look(("review",)), Seal(SHARED[slug]))


WARM = Trace(
    0,
    2,
    (),
    (
        _both("0", AddItem("kites")),
        _both("0", Begin(BLIND.slug, Opens.AT, "20-minutes"), Look(tuple(PAGES))),
        _filled("0", BLIND.slug),
        _filled("1", BLIND.slug),
        _both(NOBODY, Wait(21)),
        _both("0", Look(tuple(PAGES))),
        _both("1", Withdraw(1), Withdraw(3, "bath"), Look(("summary",))),
        _both("0", Begin(PLAIN.slug, Opens.READY, "3-days"), Look(("prompt 1",))),
        _filled("0", PLAIN.slug),
        _filled("1", PLAIN.slug),
        _both("1", Look(tuple(PAGES))),
        _both("0", Begin(KINDS.slug, Opens.READY, "3-days"), Look(tuple(PAGES))),
        _filled("0", KINDS.slug),
        _filled("1", KINDS.slug),
        _both("1", Look(("round", "summary", "talk"))),
        _both("0", BeginChoosing("20-minutes"), Choose(("talking",)), Look(("subjects",))),
        _both("1", Choose(("talking",)), Wait(21), Look(("subjects", "choose"))),
        _both(STRANGER, Pry(tuple(PRIED))),
        _both(NOBODY, Pry(tuple(PRIED)), Night(), Theft(sessions=True)),
    ),
    (("0", "1"),) * 4,
)

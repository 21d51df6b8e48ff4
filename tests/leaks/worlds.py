"""Traces in which one partner's secret is as large as it can be on one side and nothing on the other, and what another
partner can ask for at their ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import Begin, Look, Save, Seal, Wait, Withdraw
from tests.leaks.two_runs.browser import Fields
from tests.leaks.two_runs.exercises import BLIND, PLAIN
from tests.leaks.two_runs.pages import PAGES
from tests.leaks.two_runs.traces import NOBODY, Act, Step, Trace

SECRET, WATCHER, THIRD = "0", "1", "2"
LONG = "q0x1z " + "as much as anybody would write here, " * 10


@dataclass(frozen=True)
class World:
    """`asked`: a path to open, or one with a form to send, by name. All of them can be asked again and again."""

    name: str
    trace: Trace
    asked: Mapping[str, tuple[str, Fields | None]]


def _sheet(*picks: str, text: str = LONG, shared: tuple[int, ...] = ()) -> tuple[Act, ...]:
    saves = Save(1, (("text", text),)), Save(2, (("point", "4"),)), Save(3, (("picks", picks),))
    return *saves, Seal(shared)


def _plain() -> tuple[Act, ...]:
    return Save(1, (("level", "no"),)), Save(2, (("text", LONG),)), Save(3, (("text", LONG),)), Seal(())


def _trace(size: int, *steps: tuple[str, Iterable[Act], Iterable[Act]]) -> Trace:
    partners = tuple(map(str, range(size)))
    return Trace(
        9, size, (SECRET,), tuple(Step(who, tuple(one), tuple(other)) for who, one, other in steps), (partners,)
    )


def _same(who: str, *acts: Act) -> tuple[str, tuple[Act, ...], tuple[Act, ...]]:
    return who, acts, acts


TYPED = {"text": "q1x1z tea"}
_EVERY = {
    name: (path.replace("{exercise}", "none"), None)
    for name, path in PAGES.items()
    if name not in ("exercise", "exercises", "account", "unlock")
}
_SAVING = {"saving": ("{round}/prompts/1", {**TYPED, "autosave": "1"})}
_AFTER = {name: _EVERY[name] for name in ("home", "us", "round", "summary", "mine", "data", "copy")}
_TAKING_BACK = {"taking back": ("{round}/withdraw", {"prompt": "1"})}

OPENED = _same(NOBODY, Wait(21)), _same(WATCHER, Look(("summary", "data")))

WORLDS = (
    World(
        "before, all sealed or nothing done",
        _trace(
            2,
            _same(WATCHER, Begin(BLIND.slug, Opens.AT, "3-days"), Save(1, tuple(TYPED.items()))),
            (SECRET, _sheet("bath", "stars", "picnic", shared=(1,)), ()),
            _same(WATCHER, Look(("round", "data"))),
        ),
        {**_EVERY, **_SAVING},
    ),
    World(
        "before, where all must be ready",
        _trace(
            2,
            _same(WATCHER, Begin(PLAIN.slug, Opens.READY, "3-days"), Save(2, tuple(TYPED.items()))),
            (SECRET, _plain(), ()),
            _same(WATCHER, Look(("round",))),
        ),
        {name: _EVERY[name] for name in ("home", "us", "round", "prompt 1", "review")},
    ),
    World(
        "opened, all kept or nothing done",
        _trace(
            2,
            _same(WATCHER, Begin(BLIND.slug, Opens.AT, "20-minutes"), *_sheet("massage", text="q1x1z", shared=(1,))),
            (SECRET, _sheet("bath", "stars", "picnic"), ()),
            *OPENED,
        ),
        {**_AFTER, **_TAKING_BACK},
    ),
    World(
        "opened, taken back or never shown",
        _trace(
            2,
            _same(WATCHER, Begin(BLIND.slug, Opens.AT, "20-minutes"), *_sheet("massage", text="q1x1z", shared=(1,))),
            (SECRET, _sheet("bath", shared=(1,)), ()),
            _same(NOBODY, Wait(21)),
            (SECRET, (Withdraw(1),), ()),
            _same(WATCHER, Look(("summary", "data"))),
        ),
        _AFTER,
    ),
    World(
        "opened by three, picked by all but one or by one",
        _trace(
            3,
            _same(WATCHER, Begin(BLIND.slug, Opens.AT, "20-minutes"), *_sheet("bath", "stars", text="q1x1z")),
            (SECRET, _sheet("bath", "stars", "picnic"), ()),
            _same(THIRD, *_sheet("picnic", "massage", text="q2x1z")),
            *OPENED,
        ),
        _AFTER,
    ),
)

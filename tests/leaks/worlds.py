"""Traces in which one partner's secret is as large as it can be on one side and nothing on the other, and what another
partner can ask for at their ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import Begin, Look, Save, Seal, Wait, Withdraw
from tests.leaks.two_runs.acts_of_therapists import AgreeTo, HandOut, LayTherapist, LetSee, Tick
from tests.leaks.two_runs.acts_over_time import TakeFeed
from tests.leaks.two_runs.browser import Fields
from tests.leaks.two_runs.exercises import BLIND, PLAIN
from tests.leaks.two_runs.pages import OF_THERAPISTS, PAGES, PRACTICE
from tests.leaks.two_runs.traces import NOBODY, THERAPIST, Act, Step, Trace

SECRET, WATCHER, THIRD = "0", "1", "2"
LONG = "q0x1z " + "as much as anybody would write here, " * 10


@dataclass(frozen=True)
class World:
    """`asked`: a path to open, or one with a form to send, by name. `who` can ask all of them again and again."""

    name: str
    trace: Trace
    asked: Mapping[str, tuple[str, Fields | None]]
    who: str = WATCHER


def _sheet(*picks: str, text: str = LONG, shared: tuple[int, ...] = ()) -> tuple[Act, ...]:
    saves = Save(1, (("text", text),)), Save(2, (("point", "4"),)), Save(3, (("picks", picks),))
    return *saves, Seal(shared)


def _plain() -> tuple[Act, ...]:
    return Save(1, (("level", "no"),)), Save(2, (("text", LONG),)), Save(3, (("text", LONG),)), Seal(())


def _trace(size: int, *steps: tuple[str, Iterable[Act], Iterable[Act]]) -> Trace:
    partners = tuple(map(str, range(size)))
    played = tuple(Step(who, tuple(one), tuple(other)) for who, one, other in steps)
    begun = sum(isinstance(act, Begin) for step in played for act in step.left)
    return Trace(9, size, (SECRET,), played, (partners,) * begun)


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

_LAID = _same(THERAPIST, HandOut()), _same(WATCHER, LayTherapist(), AgreeTo())
_LINKED = *_LAID, _same(SECRET, AgreeTo()), _same(NOBODY, Wait(21))
_OF_A_LINK = {name: (PAGES[name], None) for name in OF_THERAPISTS if name != "assigned"}
_OF_A_PRACTICE = {name: (PRACTICE[name], None) for name in ("practice", "client")}
_WANTED = (
    *_LINKED,
    _same(WATCHER, Begin(BLIND.slug, Opens.AT, "20-minutes"), *_sheet("bath", text="q1x1z", shared=(2,))),
    _same(SECRET, *_sheet("bath", shared=(2,))),
    _same(NOBODY, Wait(21)),
    _same(WATCHER, Look(("summary",)), Tick((2,)), LetSee(False)),
    (SECRET, (Tick((3,)), LetSee(True)), (Tick(()), LetSee(False))),
    _same(WATCHER, Look(("therapist",))),
    _same(THERAPIST, Look(("client",))),
)

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
    World(
        "a feed, where all is sealed or nothing done",
        _trace(
            2,
            _same(WATCHER, TakeFeed(), Begin(BLIND.slug, Opens.AT, "3-days")),
            (SECRET, _sheet("bath", shared=(1,)), ()),
        ),
        {"feed": ("{feed}", None)},
        NOBODY,
    ),
    World(
        "a therapist who waits for a yes that was said or not",
        _trace(2, *_LAID, (SECRET, (AgreeTo(),), ()), _same(WATCHER, Look(("therapist",)))),
        {name: _OF_A_LINK[name] for name in ("therapists", "therapist")},
    ),
    World(
        "the same, seen by the therapist",
        _trace(2, *_LAID, (SECRET, (AgreeTo(),), ()), _same(THERAPIST, Look(("practice",)))),
        _OF_A_PRACTICE,
        THERAPIST,
    ),
    World("what one of them wants a therapist to see, and the other does not", _trace(2, *_WANTED), _OF_A_LINK),
    World(
        "the same, not seen by the therapist",
        _trace(2, *_WANTED),
        {**_OF_A_PRACTICE, "shown there": (PRACTICE["shown there"], None)},
        THERAPIST,
    ),
)

"""A trace that opens every page once, so that everything is loaded and compiled before the first pair."""

from app.domain.calendar import Every
from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import (
    Begin,
    BeginChoosing,
    BeginQuestion,
    Choose,
    Look,
    Night,
    Pry,
    Save,
    SaveInParts,
    Seal,
    Theft,
    Wait,
    Withdraw,
)
from tests.leaks.two_runs.acts_of_agreeing import (
    Agree,
    EndPact,
    KeepMoment,
    LookAgain,
    Propose,
    ReadPact,
)
from tests.leaks.two_runs.acts_of_people import AddItem
from tests.leaks.two_runs.acts_of_therapists import (
    AgreeTo,
    BeginAssigned,
    EndLink,
    Give,
    HandOut,
    LayTherapist,
    LetSee,
    ReadClient,
    ReadLink,
    Tick,
)
from tests.leaks.two_runs.acts_over_time import (
    AskForMail,
    BeginSeries,
    BringAlong,
    Days,
    EndSeries,
    MailAgain,
    MailAway,
    MailBack,
    StopNotices,
    TakeFeed,
)
from tests.leaks.two_runs.exercises import ALONE, BLIND, KINDS, PLAIN
from tests.leaks.two_runs.pages import OF_AGREEMENTS, OVER_TIME, PAGES, PRACTICE, PRIED
from tests.leaks.two_runs.traces import NOBODY, STRANGER, THERAPIST, Act, Step, Trace

SORTED = {"pile-plans": "core", "pile-laundry": "talk"}
SHARED = {BLIND.slug: (1,), PLAIN.slug: (1, 2), KINDS.slug: (1, 2, 3, 4, 5)}


def _both(who: str, *acts: Act) -> Step:
    return Step(who, acts, acts)


def _filled(who: str, slug: str) -> Step:
    sheets: dict[str, tuple[dict[str, object], ...]] = {
        BLIND.slug: ({"text": "warm"}, {"point": "2"}, {"picks": ("bath", "stars")}),
        PLAIN.slug: ({"level": "ask"}, {"text": "warm"}, {"text": "warm"}),
        KINDS.slug: (
            {"point": "1"},
            {"place-1": "sleep"},
            {"point": "2"},
            {"now-dishes": "me"},
            SORTED,
            {"text": "warm"},
        ),
    }
    acts = [SaveInParts if fields is SORTED else Save for fields in sheets[slug]]
    saves = [act(n, tuple(fields.items())) for n, (act, fields) in enumerate(zip(acts, sheets[slug], strict=True), 1)]
    return _both(who, *saves, Look(("review",)), Seal(SHARED[slug]))


WARM = Trace(
    0,
    2,
    (),
    (
        _both("0", AddItem("kites"), AskForMail(), TakeFeed()),
        _both(THERAPIST, HandOut()),
        _both("0", LayTherapist(), AgreeTo(), AgreeTo(False), AgreeTo(), Look(("therapists", "therapist"))),
        _both("1", AgreeTo(), Wait(21), ReadLink("in-force"), LetSee(True)),
        _both("0", LetSee(True)),
        _both(THERAPIST, Give(PLAIN.slug), ReadClient(True)),
        _both("0", Propose("warm"), Agree(), Agree(yes=False)),
        _both("1", Propose("warm", moment=True), Agree(), Look(("moments",))),
        _both("0", Agree()),
        _both("0", Begin(BLIND.slug, Opens.AT, "20-minutes"), Look(("round", "prompt 1", "prompt 2", "prompt 3"))),
        _filled("0", BLIND.slug),
        _filled("1", BLIND.slug),
        _both(NOBODY, MailAway(), Wait(21), MailBack()),
        _both("0", Look(tuple(PAGES))),
        _both("1", Withdraw(1), Withdraw(3, "bath"), Look(("summary",))),
        _both("0", Look(("therapist", "home")), BeginAssigned(PLAIN.slug, Opens.READY, "3-days"), Look(("prompt 1",))),
        _filled("0", PLAIN.slug),
        _filled("1", PLAIN.slug),
        _both("1", Look(("round", "summary", "shown", "talk", "turn", "closing", "mine")), Tick((1, 2))),
        _both("0", Look(("showing", "assigned")), Tick((1, 2)), Look(("showing",))),
        Step(THERAPIST, *((Look(tuple(PRACTICE)),),) * 2, practised=(frozenset(), frozenset())),
        _both("0", Begin(KINDS.slug, Opens.READY, "3-days"), Look(("prompt 1", "prompt 2", "prompt 3", "review"))),
        _filled("0", KINDS.slug),
        _filled("1", KINDS.slug),
        _both("1", Look(("round", "summary", "talk"))),
        _both("0", BeginQuestion(ALONE.slug, 1, "20-minutes"), Save(1, (("text", "q0x1z"),)), Seal((1,))),
        _both(NOBODY, Wait(21)),
        _both("0", Look(("summary", "keeping")), KeepMoment("q0x1z")),
        _both("0", BeginChoosing("20-minutes"), Choose(("talking",)), Look(("subjects",))),
        _both("1", Choose(("talking",)), Wait(21), Look(("subjects", "choose"))),
        _both("0", BeginSeries(KINDS.slug, Every.WEEK, 1), Look((*OVER_TIME, *OF_AGREEMENTS))),
        _both("1", BringAlong(), Look(("review",))),
        _both(NOBODY, Days(2)),
        _both("0", Look(OVER_TIME), EndSeries(), EndPact(1), ReadPact(1, "ended"), StopNotices("mail"), MailAgain()),
        _both("0", Propose("warm", grew=(0, (1,))), Agree(), Look(("agreement", "changing"))),
        _both("1", Agree()),
        _both(NOBODY, Wait(15 * 24 * 60)),
        _both("1", LookAgain(3), Save(1, (("option", "kept"),)), Seal((1,)), Look(("agreement", "round"))),
        _both("1", EndLink(), Look(("therapists", "therapist"))),
        _both(THERAPIST, Look(("practice", "client"))),
        _both(STRANGER, Pry(tuple(PRIED))),
        _both(NOBODY, Night(), Theft(sessions=True)),
    ),
    (("0", "1"),) * 7,
)

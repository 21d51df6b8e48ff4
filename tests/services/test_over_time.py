"""Lines over time: only what is shown and still is, only of one's own rounds, and all of one's own for oneself."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from app import startup
from app.config import Settings
from app.domain.answers import Scale, Share
from app.domain.exercise import Opens
from app.domain.files import edition
from app.domain.trends import AT_MOST
from app.ports import Ports
from app.services import granting, over_time, partnerships, rounds, summaries, upkeep
from app.services.context import Locked, NotFound
from app.services.over_time import Alone, Together
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.storage.library import Library
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt
from tests.services.circle import Circle
from tests.statements import statement_counter

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
Lines = dict[str, dict[str, tuple[int | None, ...]]]


def make_library() -> Library:
    """`week` has a scale to share, one that is private and one about desire; `other` has the same."""
    scales = (
        make_prompt("scale", "mood"),
        make_prompt("scale", "own", private=True),
        make_prompt("scale", "desire", desire=True),
    )
    made = {slug: edition({"en": make_exercise(*scales, slug=slug)}) for slug in ("week", "other")}
    return Library(made, {one.hash: one for one in made.values()})


@pytest.fixture
def workplace(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.setattr(startup, "read_exercises", make_library)
    prepared = startup.prepare(settings, Ports(clock=clock))
    yield prepared
    prepared.database.close()


def week(slug: str) -> bool:
    return slug == "week"


def together(circle: Circle, name: str) -> Together:
    found: Together = circle.asks(name, over_time.together, circle.us, week)
    return found


def shown(circle: Circle, name: str) -> Lines:
    """What somebody sees, by prompt and by the author's name."""
    seen = together(circle, name)
    return {chart.prompt.id: {seen.names[line.author]: line.points for line in chart.lines} for chart in seen.charts}


def own(circle: Circle, name: str) -> dict[str, tuple[int | None, ...]]:
    seen: Alone = circle.asks(name, over_time.alone, circle.us, week)
    return {line.prompt.id: line.points for line in seen.lines}


def answer(circle: Circle, name: str, here: Address, point: int, keep: bool = False) -> None:
    for prompt in ("mood", "own", "desire"):
        share = None if prompt == "own" else Share.KEEP if keep else Share.PARTNERS
        circle.save(name, here, prompt, Scale(point=point), share)
    circle.seal(name, here)


def goes_by(circle: Circle, slug: str = "week", **points: int | None) -> Address:
    """A week with a round in it, in which each shares one point everywhere; None for who does not come."""
    here = circle.start(next(iter(circle.people)), slug, Opens.READY, days=1)
    for name, point in points.items():
        if point is not None:
            answer(circle, name, here, point)
    circle.clock.passes(days=7)
    return here


class TestTogether:
    @both_engines
    def test_everybody_sees_what_everybody_shows(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        goes_by(couple, alex=2, sam=None)
        goes_by(couple, alex=3, sam=4)
        for name in couple.people:
            seen = shown(couple, name)
            assert seen["mood"] == {"Alex": (1, 2, 3), "Sam": (5, None, 4)}
            assert "own" not in seen, "private"
        assert shown(couple, "alex")["desire"] == {"Alex": (1, 2, 3)}, "never side by side"
        assert shown(couple, "sam")["desire"] == {"Sam": (5, None, 4)}

    def test_days_are_those_of_the_openings(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        goes_by(couple, alex=2)
        first = date(2026, 11, 24)
        assert together(couple, "sam").days == (first, first + timedelta(days=8)), "the second at its latest time"

    def test_a_round_whose_time_has_come_is_there_whether_or_not_somebody_has_looked(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        here = goes_by(couple, alex=2)
        before = together(couple, "sam")
        couple.does("alex", rounds.open_due, here)
        after = together(couple, "sam")
        assert (before.days, shown(couple, "sam")["mood"]) == (after.days, {"Alex": (1, 2), "Sam": (5, None)})
        assert [one.lines[0].points for one in before.charts] == [one.lines[0].points for one in after.charts]

    def test_a_round_that_is_not_open_shows_nothing(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        before = shown(couple, "sam")
        here = couple.start("alex", "week", Opens.AT, days=3)
        for name in couple.people:
            answer(couple, name, here, 3)
        assert shown(couple, "sam") == before
        assert own(couple, "sam")["mood"] == (5,)
        couple.clock.passes(days=3)
        assert shown(couple, "sam")["mood"] == {"Alex": (1, 3), "Sam": (5, 3)}

    def test_other_exercises_are_other_lines(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        goes_by(couple, "other", alex=2, sam=2)
        assert shown(couple, "sam")["mood"] == {"Alex": (1,), "Sam": (5,)}

    def test_kept_withdrawn_held_back_and_not_there_all_look_alike(self, couple: Circle) -> None:
        """With the next request, and the same for everybody."""
        weeks = [goes_by(couple, alex=n, sam=3) for n in (1, 2, 3, 4)]
        assert shown(couple, "sam")["mood"]["Alex"] == (1, 2, 3, 4)
        couple.does("alex", summaries.withdraw, weeks[1], "mood")
        assert shown(couple, "sam")["mood"]["Alex"] == (1, None, 3, 4)
        couple.does("alex", summaries.hold_back, weeks[2])
        assert shown(couple, "sam")["mood"]["Alex"] == (1, None, None, 4)
        here = couple.start("sam", "week", Opens.READY, days=1)
        answer(couple, "alex", here, 5, keep=True)
        answer(couple, "sam", here, 3)
        goes_by(couple, alex=None, sam=3)
        for name in couple.people:
            assert shown(couple, name)["mood"] == {"Alex": (1, None, None, 4, None, None), "Sam": (3,) * 6}
        assert own(couple, "alex")["mood"] == (1, 2, 3, 4, 5, None), "one's own stays one's own"

    def test_all_taken_back_and_nothing_ever_shown_are_one_page(self, couple: Circle) -> None:
        weeks = [goes_by(couple, alex=n, sam=3) for n in (1, 2)]
        for here in weeks:
            couple.does("alex", summaries.hold_back, here)
        seen = together(couple, "sam")
        assert list(seen.names.values()) == ["Sam"]
        assert shown(couple, "sam") == {"mood": {"Sam": (3, 3)}, "desire": {"Sam": (3, 3)}}

    def test_after_a_year_it_ends_whether_or_not_upkeep_has_been_there(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        couple.clock.passes(days=200)
        goes_by(couple, alex=2, sam=4)
        couple.clock.passes(days=150)
        assert shown(couple, "sam")["mood"] == {"Alex": (1, 2), "Sam": (5, 4)}
        couple.clock.passes(days=7)
        assert shown(couple, "sam")["mood"] == {"Alex": (None, 2), "Sam": (None, 4)}
        upkeep.sweep(couple.workplace)
        assert shown(couple, "sam")["mood"] == {"Alex": (None, 2), "Sam": (None, 4)}
        assert own(couple, "sam")["mood"] == (5, 4)

    def test_who_leaves_takes_their_line_along(self, trio: Circle) -> None:
        for n in (1, 2):
            goes_by(trio, alex=n, sam=3, kit=4)
        trio.does("kit", partnerships.leave, trio.us)
        assert shown(trio, "sam")["mood"] == {"Alex": (1, 2), "Sam": (3, 3)}
        for service in (over_time.together, over_time.alone):
            with pytest.raises(NotFound):
                trio.asks("kit", service, trio.us, week)

    def test_who_comes_later_sees_rounds_of_their_own_circle_only(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        couple.join("kit")
        couple.accept("kit", couple.invite("alex", "sam"))
        assert together(couple, "kit").days == ()
        goes_by(couple, alex=2, sam=4, kit=3)
        assert shown(couple, "kit")["mood"] == {"Alex": (2,), "Sam": (4,), "Kit": (3,)}
        assert shown(couple, "alex")["mood"] == {"Alex": (1, 2), "Sam": (5, 4), "Kit": (None, 3)}

    def test_a_new_key_pair_reads_on(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        couple.changes_passphrase("sam")
        goes_by(couple, alex=2, sam=4)
        couple.changes_passphrase("alex")
        goes_by(couple, alex=3, sam=3)
        for name in couple.people:
            assert shown(couple, name)["mood"] == {"Alex": (1, 2, 3), "Sam": (5, 4, 3)}
        assert own(couple, "alex")["mood"] == (1, 2, 3)

    @pytest.mark.parametrize("service", [over_time.together, over_time.alone])
    def test_a_pair_that_has_ended_opens_nothing(self, couple: Circle, service: Any) -> None:
        goes_by(couple, alex=1, sam=5)
        before = couple.changes_passphrase("alex")
        with couple.workplace.reading() as ctx, pytest.raises(Locked):
            service(ctx, before, couple.us, week)

    @pytest.mark.parametrize("service", [over_time.together, over_time.alone])
    def test_strangers_and_unknown_exercises_get_the_same(self, couple: Circle, service: Any) -> None:
        goes_by(couple, alex=1, sam=5)
        couple.join("kit")
        for name, us, named in (
            ("kit", couple.us, week),
            ("alex", "A" * 22, week),
            ("alex", couple.us, lambda slug: slug == "nothing"),
        ):
            with pytest.raises(NotFound):
                couple.asks(name, service, us, named)

    def test_the_latest_sixty_are_drawn(self, couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.domain.trends.AT_MOST", 3)
        for n in (1, 2, 3, 4):
            goes_by(couple, alex=n, sam=1)
        assert AT_MOST == 60
        assert shown(couple, "sam")["mood"]["Alex"] == (2, 3, 4)
        assert own(couple, "alex")["mood"] == (2, 3, 4)


class TestAlone:
    def test_it_is_all_of_ones_own_and_nothing_of_anybody_else(self, couple: Circle) -> None:
        goes_by(couple, alex=1, sam=5)
        here = couple.start("alex", "week", Opens.READY, days=1)
        answer(couple, "alex", here, 2, keep=True)
        couple.save("sam", here, "own", Scale(point=4))  # never sealed
        couple.clock.passes(days=7)
        assert own(couple, "alex") == dict.fromkeys(("mood", "own", "desire"), (1, 2))
        assert own(couple, "sam") == {"mood": (5, None), "own": (5, 4), "desire": (5, None)}


class TestCost:
    def test_it_takes_two_statements_however_many_rounds_there_are(self, trio: Circle) -> None:
        counts = set()
        for n in (1, 2, 3, 4, 5):
            goes_by(trio, alex=n, sam=3, kit=4 if n > 2 else None)
            for service in (over_time.together, over_time.alone):
                with statement_counter(trio.workplace.database) as statements:
                    trio.asks("alex", service, trio.us, week)
                counts.add(len(statements))
        assert counts == {2}

    def test_each_channel_is_opened_once(self, trio: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
        for n in (1, 2, 3):
            goes_by(trio, alex=n, sam=3, kit=4)
        opened, really = [], granting.open_direct

        def noting(ctx: Any, keyring: Any, subject: Any, *more: Any) -> bytes:
            opened.append(subject.author)
            return really(ctx, keyring, subject, *more)

        monkeypatch.setattr(granting, "open_direct", noting)
        assert shown(trio, "alex")["mood"]["Kit"] == (4, 4, 4)
        assert len(opened) == len(set(opened)) == 2

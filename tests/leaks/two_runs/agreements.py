"""An agreement while a trace is drawn: what it says, and what becomes of it by the clock alone."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from app.domain.agreements import State, Times, state


@dataclass
class Pact:
    """`holds`: all of its circle have said yes by the time it is counted. `replaces`: what ends when this one comes
    into force. `grew`: from these prompts of rounds, by number."""

    mark: str
    circle: tuple[str, ...]
    times: Times
    holds: bool
    replaces: "Pact | None" = None
    grew: tuple[tuple[int, int], ...] = ()
    replaced_by: "Pact | None" = None

    def state(self, now: datetime) -> State:
        times, by = self.times, self.replaced_by
        if by and by.in_force(now):
            times = replace(times, ended_at=min(times.ended_at or by.times.counts_at, by.times.counts_at))
        return state(times, [self.holds], now)

    def in_force(self, now: datetime) -> bool:
        """Whether it has ever been."""
        aside = self.times.ended_at is not None and self.times.ended_at < self.times.counts_at
        return self.holds and not aside and self.times.counts_at <= now

    def would_end(self, now: datetime) -> bool:
        """Whether something would be to be seen if somebody left: it is in force, or it is to be."""
        return self.holds and self.state(now) in (State.WAITING, State.IN_FORCE, State.LOOK)

    def ends(self, now: datetime) -> None:
        self.times = replace(self.times, ended_at=min(self.times.ended_at or now, now))

    def marks(self, now: datetime) -> frozenset[str]:
        """Of the words that its circle may read now: its own, and those that it changes."""
        if self.state(now) is State.GONE:
            return frozenset()
        return frozenset({self.mark} | ({self.carries.mark} if self.carries else set()))

    @property
    def carries(self) -> "Pact | None":
        """What it changes, if nobody reads it who came later."""
        old = self.replaces
        return old if old and set(self.circle) <= set(old.circle) else None


def times(now: datetime, moment: bool) -> Times:
    """Those of a draft of this moment: counted in twenty minutes, looked at in two weeks. A good moment is counted at
    the next evening that leaves six hours."""
    if not moment:
        # Everybody is in one zone, an hour ahead of UTC in winter.
        day = (now + timedelta(hours=1)).date() + timedelta(days=14)
        return Times(now + timedelta(minutes=20), datetime.combine(day, time(12), now.tzinfo))
    evening = datetime.combine((now + timedelta(hours=6)).date(), time(20), now.tzinfo)
    return Times(evening if evening > now + timedelta(hours=6) else evening + timedelta(days=1))

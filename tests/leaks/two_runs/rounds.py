"""Rounds and series while a trace is drawn: what each of them has come to show."""

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.calendar import APPEARS_BEFORE
from app.domain.exercise import Exercise, Opens
from tests.leaks.two_runs.sheets import Fields, Sheets
from tests.leaks.two_runs.together import Together


@dataclass
class Round:
    """`shown` by author and prompt, `matched` for all: what its circle may see once it is open. `wanted`: what each of
    them wants a therapist to see, by the prompts' numbers, if there is one who can be shown anything of it."""

    sheets: Sheets
    circle: tuple[str, ...]
    opens: Opens
    minutes: int
    opens_at: datetime
    is_open: bool = False
    """And has a summary, to be read."""
    is_read: bool = False
    shown: dict[str, dict[int, Fields]] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)
    wanted: Together | None = None

    @property
    def marks(self) -> frozenset[str]:
        """Those of the texts that its circle may read now."""
        texts = [dict(fields).get("text", "") for mine in self.shown.values() for fields in mine.values()]
        return frozenset(text.partition(" ")[0] for text in texts if text and self.is_open)

    @property
    def points(self) -> list[int]:
        """The prompts to which something is shown now."""
        found = {n for mine in self.shown.values() for n in mine}
        return sorted(found | ({len(self.sheets.exercise.prompts)} if self.matched else set()))

    @property
    def practised(self) -> frozenset[str] | None:
        """The marks of the texts that the therapist may read now; None where they learn nothing of this round."""
        numbers = self.wanted.all & set(self.points) if self.wanted else None
        if not numbers:
            return None
        texts = [dict(mine.get(n, ())).get("text", "") for mine in self.shown.values() for n in numbers]
        return frozenset(text.partition(" ")[0] for text in texts if text)

    @property
    def matched_there(self) -> frozenset[str]:
        """Of what all have picked, what the therapist may see."""
        is_seen = self.wanted and len(self.sheets.exercise.prompts) in self.wanted.all
        return frozenset(self.matched if is_seen else ())

    @property
    def authors(self) -> list[str]:
        """Who shows something."""
        return sorted(who for who, mine in self.shown.items() if mine)


@dataclass
class Series:
    """What comes back: its openings, and which of them has not appeared yet."""

    exercise: Exercise
    openings: tuple[datetime, ...]
    next: int = 0

    @property
    def appears(self) -> datetime:
        return self.openings[self.next] - APPEARS_BEFORE

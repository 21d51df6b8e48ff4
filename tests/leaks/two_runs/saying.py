"""Drawing who says yes in private to what is counted later: an agreement, a therapist."""

from collections.abc import Callable, Sequence

from tests.leaks.two_runs.acts import Look
from tests.leaks.two_runs.agreements import Pact
from tests.leaks.two_runs.drafts import Draft
from tests.leaks.two_runs.traces import SIDES, Act

Says = tuple[tuple[Act, ...], tuple[Act, ...]]
Word = Callable[[bool], Act]


def say(draft: Draft, pact: Pact, word: Word, pages: Sequence[str]) -> None:
    """Everybody says yes, or takes it back, or neither, until it is counted; and people look at these pages."""
    chances = draft.chances
    says = {who: _says(draft, who, pact.holds, word) for who in pact.circle}
    if not pact.holds:
        _somebody_does_not(draft, says, word)
    for visit in (0, 1):
        for who in chances.order(pact.circle):
            draft.add_both(who, {side: says[who][side][visit] for side in SIDES})
        if chances.chance(70 if not visit else 40):
            draft.add(chances.pick(draft.watchers), Look(chances.few(pages, 1, 2)))


def _says(draft: Draft, who: str, yes: bool, word: Word) -> dict[str, Says]:
    """Twice, on each side; in the end all say yes where it is to hold."""
    if who not in draft.secret:
        return dict.fromkeys(SIDES, _one_way(draft, yes, word))
    return {side: _one_way(draft, yes, word) for side in SIDES}


def _one_way(draft: Draft, yes: bool, word: Word) -> Says:
    chances = draft.chances
    last = (word(True),) if yes or chances.chance(60) else chances.pick(((), (word(False),)))
    before = (word(chances.chance(70)),) if chances.chance(30) else ()
    return chances.pick(((before, last), ((*before, *last), ()), ((), (*before, *last))))


def _somebody_does_not(draft: Draft, says: dict[str, dict[str, Says]], word: Word) -> None:
    """One of those with secrets, on each side another perhaps: or all would have said yes by chance."""
    for side in SIDES:
        nays: tuple[Says, ...] = (((), ()), ((word(True),), (word(False),)), ((word(False),), ()))
        says[draft.chances.pick(draft.secret)][side] = draft.chances.pick(nays)

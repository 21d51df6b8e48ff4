"""Who sees what: choices, disclosures, the blind AND, and taking away.

The only way from a worksheet to another person's eyes leads through `disclose()`; the only way for blind picks
leads through `match()`. Everything that prints or compares takes a `Disclosure` or a `Joint`, never a worksheet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.answers import Answer, Boundary, Picks, Share, Worksheet, refusal
from app.domain.exercise import Exercise, Level, MutualPrompt


@dataclass(frozen=True, repr=False)
class Disclosure:
    """What one author (a member's id) shows to the partners: answers by prompt id, shared ones only.

    Made by `disclose()`, narrowed by what stands below it, and read back by the vault (`boxes`, `shown`).
    """

    author: str
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<Disclosure>"


@dataclass(frozen=True, repr=False)
class Joint:
    """What everybody in the circle picked, by mutual prompt id, items in the exercise's order. It has no author."""

    matches: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<Joint>"


def disclose(exercise: Exercise, worksheet: Worksheet, author: str) -> Disclosure:
    """What `author` shows: once sealed, every shareable answer whose choice is to share; before that, nothing.

    A missing choice means keep. An answer that the prompt could not have taken is not shown. A boundary put to rest
    is shown as a no: that it is at rest is nobody else's business.
    """
    if not worksheet.sealed:
        return Disclosure(author)
    shown: dict[str, Answer] = {}
    for prompt in exercise.prompts:
        answer = worksheet.answers.get(prompt.id)
        chosen = worksheet.choices.get(prompt.id, Share.KEEP)
        if answer is None or not prompt.shareable or chosen is not Share.PARTNERS:
            continue
        if refusal(prompt, answer, exercise.about(prompt)) is None:
            shown[prompt.id] = outward(answer)
    return Disclosure(author, shown)


def outward(answer: Answer) -> Answer:
    """The answer as others read it."""
    if isinstance(answer, Boundary) and answer.level is Level.REST:
        return Boundary(level=Level.NO)
    return answer


def match(exercise: Exercise, circle: Sequence[Picks | None]) -> Joint:
    """The AND over the whole circle; None stands for somebody whose part is missing, unsealed or unreadable.

    Every item of every prompt is asked of every person, without an early exit: neither the time it takes nor its
    result may tell a near miss from no pick at all.
    """
    matches: dict[str, tuple[str, ...]] = {}
    for prompt in exercise.prompts:
        if isinstance(prompt, MutualPrompt):
            picked = [_counted(prompt, picks) for picks in circle]
            found = []
            for item in prompt.items:
                votes = sum([item.id in one for one in picked])
                if picked and votes == len(picked):
                    found.append(item.id)
            matches[prompt.id] = tuple(found)
    return Joint(matches)


def _counted(prompt: MutualPrompt, picks: Picks | None) -> frozenset[str]:
    """A part with more picks than anyone may make was not made by this product: it counts as nothing picked."""
    picked = frozenset(() if picks is None else picks.items.get(prompt.id, ()))
    return picked if len(picked) <= prompt.at_most else frozenset()


def without(disclosure: Disclosure, prompt_id: str) -> Disclosure:
    """The disclosure less one answer. There is no function that adds one: after the opening it only shrinks."""
    return Disclosure(disclosure.author, {key: one for key, one in disclosure.answers.items() if key != prompt_id})


def limited_to(disclosure: Disclosure, prompt_ids: Collection[str]) -> Disclosure:
    """The disclosure's answers to these prompts alone: what another audience may see of it is never more."""
    return Disclosure(disclosure.author, {key: one for key, one in disclosure.answers.items() if key in prompt_ids})


def matches_limited_to(joint: Joint, prompt_ids: Collection[str]) -> Joint:
    """The same for what everybody picked."""
    return Joint({key: items for key, items in joint.matches.items() if key in prompt_ids})


def lasting(disclosure: Disclosure) -> Disclosure:
    """The disclosure as it can be shown when the year of its round is over, by whoever renews it: of boundaries only
    what is a no.

    Each author renews for themselves, so after a year a careful level may be gone and an open one not: what is left
    would then read as more than everybody said. A no leads whatever stands beside it, and nothing leads where there
    is no level at all; every other level ends with the year, and is asked anew. That follows from the calendar and
    from the author's own answer. An ending that depended on whether others renew would tell of them: that they had
    something to renew, and when they took it back.
    """
    return Disclosure(disclosure.author, {key: one for key, one in disclosure.answers.items() if _lasts(one)})


def _lasts(answer: Answer) -> bool:
    return not isinstance(answer, Boundary) or answer.level is Level.NO


def without_match(joint: Joint, prompt_id: str, item_id: str) -> Joint:
    """The joint disclosure less one item, for everybody alike."""
    gone = (prompt_id, item_id)
    return Joint({key: tuple(item for item in items if (key, item) != gone) for key, items in joint.matches.items()})


def kept(worksheet: Worksheet, prompt_ids: Iterable[str]) -> Worksheet:
    """The worksheet with these answers kept private, whatever was chosen before."""
    choices = dict(worksheet.choices) | dict.fromkeys(prompt_ids, Share.KEEP)
    return worksheet.model_copy(update={"choices": choices})


def only_takes_away(before: Worksheet, after: Worksheet) -> bool:
    """Whether going from `before` to `after` shows nobody anything more: what a sealed worksheet still allows.

    Unsealing is not taking away: it would allow a new answer.
    """
    answers_fewer = all(before.answers.get(key) == answer for key, answer in after.answers.items())
    shares_fewer = all(
        before.choices.get(key) is Share.PARTNERS for key, choice in after.choices.items() if choice is Share.PARTNERS
    )
    return before.sealed == after.sealed and answers_fewer and shares_fewer

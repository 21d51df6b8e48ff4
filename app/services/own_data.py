"""A copy of one's own data to take along, and deleting the account.

The copy holds what the person shows anyway, and of what they keep only what they picked for it one by one: a file lies
about longer than a page.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Ranking,
    Reflection,
    Scale,
    Sort,
)
from app.domain.exercise import AnyPrompt, Exercise
from app.domain.sharing import outward
from app.services import agreements, consents, moving, partnerships, practice, rounds, therapists, worksheets, written
from app.services.context import Context, NotFound
from app.services.person import Person, Unlocked
from app.services.rounds import Address
from app.storage import partnerships as place_rows
from app.storage import people as rows
from app.storage import sessions as session_rows

NOTICE = "Shared with you in confidence. Please do not pass it on."


@dataclass(frozen=True, repr=False)
class KeptAnswer:
    """An answer that its author keeps, by its place; what it says is not in here."""

    address: Address
    begun: date
    exercise: Exercise
    n: int
    prompt: AnyPrompt

    @property
    def id(self) -> str:
        """How a form names it."""
        return f"{self.address}/{self.n}"


def kept_answers(ctx: Context, me: Unlocked) -> list[KeptAnswer]:
    """Every answer of this person that nobody else can read."""
    shown = {(one.address, n) for one in consents.in_force(ctx, me) for n, _ in one.prompts}
    found = []
    for one in rounds.of_person(ctx, me):
        sheet = worksheets.find(ctx, me, one.address)
        for n, prompt in sheet.shown:
            if prompt.id in sheet.worksheet.answers and (sheet.address, n) not in shown:
                found.append(KeptAnswer(sheet.address, one.begun, sheet.exercise, n, prompt))
    return found


def _sheets(ctx: Context, me: Unlocked) -> list[worksheets.Sheet]:
    return [worksheets.find(ctx, me, one.address) for one in rounds.of_person(ctx, me)]


def copy(ctx: Context, me: Unlocked, kept: AbstractSet[str]) -> dict[str, Any]:
    """One's own data, ready for JSON: the account, the places, therapists who are agreed to, how one works as one, the
    titles of exercises that one writes (each is taken along as files of its own), and for each round the answers that
    are shown, as they are shown, and of those that are kept the ones named in `kept` (ids of KeptAnswer)."""
    shown = {one.address: {n for n, _ in one.prompts} for one in consents.in_force(ctx, me)}
    return {
        "notice": NOTICE,
        "made_on": ctx.today.isoformat(),
        "account": {"username": me.username, "language": me.language, "time_zone": me.zone.key},
        "places": [_place(one) for one in partnerships.of_person(ctx, me)],
        "therapists": [one.statement.name for one in _therapists(ctx, me) if one.state.holds],
        "practice": _practice(ctx, me),
        "exercises": [dict(one.written.head.get("title") or {}) for one in written.of_person(ctx, me)],
        "agreements": [_agreed(one) for one in agreements.of_person(ctx, me) if one.state.holds],
        "rounds": [_round(sheet, shown.get(sheet.address, set()), kept) for sheet in _sheets(ctx, me)],
    }


def _place(one: partnerships.Partnership) -> dict[str, Any]:
    mine = next(member for member in one.members if member.me)
    return {"called": one.label, "my_name": mine.name, "my_pronouns": mine.pronouns}


def _therapists(ctx: Context, me: Unlocked) -> list[therapists.Seen]:
    places = partnerships.of_person(ctx, me)
    return [one for place in places for one in therapists.of_partnership(ctx, me, place.id)]


def _practice(ctx: Context, me: Unlocked) -> dict[str, str]:
    """How somebody works who works with couples. Of those couples nothing: it is theirs."""
    found = practice.profile(ctx, me.id)
    return found.statement.model_dump(mode="json") if found else {}


def _agreed(one: agreements.Agreed) -> dict[str, Any]:
    return {"kind": one.kind, "text": one.text}


def _round(sheet: worksheets.Sheet, shown: set[int], kept: AbstractSet[str]) -> dict[str, Any]:
    answers = []
    for n, prompt in sheet.shown:
        answer = sheet.worksheet.answers.get(prompt.id)
        wanted = n in shown or f"{sheet.address}/{n}" in kept
        if wanted and answer is not None:
            about = sheet.exercise.about(prompt)
            said = _in_words(prompt, outward(answer) if n in shown else answer, about)
            answers.append({"asked": prompt.ask, "kind": (about or prompt).kind, "answer": said, "shown": n in shown})
    return {"exercise": sheet.exercise.title, "language": sheet.exercise.language, "answers": answers}


def _in_words(prompt: Any, answer: Answer, about: Any = None) -> Any:
    """An answer with the words of the exercise in place of ids; `about` is what a guess is about."""
    match answer:
        case Reflection():
            return answer.text
        case Scale():
            return f"{answer.point}/{prompt.points} ({prompt.low} … {prompt.high})"
        case Choice():
            return _text(prompt.options, answer.option)
        case Choices():
            return [_text(prompt.options, one) for one in answer.options]
        case Sort():
            return {_text(prompt.items, item): pile.value for item, pile in answer.piles.items()}
        case Boundary():
            return answer.level.value
        case Ranking():
            return [_text(prompt.items, item) for item in answer.order]
        case Allocation():
            return {item.text: said for item in prompt.items if (said := _hands(answer, item.id))}
        case Guess():
            return _in_words(about, answer.answer)
        case _:
            assert_never(answer)


def _hands(answer: Allocation, item: str) -> str:
    """Who does it, and after an arrow who would: "me → shared"; "" for what was left out."""
    now, wish = answer.now.get(item), answer.wish.get(item)
    return f"{now or '…'} → {wish or '…'}" if now or wish else ""


def _text(options: Any, id_: str) -> str:
    return next((str(option.text) for option in options if option.id == id_), id_)


def delete_account(ctx: Context, me: Person) -> None:
    """Leave everywhere and be gone: person, locks and sessions, in this one transaction. To the others it looks like
    leaving quietly. Raises NotFound for who is gone already.

    All places are held at once, in the order in which everybody holds them, and then the person. Only then is it read
    which places those are: one that was begun in between would stay for ever, with nobody in it who could leave."""
    moving.hold_places(ctx, me.id)
    if rows.hold_still(ctx.db, me.id) is None:
        raise NotFound
    for partnership, _ in place_rows.places_of(ctx.db, me.id):
        partnerships.leave(ctx, me, partnership)
    practice.end_of_person(ctx, me.id)
    session_rows.end_all(ctx.db, me.id)
    rows.remove(ctx.db, me.id)

"""From a form to an answer, and back: the fields of a prompt follow from the exercise, one rule per kind. What was
typed is kept as it came, so that a page that comes back has lost nothing."""

from enum import StrEnum
from typing import Any, TypeVar, assert_never

from werkzeug.datastructures import MultiDict

from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Ranking,
    Reflection,
    Refusal,
    Scale,
    Share,
    Sort,
    clean_text,
    picks_refusal,
    refusal,
)
from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Guessable,
    GuessPrompt,
    Hand,
    Level,
    MutualPrompt,
    PausePrompt,
    Pile,
    RankingPrompt,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)
from app.web.forms import REPLACED

Given = dict[str, Any]
K = TypeVar("K", bound=StrEnum)


def given_from(prompt: AnyPrompt, form: MultiDict[str, str]) -> Given:
    """What was typed for a prompt, by field name, as the prompt's template takes it."""
    match prompt:
        case ReflectionPrompt():
            return {"text": clean_text(form.get("text", ""))}
        case ScalePrompt():
            return {"point": form.get("point", "")}
        case ChoicePrompt():
            return {"option": form.get("option", "")}
        case ChoicesPrompt():
            return {"options": form.getlist("options")}
        case SortPrompt():
            return _starting("pile-", form)
        case BoundaryPrompt():
            return {"level": form.get("level", "")}
        case MutualPrompt():
            return {"picks": form.getlist("picks")}
        case RankingPrompt():
            return _starting("place-", form)
        case AllocationPrompt():
            return _starting("now-", form) | _starting("wish-", form)
        case GuessPrompt():
            return {key: form.get(key, "") for key in ("point", "option")} | _starting("pile-", form)
        case ReadingPrompt() | PausePrompt():
            return {}
        case _:
            assert_never(prompt)


def _starting(prefix: str, fields: Given) -> Given:
    return {key: value for key, value in fields.items() if key.startswith(prefix)}


def given_of(prompt: AnyPrompt, answer: Answer | tuple[str, ...] | None) -> Given:
    """What is saved for a prompt, as the prompt's template takes it."""
    match answer:
        case None:
            return {}
        case Reflection():
            return {"text": answer.text}
        case Scale():
            return {"point": str(answer.point)}
        case Choice():
            return {"option": answer.option}
        case Choices():
            return {"options": list(answer.options)}
        case Sort():
            return {f"pile-{item}": pile.value for item, pile in answer.piles.items()}
        case Boundary():
            return {"level": answer.level.value}
        case Ranking():
            return {f"place-{place}": item for place, item in enumerate(answer.order, start=1)}
        case Allocation():
            now = {f"now-{item}": hand.value for item, hand in answer.now.items()}
            return now | {f"wish-{item}": hand.value for item, hand in answer.wish.items()}
        case Guess():
            return given_of(prompt, answer.answer)
        case tuple():
            return {"picks": list(answer)}
        case _:
            assert_never(answer)


def answer_from(
    prompt: AnyPrompt, given: Given, about: Guessable | None = None
) -> Answer | tuple[str, ...] | Refusal | None:
    """The answer that was given, blind picks as a tuple, or a Refusal; None for what has nothing to answer. `about` is
    what a guess is about."""
    answer = _answer(prompt, given, about)
    if answer is None or isinstance(answer, Refusal | tuple):
        return answer
    return refusal(prompt, answer, about) or answer


def _answer(prompt: AnyPrompt, given: Given, about: Guessable | None) -> Answer | tuple[str, ...] | Refusal | None:
    """As far as it can be read."""
    match prompt:
        case ReflectionPrompt():
            text = given["text"]
            return Refusal.NOT_TEXT if REPLACED in text else Reflection(text=text)
        case ScalePrompt():
            point = given["point"]
            if not point:
                return Refusal.EMPTY
            plain = point.isascii() and point.isdigit() and len(point) < 3
            return Scale(point=int(point)) if plain else Refusal.NOT_OFFERED
        case ChoicePrompt():
            return Choice(option=given["option"]) if given["option"] else Refusal.EMPTY
        case ChoicesPrompt():
            chosen = tuple(dict.fromkeys(given["options"]))
            return Choices(options=_in_order(prompt.options, chosen))
        case SortPrompt():
            piles = _read(given, "pile-", Pile)
            return piles if isinstance(piles, Refusal) else Sort(piles=piles)
        case BoundaryPrompt():
            level = given["level"]
            if not level:
                return Refusal.EMPTY
            return Boundary(level=Level(level)) if level in list(Level) else Refusal.NOT_OFFERED
        case MutualPrompt():
            picked = tuple(dict.fromkeys(given["picks"]))
            return picks_refusal(prompt, picked) or _in_order(prompt.items, picked)
        case RankingPrompt():
            return _ranking_from(prompt, given)
        case AllocationPrompt():
            now, wish = _read(given, "now-", Hand), _read(given, "wish-", Hand)
            if isinstance(now, Refusal) or isinstance(wish, Refusal):
                return Refusal.NOT_OFFERED
            return Allocation(now=now, wish=wish)
        case GuessPrompt():
            guess = _answer(about, given, None) if about else None
            if isinstance(guess, Scale | Choice | Sort):
                return Guess(answer=guess)
            return guess if isinstance(guess, Refusal) else Refusal.OTHER_KIND
        case ReadingPrompt() | PausePrompt():
            return None
        case _:
            assert_never(prompt)


def _read(given: Given, prefix: str, kind: type[K]) -> dict[str, K] | Refusal:
    """What stands in the fields of a kind, by item id. A field left empty is an item left out."""
    chosen = {key.removeprefix(prefix): value for key, value in _starting(prefix, given).items() if value}
    if any(value not in list(kind) for value in chosen.values()):
        return Refusal.NOT_OFFERED
    return {item: kind(value) for item, value in chosen.items()}


def _ranking_from(prompt: RankingPrompt, given: Given) -> Ranking | Refusal:
    """The places in their order; one left open is filled by the next."""
    places = [f"place-{place}" for place in range(1, prompt.places + 1)]
    if _starting("place-", given).keys() - set(places):
        return Refusal.NOT_OFFERED
    return Ranking(order=tuple(given[place] for place in places if given.get(place)))


def _in_order(offered: Any, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Chosen ids in the exercise's order, so that the order of ticking is not kept; unknown ones come last."""
    order = [option.id for option in offered]
    return tuple(sorted(chosen, key=lambda one: (order.index(one) if one in order else len(order), one)))


def share_from(text: str | None) -> Share | Refusal | None:
    """The choice for one answer; None where nothing was chosen."""
    if not text:
        return None
    return Share(text) if text in list(Share) else Refusal.NOT_OFFERED

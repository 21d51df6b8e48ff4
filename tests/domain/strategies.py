"""Hypothesis strategies for what people answer, choose and pick."""

from hypothesis import strategies as st

from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Ranking,
    Reflection,
    Scale,
    Share,
    Sort,
    Worksheet,
)
from app.domain.exercise import AnyPrompt, Exercise, Hand, Level, MutualPrompt, Option, Pile

CIRCLE = ("ana", "ben", "cleo", "dee", "eli", "fay")

texts = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and "\0" not in text)
circles = st.integers(1, 6).flatmap(lambda size: st.permutations(CIRCLE).map(lambda order: tuple(order[:size])))


def ids(options: tuple[Option, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([option.id for option in options])


def answers(prompt: AnyPrompt) -> st.SearchStrategy[Answer]:
    """Any answer that the prompt takes; nothing for prompts that take none. Guesses are about a scale of five."""
    match prompt.kind:
        case "reflection":
            return st.builds(Reflection, text=texts)
        case "scale":
            return st.builds(Scale, point=st.integers(1, prompt.points))
        case "choice":
            return st.builds(Choice, option=ids(prompt.options))
        case "choices":
            return st.builds(Choices, options=st.lists(ids(prompt.options), min_size=1, unique=True).map(tuple))
        case "sort":
            piles = st.dictionaries(ids(prompt.items), st.sampled_from(Pile), min_size=1)
            return st.builds(Sort, piles=piles)
        case "boundary":
            return st.builds(Boundary, level=st.sampled_from(Level))
        case "ranking":
            return st.builds(Ranking, order=st.lists(ids(prompt.items), min_size=1, max_size=3, unique=True).map(tuple))
        case "allocation":
            hands = st.dictionaries(ids(prompt.items), st.sampled_from(Hand))
            return st.builds(Allocation, now=hands, wish=hands).filter(lambda one: one.now or one.wish)
        case "guess":
            return st.builds(Guess, answer=st.builds(Scale, point=st.integers(1, 5)))
        case _:
            return st.nothing()


@st.composite
def worksheets(draw: st.DrawFn, exercise: Exercise, sealed: bool | None = None) -> Worksheet:
    """Some answers, and choices for some prompts, answered or not."""
    answerable = [one for one in exercise.prompts if one.answerable and not one.blind]
    given = {one.id: draw(answers(one)) for one in answerable if draw(st.booleans())}
    choices = draw(st.dictionaries(st.sampled_from([one.id for one in exercise.prompts]), st.sampled_from(Share)))
    return Worksheet(answers=given, choices=choices, sealed=draw(st.booleans()) if sealed is None else sealed)


def picks(prompt: MutualPrompt, most: int | None = None) -> st.SearchStrategy[Picks]:
    """As many picks as allowed, or up to `most`."""
    lists = st.lists(ids(prompt.items), unique=True, max_size=prompt.at_most if most is None else most)
    return lists.map(lambda items: Picks(items={prompt.id: tuple(items)}))

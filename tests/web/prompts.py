"""Where in the exercises each kind of prompt stands."""

from functools import cache

from app.startup import read_exercises


@cache
def number_of(slug: str, kind: str, private: bool = False) -> int:
    """The number of the first prompt of this kind, from 1."""
    library = read_exercises()
    exercise = library.exercise(slug, "en")
    assert exercise
    return next(n for n, prompt in enumerate(exercise.prompts, 1) if prompt.kind == kind and prompt.private == private)


READY = "flexible-and-core"
BLIND = "desire-check-in"

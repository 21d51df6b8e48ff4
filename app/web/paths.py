"""The practices by name, and two ways through the exercises for those who don't know where to begin."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _

from app.domain.exercise import Practice

PRACTICES = {
    Practice.REFLECTIVE_TALK: _("Talking and listening"),
    Practice.FLEXIBLE_EXPECTATIONS: _("Roles and expectations"),
    Practice.SHARED_LANGUAGE: _("Words for what we mean"),
    Practice.BOUNDARIES: _("Limits"),
    Practice.CONSENT: _("Asking, and yes and no"),
    Practice.DESIRE: _("Desire"),
    Practice.CLOSENESS: _("Closeness and comfort"),
    Practice.SHARED_LOAD: _("Who does what"),
    Practice.SHARED_CHALLENGES: _("Problems, side by side"),
    Practice.PROMISES_AND_REPAIR: _("Promises, and mending"),
    Practice.GOOD_THINGS: _("What is good"),
    Practice.INNER_LIFE: _("How I am"),
    Practice.CHANGE: _("When life changes"),
    Practice.AUTHENTICITY: _("Being who I am"),
    Practice.SLOWING_DOWN: _("Slowing down"),
    Practice.LEARNING: _("Learning more"),
    Practice.SAFETY: _("Feeling safe"),
}


class Step(NamedTuple):
    """One exercise of a way, with when it comes and a word on what it is there for."""

    when: Any
    slug: str
    words: Any


class Way(NamedTuple):
    """Exercises in an order that goes gently."""

    title: Any
    words: Any
    steps: tuple[Step, ...]


WAYS = (
    Way(
        _("The first four weeks"),
        _("One evening a week. If a week is full, the way waits."),
        (
            Step(_("First week"), "open-conversation", _("Get used to asking, and to being asked.")),
            Step(_("Second week"), "boundary-check-in", _("Say what is fine and what isn’t, while it is easy.")),
            Step(_("Third week"), "flexible-and-core", _("See what can bend, and what is part of you.")),
            Step(_("Fourth week"), "comfort-me", _("Learn what does each of you good.")),
        ),
    ),
    Way(
        _("After a hard time"),
        _("In your own time. You can stay with any step, or end there."),
        (
            Step(_("First of all"), "safe-to-say", _("Each alone: how safe does it feel to speak?")),
            Step(_("When there is a quiet hour"), "slowing-down", _("Be in one room with nothing to solve.")),
            Step(_("Then"), "comfort-me", _("Say what does you good, and what doesn’t.")),
            Step(_("If something wants mending"), "repair", _("For missteps. Not for fear, force or a crossed no.")),
            Step(_("When you feel like it"), "finding-back", _("Small ways back, at the pace of the slowest.")),
        ),
    ),
)

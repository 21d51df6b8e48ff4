"""What the pages for writing exercises say: the kinds of prompts by name, and a sentence for everything to mend."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _

from app.domain.drafts import Message
from app.domain.written_checks import Found

KINDS = {
    "reflection": _("Writing"),
    "scale": _("A point between two ends"),
    "choice": _("One answer of several"),
    "choices": _("Several answers"),
    "sort": _("Cards for four piles"),
    "boundary": _("A limit"),
    "mutual": _("Blind picks"),
    "ranking": _("What matters most"),
    "allocation": _("Who does what"),
    "guess": _("A guess about the others"),
    "reading": _("Just to read"),
    "pause": _("A pause, to breathe"),
}

SENTENCES = {
    "missing": _("This is still empty."),
    "not-offered": _("Please choose from what is offered."),
    "number": _("Please write a number here."),
    "letters": _("Please use %(most)s letters or fewer."),
    "at-most": _("%(most)s is the most here."),
    "at-least": _("%(least)s is the least here."),
    "one-line": _("Please keep this to one line."),
    "hyphened": _("Small letters a to z, digits and single hyphens, as in first-date."),
    "unseen": _("There are characters here that nobody can see. Please type it again."),
    "repeated": _("“%(words)s” stands here more than once."),
    "id-twice": _("Another prompt has this short name already."),
    "nothing-to-answer": _("There is nothing to answer in it yet."),
    "count": _("An exercise of this form has %(fewest)s to %(most)s prompts. Here are %(there)s."),
    "count-short": _("%(fewest)s to %(most)s prompts with an answer belong to the short version. Here are %(there)s."),
    "count-private": _("Exactly %(fewest)s prompts are for oneself alone. Here are %(there)s."),
    "closing": _(
        "The last one is the closing step: writing or one answer of several, in the short version, not for oneself "
        "alone, and always shown."
    ),
    "after-wish": _("Limits come before blind picks and desire. Please move this one up."),
    "must-open-at": _("With blind picks it opens at a set time, so that taking no part looks like picking nothing."),
    "group-missing": _("All of them have a heading, or none has. Number %(n)s has none."),
    "openers-missing": _("Whoever shares this needs all three ways into the talk."),
    "openers-go": _("Nobody talks about this one, so it has no ways into a talk. Please clear them."),
    "private-goes": _("This kind shows nobody’s answer, so it is not for oneself alone."),
    "say-i": _("It starts with “I”: it is a sentence for the reader’s own mouth."),
    "say-placeholder": _("Only {answer} can stand in braces here."),
    "say-unquotable": _("This kind has no single answer to quote. Please leave {answer} out."),
    "no-placeholder": _("Nothing can stand in braces here."),
    "ask-why": _("Please ask without “why”: it invites a defence, not a story."),
    "condition-shared": _(
        "What others may see is always shown: its answer would tell of the one it depends on. Only what is for oneself "
        "alone, or just to read, can depend on an answer."
    ),
    "not-earlier": _("Please choose an earlier prompt."),
    "not-short": _("This one is in the short version, and the one it speaks of is not."),
    "untestable": _("Nothing can depend on an answer of that kind."),
    "one-test": _("Please say after which answers it is shown."),
    "about-kind": _("A guess is about a point, one answer of several, or cards."),
    "about-private": _("Nobody guesses what is for oneself alone."),
    "about-desire": _("Nobody guesses how much somebody wants."),
    "unlike": _("This has to be as it is in the first language."),
}


def said(message: Message) -> str:
    """The sentence for something to mend. KeyError for a reason that has none: a test looks at them all."""
    return str(SENTENCES[message.reason]) % message.values if message.values else str(SENTENCES[message.reason])


def by_field(found: Iterable[Found]) -> dict[str, str]:
    """The first sentence for each field."""
    errors: dict[str, str] = {}
    for one in found:
        errors.setdefault(one.field, said(one.message))
    return errors

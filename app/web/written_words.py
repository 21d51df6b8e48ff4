"""What the pages for writing exercises say: the kinds of prompts by name, and a sentence for everything to mend."""

from collections.abc import Iterable, Mapping

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

LABELS = {
    "title": _("Title"),
    "purpose": _("What it is for"),
    "not_for": _("When to leave it"),
    "sources": _("Where it comes from"),
    "minutes": _("How many minutes it takes, 1 to 90"),
    "intensity": _("How deep it goes"),
    "form": _("What kind of exercise it is"),
    "rhythm": _("How often it is good for"),
    "opens": _("When a round opens"),
    "practices-1": _("What it is good for, most of all"),
    "practices-2": _("What it is good for, too"),
    "practices-3": _("And a third thing"),
    "ask": _("The question, or the heading"),
    "hint": _("A hint below it, if wanted"),
    "low": _("The low end"),
    "high": _("The high end"),
    "subject": _("What the limit is about, as the end of “How about …”"),
    "text": _("The text"),
    "points": _("How many points, 3 to 9; 5 if left empty"),
    "places": _("How many places, 2 to 5; 3 if left empty"),
    "breaths": _("How many breaths of ten seconds, 3 to 12"),
    "about": _("What the guess is about"),
    "listed": _("One answer, card or item in each line"),
    "starts-1": _("First start of a sentence"),
    "starts-2": _("Second start of a sentence"),
    "starts-3": _("Third start of a sentence"),
    "openers-say": _("A sentence to say"),
    "openers-ask": _("A question to ask"),
    "openers-try": _("A small thing to try"),
    "short": _("It belongs to the short version of five minutes"),
    "private": _("For oneself alone: nobody can share it"),
    "desire": _("It is about desire: no sentence says alike or different"),
    "tender": _("It tells of a fear or a hope: no sentence says alike or different"),
    "own_items": _("Those who do it can add some of their own before a round"),
    "when": _("When it is shown"),
    "any": _("Which answers it is shown after"),
    "point": _("The point"),
    "id": _("Its short name, for ever"),
}
"""The fields of the forms, as they are called on the pages."""

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
    "count": _("An exercise of this form has %(fewest)s to %(most)s prompts (now: %(there)s)."),
    "count-short": _("%(fewest)s to %(most)s prompts with an answer belong to the short version (now: %(there)s)."),
    "count-private": _("Exactly %(fewest)s prompts are for oneself alone (now: %(there)s)."),
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
    """The first sentence for each field; "form" is none, as everywhere."""
    errors: dict[str, str] = {}
    for one in found:
        errors.setdefault("form" if one.field == "whole" else one.field, said(one.message))
    return errors


def summary(errors: Mapping[str, str]) -> dict[str, str]:
    """The same for the top of the page, where each needs the name of its field."""
    return {
        name: text if name == "form" else _("%(field)s: %(sentence)s", field=LABELS[name], sentence=text)
        for name, text in errors.items()
    }

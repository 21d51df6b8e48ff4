"""The sentences for what can't be done: one for each reason that services and domain give."""

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.domain.exercise import Level

SENTENCES = {
    "username-length": _("A name needs 2 to 40 letters."),
    "username-letters": _("A name can have letters, numbers and signs, but no spaces and nothing invisible."),
    "username-taken": _("This name is taken here. Please choose another one."),
    "passphrase-short": _("Please use 12 characters or more. A few ordinary words in a row are easy to keep in mind."),
    "passphrase-long": _("Please use 256 characters or fewer."),
    "passphrase-common": _("This one is among the first that people try. A few unrelated words are safer."),
    "passphrase-username": _("It is mostly your name, which others know. Please add something they don’t."),
    "not-adult": _("This is for adults. Please say that you are 18 or older."),
    "registration-closed": _("This server takes no new people at the moment."),
    "registration-invitation": _("This server takes people who were invited. Please open your invitation first."),
    "unknown": _("This name and passphrase don’t go together. Please look at both again."),
    "unknown-passphrase": _("This is not your passphrase. Please try again."),
    "second-code": _("This isn’t the code of this moment, or it was used already. Your app shows the next one soon."),
    "second-over": _("That was one code too many. Please begin again with your passphrase."),
    "unknown-code": _("This name and code don’t go together. Please look at both again."),
    "label-empty": _("Please give it a name, for example “us”."),
    "label-long": _("Please use 60 letters or fewer."),
    "label-letters": _("There are invisible characters in this name. Please type it again."),
    "display-name-empty": _("What should the others call you here?"),
    "display-name-long": _("Please use 60 letters or fewer."),
    "display-name-letters": _("There are invisible characters in this name. Please type it again."),
    "pronouns-long": _("Please use 60 letters or fewer."),
    "pronouns-letters": _("There are invisible characters here. Please type it again."),
    "code": _(
        "This code doesn’t open anything. It may be mistyped, used, taken back, or older than 72 hours. "
        "Whoever invited you can make a new one."
    ),
    "member": _("You are already part of this. The invitation stays good for somebody else."),
    "full": _("There are six of you already; there is room for no more."),
    "exercise": _("This exercise isn’t here any more."),
    "past": _("This time has passed. Please choose a later one."),
    "too-far": _("Please choose a time within the next 60 days."),
    "needs-a-time": _("This exercise has blind picks, so it opens at a set time."),
    "no-time": _("Please choose a time for the opening."),
    "blind": _("This one has blind picks and rests between rounds, so it can’t come back by itself."),
    "comes-back": _("This one comes back already, at another time. To change that, end it first on the calendar."),
    "series-full": _("Six come back already, and that is a lot. Please end one of them first."),
    "no-day": _("Please choose the day on which it opens first."),
    "too-soon": _("This one rests for two weeks between rounds."),
    "not-open": _("This round isn’t open yet. There is nothing to take back or to keep open until then."),
    "due": _("This round opens just now. Please look at it once more."),
    "closed": _("This round has closed. Nothing can be added any more."),
    "sealed": _("You have sealed this. Until it opens you can only take away."),
    "held": _("Much is waiting to be saved already. Please unlock first, and send this again afterwards."),
    "conflict": _("You saved this in another tab or on another device meanwhile."),
    "not-text": _("There are characters here that can’t be kept. Please take them out, perhaps by typing it again."),
    "too-long": _("This is longer than there is room for. Please shorten it a little."),
    "not-offered": _("Please choose from what is offered."),
    "too-many": _("That is more than can be picked here. Please let go of some."),
    "twice": _("The same one stands in two places. Please choose which of them it keeps."),
    "other-kind": _("Please answer again."),
    "empty": _("Please answer it, or skip it. Both are fine."),
    "words-empty": _("Please write a few words. They can be short."),
    "count-time": _("Please choose a time for the count."),
    "count-too-far": _("Please choose a time within the next 14 days."),
    "practice-code": _(
        "This code doesn’t open anything. It may be mistyped, used, or older than 72 hours. "
        "Your therapist can make a new one."
    ),
    "links-full": _("Six therapists are here or wait to be agreed to. There is room for no more."),
    "assignments-full": _("There is much here already. Please talk about some of it first, or take something back."),
    "due-day": _("Please choose a day from today on, within a year."),
    "meeting-day": _("Please choose a day from today on, within a year."),
    "no-exercise-files": _(
        "These can’t be brought in. They must be the files of one exercise, one for each language, with nothing left "
        "to mend. Files that were taken along from here always are."
    ),
    "no-exercise": _("Please choose an exercise."),
    "codes-full": _("Many of your codes are open. The oldest lapse soon; please wait a little."),
    "name-empty": _("How do couples know you?"),
    "duties-empty": _("Please say what you must report, or that there is nothing."),
    "replies-empty": _("Please say when you answer."),
    "reach-empty": _("Please say how each of them can reach you."),
    "records-empty": _("Please say what you write down, or that you don’t."),
    "secrets-empty": _("Please say what you do with what one partner tells you alone."),
    "copies-unread": _("Please say that you handle printed copies so."),
    "apart-unread": _("Please say that you ask about safety apart."),
    "look-day": _("Please choose a day after the count, within the next year."),
    "drafts-full": _("Many drafts are waiting here already. Please let some of them be counted first."),
    "shown-to-fewer": _(
        "Somebody came here later, and sees nothing of what was shared before. You can write it in your own words."
    ),
    "change-waits": _("A change of this is waiting already. Please let it be counted first."),
    "counted": _("This has been counted, or it has ended. Nothing can be said to it any more."),
    "item-empty": _("Please write a few words for the card."),
    "item-long": _("Please use 80 letters or fewer."),
    "item-letters": _("There are invisible characters here. Please type it again."),
    "item-known": _("This card is in the exercise already."),
    "item-full": _("There is no room for one more. Please take another one out first."),
    "written-full": _("You write many exercises already. Please remove one of them first."),
    "written-long": _("There is no room for more in this exercise. Please shorten it a little."),
    "address": _("This doesn’t look like a mail address. Please look at it again."),
    "mail-code": _("This isn’t the code from the mail. Please look at it again."),
    "mail-code-over": _("This code is no longer good. You can have a new one sent."),
}


LEVELS = {
    Level.WELCOME: _("welcome"),
    Level.ASK: _("ask me first"),
    Level.NOT_NOW: _("not now"),
    Level.NO: _("no"),
    Level.REST: _("no"),
}
"""The levels of a boundary inside a sentence to say."""


def level_words(language: str) -> dict[Level, str]:
    """The words for the levels, in the language of the exercise whose sentences they stand in."""
    with force_locale(language):
        return {level: str(words) for level, words in LEVELS.items()}


def sentence(reason: str) -> str:
    """The sentence for a reason. KeyError for one that has none: a test looks at them all."""
    return str(SENTENCES[reason])

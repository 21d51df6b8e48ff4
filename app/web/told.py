"""How things are said to one reader: dates, lists of names, and words of an exercise in another language than the
page's. An exercise may be there in English only, so a page in two languages is nothing rare."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache, partial

import markupsafe
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.support import NullTranslations
from flask_babel import get_locale, get_timezone
from markupsafe import Markup

from app.domain.exercise import PLACEHOLDER, Item, Option

escaped_words: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]  # not in its types
"""What markupsafe's own `escape` does to words, before they become Markup."""
BRITISH = Locale("en", "GB")
"""English dates and lists of ours: "24 November 2026", "Alex, Kim and Sam"."""
YEAR = re.compile(r"\W*('[^']*'\W*)?y+\W*$")
"""The year at the end of a pattern for a date, with what leads to it: the "de" of "24 de noviembre de 2026"."""
UNMARKED = Markup()
COMMA, COMMAS = Markup(", "), {"ar": Markup("، ")}
BEFORE_I = re.compile(r"h?[ií](?!e)", re.IGNORECASE)
"""What a Spanish "y" can't stand before."""


def words(translations: NullTranslations) -> dict[str, Callable[..., Markup]]:
    """What `_` and `ngettext` are in templates of one language: the same as Flask-Babel's own, which look anew for each
    sentence where its translation is to be found."""

    def gettext(message: str, /, **words: object) -> Markup:
        return Markup(translations.ugettext(message)) % words  # noqa: S704 - translators are of the house

    def ngettext(one: str, many: str, num: int, /, **words: object) -> Markup:
        said = translations.ungettext(one, many, num)
        return Markup(said) % {"num": num, **words}  # noqa: S704 - the same

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def filters(page: str) -> dict[str, Callable[..., object]]:
    """The filters of templates whose page is in this language."""
    of_exercises = {one.__name__: partial(one, page=page) for one in (told, spoken, marked)}
    return {**of_exercises, **{one.__name__: one for one in (moment, weekday, day, together, listed)}}


def told(said: str | Option, language: str, page: str = "") -> str:
    """Words of an exercise that is in this language, or one of its cards, marked where the page is in another one; else
    they are words as they were, and escaped where they are printed. A card that people added stands apart, in whatever
    language it is. `page`: the page's language, where it is known."""
    if not isinstance(said, str):
        if isinstance(said, Item) and said.own:
            return Markup("<bdi>{}</bdi>").format(said.text)
        said = said.text
    if language == (page or reading().language):
        return said
    return Markup("<span{}>{}</span>").format(_marks(language), said)


def spoken(say: str, said: Iterable[str], language: str, page: str = "") -> str:
    """A sentence to say, with somebody's answer in its place: in <bdi>, so that none can reorder the sentence."""
    answer = str.join(_comma(language), [escaped_words(one) for one in said])
    sentence = escaped_words(say).replace(PLACEHOLDER, f"<bdi>{answer}</bdi>")
    return told(Markup(sentence), language, page)  # noqa: S704 - all that is in it is escaped


def marked(language: str, page: str = "") -> Markup:
    """The attributes of an element that holds nothing but words in this language; none where they are the page's."""
    return UNMARKED if language == (page or reading().language) else _marks(language)


@cache
def _marks(language: str) -> Markup:
    return Markup(' lang="{}" dir="{}"').format(language, Locale(language).text_direction)


def reading() -> Locale:
    """The language that the page is in."""
    found: Locale | None = get_locale()
    return found or BRITISH


def moment(instant: datetime) -> str:
    """An instant in words, in the reader's language and zone: "Tuesday, 24 November, 20:00"."""
    locale = formats()
    # With a clock of 24 hours for everybody: the form in which one sets a time has one too.
    pattern = str(locale.datetime_formats["full"]).format(locale.datetime_skeletons["Hm"].pattern, _near(locale))
    return str(format_datetime(instant, pattern, get_timezone(), locale))


def weekday(one: date) -> str:
    """A day within a year of today, in the reader's language: "Tuesday, 24 November"."""
    locale = formats()
    return str(format_date(one, _near(locale), locale))


def _near(locale: Locale) -> str:
    """The pattern of a day of the week, without the year."""
    return YEAR.sub("", locale.date_formats["full"].pattern)


def day(one: date) -> str:
    """A day in words, in the reader's language: "24 November 2026"."""
    return _day(one, formats())


@lru_cache(maxsize=512)
def _day(one: date, locale: Locale) -> str:
    """A long list has the same days again and again. They are the calendar's, and nobody's."""
    return str(format_date(one, "long", locale))


def together(names: Iterable[str]) -> Markup:
    """Alex and Sam; Alex, Kim and Sam. Each name is in <bdi>, so that none can reorder the sentence around it. A place
    that nobody took has no name and is not counted."""
    some = [name for name in names if name]
    pattern = format_list(["<bdi>{}</bdi>"] * len(some), locale=formats())
    if some and reading().language == "es" and BEFORE_I.match(some[-1]):
        pattern = " e ".join(pattern.rsplit(" y ", 1))
    return Markup(pattern).format(*some)  # noqa: S704 - Babel's own; what is put in is escaped


def listed(some: Iterable[str]) -> Markup:
    """Things after each other, with the reader's own comma and no "and"."""
    return _comma(reading().language).join(some)


def _comma(language: str) -> Markup:
    return COMMAS.get(language, COMMA)


def formats() -> Locale:
    """Whose forms dates and lists take."""
    locale = reading()
    return BRITISH if locale.language == "en" else locale

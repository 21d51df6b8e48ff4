"""How an exercise file is worded: what a machine can tell of it. Each finding is a warning, with its place.

Asked of files only, never of stored editions. What must not be at all is refused by authoring.py. Words, lists and
reading grades are known for English; lengths are asked of every language.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from app.domain.drafts import located
from app.domain.exercise import AnyPrompt, Exercise, GuessPrompt, MutualPrompt
from app.domain.files import Problem
from app.domain.wording import BANNED

Syllables = Callable[[str], int]
"""How many syllables an English word has, in small letters and with a straight apostrophe."""

NOT_WORDS = {"slug", "language", "id", "kind", "practices", "intensity", "opens", "form", "rhythm", "about", "show_if"}
"""Keys whose values are ids or fixed words. Everything else in a file is read by somebody."""

LONGEST = {"ask": 140, "hint": 160, "say": 120, "openers.ask": 120, "try": 120, "starts": 60, "title": 60}
OPTION = 80
"""Letters in one of several things to tick."""
SMALL = 3
"""The most sentences of a small thing to try."""

PROMPTS, ASK, ELSEWHERE = 6.0, 9.0, 8.0
"""The highest school years: of a file's prompts on average, of one question, and of what is read around them."""
AROUND = ("purpose", "not_for")

ALIKE = 0.7
"""From here on, two questions are one; 1 is word for word the same."""
FRAMES = (r"how is that for you\b.*", r"how would that be for you\b.*")
"""What many questions end with, and what says nothing of their subject."""

FOR_EVER = re.compile(r"\b(?:must|should|(?<!not )(?<!n't )have to|always|never|every (?:day|night|time)|promise)\b")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
END = re.compile(r"(?<=[.!?…])[”’)]*\s+(?![a-z])|\n+")
"""“hug?” in the middle of a sentence ends none."""


@dataclass(frozen=True)
class Said:
    """One piece of text. `key` is the last key of its path; the `ask` of the openers is "openers.ask"."""

    prompt: str | None
    path: str
    key: str
    text: str

    @property
    def plain(self) -> str:
        return _plain(self.text)


def findings(exercise: Exercise, where: str, syllables: Syllables | None) -> Iterator[Problem]:
    """Everything worth a second look in one file, in the order of its text. There are no reading grades without a way
    to count syllables."""
    said = list(words_of(exercise))
    for one in said:
        for message in _of_text(one, exercise.language):
            yield Problem(where, one.prompt, one.path, message)
    if exercise.language == "en" and syllables:
        yield from (Problem(where, *found) for found in _reading(said, syllables))


def words_of(exercise: Exercise) -> Iterator[Said]:
    """All texts of an exercise that somebody reads, but its sources."""
    data = exercise.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"sources"})
    yield from _walk(data, data, ())


def _walk(data: Mapping[str, object], value: object, location: tuple[str | int, ...]) -> Iterator[Said]:
    if isinstance(value, str):
        keys = [step for step in location if isinstance(step, str)]
        key = ".".join(keys[-2:]) if keys[-2:] == ["openers", "ask"] else keys[-1]
        yield Said(*located(data, location), key, value)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _walk(data, one, (*location, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in NOT_WORDS:
                yield from _walk(data, one, (*location, key))


def _of_text(one: Said, language: str) -> Iterator[str]:
    longest = OPTION if re.search(r"(?:options|items)\[", one.path) else LONGEST.get(one.key, len(one.text))
    if len(one.text) > longest:
        yield f"has {len(one.text)} letters; {longest} are enough"
    if language == "en":
        yield from _banned(one)
        yield from _typed(one)
        yield from _shape(one)


def _banned(one: Said) -> Iterator[str]:
    talk = one.prompt is not None and one.path != "text"  # that of a reading or a pause
    for banned in BANNED:
        if banned.keys is None or (talk and one.key.rpartition(".")[2] in banned.keys):
            for pattern in banned.patterns:
                for found in re.finditer(rf"(?<![\w'])(?:{pattern})(?![\w'])", one.plain):
                    yield f"says “{found[0]}”, which {banned.reason}"


def _typed(one: Said) -> Iterator[str]:
    for written, better in (("'", "’"), ('"', "“ and ”"), ("...", "…"), ("--", "–")):
        if written in one.text:
            yield f"holds {written}, where {better} would be written"
    if "!" in one.text:
        yield "shouts: a full stop does it"


def _shape(one: Said) -> Iterator[str]:
    if one.key == "openers.ask" and not one.text.endswith("?"):
        yield "is no question"
    if one.key == "ask" and re.search(r"\bwhy\b", one.plain):
        yield "asks why, which invites a defence, not a story"
    if one.key == "try":
        if len(sentences(one.text)) > SMALL:
            yield f"has more than {SMALL} sentences: a small thing takes fewer"
        if FOR_EVER.search(one.plain):
            yield "is more than a small thing to try: it orders, or it is for ever"


def _reading(said: Sequence[Said], syllables: Syllables) -> Iterator[tuple[str | None, str, str]]:
    prompts = [one for one in said if one.prompt is not None]
    listed = [one for one in prompts if re.search(r"options|items|starts", one.path)]
    texts = [one for one in prompts if one not in listed and one.key != "text"]
    for name, group in (("its questions, hints and openers", texts), ("what there is to tick", listed)):
        grade = reading_grade([one.text for one in group], syllables)
        if grade > PROMPTS:
            yield None, "prompts", f"read like school year {grade:.1f}, {name} on average; {PROMPTS:.0f} is the most"
    for one in said:
        most = ASK if one.key == "ask" else ELSEWHERE if one.key in AROUND or one.path == "text" else None
        if most is not None and (grade := reading_grade([one.text], syllables)) > most:
            yield one.prompt, one.path, f"reads like school year {grade:.1f}; {most:.0f} is the most"


def reading_grade(texts: Sequence[str], syllables: Syllables) -> float:
    """The school year that reads these English texts with ease (Flesch-Kincaid); 0 where there are no words."""
    spoken = [WORD.findall(_plain(sentence)) for text in texts for sentence in sentences(text)]
    words = [word for sentence in spoken for word in sentence]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(spoken) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences(text: str) -> list[str]:
    return [one for one in END.split(text) if WORD.search(_plain(one))]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def repeated(exercises: Mapping[str, Exercise]) -> Iterator[Problem]:
    """Questions, readings and openers that stand in two files (by file name) in nearly the same words. Each is told
    once, at the later file. A guess asks what the prompt it is about asks, and is not looked at."""
    prompts = [(where, one) for where, exercise in exercises.items() for one in exercise.prompts]
    yield from _nearly([(where, one) for where, one in prompts if not isinstance(one, GuessPrompt)])
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for where, prompt in prompts:
        for key, text in _offered(prompt):
            other, at = seen.setdefault((key, text), (where, prompt.id))
            if other != where:
                yield Problem(where, prompt.id, key, f"stands word for word in {other} at {at}")


def _nearly(prompts: Sequence[tuple[str, AnyPrompt]]) -> Iterator[Problem]:
    subjects = [(where, one, _subject(one)) for where, one in prompts]
    for (other, twin, first), (where, one, second) in combinations(subjects, 2):
        if where != other and likeness(first, second) >= ALIKE:
            path = "ask" if one.answerable else "text"
            yield Problem(where, one.id, path, f"is nearly what {other} has at {twin.id}: “{twin.ask}”")


def _offered(prompt: AnyPrompt) -> Iterator[tuple[str, str]]:
    if prompt.openers:
        yield "openers.ask", prompt.openers.ask
        yield "openers.try", prompt.openers.try_


def _subject(prompt: AnyPrompt) -> Sequence[str]:
    """The words that make a prompt what it is: of blind picks the items, for all of them ask alike; of what there is
    to read its text."""
    if isinstance(prompt, MutualPrompt):
        return WORD.findall(_plain(" ".join(item.text for item in prompt.items)))
    text = prompt.ask if prompt.answerable else str(getattr(prompt, "text", prompt.ask))
    plain = _plain(text)
    for frame in FRAMES:
        plain = re.sub(frame, "", plain) or plain
    return WORD.findall(plain)


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two rows of words are, from 0 to 1; 0 for all that is clearly less than alike."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0

"""How files are worded: what is caught, and which good sentences are left alone."""

import re
from typing import Any

import pytest

from app.domain.exercise import Exercise, GuessPrompt
from app.domain.files import Problem
from app.domain.style import LONGEST, OPTION, findings, likeness, reading_grade, repeated, sentences, words_of
from app.domain.wording import BANNED
from tests.makers import OPENERS, make_exercise, make_prompt


def one_syllable(word: str) -> int:
    return 1


def long_words(word: str) -> int:
    """As a dictionary would count, near enough: a syllable for every three letters."""
    return max(1, len(word) // 3)


def look(exercise: Exercise) -> list[Problem]:
    return list(findings(exercise, "en/try-out.toml", one_syllable))


def asked(text: str, **keys: Any) -> list[str]:
    """What is said of a question."""
    return [
        one.message for one in look(make_exercise(make_prompt("reflection", ask=text, **keys))) if one.path == "ask"
    ]


BAD = [
    ("You never listen to me.", "thrown"),
    ("Whose fault is it?", "thrown"),
    ("Did you ever cheat?", "thrown"),
    ("Have you ever lied to me?", "thrown"),
    ("What would your husband say?", "a gender"),
    ("How does he like it?", "a gender"),
    ("As a woman, what do you expect?", "a gender"),
    ("What do both of you want?", "are two"),
    ("What does your partner do well?", "are two"),
    ("How is your marriage?", "a marriage"),
    ("Who puts the kids to bed?", "a marriage"),
    ("How is your sex life?", "there is sex"),
    ("What is your attachment style?", "jargon"),
    ("What triggers you?", "jargon"),
    ("Who is toxic here?", "jargon"),
    ("Is it normal to want so little?", "diagnosis"),
    ("What is a normal amount?", "diagnosis"),
    ("You must answer this.", "orders"),
    ("Sit down, and you should listen.", "orders"),
    ("Don’t forget to smile.", "orders"),
    ("Be honest. What do you want?", "orders"),
    ("Well done. What comes next?", "praises"),
    ("What is the right answer?", "praises"),
    ("Which touch have you agreed to let happen?", "contract"),
    ("Who has permission?", "contract"),
    ("What was their name?", "third parties"),
    ("How was it with your ex?", "third parties"),
    ("Please describe what happened.", "a hurt"),
    ("Which trauma do you carry?", "a hurt"),
    ("What could you forgive?", "forgiving"),
    ("Have you tried drugs?", "the law"),
    ("What did you do as a teenager?", "under age"),
    ("Look it up on www.example.org?", "address"),
    ("You can call 112?", "address"),
    ("Why do you do this?", "a defence"),
    ("What helps you!", "shouts"),
    ("What's that?", "’ would"),
    ('What is "close"?', "“ and ”"),
    ("And then...?", "… would"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_a_bad_sentence_is_caught(text: str, reason: str) -> None:
    found = asked(text)
    assert found
    assert all(reason in message for message in found)


def test_every_reason_has_a_sentence_that_it_is_for() -> None:
    for banned in BANNED:
        assert any(reason in banned.reason for _, reason in BAD), banned.reason


GOOD = [
    "You never have to want it.",
    "You can always stop. What would help you stop?",
    "It is not your fault. What helps?",
    "There is no right answer, and no wrong answer. Which one do you like?",
    "What would you need to feel at ease?",
    "Which of these do you feel you have to be?",
    "What did people say you should want?",
    "With whom can you be quiet?",
    "You do not have to say it. What would you say if you had to?",
    "Here, there, or where they all meet?",
    "What is a normal week like for you?",
    "Which other sexes and genders did you read about?",
    "Who steals the show when you cook?",
    "What does a lazy Sunday look like?",
    "What would make you laugh out loud?",
    "To be honest feels how?",
    "How do you wind down when it takes time to calm down?",
    "Where did the old rule lie?",
    "What lies on the table?",
    "How do men and women in films talk?",
    "What does each partner like?",
    "What is a good job for a wet day?",
    "What would be good for you?",
    "How does the score of that film make you feel?",
    "What do you call that, a pet name?",
    "What did you learn when you were growing up?",
    "A card can lie in both piles. Which one would you move?",
    "A match is not a contract. What is it for you?",
    "Where would you rather be by 2030?",
    "What would a thousand free days hold?",
    "What did you not expect this year?",
    "Is there an example you like?",
    "Who heard, there and then?",
    "What do you want to move on to?",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_good_sentence_is_left_alone(text: str) -> None:
    assert asked(text) == []


def test_a_reading_and_a_hint_may_name_what_is_not_asked_for() -> None:
    reading = make_prompt("reading", text="Forgiving is not a step here. Forgive nobody if you like.")
    hint = make_prompt("choice", hint="You may forgive, or not.")
    assert look(make_exercise(reading, hint)) == []


def test_what_there_is_to_tick_is_read_too() -> None:
    options = [{"id": "a", "text": "you never listen"}, {"id": "b", "text": "x" * (OPTION + 1)}]
    first, second = look(make_exercise(make_prompt("choice", options=options)))
    assert (first.prompt, first.path) == ("choice", "options[1].text")
    assert str(first).startswith("en/try-out.toml: choice: options[1].text: says “you never”, which can be thrown")
    assert (second.path, second.message) == ("options[2].text", "has 81 letters; 80 are enough")


def test_sources_are_quoted_as_they_are() -> None:
    assert look(make_exercise(make_prompt("choice"), sources=["Husbands! https://example.org 'x'"])) == []


def test_the_words_around_the_prompts_are_read_too() -> None:
    (found,) = look(make_exercise(make_prompt("choice"), purpose="For you two."))
    assert (found.prompt, found.path) == (None, "purpose")


@pytest.mark.parametrize("key", ["ask", "hint"])
def test_a_long_text_is_told(key: str) -> None:
    assert look(make_exercise(make_prompt("scale", **{key: "word " * (LONGEST[key] // 5)}))) == []
    (found,) = look(make_exercise(make_prompt("scale", **{key: "word " * (LONGEST[key] // 5) + "word"})))
    assert (found.path, found.message.endswith("are enough")) == (key, True)


def openers(**changes: str) -> list[tuple[str, str]]:
    return [(one.path, one.message) for one in look(make_exercise(make_prompt("scale", openers=OPENERS | changes)))]


def test_openers_keep_their_shape() -> None:
    assert openers() == []
    assert openers(ask="Tell me about it.") == [("openers.ask", "is no question")]
    (four,) = openers(**{"try": "Sit. Stand. Turn. Bow."})
    assert four == ("openers.try", "has more than 3 sentences: a small thing takes fewer")
    assert openers(**{"try": "Do it once. It does not have to go well."}) == []
    (ever,) = openers(**{"try": "Do this every day."})
    assert "for ever" in ever[1]
    assert openers(say="I " + "said " * 24 + "it.") == [("openers.say", "has 125 letters; 120 are enough")]


def test_other_languages_are_asked_for_their_lengths_alone() -> None:
    prompt = make_prompt("choice", ask="¿Toxic, he? " + "x" * 140)
    assert [one.path for one in look(make_exercise(prompt, language="es"))] == ["ask"]


def test_the_reading_grade_is_that_of_flesch_and_kincaid() -> None:
    assert reading_grade(["One two three. Four five six!"], one_syllable) == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert reading_grade(["Ten words stand in this one, and “five” more."], lambda word: 2) == pytest.approx(
        0.39 * 9 + 23.6 - 15.59
    )
    assert reading_grade([], one_syllable) == 0.0
    assert reading_grade(["…", "1 + 1"], one_syllable) == 0.0


def test_sentences_end_where_they_are_read_to_end() -> None:
    assert sentences("Say “hug?” first. Then see… And stop") == ["Say “hug?” first.", "Then see…", "And stop"]
    assert sentences("Say “Still good?” Once.") == ["Say “Still good?", "Once."]


HARD = "Notwithstanding considerable organisational difficulties, characterise communicative possibilities"


def test_hard_words_are_told_with_their_school_year() -> None:
    hard = make_exercise(make_prompt("choice", ask=f"{HARD}?"), purpose=f"{HARD}.")
    found = {one.path: one.message for one in findings(hard, "x", long_words)}
    assert set(found) == {"purpose", "prompts", "ask"}
    assert re.search(
        r"^read like school year \d+\.\d, its questions, hints and openers on average; 6", found["prompts"]
    )
    assert re.search(r"^reads like school year \d+\.\d; 9 is the most", found["ask"])
    assert found["purpose"].endswith("8 is the most")
    assert list(findings(hard, "x", None)) == []


def test_easy_things_to_tick_do_not_make_up_for_hard_questions() -> None:
    options = [{"id": f"o-{n}", "text": f"tea {'again ' * n}"} for n in range(12)]
    easy = make_exercise(make_prompt("choice", ask="Tea?", options=options))
    assert list(findings(easy, "x", long_words)) == []
    hard = [{"id": f"o-{n}", "text": f"{HARD[:70]} {n}"} for n in range(2)]
    (found,) = findings(make_exercise(make_prompt("choice", ask="Tea?", options=hard)), "x", long_words)
    assert "what there is to tick" in found.message


def test_everything_that_is_read_is_looked_at() -> None:
    """Whatever key a kind has: either it is known to hold no words, or its words are here."""
    exercise = make_exercise()
    found = {one.key for one in words_of(exercise)}
    assert found >= {
        "title",
        "purpose",
        "not_for",
        "ask",
        "openers.ask",
        "say",
        "try",
        "text",
        "low",
        "high",
        "subject",
    }
    assert not found & {"id", "kind", "slug", "language", "practices", "intensity", "opens"}


def ask(text: str, **keys: Any) -> Exercise:
    keys = {"openers": {"say": "I said it.", "ask": f"{text} And?", "try": f"Try {text}"}} | keys
    return make_exercise(make_prompt("choice", "tea", ask=text, **keys))


def test_nearly_the_same_question_in_two_files_is_told_once() -> None:
    first = ask("Which small habit would you like to keep for a month?")
    second = ask("Which small habit would you like to try?")
    (found,) = repeated({"en/a.toml": first, "en/b.toml": second})
    assert (found.file, found.prompt, found.path) == ("en/b.toml", "tea", "ask")
    assert (
        found.message == "is nearly what en/a.toml has at tea: “Which small habit would you like to keep for a month?”"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "How easy is it to say what you think to the people you love?",
            "How easy is it for you to say no to them?",
        ),
        ("A hug before work. How is that for you?", "A kiss at the door. How is that for you?"),
    ],
)
def test_different_questions_are_not_the_same(one: str, other: str) -> None:
    assert list(repeated({"a": ask(one), "b": ask(other)})) == []


def test_a_boundary_with_another_ending_is_the_same() -> None:
    (found,) = repeated(
        {"a": ask("A hug at work. How is that for you?"), "b": ask("A hug at work. How is that for you now?")}
    )
    assert found.path == "ask"
    assert likeness(["tea"], ["tea"]) == 1


def test_a_question_may_come_back_in_its_own_file() -> None:
    twice = make_exercise(make_prompt("choice", "a", ask="Tea?"), make_prompt("choice", "b", ask="Tea?"))
    assert list(repeated({"a": twice})) == []


def test_openers_are_not_copied_from_file_to_file() -> None:
    same = {"openers": OPENERS}
    found = list(repeated({"a": ask("Tea?", **same), "b": ask("What do you drink?", **same)}))
    assert [(one.file, one.path) for one in found] == [("b", "openers.ask"), ("b", "openers.try")]
    assert "word for word in a at tea" in found[0].message


def test_readings_are_held_against_each_other_by_their_text() -> None:
    before = make_prompt("reading", ask="Before you pick", text="A match is a place to start a talk.")
    again = make_prompt("reading", ask="Before you pick", text="Nobody sees what you chose, now or later.")
    assert list(repeated({"a": make_exercise(before), "b": make_exercise(again)})) == []
    (found,) = repeated({"a": make_exercise(before), "b": make_exercise(before)})
    assert found.path == "text"


def test_blind_picks_are_held_against_each_other_by_their_items() -> None:
    one = make_prompt("mutual", ask="What are you open to talking about?")
    other = make_prompt("mutual", ask=one.ask, items="tea cake cocoa jam buns")
    assert list(repeated({"a": make_exercise(one), "b": make_exercise(other)})) == []
    (found,) = repeated({"a": make_exercise(one), "b": make_exercise(make_prompt("mutual", ask="And these?"))})
    assert found.path == "ask"


def test_a_guess_asks_what_another_prompt_asks() -> None:
    guess = GuessPrompt(id="guess", kind="guess", ask="And what will the others say?", about="choice", private=True)
    exercise = make_exercise(guess)
    assert list(repeated({"a": exercise, "b": exercise})) == []

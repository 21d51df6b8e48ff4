"""What a therapist states, when a link can be counted, and when what is done may be seen."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements import Unfit
from app.domain.therapists import (
    COUNTED_WITHIN,
    LENGTHS,
    Meeting,
    Says,
    Secrets,
    Sees,
    Statement,
    agreed_by_all,
    counting_refusal,
    statement_refusals,
)

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
WORDS = dict.fromkeys(LENGTHS, "Within two working days.\nNot in an emergency.")
SECOND = timedelta(seconds=1)

fields = st.sampled_from(list(LENGTHS))


def refused(field: str, text: str) -> Unfit | None:
    """Why this one can't be; the others are fine and stay so."""
    found = statement_refusals({**WORDS, field: text})
    assert set(found) <= {field}
    return found.get(field)


def test_these_can_be_the_words_of_a_statement() -> None:
    assert statement_refusals(WORDS) == {}


def test_what_is_not_there_at_all_is_empty() -> None:
    assert statement_refusals({}) == dict.fromkeys(LENGTHS, Unfit.EMPTY)


@pytest.mark.parametrize("field", LENGTHS)
@pytest.mark.parametrize("letter", ["a", "\U0001f600", "أ"])
def test_each_has_a_length_in_letters(field: str, letter: str) -> None:
    assert refused(field, letter * LENGTHS[field]) is None
    assert refused(field, letter * (LENGTHS[field] + 1)) is Unfit.TOO_LONG


@pytest.mark.parametrize("field", LENGTHS)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Unfit.EMPTY),
        (" \n ", Unfit.EMPTY),
        ("a\0b", Unfit.NOT_TEXT),
        ("a\x1bb", Unfit.NOT_TEXT),
        ("a\tb", Unfit.NOT_TEXT),
        ("a\ufffdb", Unfit.NOT_TEXT),
        ("a\ud800", Unfit.NOT_TEXT),
        ("a" * 20000, Unfit.TOO_LONG),
        ("One.\nTwo.", None),
    ],
)
def test_words(field: str, text: str, reason: Unfit | None) -> None:
    assert refused(field, text) is reason


@given(st.dictionaries(fields, st.text(max_size=500)))
def test_whatever_is_not_refused_can_be_stated(words: dict[str, str]) -> None:
    if not statement_refusals(words):
        assert Statement(secrets=Secrets.NONE, **words).model_dump(mode="json") == {"secrets": "none", **words}


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (-SECOND, Unfit.PAST),
        (timedelta(), Unfit.PAST),
        (SECOND, None),
        (COUNTED_WITHIN, None),
        (COUNTED_WITHIN + SECOND, Unfit.TOO_LATE),
    ],
)
def test_when_it_can_be_counted(after: timedelta, reason: Unfit | None) -> None:
    assert counting_refusal(NOW + after, NOW) is reason


def test_a_yes_to_the_therapist_lets_them_see_nothing_besides_answers() -> None:
    assert not Says(yes=True).sees


def test_what_is_stated_and_said_is_in_no_representation() -> None:
    stated, said = Statement(secrets=Secrets.LIMITED, **WORDS), Says(yes=True, sees=frozenset(Sees))
    assert f"{stated!r} {stated} {said!r} {said}" == "<Statement> <Statement> <Says> <Says>"


def test_who_meets_when_and_what_rests_until_then() -> None:
    today = NOW.date()
    day = timedelta(days=1)
    meeting = Meeting(today, rests=True)
    assert (meeting.next(today), meeting.next(today + day)) == (today, None)
    assert (meeting.resting(today), meeting.resting(today + day)) == (True, False)
    assert Meeting(None, rests=True).resting(today + day)
    assert not Meeting(today).resting(today)
    assert Meeting().next(today) is None


def test_what_all_want_seen_is_what_each_of_them_wants() -> None:
    assert agreed_by_all([frozenset({1, 2}), frozenset({2, 3})]) == {2}
    assert agreed_by_all([]) == frozenset()

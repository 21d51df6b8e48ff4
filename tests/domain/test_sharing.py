import ast
from itertools import product
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.domain.answers import Answer, Boundary, Picks, Reflection, Scale, Share, Worksheet
from app.domain.compared import Levels, Points
from app.domain.comparison import compare
from app.domain.exercise import Level
from app.domain.sharing import (
    Disclosure,
    Joint,
    disclose,
    kept,
    lasting,
    match,
    only_takes_away,
    without,
    without_match,
)
from tests.domain.strategies import CIRCLE, circles, picks, worksheets
from tests.makers import ANSWERS, make_exercise, make_picks, make_prompt, make_worksheet, mutual_of

EXERCISE = make_exercise()
MUTUAL = mutual_of(EXERCISE)
ROOT = Path(__file__).parents[2]

AUDIENCES = {
    "shareable": make_exercise(make_prompt("scale", "it")),
    "private": make_exercise(make_prompt("scale", "it", private=True)),
    "blind": make_exercise(make_prompt("mutual", "it")),
}
Circle = tuple[str, ...]
Facts = tuple[bool, bool, Share | None, bool]
FACTS: list[Facts] = list(product((True, False), (True, False), (None, Share.KEEP, Share.PARTNERS), (True, False)))
"""Every case of one person before one prompt: sealed, answered, chosen, withdrawn afterwards."""


def _shown(audience: str, sealed: bool, answered: bool, chosen: Share | None, withdrawn: bool) -> bool:
    """The reveal function, written a second time."""
    return audience == "shareable" and sealed and answered and chosen == "partners" and not withdrawn


def _disclosed(author: str, audience: str, facts: Facts) -> Disclosure:
    sealed, answered, chosen, withdrawn = facts
    worksheet = Worksheet(
        answers={"it": Scale(point=3)} if answered else {}, choices={"it": chosen} if chosen else {}, sealed=sealed
    )
    disclosure = disclose(AUDIENCES[audience], worksheet, author)
    return without(disclosure, "it") if withdrawn else disclosure


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("facts", FACTS, ids=str)
def test_the_whole_table_for_one_person(audience: str, facts: Facts) -> None:
    expected: dict[str, Answer] = {"it": Scale(point=3)} if _shown(audience, *facts) else {}
    assert _disclosed("ana", audience, facts) == Disclosure("ana", expected)


@given(circles, st.lists(st.sampled_from(FACTS), min_size=6, max_size=6), st.sampled_from(list(AUDIENCES)))
@settings(max_examples=200)
def test_the_table_for_one_to_six_people(circle: Circle, facts: list[Facts], audience: str) -> None:
    everybody = list(zip(circle, facts, strict=False))
    disclosures = [_disclosed(author, audience, one) for author, one in everybody]
    compared = compare(AUDIENCES[audience], circle, disclosures, None)
    shown = [author for one in compared if isinstance(one, Points) for author, _ in one.points]
    assert shown == [author for author, one in everybody if _shown(audience, *one)]


@given(worksheets(EXERCISE), worksheets(EXERCISE))
def test_what_is_not_shared_has_no_influence(one: Worksheet, other: Worksheet) -> None:
    """Two worksheets that share the same show the same, whatever else they hold."""
    shared = disclose(EXERCISE, one, "ana").answers
    kept_back = {key: answer for key, answer in other.answers.items() if key not in shared}
    choices = dict.fromkeys(shared, Share.PARTNERS) | dict.fromkeys(kept_back, Share.KEEP)
    third = Worksheet(answers=kept_back | dict(shared), choices=choices, sealed=True)
    assert disclose(EXERCISE, third, "ana") == disclose(EXERCISE, one, "ana")


def test_quiet_states_look_the_same() -> None:
    quiet = [
        Worksheet(),
        Worksheet(sealed=True),
        make_worksheet(EXERCISE, sealed=False),
        make_worksheet(EXERCISE, share=False),
        Worksheet(choices={"scale": Share.PARTNERS}, sealed=True),
    ]
    assert {repr(disclose(EXERCISE, one, "ana").answers) for one in quiet} == {"{}"}


def test_an_answer_that_the_prompt_could_not_have_taken_is_not_shown() -> None:
    wrong: dict[str, Answer] = {"scale": Scale(point=9), "reflection": Reflection(text=" "), "sort": Scale(point=1)}
    assert disclose(EXERCISE, make_worksheet(EXERCISE, wrong), "ana").answers == {}


@pytest.mark.parametrize("level", Level)
def test_a_boundary_at_rest_is_shown_as_a_no(level: Level) -> None:
    worksheet = make_worksheet(EXERCISE, {"boundary": Boundary(level=level)})
    shown = Level.NO if level is Level.REST else level
    assert disclose(EXERCISE, worksheet, "ana").answers == {"boundary": Boundary(level=shown)}


def test_nothing_printed_shows_content() -> None:
    disclosure = disclose(EXERCISE, make_worksheet(EXERCISE), "ana")
    assert set(disclosure.answers) == {*ANSWERS, "desire"}
    assert repr(disclosure) == str(disclosure) == "<Disclosure>"
    assert repr(Joint({"mutual": ("bath",)})) == "<Joint>"


@given(circles.flatmap(lambda c: st.lists(st.none() | picks(MUTUAL, most=4), min_size=len(c), max_size=len(c))))
@settings(max_examples=200)
def test_a_match_is_what_everybody_picked(parts: list[Picks | None]) -> None:
    """None and a part with too many picks count as nothing."""
    counted = [set(part.items["mutual"]) if part else set() for part in parts]
    counted = [one if len(one) <= MUTUAL.at_most else set() for one in counted]
    expected = tuple(item.id for item in MUTUAL.items if all(item.id in one for one in counted))
    assert match(EXERCISE, parts) == Joint({"mutual": expected})


@given(st.permutations([make_picks("bath", "stars"), make_picks("stars", "picnic"), make_picks("dancing", "stars")]))
def test_a_match_does_not_depend_on_whose_picks_come_first(parts: list[Picks]) -> None:
    assert match(EXERCISE, parts) == Joint({"mutual": ("stars",)})


@given(picks(MUTUAL), picks(MUTUAL), picks(MUTUAL))
def test_a_near_miss_leaves_no_trace(one: Picks, other: Picks, changed: Picks) -> None:
    """Where nothing matches, any picks of the other give the very same joint disclosure."""
    nothing = Joint({"mutual": ()})
    if not set(one.items["mutual"]) & set(other.items["mutual"]):
        assert match(EXERCISE, [one, other]) == match(EXERCISE, [one, None]) == nothing
    if match(EXERCISE, [one, changed]) == nothing:
        assert match(EXERCISE, [one, changed, other]) == nothing


def test_whoever_picks_everything_learns_nothing() -> None:
    everything = make_picks(*(item.id for item in MUTUAL.items))
    assert match(EXERCISE, [everything, make_picks("bath")]) == Joint({"mutual": ()})


def test_nobody_matches_with_nobody() -> None:
    assert match(EXERCISE, []) == Joint({"mutual": ()})
    assert match(EXERCISE, [Picks()]) == Joint({"mutual": ()})


@given(worksheets(EXERCISE, sealed=True), st.sampled_from([prompt.id for prompt in EXERCISE.prompts]))
def test_withdrawing_takes_one_answer_and_nothing_else(worksheet: Worksheet, prompt_id: str) -> None:
    before = disclose(EXERCISE, worksheet, "ana")
    after = without(before, prompt_id)
    assert after.author == "ana"
    assert after.answers == {key: answer for key, answer in before.answers.items() if key != prompt_id}
    assert disclose(EXERCISE, kept(worksheet, [prompt_id]), "ana") == after


def test_withdrawing_a_match_takes_one_item_and_nothing_else() -> None:
    joint = Joint({"mutual": ("bath", "stars"), "other": ("bath",)})
    assert without_match(joint, "mutual", "bath") == Joint({"mutual": ("stars",), "other": ("bath",)})
    assert without_match(joint, "mutual", "picnic") == joint
    assert without_match(joint, "unknown", "bath") == joint


@st.composite
def edits(draw: st.DrawFn) -> tuple[Worksheet, Worksheet]:
    """A worksheet, and the same one after somebody changed a few things in it."""
    before, other = draw(worksheets(EXERCISE)), draw(worksheets(EXERCISE))
    answers, choices = dict(before.answers), dict(before.choices)
    for prompt in draw(st.lists(st.sampled_from(EXERCISE.prompts), max_size=3)):
        answers.pop(prompt.id, None)
        choices.pop(prompt.id, None)
        if draw(st.integers(0, 3)) == 0:
            answers |= {key: one for key, one in other.answers.items() if key == prompt.id}
        if draw(st.integers(0, 3)) == 0:
            choices[prompt.id] = draw(st.sampled_from(Share))
    return before, Worksheet(answers=answers, choices=choices, sealed=draw(st.sampled_from([before.sealed, True])))


@given(edits())
@settings(max_examples=150)
def test_only_taking_away_never_shows_more(edit: tuple[Worksheet, Worksheet]) -> None:
    before, after = edit
    event(f"only takes away: {only_takes_away(before, after)}")
    if only_takes_away(before, after):
        shown = disclose(EXERCISE, before, "ana").answers
        assert all(shown.get(key) == one for key, one in disclose(EXERCISE, after, "ana").answers.items())


@given(worksheets(EXERCISE), st.data())
def test_keeping_and_clearing_only_take_away(before: Worksheet, data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from([prompt.id for prompt in EXERCISE.prompts])))
    cleared = {key: answer for key, answer in before.answers.items() if key not in some}
    assert only_takes_away(before, before)
    assert only_takes_away(before, kept(before, some))
    assert only_takes_away(before, before.model_copy(update={"answers": cleared}))
    assert only_takes_away(before, Worksheet(sealed=before.sealed))


@pytest.mark.parametrize(
    "after",
    [
        make_worksheet(EXERCISE, sealed=False),
        make_worksheet(EXERCISE, {"scale": Scale(point=5)}),
        make_worksheet(EXERCISE, {"own-words": Reflection(text="new")}, share=False),
        Worksheet(choices={"reading": Share.PARTNERS}, sealed=True),
    ],
    ids=["unsealed", "changed", "added", "shared"],
)
def test_anything_else_is_more_than_taking_away(after: Worksheet) -> None:
    before = make_worksheet(EXERCISE)
    assert not only_takes_away(before, after)


def test_a_disclosure_is_made_in_these_places_only() -> None:
    """`sharing` makes one, the vault reads one back, for partners and for a therapist: nothing else can show anything
    to anybody."""
    makers = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == "Disclosure":
                    makers.add(path.relative_to(ROOT).as_posix())
    assert "app/domain/sharing.py" in makers
    makes = {"app/domain/sharing.py", "app/vault/boxes.py", "app/vault/shown.py"}
    assert makers <= makes, f"a Disclosure is made in {makers}"


def test_what_is_kept_after_all_says_so() -> None:
    before = make_worksheet(make_exercise())
    after = kept(before, ["reflection"])
    assert after.choices["reflection"] is Share.KEEP
    assert {**after.choices, "reflection": Share.PARTNERS} == before.choices


@pytest.mark.parametrize("level", Level)
def test_of_levels_a_no_alone_outlasts_the_year(level: Level) -> None:
    """One at rest is a no to others."""
    exercise = make_exercise(make_prompt("reflection"), make_prompt("boundary"))
    answers = {"reflection": ANSWERS["reflection"], "boundary": Boundary(level=level)}
    before = disclose(exercise, make_worksheet(exercise, answers), "ana")
    assert before.answers.keys() == {"reflection", "boundary"}
    lasts = {"boundary"} if level in (Level.NO, Level.REST) else set()
    assert lasting(before).answers.keys() == {"reflection"} | lasts


@given(worksheets(make_exercise(), sealed=True))
def test_when_the_year_is_over_no_level_lasts_but_a_no(worksheet: Worksheet) -> None:
    before = disclose(make_exercise(), worksheet, "ana")
    after = lasting(before)
    assert after.author == "ana"
    assert after.answers.items() <= before.answers.items(), "nothing is added"
    gone = {key: answer for key, answer in before.answers.items() if key not in after.answers}
    assert all(isinstance(one, Boundary) and one.level is not Level.NO for one in gone.values())
    assert all(one.level is Level.NO for one in after.answers.values() if isinstance(one, Boundary))
    assert lasting(after) == after


@given(st.lists(st.tuples(st.sampled_from(Level), st.booleans()), min_size=1, max_size=6))
def test_whoever_renews_what_leads_is_never_more_open_than_before(people: list[tuple[Level, bool]]) -> None:
    """Each of them shared a level; after a year some have renewed it and some have not."""
    exercise = make_exercise(make_prompt("boundary"))
    shared = [
        disclose(exercise, make_worksheet(exercise, {"boundary": Boundary(level=level)}), author)
        for author, (level, _) in zip(CIRCLE, people, strict=False)
    ]
    left = [lasting(one) for one, (_, renewed) in zip(shared, people, strict=True) if renewed]
    (before,) = compare(exercise, CIRCLE, shared, None)
    for after in compare(exercise, CIRCLE, left, None):
        assert isinstance(before, Levels)
        assert isinstance(after, Levels)
        assert after.leading is before.leading is Level.NO
        assert after.first_to_speak is None

from random import Random as Seeded
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import (
    Allocation,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Reflection,
    Scale,
    Share,
    Sort,
    Worksheet,
    fullest,
)
from app.domain.exercise import Exercise, Hand, Level, Pile
from app.domain.sharing import Disclosure, Joint
from app.vault import boxes
from app.vault.boxes import (
    Name,
    disclosure_filler,
    joint_filler,
    name_filler,
    new_version,
    open_disclosure,
    open_joint,
    open_name,
    open_picks,
    open_worksheet,
    picks_filler,
    picks_smallest,
    place,
    seal_disclosure,
    seal_joint,
    seal_name,
    seal_picks,
    seal_worksheet,
    smallest,
    worksheet_filler,
)
from app.vault.ciphers import Unreadable, box_bytes, padded, seal, unpadded, unseal
from tests.makers import ANSWERS, make_exercise, make_prompt

random = Seeded(5).randbytes
KEY = random(32)
HERE = place("worksheets", "round", "author", "answers", bytes(16))


def an_exercise(prompts: int = 3, items: int = 0) -> Exercise:
    """That many reflections and, if there are items, a mutual prompt; every third item's id is as long as can be."""
    asked: list[dict[str, object]] = [
        {"id": f"p{number}", "kind": "reflection", "ask": "How was it?", "starts": ["I", "We", "It"]}
        for number in range(prompts)
    ]
    if items:
        names = [letters(number).rjust(2 if number % 3 else 48, "x") for number in range(items)]
        cards = [{"id": name, "text": "A walk"} for name in names]
        asked.append({"id": "m" * 48, "kind": "mutual", "ask": "Open to talking about?", "items": cards})
    return Exercise.model_validate(
        {
            "slug": "small-talk",
            "language": "en",
            "title": "Small talk",
            "purpose": "To talk.",
            "not_for": "Nobody.",
            "minutes": 5,
            "intensity": "light",
            "practices": ["talk"],
            "sources": ["None."],
            "prompts": asked,
        }
    )


def letters(number: int) -> str:
    return chr(ord("a") + number // 10) + chr(ord("a") + number % 10)


PLAIN, BLIND = an_exercise(), an_exercise(items=30)

ids = st.from_regex(r"[a-z][a-z0-9]{0,10}(-[a-z0-9]{1,4})?", fullmatch=True)
answers = st.one_of(
    st.builds(Reflection, text=st.text(max_size=60)),
    st.builds(Scale, point=st.integers(1, 9)),
    st.builds(Choice, option=ids),
    st.builds(Choices, options=st.lists(ids, max_size=4).map(tuple)),
    st.builds(Sort, piles=st.dictionaries(ids, st.sampled_from(Pile), max_size=4)),
    st.builds(Boundary, level=st.sampled_from(Level)),
)
answered = st.dictionaries(ids, answers, max_size=6)
worksheets = st.builds(
    Worksheet,
    answers=answered,
    choices=st.dictionaries(ids, st.sampled_from(Share), max_size=6),
    sealed=st.booleans(),
)
picked = st.dictionaries(ids, st.lists(ids, max_size=4).map(tuple), max_size=2)
names = st.builds(Name, display=st.text(max_size=40), pronouns=st.text(max_size=20))


# What goes in comes out, padded

enough = settings(max_examples=40, deadline=None)


@enough
@given(worksheet=worksheets)
def test_a_worksheet_comes_back_as_it_was(worksheet):
    box = seal_worksheet(worksheet, KEY, HERE, PLAIN, random)
    assert open_worksheet(box, KEY, HERE) == worksheet
    assert len(box) == len(worksheet_filler(PLAIN, random))


@enough
@given(items=picked)
def test_picks_come_back_as_they_were(items):
    box = seal_picks(Picks(items=items), KEY, HERE, BLIND, random)
    assert open_picks(box, KEY, HERE) == Picks(items=items)
    assert len(box) == len(picks_filler(BLIND, random))


@enough
@given(shown=answered, author=ids)
def test_a_disclosure_comes_back_as_it_was(shown, author):
    box = seal_disclosure(Disclosure(author, shown), KEY, HERE, PLAIN, random)
    assert open_disclosure(box, KEY, HERE, author) == Disclosure(author, shown)
    assert len(box) == len(disclosure_filler(PLAIN, random))


@enough
@given(matches=picked)
def test_a_joint_disclosure_comes_back_as_it_was(matches):
    box = seal_joint(Joint(matches), KEY, HERE, BLIND, random)
    assert open_joint(box, KEY, HERE) == Joint(matches)
    assert len(box) == len(joint_filler(BLIND, random))


@enough
@given(name=names)
def test_a_name_comes_back_as_it_was(name):
    box = seal_name(name, KEY, HERE, random)
    assert open_name(box, KEY, HERE) == name
    assert len(box) == len(name_filler(random)) == box_bytes(512)


def test_any_mapping_can_be_sealed():
    shown = MappingProxyType({"p0": Reflection(text="words")})
    box = seal_disclosure(Disclosure("a", shown), KEY, HERE, PLAIN, random)
    assert open_disclosure(box, KEY, HERE, "a").answers == dict(shown)


def test_content_is_canonical():
    one = Worksheet(answers={"a": Scale(point=1), "b": Reflection(text="é 雨")})
    other = Worksheet(answers={"b": Reflection(text="é 雨"), "a": Scale(point=1)})
    contents = {unpadded(unseal(KEY, seal_worksheet(each, KEY, HERE, PLAIN, random), HERE)) for each in (one, other)}
    assert contents == {
        '{"answers":{"a":{"kind":"scale","point":1},"b":{"kind":"reflection","text":"é 雨"}},'
        '"choices":{},"sealed":false}'.encode()
    }


@pytest.mark.parametrize("kind", [Worksheet, Name, *dict.fromkeys(type(one) for one in ANSWERS.values())])
def test_fields_are_sealed_in_the_order_of_the_alphabet(kind):
    assert list(kind.model_fields) == sorted(kind.model_fields)


def test_nothing_in_it_tells_the_order_of_the_hand():
    piles, hands = {"a": Pile.CORE, "b": Pile.TALK}, {"a": Hand.ME, "b": Hand.SHARED}
    contents = set()
    for order in (list, reversed):
        sorted_ = Sort(piles={key: piles[key] for key in order(list(piles))})
        given = {key: hands[key] for key in order(list(hands))}
        answers = {"a": sorted_, "b": Allocation(now=given, wish=given), "c": Guess(answer=sorted_)}
        box = seal_disclosure(Disclosure("a", answers), KEY, HERE, PLAIN, random)
        contents.add(unpadded(unseal(KEY, box, HERE)))
    assert len(contents) == 1


# Sizes


@pytest.mark.parametrize(("prompts", "bucket"), [(3, 4096), (8, 4096), (9, 8192), (16, 8192), (17, 16384), (40, 32768)])
def test_the_exercise_fixes_the_bucket(prompts, bucket):
    assert smallest(an_exercise(prompts)) == bucket


def full_of(kind: str, prompts: int = 12) -> Exercise:
    """As many prompts as an exercise has, all of one kind, with as many things in them as there can be and ids as long
    as they can be; guesses are about a sort."""
    most = {"choice": 12, "choices": 20, "sort": 24, "ranking": 12, "allocation": 16}
    names = [letters(number) + "x" * 46 for number in range(most.get(kind, 0))]
    keys: dict[str, object] = (
        {"items" if kind not in ("choice", "choices") else "options": " ".join(names)} if names else {}
    )
    if kind == "ranking":
        keys["places"] = 5
    if kind == "guess":
        keys["about"] = "sort"
    made = [make_prompt(kind, letters(number) + "y" * 46, **keys) for number in range(prompts)]
    return make_exercise(*made, *([make_prompt("sort")] if kind == "guess" else []))


@pytest.mark.parametrize("kind", sorted(ANSWERS.keys() - {"reflection"}))
def test_no_answer_but_text_moves_to_the_next_bucket(kind):
    """However much is ticked, it is as long as nothing at all."""
    exercise = full_of(kind)
    answers = {prompt.id: fullest(prompt, exercise.about(prompt)) for prompt in exercise.prompts}
    worksheet = Worksheet(answers=answers, choices=dict.fromkeys(answers, Share.PARTNERS), sealed=True)
    size = box_bytes(smallest(exercise))
    for sheet in (worksheet, Worksheet()):
        assert len(seal_worksheet(sheet, KEY, HERE, exercise, random)) == size
        shown = Disclosure("author", sheet.answers)
        assert len(seal_disclosure(shown, KEY, HERE, exercise, random)) == size
    assert size == len(worksheet_filler(exercise, random)) == len(disclosure_filler(exercise, random))


@pytest.mark.parametrize(
    ("kind", "bucket"), [("scale", 8192), ("ranking", 8192), ("sort", 32768), ("allocation", 32768)]
)
def test_the_bucket_is_no_larger_than_it_must_be(kind, bucket):
    assert smallest(full_of(kind)) == bucket


def test_more_text_than_fits_moves_to_the_next_bucket():
    def sealed(length: int) -> int:
        worksheet = Worksheet(answers={"p0": Reflection(text="x" * length)})
        return len(seal_worksheet(worksheet, KEY, HERE, PLAIN, random))

    assert sealed(0) == sealed(4000) == box_bytes(4096)
    assert sealed(4096) == box_bytes(8192)


@enough
@given(items=st.integers(3, 30), data=st.data())
def test_picks_never_show_how_many_they_are(items, data):
    exercise = an_exercise(items=items)
    prompt = exercise.prompts[-1]
    offered = [item.id for item in prompt.items]
    chosen = data.draw(st.lists(st.sampled_from(offered), unique=True, max_size=prompt.at_most).map(tuple))
    size = box_bytes(picks_smallest(exercise))
    assert len(seal_picks(Picks(items={prompt.id: chosen}), KEY, HERE, exercise, random)) == size
    assert len(seal_picks(Picks(), KEY, HERE, exercise, random)) == size
    assert len(seal_joint(Joint({prompt.id: chosen}), KEY, HERE, exercise, random)) == size


@pytest.mark.parametrize(("items", "bucket"), [(0, 512), (3, 512), (24, 512), (27, 1024), (30, 1024)])
def test_the_bucket_of_picks_is_the_fullest_there_can_be(items, bucket):
    assert picks_smallest(an_exercise(items=items)) == bucket


# What must not open

OPENERS = {
    "worksheet": (worksheet_filler, open_worksheet),
    "picks": (picks_filler, open_picks),
    "disclosure": (disclosure_filler, lambda box, key, bound: open_disclosure(box, key, bound, "author")),
    "joint": (joint_filler, open_joint),
    "name": (lambda exercise, random: name_filler(random), open_name),
}
SEALED = {
    "worksheet": seal_worksheet(Worksheet(answers={"p0": Scale(point=2)}), KEY, HERE, PLAIN, random),
    "picks": seal_picks(Picks(items={"m": ("a",)}), KEY, HERE, PLAIN, random),
    "disclosure": seal_disclosure(Disclosure("author", {"p0": Scale(point=2)}), KEY, HERE, PLAIN, random),
    "joint": seal_joint(Joint({"m": ("a",)}), KEY, HERE, PLAIN, random),
    "name": seal_name(Name(display="Sam"), KEY, HERE, random),
}
each_kind = pytest.mark.parametrize("kind", OPENERS)


@each_kind
def test_a_box_with_any_byte_changed_or_missing_opens_nothing(kind):
    box, (_, opened) = SEALED[kind], OPENERS[kind]
    opened(box, KEY, HERE)
    for at in range(len(box)):
        with pytest.raises(Unreadable):
            opened(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :], KEY, HERE)
    for cut in range(0, len(box), 7):
        with pytest.raises(Unreadable):
            opened(box[:cut], KEY, HERE)


@each_kind
def test_a_box_opens_with_its_own_key_only(kind):
    with pytest.raises(Unreadable):
        OPENERS[kind][1](SEALED[kind], random(32), HERE)


@each_kind
def test_filler_opens_for_nobody(kind):
    fill, opened = OPENERS[kind]
    with pytest.raises(Unreadable):
        opened(fill(PLAIN, random), KEY, HERE)


@each_kind
@pytest.mark.parametrize(
    "elsewhere",
    [
        ("disclosures", "round", "author", "answers", bytes(16)),
        ("worksheets", "another", "author", "answers", bytes(16)),
        ("worksheets", "round", "another", "answers", bytes(16)),
        ("worksheets", "round", "author", "picks", bytes(16)),
        ("worksheets", "round", "author", "answers", bytes(15) + b"\1"),
        ("worksheets", "roundauthor", "", "answers", bytes(16)),
    ],
    ids=["table", "round", "author", "part", "version", "border"],
)
def test_a_box_moved_elsewhere_opens_nothing(kind, elsewhere):
    with pytest.raises(Unreadable):
        OPENERS[kind][1](SEALED[kind], KEY, place(*elsewhere))


@each_kind
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"secret"',
        b'{"secret": "secret"}',
        b'{"answers": {"p0": {"kind": "secret"}}}',
        b'{"display": [["secret"]]}',
        b"\xffsecret",
        b'{"secret": ' * 5000,
    ],
    ids=range(10),
)
def test_broken_content_is_unreadable_and_the_error_holds_nothing_of_it(kind, content):
    box = seal(KEY, padded(content, 512), HERE, random)
    with pytest.raises(Unreadable) as refused:
        OPENERS[kind][1](box, KEY, HERE)
    assert refused.value.args == ()
    assert refused.value.__context__ is None
    assert refused.value.__cause__ is None


@each_kind
def test_content_without_its_padding_is_unreadable(kind):
    with pytest.raises(Unreadable):
        OPENERS[kind][1](seal(KEY, b"{}", HERE, random), KEY, HERE)


def test_a_version_is_random_and_long_enough_never_to_come_twice():
    assert new_version(lambda size: bytes(size)) == bytes(16)
    assert len({new_version(random) for _ in range(100)}) == 100


def test_no_repr_shows_content():
    assert repr(Name(display="Sam", pronouns="they")) == "<Name>"


def test_every_kind_of_box_has_a_filler():
    made = {name.removeprefix("seal_") for name in vars(boxes) if name.startswith("seal_")}
    assert made == {name.removesuffix("_filler") for name in vars(boxes) if name.endswith("_filler")} == set(OPENERS)

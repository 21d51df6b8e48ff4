"""What is gone is gone from the files too: not one piece of it is left in the database, its log, or the keys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app.config import Settings
from tests.clock import Clock
from tests.leaks.canaries import KEPT, NAMES, PRONOUNS, SHARED, offered_picks, write
from tests.leaks.conftest import Couple, Steal
from tests.leaks.thief import Thief
from tests.navigators import Visitor

Values = dict[str, bytes]


@dataclass(frozen=True)
class Way:
    """`does` takes something away, and `doomed` says what of a copy must be gone after it."""

    doomed: Callable[[Thief], Values]
    does: Callable[[Visitor], object]
    opened: bool = True


def grants(subject: str, *, of: str = "", to: str = "") -> Callable[[Thief], Values]:
    """The grants of a subject, by whom or for whom it is."""

    def found(thief: Thief) -> Values:
        rows = [row for row in thief.rows["grants"] if row["subject"] == subject]
        rows = [row for row in rows if not of or row["author"] == member(thief, of)]
        rows = [row for row in rows if not to or row["reader"] == member(thief, to)]
        return {f"{subject} {row['author']} {row['reader']}": row["sealed"] for row in rows}

    return found


def member(thief: Thief, username: str) -> str:
    lookup = thief.house.field.lookup("username", username)
    (person,) = [row["person"] for row in thief.rows["people"] if row["username_hash"] == lookup]
    (found,) = [row["member"] for row in thief.rows["members"] if row["person"] == person]
    return str(found)


def disclosure(thief: Thief) -> Values:
    (row,) = [row for row in thief.rows["disclosures"] if row["author"] == member(thief, "alex")]
    return {"disclosure": row["content"]}


def worksheet(thief: Thief) -> Values:
    (row,) = [row for row in thief.rows["worksheets"] if row["member"] == member(thief, "alex")]
    return {column: row[column] for column in ("answers", "answers_key")}


def account(thief: Thief) -> Values:
    lookup = thief.house.field.lookup("username", "alex")
    (person,) = [row for row in thief.rows["people"] if row["username_hash"] == lookup]
    locks = {lock["lock"]: lock["sealed"] for lock in thief.rows["locks"] if lock["person"] == person["person"]}
    return {column: person[column] for column in ("username", "username_hash", "settings", "public_key")} | locks


def session(thief: Thief) -> Values:
    owner = {row["member"]: row["person"] for row in thief.rows["members"]}[member(thief, "alex")]
    (row,) = [row for row in thief.rows["sessions"] if row["person"] == owner]
    return {column: row[column] for column in ("token_hash", "content", "keys", "times")}


def locks(thief: Thief) -> Values:
    return {kind: account(thief)[kind] for kind in ("passphrase", "recovery")}


def everything(*parts: Callable[[Thief], Values]) -> Callable[[Thief], Values]:
    return lambda thief: {key: value for part in parts for key, value in part(thief).items()}


def posts(path: str, **fields: str) -> Callable[[Visitor], object]:
    def post(alex: Visitor) -> object:
        return alex.posts(path.format(round=alex.round, us=alex.us), **fields)

    return post


def withdraws(alex: Visitor) -> None:
    button = alex.opens(f"{alex.round}/shown").html.select_one('button[name="prompt"]')
    alex.posts(f"{alex.round}/withdraw", prompt=str(button["value"]))  # type: ignore[index]


def keeps_after_all(alex: Visitor) -> None:
    button = alex.opens(f"{alex.round}/review").html.select_one('[name="keep"]')
    alex.posts(f"{alex.round}/review", keep=str(button["value"]))  # type: ignore[index]


def changes_passphrase(alex: Visitor) -> None:
    alex.opens("/account")
    alex.posts("/account", current=alex.passphrase, passphrase="another seven green rivers")


shown = everything(disclosure, grants("answers", of="alex"))
WAYS: dict[str, Way] = {
    "withdrawing": Way(shown, withdraws),
    "keeping after all": Way(shown, keeps_after_all, opened=False),
    "clearing": Way(everything(shown, worksheet), posts("{round}/review", clear="1"), opened=False),
    "holding back": Way(grants("answers", of="alex"), posts("{round}/hold-back")),
    "holding back before the opening": Way(grants("answers", of="alex"), posts("{round}/hold-back"), opened=False),
    "leaving": Way(
        everything(
            worksheet,
            grants("answers", to="alex"),
            *[grants(subject, of="alex") for subject in ("answers", "names", "channel")],
        ),
        posts("{us}/place"),
    ),
    "a new passphrase": Way(
        everything(
            locks, session, lambda thief: {"key": worksheet(thief)["answers_key"]}, grants("answers", to="alex")
        ),
        changes_passphrase,
    ),
    "signing out": Way(session, posts("/sign-out")),
    "leaving the page": Way(session, lambda alex: alex.client.get("/exit")),
    "deleting the account": Way(
        everything(account, session, worksheet, grants("answers", of="alex")), posts("/account/whole")
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_not_a_piece_of_it_is_left(couple: Couple, steal: Steal, way: str) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    alex.seals()
    if WAYS[way].opened:
        sam.seals()
        alex.summary()
    before = steal()
    doomed = WAYS[way].doomed(before)
    assert doomed
    assert [name for name, value in doomed.items() if not before.finds_in_files(value)] == [], "the control"
    WAYS[way].does(alex)
    after = steal()
    assert {name: after.finds_in_files(value) for name, value in doomed.items() if after.finds_in_files(value)} == {}


def test_of_no_version_of_the_picks_is_a_piece_left(couple: Couple, steal: Steal, clock: Clock) -> None:
    """Every save wrote them anew: the older ones must be gone from the log as well."""
    alex, sam = couple
    sam.joins_round(alex.starts("desire-check-in", "at", "20-minutes"))
    offered_picks(alex)
    number = int(alex.address.rpartition("/")[2])
    doomed: list[bytes] = []
    for picks in ((0,), (1,), (2, 3)):
        page = alex.prompt(number)
        items = [page.values("picks")[n] for n in picks]
        alex.posts(f"{alex.round}/prompts/{number}", version=page.values("version")[0], picks=items)
        copy = steal()
        doomed += [row[column] for row in copy.rows["worksheets"] for column in ("picks", "picks_key")]
    alex.seals()
    copy = steal()
    doomed += [row["content"] for row in copy.rows["disclosures"] if row["part"] == "picks"]
    doomed += list(grants("picks")(copy).values())
    assert len(set(doomed)) == 2 * (1 + 3) + 2 + 4
    assert all(copy.finds_in_files(value) for value in doomed[-6:])
    clock.passes(minutes=21)
    sam.summary()
    after = steal()
    assert [after.finds_in_files(value) for value in doomed if after.finds_in_files(value)] == []


def test_of_what_was_picked_to_choose_together_is_no_piece_left(couple: Couple, steal: Steal, clock: Clock) -> None:
    """Nor of the joint part that lay there before: what is left says what was drawn, and not from what."""
    alex, sam = couple
    alex.opens("/choose")
    address = alex.posts(f"{alex.us}/choose", opens_at="5-minutes").address
    doomed: list[bytes] = []
    for one, topics in ((alex, ["desire"]), (alex, ["load"]), (sam, ["load", "desire"])):
        one.opens(address)
        one.posts(address, picks=topics)
        copy = steal()
        doomed += [row[column] for row in copy.rows["worksheets"] for column in ("picks", "picks_key")]
        doomed += [row["content"] for row in copy.rows["disclosures"] if row["part"] in ("picks", "joint")]
        doomed += [*grants("picks")(copy).values(), *grants("joint")(copy).values()]
    assert all(copy.finds_in_files(value) for value in doomed[-13:]), "the control"
    clock.passes(minutes=5)
    drawn = sam.opens(address).html.select("article h2")
    after = steal()
    assert [after.finds_in_files(value) for value in doomed if after.finds_in_files(value)] == []
    assert alex.opens(address).html.select("article h2") == drawn
    for one in couple:
        after.knows_passphrase(one.name, one.passphrase)
    opened = after.opens_everything()
    assert opened.has('"drawn"'), "the control: with both passphrases this much can be read"
    assert not opened.has('"load"')
    assert not opened.has('"subjects"')


@pytest.mark.parametrize("ends", ["accepted", "revoked"])
def test_what_was_sealed_for_a_code_goes_when_the_code_does(
    joined: Callable[[str], Visitor], steal: Steal, ends: str
) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership(NAMES[2], NAMES[0])
    code = alex.invites()
    alex.starts("open-conversation")
    write(alex)
    alex.seals()
    before = steal()
    mine = member(before, "alex")
    doomed = [row["sealed"] for row in before.rows["grants"] if row["author"] == mine and row["reader"] != mine]
    before.knows_code(code)
    assert before.opens_everything().has(SHARED), "the control"
    if ends == "accepted":
        sam.accepts(code, NAMES[1])
    else:
        alex.opens(alex.us)
        alex.posts(f"{alex.us}/invitations/revoke")
    after = steal()
    assert len(doomed) == 3, "the names, the answers, and the channel to them"
    assert [after.finds_in_files(value) for value in doomed if after.finds_in_files(value)] == []


@pytest.fixture
def watched(app: Flask, settings: Settings) -> Iterator[list[str]]:
    """Every file is searched after every request. What was found, if anything."""
    found: list[str] = []
    secrets = [words.encode() for words in (SHARED, KEPT, *NAMES, PRONOUNS, "lamps lit")]

    def search(_: object) -> None:
        for path in settings.instance.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                found.extend(f"{words!r} in {path.name}" for words in secrets if words in content)

    app.teardown_request(search)
    yield found
    before = len(found)
    (settings.instance / "data" / "control").write_text(KEPT)
    search(None)
    assert len(found) == before + 1, "the control: it is found where it is"


def test_no_word_lies_in_any_file_at_any_time(watched: list[str], couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    alex.seals()
    page = sam.prompt(2)
    clock.passes(minutes=11)
    sam.posts(f"{sam.round}/prompts/2", version=page.values("version")[0], text=KEPT)
    sam.unlocks()
    sam.seals()
    assert SHARED in sam.summary().text
    sam.posts(f"{sam.round}/keep-open")
    alex.summary()
    withdraws(alex)
    changes_passphrase(alex)
    for address in ("/", alex.us, "/account", "/account/data"):
        sam.opens(address)
    sam.posts(f"{sam.us}/place")
    assert watched == []

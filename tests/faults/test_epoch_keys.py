"""Epoch keys turn while people read and write, in every process; what is shredded leaves no byte in any file."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from app.config import Settings
from app.domain.answers import Reflection
from app.domain.exercise import Opens
from app.services import summaries, upkeep, worksheets
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.startup import keep_up_once
from app.storage.database import Database
from app.vault.ciphers import Unreadable
from tests.clock import Clock
from tests.faults.figures import figure
from tests.faults.people import lay_scene, words
from tests.faults.servers import Caller, Server
from tests.faults.writers import cheap, prepared
from tests.navigators import Visitor
from tests.services import circle as circles
from tests.services.circle import Circle, at_once

Browsers = Callable[[str], Visitor]
SQLITE = pytest.mark.parametrize("workplace", ["sqlite"], indirect=True)
TEXT = 5


@pytest.fixture
def opened(circle: Circle) -> Address:
    circle.found("alex", "sam")
    here = circle.start("alex", "talk", Opens.READY)
    for name in ("alex", "sam"):
        circle.fill_in(name, here)
    return here


def turn(workplace: Workplace) -> None:
    """A new epoch key, and everything under it."""
    with workplace.writing() as ctx:
        upkeep.turn_epoch(ctx)
    while _rewraps(workplace):
        pass


def _rewraps(workplace: Workplace) -> bool:
    with workplace.writing() as ctx:
        return upkeep.rewrap(ctx)


def test_while_the_key_turns_every_request_is_answered(
    circle: Circle, opened: Address, browsers: Browsers, record_property: Callable[[str, object], None]
) -> None:
    here, requests = circle.start("alex", "talk", Opens.READY), figure(20, 1000)
    turns, done = [0], threading.Event()

    def turning() -> None:
        while not done.is_set():
            turn(circle.workplace)
            turns[0] += 1

    def reading(name: str) -> int:
        somebody = browsers(name)
        for _ in range(requests):
            page = somebody.client.get(f"/rounds/{opened}/summary").get_data(as_text=True)
            assert circles.words("alex", "shown") in page
            assert circles.words("sam", "shown") in page
        return requests

    def writing(name: str) -> int:
        somebody = browsers(name)
        for number in range(requests // 4):
            page = somebody.opens(f"/rounds/{here}/prompts/2")
            fields = {"csrf_token": somebody.token, "version": page.values("version")[0]}
            answer = somebody.sends(f"/rounds/{here}/prompts/2", text=f"Number {number}", share="keep", **fields)
            assert answer.status_code == 303
            assert f"Number {number}" in circle.own_texts(name, here)
        return 3 * (requests // 4)

    browsers("alex"), browsers("sam")
    thread = threading.Thread(target=turning)
    thread.start()
    try:
        calls = [partial(way, name) for way in (reading, writing) for name in ("alex", "sam")]
        answered = at_once(calls)
    finally:
        done.set()
        thread.join()
    assert [one for one in answered if not isinstance(one, int)] == []
    assert turns[0] > 1
    record_property("epoch keys", f"{sum(answered)} requests while the key turned {turns[0]} times, all answered")


def test_another_process_takes_the_new_key(tmp_path: Path) -> None:
    settings = cheap(tmp_path / "instance")
    scene = lay_scene(settings)
    server = Server(settings.instance)
    alex = Caller(server.port)
    try:
        server.start()
        alex.browser.set_cookie("session", scene.cookies["alex"])
        scene.enter("alex", alex)
        assert words("sam") in alex.summary().text
        with prepared(settings) as workplace:
            turn(workplace)
            turn(workplace)
            newest = workplace.house.epochs.current(workplace.clock().date())
        assert newest.endswith(".3")
        assert words("sam") in alex.summary().text
        alex.round = scene.begun
        alex.answers(TEXT, text="Under the new key", share="keep")
        assert epochs_of(settings, scene.begun) == {newest}
    finally:
        alex.browser.close()
        server.close()


def epochs_of(settings: Settings, round_: str) -> set[str]:
    """The epochs that the worksheets of a round lie under."""
    with closing(sqlite3.connect(settings.data / "between-us.db")) as connection:
        query = "SELECT epoch FROM worksheets WHERE partnership || round = ?"
        return {epoch for (epoch,) in connection.execute(query, [round_.removeprefix("/rounds/")])}


def test_a_month_switched_off_loses_nothing(
    circle: Circle, opened: Address, browsers: Browsers, clock: Clock, workplace: Workplace
) -> None:
    here = circle.start("alex", "talk", Opens.READY, days=59)
    circle.answer("sam", here)
    old = workplace.house.epochs.current(workplace.clock().date())
    sam = browsers("sam")
    clock.passes(days=31)
    for _ in range(2):
        keep_up_once(workplace)
        clock.passes(minutes=1)
    assert old not in workplace.house.epochs.ids()
    sam.signs_in()
    assert circles.words("alex", "shown") in sam.opens(f"/rounds/{opened}/summary").text
    assert circles.words("sam", "kept") in sam.opens(f"/rounds/{here}/review").text
    sam.posts(f"/rounds/{here}/review", **{"share-1": "partners"})
    circle.answer("alex", here)
    circle.seal("alex", here)
    assert circles.words("sam", "shown") in circle.reads("alex", here).texts


@SQLITE
@pytest.mark.parametrize("days", [0, 13, 14, 40])
def test_an_old_key_goes_after_two_weeks_and_not_while_it_is_used(
    circle: Circle, opened: Address, clock: Clock, workplace: Workplace, days: int
) -> None:
    old = workplace.house.epochs.current(workplace.clock().date())
    clock.passes(days=days)
    with workplace.writing() as ctx:
        upkeep.turn_epoch(ctx)
        assert upkeep.destroy_old_epochs(ctx) == [], "everything is still under it"
    while _rewraps(workplace):
        pass
    upkeep.sweep(workplace)
    with workplace.writing() as ctx:
        assert upkeep.destroy_old_epochs(ctx) == ([old] if days >= 14 else [])
    assert circle.reads("sam", opened).texts == {circles.words(name, "shown") for name in ("alex", "sam")}


@SQLITE
def test_a_key_that_can_not_be_found_for_a_moment_costs_no_answer(
    circle: Circle, settings: Settings, workplace: Workplace
) -> None:
    circle.found("alex", "sam")
    here = circle.start("alex", "talk", Opens.READY)
    circle.save("alex", here, "kept", Reflection(text="Written before"))
    key = settings.keys / "epochs" / workplace.house.epochs.current(workplace.clock().date())
    away = key.with_name("away")
    with workplace.writing() as ctx:
        upkeep.turn_epoch(ctx)
    key.rename(away)
    meanwhile = Reflection(text="Written meanwhile")
    for change in (partial(circle.save, "alex", here, "shown", meanwhile), partial(clear, circle, here)):
        with pytest.raises(Unreadable):
            change()
    away.rename(key)
    assert circle.own_texts("alex", here) == {"Written before"}


def clear(circle: Circle, here: Address) -> None:
    with circle.workplace.writing() as ctx:
        me = circle.people["alex"]
        worksheets.clear(ctx, me, worksheets.find(ctx, me, here, to_change=True))


WAYS = {
    "withdrawing": (lambda here: f"/rounds/{here}/withdraw", {"prompt": "1"}),
    "holding back": (lambda here: f"/rounds/{here}/hold-back", {}),
    "leaving": (lambda here: None, {}),
}


def wrapped_keys(settings: Settings, here: Address, author: str) -> list[bytes]:
    """Every wrapped key of what one author shows in a round, and the box that they open."""
    with closing(sqlite3.connect(settings.data / "between-us.db")) as connection:
        at = (here.partnership, here.round, author)
        keys = connection.execute(
            "SELECT sealed FROM grants WHERE partnership = ? AND round = ? AND author = ? AND subject = 'answers'", at
        ).fetchall()
    return [bytes(key) for (key,) in keys]


def files_with(settings: Settings, secrets: list[bytes]) -> set[str]:
    return {
        path.name
        for path in settings.instance.rglob("*")
        if path.is_file() and any(secret in path.read_bytes() for secret in secrets)
    }


@SQLITE
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shredded", [True, False], ids=["shredded", "or found, if nothing shreds"])
def test_a_wrapped_key_is_in_no_file_once_it_is_taken_back(
    circle: Circle,
    opened: Address,
    browsers: Browsers,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    shredded: bool,
) -> None:
    alex = browsers("alex")
    alex.opens(f"/rounds/{opened}/summary")
    keys = wrapped_keys(settings, opened, circle.member("alex"))
    assert len(keys) == 2
    circle.workplace.database.checkpoint()
    assert files_with(settings, keys) == {"between-us.db"}
    if not shredded:
        monkeypatch.setattr(Database, "checkpoint", lambda self: True)
    path, fields = WAYS[way]
    alex.posts(path(opened) or f"{alex.us}/place", **fields)
    assert bool(files_with(settings, keys)) != shredded


@SQLITE
def test_blind_picks_are_in_no_file_once_the_round_has_opened(
    circle: Circle, browsers: Browsers, settings: Settings, clock: Clock
) -> None:
    circle.found("alex", "sam")
    here = circle.start("alex", hours=1)
    for name in ("alex", "sam"):
        circle.fill_in(name, here, "dancing", "picnic")
    with closing(sqlite3.connect(settings.data / "between-us.db")) as connection:
        grants = connection.execute("SELECT sealed FROM grants WHERE subject = 'picks'").fetchall()
        sheets = connection.execute("SELECT picks, picks_key FROM worksheets").fetchall()
        boxes = connection.execute("SELECT content FROM disclosures WHERE part = 'picks'").fetchall()
    secrets = [bytes(one) for rows in (grants, sheets, boxes) for row in rows for one in row]
    assert len(secrets) == 4 + 4 + 2
    assert files_with(settings, secrets)
    clock.passes(hours=1)
    browsers("alex").opens(f"/rounds/{here}/summary")
    assert files_with(settings, secrets) == set()
    assert circle.asks("sam", summaries.read, here).matched == {"mutual": ("dancing", "picnic")}

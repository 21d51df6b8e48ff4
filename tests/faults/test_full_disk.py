"""A disk that is full to the last byte: nothing is acknowledged that is not there, and what keeps people safe works."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults import disks
from tests.faults.disks import DISKS, MIB, Disk
from tests.faults.figures import figure
from tests.faults.people import Scene, lay_scene, words
from tests.faults.writers import cheap
from tests.navigators import Visitor

TEXT = 5
"""A prompt of the round that takes a text."""
PAGE = 4096


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scene]:
    instance = tmp_path_factory.mktemp("seed") / "instance"
    return instance, lay_scene(cheap(instance))


@pytest.fixture(params=DISKS)
def disk(request: pytest.FixtureRequest, seed: tuple[Path, Scene], tmp_path: Path) -> Iterator[Disk]:
    shutil.copytree(seed[0], tmp_path / "instance")
    with getattr(disks, request.param)(cheap(tmp_path / "instance")) as made:
        yield made


@pytest.fixture
def enter(disk: Disk, seed: tuple[Path, Scene]) -> Callable[[str], Visitor]:
    return lambda name: seed[1].enter(name, disk.visitor(seed[1].cookies[name]))


def saves(somebody: Visitor, round_: str, text: str) -> bool:
    """Whether a save was acknowledged. If it was not, the page says so and has the text."""
    page = somebody.opens(f"{round_}/prompts/{TEXT}")
    version, token = page.values("version")[0], somebody.token
    answer = somebody.sends(f"{round_}/prompts/{TEXT}", csrf_token=token, version=version, text=text, share="partners")
    if answer.status_code == 303:
        return True
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert text in answer.get_data(as_text=True)
    return False


def saved(somebody: Visitor, round_: str) -> str:
    field = somebody.opens(f"{round_}/prompts/{TEXT}").html.select_one("textarea[name=text]")
    assert field
    return field.get_text().strip()


def test_what_keeps_people_safe_has_room_when_nothing_else_has(
    disk: Disk, enter: Callable[[str], Visitor], seed: tuple[Path, Scene]
) -> None:
    scene = seed[1]
    alex, sam, kim = enter("alex"), enter("sam"), enter("kim")
    disk.fill()
    assert not saves(alex, scene.begun, "A text for which there is no room. " * 40)
    assert f"{words('alex')} {TEXT}" in sam.summary().text

    alex.opens(f"{scene.opened}/summary")
    alex.posts(f"{scene.opened}/withdraw", prompt=str(TEXT))
    assert f"{words('alex')} {TEXT}" not in sam.summary().text
    assert f"{words('alex')} 7" in sam.summary().text
    alex.posts(f"{scene.opened}/hold-back")
    assert words("alex") not in sam.summary().text

    disk.fill()
    assert not saves(alex, scene.begun, "Still no room for this. " * 40)
    alex.opens(f"{scene.us}/place")
    alex.posts(f"{scene.us}/place")
    alex.opens(scene.us, 404)
    kim.opens("/account/whole")
    kim.posts("/account/whole")
    kim.opens("/sign-in")
    kim.posts("/sign-in", 422, username="kim", passphrase=scene.passphrases["kim"])
    assert sam.client.get("/exit").status_code == 303
    assert sam.opens(scene.us).address == "/sign-in"
    sam.signs_in()
    assert words("sam") in sam.summary().text
    assert not saves(sam, scene.begun, "And none for this. " * 40)

    disk.tidy_up()
    assert saves(sam, scene.begun, "There is room again")
    assert saved(sam, scene.begun) == "There is room again"


def test_the_room_that_was_given_is_taken_back_before_anybody_else_has_it(
    disk: Disk, enter: Callable[[str], Visitor], seed: tuple[Path, Scene]
) -> None:
    alex = enter("alex")
    alex.opens(f"{seed[1].opened}/summary")
    disk.fill()
    for _ in range(figure(3, 30)):
        alex.posts(f"{seed[1].opened}/hold-back")
        assert disk.ballast.stat().st_size > 7 * MIB


def test_nothing_is_acknowledged_that_is_not_there(
    disk: Disk,
    enter: Callable[[str], Visitor],
    seed: tuple[Path, Scene],
    record_property: Callable[[str, object], None],
) -> None:
    alex, points = enter("alex"), figure(6, 50)
    acknowledged = refused = 0
    there = ""
    for point in range(points):
        disk.fill(leave=PAGE * point * 2)
        text = f"Point {point}. " + "word " * (point * 311 % 1500)
        if saves(alex, seed[1].begun, text):
            acknowledged, there = acknowledged + 1, text.strip()
        else:
            refused += 1
        assert saved(alex, seed[1].begun) == there
    record_property("full disk", f"{points} points, {acknowledged} acknowledged and there, {refused} refused")
    assert refused
    assert acknowledged

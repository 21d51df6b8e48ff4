"""`flask therapists verify`, as whoever runs the server calls it."""

import pytest
from click.testing import CliRunner, Result

from app.cli import therapists as command
from app.config import Settings
from app.services import practice, therapists
from tests.services.circle import Circle
from tests.services.test_therapists import agree, practises, seen


@pytest.fixture
def circle(couple: Circle, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Circle:
    """Noor has said how she works."""
    practises(couple)
    monkeypatch.setenv("INSTANCE", str(settings.instance))
    for name in ("SMTP_URL", "MAIL_FROM", "DATABASE_URL", "HOST", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    return couple


def verify(*words: str) -> Result:
    return CliRunner().invoke(command, ["verify", *words])


def is_verified(circle: Circle) -> bool:
    with circle.workplace.reading() as ctx:
        found = practice.profile(ctx, circle.people["noor"].id)
    assert found
    return found.verified


def test_what_the_operator_says_everybody_they_work_with_reads(circle: Circle) -> None:
    here = agree(circle, "alex", "sam")
    for words, said, verified in ((["noor"], "verified", True), (["noor", "--undo"], "not verified", False)):
        ran = verify(*words)
        assert (ran.exit_code, ran.output) == (0, f"Shown as {said}.\n")
        assert is_verified(circle) is verified
        shown: list[therapists.Seen | None] = [seen(circle, name, here) for name in ("alex", "sam")]
        assert [one and one.verified for one in shown] == [verified, verified]


def test_it_is_said_twice_as_once_and_in_any_letters(circle: Circle) -> None:
    for typed in ("noor", "Noor", "NOOR "):
        assert verify(typed).exit_code == 0
    assert is_verified(circle)


@pytest.mark.parametrize("name", ["sam", "nobody", "", "  "])
@pytest.mark.parametrize("undo", [[], ["--undo"]])
def test_who_has_said_nothing_of_it_and_who_is_not_there_are_one_answer(
    circle: Circle, name: str, undo: list[str]
) -> None:
    ran = verify(name, *undo)
    assert ran.exit_code == 1
    assert ran.output == "Error: Nobody of this name has said here how they work as a therapist.\n"
    assert not is_verified(circle)


def test_a_server_that_is_not_set_up_says_so(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "nowhere")
    ran = verify("noor")
    assert ran.exit_code == 1
    assert "PUBLIC_URL" in ran.output

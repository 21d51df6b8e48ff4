"""`flask notices send`, as a timer calls it."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from app.cli import notices as command
from app.config import Settings
from app.services import wishes
from tests.mailboxes import MAIL_FROM, mailbox
from tests.services.circle import Circle


@pytest.fixture
def circle(couple: Circle, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Circle:
    """Alex has asked for mail, and it is two hours ago by the real clock."""
    couple.clock.now = datetime.now(UTC) - timedelta(hours=2)
    monkeypatch.setenv("INSTANCE", str(settings.instance))
    for name in ("SMTP_URL", "MAIL_FROM", "DATABASE_URL", "HOST", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    letter = couple.does("alex", wishes.ask, "alex@example.org")
    assert couple.does("alex", wishes.confirm, letter.code) is None
    return couple


def test_it_sends_what_is_due_and_says_nothing_of_it(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    circle.start("alex", "talk", hours=1)
    with mailbox() as box:
        monkeypatch.setenv("SMTP_URL", box.url)
        monkeypatch.setenv("MAIL_FROM", MAIL_FROM)
        for _ in range(2):
            ran = CliRunner().invoke(command, ["send"])
            assert (ran.exit_code, ran.output) == (0, "")
    assert box.to == ["alex@example.org"]


def test_it_says_when_there_is_no_mail_server_or_nobody_answers(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = CliRunner().invoke(command, ["send"])
    assert ran.exit_code == 1
    assert "There is no SMTP_URL" in ran.output
    circle.start("alex", "talk", hours=1)
    with mailbox() as gone:
        pass
    monkeypatch.setenv("SMTP_URL", gone.url)
    monkeypatch.setenv("MAIL_FROM", MAIL_FROM)
    ran = CliRunner().invoke(command, ["send"])
    assert ran.exit_code == 1
    assert "The mail server takes nothing: ConnectionRefusedError." in ran.output
    assert "alex" not in ran.output

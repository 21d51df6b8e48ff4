"""An error nobody expected says where it rose, and nothing of what was at hand when it did."""

import logging
from pathlib import Path
from typing import Any

import pytest

from app import create_app
from app.config import Settings
from app.services import worksheets
from tests.navigators import Visitor

SECRET = "seventeen grey geese"


def test_neither_the_log_nor_the_page_repeats_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(instance=tmp_path / "instance", argon_memory_kib=32, argon_iterations=1))
    alex = Visitor(app)
    alex.joins("alex")
    alex.begins_partnership("us", "Alex")
    alex.starts("open-conversation", opens_at="3-days")
    n, page = next((n, page) for n in range(1, 9) if "text" in (page := alex.prompt(n)).names())

    def fails(*_: Any) -> None:
        answer = SECRET
        raise RuntimeError(f"could not save {answer}")

    monkeypatch.setattr(worksheets, "save", fails)
    with caplog.at_level(logging.DEBUG, logger="app"):
        response = alex.sends(
            f"{alex.round}/prompts/{n}", csrf_token=alex.token, text=SECRET, version=page.values("version")[0]
        )
    app.extensions["workplace"].database.close()
    assert response.status_code == 503
    assert "Unexpected RuntimeError at" in caplog.text
    assert SECRET not in caplog.text
    assert "could not save" not in response.get_data(as_text=True)

"""The same form two to twenty times in parallel, and two tabs that save in the same moment."""

from collections.abc import Callable
from functools import partial

import pytest
from werkzeug.test import TestResponse

from app.domain.answers import Reflection
from app.domain.exercise import Opens
from app.services.rounds import Address
from tests.faults.figures import figure
from tests.navigators import Visitor
from tests.services.circle import Circle, at_once, words

Browsers = Callable[[str], Visitor]
Record = Callable[[str, object], None]
TIMES = (2, 5, 20)


@pytest.fixture
def here(circle: Circle) -> Address:
    circle.found("alex", "sam")
    return circle.start("alex", "talk", Opens.READY)


def sends_at_once(browsers: Browsers, name: str, path: str, forms: list[dict[str, str]]) -> list[TestResponse]:
    """Each form from a tab of its own."""
    tabs = [browsers(name) for _ in forms]
    return at_once([partial(tab.sends, path, **form) for tab, form in zip(tabs, forms, strict=True)])


def form_of(browsers: Browsers, path: str) -> dict[str, str]:
    """What a form at this address carries along."""
    page = browsers("alex").opens(path)
    return {name: page.values(name)[0] for name in ("csrf_token", "version")}


@pytest.mark.parametrize("times", TIMES)
def test_a_save_sent_many_times_is_one_save(
    circle: Circle, browsers: Browsers, here: Address, times: int, record_property: Record
) -> None:
    groups = figure(1, 150)
    path = f"/rounds/{here}/prompts/1"
    for group in range(groups):
        form = form_of(browsers, path) | {"text": f"Words {group}", "share": "partners"}
        answers = sends_at_once(browsers, "alex", path, [form] * times)
        assert [(one.status_code, one.headers["Location"]) for one in answers] == [
            (303, f"/rounds/{here}/prompts/2")
        ] * times
        sheet = circle.sheet("alex", here)
        assert dict(sheet.worksheet.answers) == {"shown": Reflection(text=f"Words {group}")}
        assert list(sheet.worksheet.choices) == ["shown"]
    record_property(f"a save sent {times} times", f"{groups} groups, one effect each")


@pytest.mark.parametrize("times", TIMES)
def test_a_seal_sent_many_times_is_one_seal(
    circle: Circle, browsers: Browsers, here: Address, times: int, record_property: Record
) -> None:
    groups = figure(1, 150)
    for _ in range(groups):
        for name in ("alex", "sam"):
            circle.answer(name, here)
        circle.seal("sam", here)
        path = f"/rounds/{here}/review"
        form = form_of(browsers, path) | {"share-1": "partners", "share-2": "keep"}
        answers = sends_at_once(browsers, "alex", path, [form] * times)
        assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, f"/rounds/{here}")] * times
        assert circle.reads("sam", here).texts == {words("alex", "shown"), words("sam", "shown")}
        assert circle.own_texts("alex", here) == {words("alex", prompt) for prompt in ("shown", "kept", "own")}
        here = circle.start("alex", "talk", Opens.READY)
    record_property(f"a seal sent {times} times", f"{groups} groups, one effect each")


@pytest.mark.parametrize("tabs", [2, 6])
def test_of_many_tabs_one_saves_and_the_others_keep_their_text(
    circle: Circle, browsers: Browsers, here: Address, tabs: int, record_property: Record
) -> None:
    groups = figure(1, 150)
    path = f"/rounds/{here}/prompts/1"
    for group in range(groups):
        form = form_of(browsers, path)
        texts = [f"Tab {tab} of group {group}" for tab in range(tabs)]
        answers = sends_at_once(browsers, "alex", path, [form | {"text": text, "share": "keep"} for text in texts])
        saved = [text for text, one in zip(texts, answers, strict=True) if one.status_code == 303]
        assert saved == [circle.sheet("alex", here).worksheet.answers["shown"].text]
        for text, one in zip(texts, answers, strict=True):
            if text not in saved:
                assert one.status_code == 409
                assert text in one.get_data(as_text=True)
                assert saved[0] in one.get_data(as_text=True)
    record_property(f"{tabs} tabs at once", f"{groups} groups, one saved, no text lost")

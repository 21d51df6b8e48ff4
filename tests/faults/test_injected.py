"""A fault at every database statement, vault call and clock call of everyday requests: it is as if the request had not
been made, or as if it had been made whole; the page says so, and sending it again works."""

from collections.abc import Callable, Iterator

import pytest
from werkzeug.test import TestResponse

from tests.faults.figures import figure
from tests.faults.injection import KINDS, Counter
from tests.faults.stage import SCENES, Case, Scene, Stage, marks, marks_in


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("stage") / "instance")
    yield stage
    stage.workplace.database.close()


def some_of(last: int) -> list[int]:
    """Which calls fail: every one, or some that are spread over all and the last."""
    step = max(1, last // figure(2, last or 1))
    return sorted({*range(1, last + 1, step), last} - {0})


def counted(stage: Stage, case: Case, kind: str) -> int:
    """How many calls the request makes."""
    counter = Counter(kind)
    with stage.played(case) as somebody, counter.counting(stage.workplace.database, stage.clock):
        stage.send(case, somebody)
    return counter.calls


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_fault_anywhere_leaves_nothing_half_done(
    stage: Stage, scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    case = stage.lay(scene)
    with stage.played(case) as somebody:
        before = stage.seen(case)
    with stage.played(case) as somebody:
        clean = stage.send(case, somebody)
        after = stage.seen(case)
    assert clean.status_code in (200, 303)
    typed = marks_in(" ".join((case.sent.form or {}).values()))
    calls = {kind: counted(stage, case, kind) for kind in KINDS}
    assert all(calls.values()), f"each scene makes calls of every kind, and these were counted: {calls}"
    injected = 0
    for kind in KINDS:
        for n in some_of(calls[kind]):
            where = f"{kind} {n}"
            counter = Counter(kind, n)
            with stage.played(case) as somebody:
                with counter.counting(stage.workplace.database, stage.clock):
                    answer = stage.send(case, somebody)
                assert counter.calls >= n, where
                injected += 1
                shown = told(answer, clean, typed | marks_in(case.held), where)
                assert typed <= shown or answer.status_code != 503, f"{where}: what was typed is gone"
                now = stage.seen(case)
                assert now in (before, after), where
                if answer.status_code == clean.status_code:
                    assert now == after, f"{where}: acknowledged, and not there"
                again = stage.send(case, somebody)
                if now == before:
                    assert again.status_code == clean.status_code, where
                assert again.status_code < 500, where
                # A text that came back from behind the lock and could not be saved is on the page, to be sent again.
                assert stage.seen(case) == after or (case.held and marks_in(case.held) <= shown), where
    record_property(f"faults while {scene.__name__.replace('_', ' ')}", f"{injected} injected")


def told(answer: TestResponse, clean: TestResponse, typed: frozenset[str], where: str) -> frozenset[str]:
    """What of the marks a page shows: those of the clean answer, or, where it says that something went wrong, no more
    than what was typed."""
    status, shown = marks(answer)
    text = answer.get_data(as_text=True)
    assert "Traceback" not in text, where
    assert "Error" not in text, where
    if status == clean.status_code:
        assert answer.headers.get("Location") == clean.headers.get("Location"), where
        assert shown <= marks(clean)[1], where
    else:
        assert status == 503, f"{where}: {status}"
        assert answer.headers["Retry-After"], where
        assert shown <= typed, where
    return shown

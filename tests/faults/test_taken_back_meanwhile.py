"""While a partner renders the summary again and again: what was taken back is in no request that began afterwards."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.domain.exercise import Opens
from app.services.rounds import Address
from tests.faults.figures import figure
from tests.navigators import Visitor
from tests.services.circle import Circle, words

READERS = 2
Browsers = Callable[[str], Visitor]


@dataclass
class Reader:
    """`seen` holds, for every page: when it was asked for, and whether the words were in it."""

    somebody: Visitor
    address: str
    words: str
    seen: list[tuple[float, bool]] = field(default_factory=list)
    wrong: list[Any] = field(default_factory=list)

    def reads(self, stop: threading.Event) -> None:
        while not stop.is_set():
            begun = time.monotonic()
            answer = self.somebody.client.get(self.address)
            if answer.status_code == 200:
                self.seen.append((begun, self.words in answer.get_data(as_text=True)))
            else:
                self.wrong.append((answer.status_code, answer.headers.get("Location")))


@contextmanager
def reading(reader: Reader) -> Any:
    """In a thread of its own, and not before the words were seen."""
    stop = threading.Event()
    thread = threading.Thread(target=reader.reads, args=(stop,))
    thread.start()
    try:
        until = time.monotonic() + 10
        while not any(there for _, there in reader.seen):
            assert time.monotonic() < until, reader.wrong
            time.sleep(0.001)
        yield
        taken_back = time.monotonic()
        while not reader.wrong and not any(begun > taken_back for begun, _ in reader.seen):
            assert time.monotonic() < taken_back + 10
            time.sleep(0.001)
    finally:
        stop.set()
        thread.join()


def withdraws(somebody: Visitor, here: Address) -> None:
    """The first prompt of the exercise is the one that was shown."""
    somebody.sends(f"/rounds/{here}/withdraw", csrf_token=somebody.token, prompt="1")


def holds_back(somebody: Visitor, here: Address) -> None:
    somebody.sends(f"/rounds/{here}/hold-back", csrf_token=somebody.token)


def leaves(somebody: Visitor, here: Address) -> None:
    somebody.sends(f"{somebody.us}/place", csrf_token=somebody.token)


@pytest.mark.parametrize("way", [withdraws, holds_back, leaves])
def test_no_later_request_has_it(
    circle: Circle,
    browsers: Browsers,
    way: Callable[[Visitor, Address], None],
    record_property: Callable[[str, object], None],
) -> None:
    races, pages, (alex, sam) = figure(1, 400), 0, ("alex", "sam")
    circle.found(alex, sam)
    for race in range(races):
        if way is leaves and race:
            alex, sam = f"alex-{race}", f"sam-{race}"
            circle.found(alex, sam)
        here = circle.start(alex, "talk", Opens.READY)
        for name in (alex, sam):
            circle.answer(name, here)
            circle.seal(name, here)
        taker = browsers(alex)
        taker.opens(f"/rounds/{here}/summary")
        readers = [Reader(browsers(sam), f"/rounds/{here}/summary", words(alex, "shown")) for _ in range(READERS)]
        with ExitStack() as meanwhile:
            for reader in readers:
                meanwhile.enter_context(reading(reader))
            way(taker, here)
            acknowledged = time.monotonic()
        for reader in readers:
            later = [there for begun, there in reader.seen if begun > acknowledged]
            assert later
            assert not any(later)
            assert reader.wrong == []
            pages += len(reader.seen)
    record_property(f"{way.__name__} while others read", f"{races} races, {pages} pages, none later has it")


def test_what_is_kept_readable_for_a_talk_goes_too(circle: Circle, browsers: Browsers) -> None:
    circle.found("alex", "sam")
    here = circle.start("alex", "talk", Opens.READY)
    for name in ("alex", "sam"):
        circle.answer(name, here)
        circle.seal(name, here)
    alex, sam = browsers("alex"), browsers("sam")
    alex.opens(f"/rounds/{here}/summary")
    sam.opens(f"/rounds/{here}/summary")
    sam.posts(f"/rounds/{here}/keep-open")
    circle.clock.passes(minutes=8)
    alex.opens(f"/rounds/{here}/summary")
    circle.clock.passes(minutes=8)
    reader = Reader(sam, f"/rounds/{here}/summary", words("alex", "shown"))
    with reading(reader):
        withdraws(alex, here)
        acknowledged = time.monotonic()
    assert sam.opens("/").heading == "Locked"
    assert not any(there for begun, there in reader.seen if begun > acknowledged)

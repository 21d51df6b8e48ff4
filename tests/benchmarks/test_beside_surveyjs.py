"""Both pages ask the same thirty questions; the rest of the comparison needs npm and is no part of `make test`."""

import gzip
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from tests.benchmarks.beside_surveyjs import KINDS, QUESTIONS, THIRTY, Cost, middle, model, ours, thirty, told


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    with ours(thirty(), tmp_path_factory.mktemp("beside")) as (server, _, _):
        packed = b"".join(server({"PATH_INFO": THIRTY}, lambda *_: None))
    return BeautifulSoup(gzip.decompress(packed), "html.parser")


def test_there_are_thirty_of_five_kinds() -> None:
    assert Counter(one.kind for one in thirty().prompts) == dict.fromkeys(KINDS, QUESTIONS // len(KINDS))


def test_both_ask_the_same(page: BeautifulSoup) -> None:
    elements = model(thirty())["elements"]
    assert len(elements) == QUESTIONS
    text = words(page.get_text())
    for one in elements:
        assert words(one["title"]) in text
        for choice in one.get("choices", ()):
            assert words(choice["text"]) in text
    fields = Counter(one["type"] for one in elements)
    assert len(page.select("main textarea")) >= fields["comment"]
    ratings = sum(one["rateMax"] for one in elements if one["type"] == "rating")
    radios = sum(len(one["choices"]) for one in elements if one["type"] == "radiogroup")
    assert len(page.select('main input[type=radio]:not([name$="share"])')) == ratings + radios


def test_the_middle_of_the_runs_counts() -> None:
    runs = [Cost(10, 3, 300), Cost(30, 1, 100), Cost(20, 2, 200)]
    assert middle(runs) == Cost(20, 2, 200)


def test_a_share_that_is_too_large_is_told() -> None:
    said = told("ours", Cost(5, 1, 100), Cost(100, 100, 300))
    assert said == "ours: bytes 5.0% (more than 4.0%), script 1.0% (at most 3.0%), lcp 33.3% (at most 33.3%)"

"""A page that holds a token beside what somebody typed is not compressed: its length would tell of both (BREACH)."""

import pytest

from tests.navigators import Visitor

PAGES = ("/", "/account", "/account/data", "/us/new", "/exercises", "{us}", "{round}", "{round}/prompts/1", "/nowhere")


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_sent_as_they_are(couple: tuple[Visitor, Visitor], page: str) -> None:
    alex, _ = couple
    alex.starts("open-conversation", opens_at="3-days")
    response = alex.client.get(
        page.format(us=alex.us, round=alex.round), headers={"Accept-Encoding": "gzip, deflate, br, zstd"}
    )
    assert "Content-Encoding" not in response.headers
    assert b"</html>" in response.get_data()

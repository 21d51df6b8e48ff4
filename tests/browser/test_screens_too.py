"""Every page in the other language of today; for `make screens` in the other half of the languages."""

from tests.browser.every_page import LANGUAGES_TOO, EveryPage


class TestScreensToo(EveryPage):
    LANGUAGES = LANGUAGES_TOO

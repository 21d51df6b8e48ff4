"""Every page in English; for `make screens` in half of the languages."""

from tests.browser.every_page import LANGUAGES, EveryPage


class TestScreens(EveryPage):
    LANGUAGES = LANGUAGES

"""Every page in one half of the languages, English among them."""

from tests.browser.every_page import OFFERED, EveryPage


class TestScreens(EveryPage):
    LANGUAGES = OFFERED[::2]

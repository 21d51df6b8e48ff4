"""Every page in the other half of the languages."""

from tests.browser.every_page import OFFERED, EveryPage


class TestScreensToo(EveryPage):
    LANGUAGES = OFFERED[1::2]

"""The whole journey again, with scripts switched off."""

from tests.browser.conftest import Newcomer


def test_two_partners_without_javascript(server: str, newcomer: Newcomer) -> None:
    alex, sam = (newcomer(server, java_script_enabled=False) for _ in range(2))
    alex.opens("/")
    alex.page.locator("[name=pile][value=talk]").check()
    alex.clicks("Put it there")
    alex.sees("Needs a talk.")
    alex.joins("alex-plain")
    alex.begins_place("Sofa", "Alex")
    link = alex.invites()
    types_the_code_and_joins(sam, link, "sam-plain")
    sam.takes_place("Sam")

    sam.starts("boundary-check-in", opens="ready")
    alex.round = sam.round
    for n, one in enumerate((alex, sam)):
        one.answers_everything(n, share="partners")
        one.seals()
    alex.reads_summary()
    alex.sees("Alex: Welcome")
    alex.sees("Sam: Ask me first")
    alex.follows("Keep open while we talk")
    alex.clicks("Keep open")
    alex.sees("This page stays readable until")
    alex.follows("Take my answer back")
    alex.clicks("Take my answer back")
    sam.reads_summary()
    assert sam.text.count("Alex: Welcome") == 1
    sam.follows("What you show here, and taking it back")
    sam.page.locator("details", has_text="Take back everything").locator("summary").click()
    sam.clicks("Take back everything I shared here")
    alex.reads_summary()
    alex.sees_no("Sam: Ask me first")
    alex.follows("Sign out, or hand over")
    alex.clicks("Sign out")
    alex.sees("Think alone first.")


def types_the_code_and_joins(somebody, link: str, name: str) -> None:
    """Without a script the code stays in the address, and is typed by hand."""
    code = link.partition("#")[2]
    somebody.page.goto(link)
    assert somebody.page.locator("[name=code]").input_value() == ""
    somebody.fills(code=code.lower().replace("-", " "))
    somebody.clicks("Go on")
    somebody.name = name
    somebody.finishes_joining(somebody.passphrase)
    assert somebody.page.locator("[name=code]").input_value()

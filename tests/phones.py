"""An app for codes on somebody's phone: what is asked after their passphrase, once they have set it up."""

from pyotp import TOTP

from tests.clock import Clock
from tests.navigators import Visitor

SETTING = "/account/second-step"


class Phone:
    """Somebody's app for codes."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self.totp = TOTP(secret.replace(" ", ""))
        self.clock = clock

    def code(self, turns: int = 0) -> str:
        return self.totp.generate_otp(int(self.clock.now.timestamp()) // 30 + turns)


def sets_up(somebody: Visitor, clock: Clock) -> Phone:
    somebody.opens(SETTING)
    page = somebody.posts(SETTING, what="begin")
    phone = Phone(page.first("code"), clock)
    somebody.posts(SETTING, what="confirm", code=phone.code())
    clock.passes(seconds=30)
    return phone

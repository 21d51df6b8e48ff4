"""A code from somebody's own app, asked after the passphrase: for who wants it, and for who works with couples.

It keeps out whoever has learned the passphrase. It opens no key: what is sealed stays as safe as the passphrase.
"""

from dataclasses import replace

from app.services import people
from app.services.context import Context, Refused
from app.services.people import SecondStep
from app.services.person import Person, Unlocked
from app.vault import one_time


def new_secret(ctx: Context) -> str:
    """A secret for somebody's app."""
    return one_time.new_secret(ctx.random)


def address(secret: str, site: str) -> str:
    """What the square code for the app holds. `site` is the name under which the app lists it."""
    return one_time.address(secret, site)


def turn_on(ctx: Context, me: Unlocked, secret: str, code: str) -> None:
    """From now on the code is asked. One must be given, to show that the app is set up. Raises
    Refused("second-code")."""
    turn = one_time.turn_of(code, secret, ctx.now)
    if turn is None:
        raise Refused("second-code")
    people.keep_settings(ctx, me.id, replace(people.settings_of(ctx, me.id), second=SecondStep(secret, turn)))


def turn_off(ctx: Context, me: Unlocked) -> None:
    """From now on the passphrase is enough."""
    people.keep_settings(ctx, me.id, replace(people.settings_of(ctx, me.id), second=None))


def use(ctx: Context, somebody: Person, code: str) -> None:
    """Raises Refused("second-code") for a code that is wrong, or that was used already: who watched it being typed
    can't use it too. Where no code is asked any more, any is good."""
    settings = people.settings_of(ctx, somebody.id)
    if settings.second is None:
        return
    turn = one_time.turn_of(code, settings.second.secret, ctx.now)
    if turn is None or turn <= settings.second.used:
        raise Refused("second-code")
    people.keep_settings(ctx, somebody.id, replace(settings, second=replace(settings.second, used=turn)))

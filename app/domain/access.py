"""Who may do what: one table. What is not in it is refused.

A place in the circle is looked up before this is asked; whoever has none is told the same as where nothing exists.
Leaving, ending and holding back ask for less than showing does, and taking one answer away asks for no more: what makes
somebody safer is never harder.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Standing:
    """What is known of who asks, and of the partnership or round they ask about. What is not said is not so.

    signed_in   there is a session        unlocked   and it holds the private key
    fresh       unlocked a moment ago         second_step  asked for a code when they signed in
    member      has a place in the partnership
    in_circle   has a place in the round's circle, and has not left
    sealed      has sealed this round     kept_open  keeps its summary readable for a while
    closed      its time has come         open       its opening has happened
    """

    signed_in: bool = False
    unlocked: bool = False
    fresh: bool = False
    second_step: bool = False
    member: bool = False
    in_circle: bool = False
    sealed: bool = False
    closed: bool = False
    open: bool = False
    kept_open: bool = False


Rule = Callable[[Standing], bool]


def all_of(*rules: Rule) -> Rule:
    return lambda standing: all(rule(standing) for rule in rules)


def anyone(_: Standing) -> bool:
    return True


def signed_in(standing: Standing) -> bool:
    return standing.signed_in


def unlocked(standing: Standing) -> bool:
    return standing.signed_in and standing.unlocked


def fresh(standing: Standing) -> bool:
    """Unlocked so lately that it is still the same person at the device."""
    return unlocked(standing) and standing.fresh


def second_step(standing: Standing) -> bool:
    """Who works with couples has more behind the door than their own."""
    return standing.second_step


def member(standing: Standing) -> bool:
    return standing.signed_in and standing.member


def in_circle(standing: Standing) -> bool:
    return standing.signed_in and standing.in_circle


def sealed(standing: Standing) -> bool:
    return standing.sealed


def unsealed(standing: Standing) -> bool:
    return not standing.sealed


def before_the_end(standing: Standing) -> bool:
    return not standing.closed and not standing.open


def opened(standing: Standing) -> bool:
    return standing.open


def unlocked_or_kept_open(standing: Standing) -> bool:
    return unlocked(standing) or (signed_in(standing) and standing.kept_open)


POLICY: Mapping[str, Rule] = MappingProxyType(
    {
        "visit": anyone,
        "join": anyone,
        "sign in": anyone,
        "recover": anyone,
        "read an exercise": anyone,
        "look at an invitation": anyone,
        "leave this page": anyone,
        "stay": anyone,
        "read a calendar feed": anyone,
        #
        "unlock": signed_in,
        "sign out": signed_in,
        "see the account": signed_in,
        "change the account": unlocked,
        "see what is shared": unlocked,
        "renew what is shown": unlocked,
        "see the calendar": unlocked,
        "set up the notices": fresh,
        "change the notices": unlocked,
        "stop the notices": signed_in,
        "change the second step": fresh,
        "take a copy along": fresh,
        "delete the account": fresh,
        "begin a partnership": unlocked,
        "accept an invitation": unlocked,
        "begin a practice": unlocked,
        "work with couples": all_of(unlocked, second_step),
        "write exercises": unlocked,
        #
        "see a partnership": all_of(unlocked, member),
        "invite": all_of(fresh, member),
        "revoke an invitation": member,
        "start a round": all_of(unlocked, member),
        "add an item": all_of(unlocked, member),
        "begin a series": all_of(unlocked, member),
        "end a series": member,
        "see what happened": all_of(unlocked, member),
        "see oneself over time": all_of(fresh, member),
        "see an agreement": all_of(unlocked, member),
        "draft an agreement": all_of(unlocked, member),
        "agree": all_of(unlocked, member),
        "end an agreement": member,
        "see a therapist": all_of(unlocked, member),
        "link a therapist": all_of(fresh, member),
        "set what a therapist sees": all_of(unlocked, member),
        "end a therapist": member,
        "see what was assigned": all_of(unlocked, member),
        "leave": member,
        #
        "see a round": all_of(unlocked, in_circle),
        "read own answers": all_of(unlocked, in_circle, unsealed, before_the_end),
        "read own answers again": all_of(fresh, in_circle),
        "answer": all_of(unlocked, in_circle, unsealed, before_the_end),
        "bring answers along": all_of(fresh, in_circle, unsealed, before_the_end),
        "seal": all_of(unlocked, in_circle, unsealed, before_the_end),
        "choose together": all_of(unlocked, in_circle, before_the_end),
        "take away": all_of(unlocked, in_circle, sealed, before_the_end),
        "read the summary": all_of(unlocked_or_kept_open, in_circle, opened),
        "keep open": all_of(unlocked, in_circle, opened),
        "withdraw": all_of(unlocked, in_circle, opened),
        "show to a therapist": all_of(unlocked, in_circle, opened),
        "hold back": in_circle,
    }
)


NEVER_WAITS = frozenset({"seal", "agree", "renew what is shown", "show to a therapist", "set what a therapist sees"})
"""What shows others something. Sent while the session is locked it does not wait, sealed, to be done at the unlocking:
whoever took up a device that its owner left could have sent it."""


def permitted(action: str, standing: Standing) -> bool:
    """Whether this may be done now. An action that the table does not know is refused."""
    rule = POLICY.get(action)
    return rule is not None and rule(standing)

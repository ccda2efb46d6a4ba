"""Name the acts that an alert may lead to (see acts.py)."""

from __future__ import annotations

from hall.store.alerting import Verdict
from tests.builders import Story
from tests.store.acts import WINDOW, Act, Press, Wrong, nothing

ALERT = "queue_long:tax"


def raised(centre: Story) -> None:
    """Too many wait for taxes, and it was told."""
    centre.tickets.settle_alerts([], "load:hall", [Verdict(ALERT, True, 0)], always=True)
    centre.tickets.settle_alerts(["load:hall"], "load:hall", [Verdict(ALERT, True, 0)], always=True)


def acknowledge(centre: Story) -> Press:
    raised(centre)
    return lambda press: centre.tickets.acknowledge_alerts(press, [ALERT])


def ask_to_open(centre: Story) -> Press:
    return lambda press: centre.tickets.ask_window(press, WINDOW, "open", "tax")


def ask_no_more(centre: Story) -> Press:
    centre.tickets.ask_window(centre.press(), WINDOW, "open", "tax")
    return lambda press: centre.tickets.ask_window(press, WINDOW, "")


def lend(centre: Story) -> Press:
    centre.opens(WINDOW)
    return lambda press: centre.tickets.lend_window(press, WINDOW, "deeds", 300_000)


def take_back(centre: Story) -> Press:
    centre.opens(WINDOW)
    centre.tickets.lend_window(centre.press(), WINDOW, "deeds", 300_000)
    return lambda press: centre.tickets.lend_window(press, WINDOW, "deeds", None)


def stop_numbers(centre: Story) -> Press:
    return lambda press: centre.tickets.stop_numbers(press, "tax", stops=True)


def stopped(centre: Story) -> None:
    """A manager has the numbers for taxes stopped."""
    centre.tickets.stop_numbers(centre.press(), "tax", stops=True)


def give_numbers_again(centre: Story) -> Press:
    stopped(centre)
    return lambda press: centre.tickets.stop_numbers(press, "tax", stops=False)


def open_for_the_day(centre: Story) -> None:
    """The window is open."""
    centre.opens(WINDOW)


ADVICE_ACTS = (
    Act("acknowledge_alerts", acknowledge, ("alert_acknowledged",)),
    Act("ask_window", ask_to_open, ("window_asked",)),
    Act("ask_window", ask_no_more, ("window_asked_no_more",)),
    Act("lend_window", lend, ("window_services",)),
    Act("lend_window", take_back, ("window_services",)),
    Act("stop_numbers", stop_numbers, ("numbers_stopped",)),
    Act("stop_numbers", give_numbers_again, ("numbers_resumed",)),
)
ADVICE_WRONG = (
    Wrong("ALERT_UNKNOWN", "acknowledge_alerts", nothing, lambda c, p: c.tickets.acknowledge_alerts(p, [ALERT])),
    Wrong("WINDOW_NOT_OPEN", "lend_window", nothing, lambda c, p: c.tickets.lend_window(p, WINDOW, "deeds", 1)),
    Wrong("NOT_LENT", "lend_window", open_for_the_day, lambda c, p: c.tickets.lend_window(p, WINDOW, "tax", None)),
    Wrong("NUMBERS_STOPPED", "take", stopped, lambda c, p: c.tickets.take(p, c.newcomer("tax"))),
)

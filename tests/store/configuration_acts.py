"""Name the acts that a changed configuration brings (see acts.py)."""

from __future__ import annotations

from typing import Any

from hall.store.tickets import NewConfiguration, Onward
from tests.builders import Story
from tests.store.acts import WINDOW, Act, Press, Wrong, a_called_visitor, missed

PLACES = {
    "tax": {"hall": "east", "area": "east-a"},
    "deeds": {"hall": "east", "area": "east-a"},
    "cars": {"hall": "west", "area": "west-a"},
}


def new_configuration(**known: Any) -> NewConfiguration:
    """Describe a configuration; its text means nothing to the store."""
    return NewConfiguration("v2", "{}", **{"places": PLACES, **known})


def first_configuration(centre: Story) -> Press:
    return lambda press: centre.tickets.change_configuration(press, NewConfiguration("v1", "{}", first=True))


def change_nothing(centre: Story) -> Press:
    centre.opens(WINDOW)
    return lambda press: centre.tickets.change_configuration(press, new_configuration(reaches={WINDOW: {"tax": 0}}))


def change_the_reach(centre: Story) -> Press:
    centre.opens(WINDOW)
    change = new_configuration(reaches={WINDOW: {"tax": 0, "deeds": 300_000}})
    return lambda press: centre.tickets.change_configuration(press, change)


def replace_a_service(centre: Story) -> Press:
    a_called_visitor(centre)
    change = new_configuration(moves={"tax": "deeds"}, reaches={WINDOW: {"deeds": 0}})
    return lambda press: centre.tickets.change_configuration(press, change)


def take_a_window_away(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.change_configuration(press, new_configuration(leaving=[WINDOW]))


def take_an_area_away(centre: Story) -> Press:
    centre.takes("tax", at="9:00")
    change = new_configuration(gone_areas=["east-a"], places={"tax": {"hall": "east", "area": "east-b"}})
    return lambda press: centre.tickets.change_configuration(press, change)


def drop_a_service(centre: Story) -> Press:
    centre.takes("tax", at="9:00")
    change = new_configuration(gone=["deeds"], leaving=["east/13"], gone_windows=["east/13"])
    return lambda press: centre.tickets.change_configuration(press, change)


def rejoin_the_successor(centre: Story) -> Press:
    missed(centre)
    return lambda press: centre.tickets.rejoin(press, "tax-1", Onward("deeds", "east", "east-a"))


CONFIGURATION_ACTS = (
    Act("change_configuration", first_configuration, ()),
    Act("change_configuration", change_nothing, ("config_changed",)),
    Act("change_configuration", change_the_reach, ("window_services", "config_changed")),
    Act("change_configuration", replace_a_service, ("window_services", "transferred", "transferred", "config_changed")),
    Act("change_configuration", take_a_window_away, ("window_closed", "config_changed")),
    Act("change_configuration", take_an_area_away, ("config_changed",)),
    Act("change_configuration", drop_a_service, ("config_changed",)),
    Act("rejoin", rejoin_the_successor, ("rejoined",)),
)


def _somebody_waits(centre: Story) -> None:
    centre.takes("tax", at="9:00")


def _on_a_chain(centre: Story) -> None:
    centre.takes("tax", at="9:00", then=(Onward("deeds", "east", "east-a"),))


def _booked(centre: Story) -> None:
    centre.books("deeds", slot="11:00")


def _stepped_aside(centre: Story) -> None:
    a_called_visitor(centre)
    centre.tickets.hold(centre.press(), WINDOW)


def _drops(service: str) -> Any:
    return lambda c, p: c.tickets.change_configuration(p, new_configuration(gone=[service]))


def _drops_the_window(c: Story, p: Any) -> Any:
    return c.tickets.change_configuration(p, new_configuration(leaving=[WINDOW], gone_windows=[WINDOW]))


CONFIGURATION_WRONG = (
    Wrong("CONFIG_EFFECT_CHANGED", "change_configuration", _somebody_waits, _drops("tax")),
    Wrong("CONFIG_EFFECT_CHANGED", "change_configuration", _on_a_chain, _drops("deeds")),
    Wrong("CONFIG_EFFECT_CHANGED", "change_configuration", _booked, _drops("deeds")),
    Wrong("CONFIG_EFFECT_CHANGED", "change_configuration", a_called_visitor, _drops_the_window),
    Wrong("CONFIG_EFFECT_CHANGED", "change_configuration", _stepped_aside, _drops_the_window),
)

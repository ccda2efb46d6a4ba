"""List where a clerk can send a visitor on to (转移): every service with a queue, every window with a console."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hall.directory import Agency, Centre, Mode, Service, Text, Window
from hall.web.language import Phrase


@dataclass(frozen=True)
class Choice:
    """Hold one place to go on to: a service, or one window. `search` are the words that find it, each between bars."""

    kind: str
    id: str
    name: Text | Phrase
    hall_name: Text
    agency_name: Text
    search: str


def choices(centre: Centre, here: Window) -> tuple[Choice, ...]:
    """List all choices, those of the window's own agency and hall first, services before windows."""
    services = [one for one in centre.services.values() if one.mode is Mode.QUEUE and not one.withdrawn_at]
    windows = [one for one in centre.windows.values() if one.reach and one.id != here.id]

    def near(one: Service | Window) -> tuple[bool, bool]:
        return one.agency != here.agency, one.hall != here.hall

    return (
        *(_service(one, centre) for one in sorted(services, key=near)),
        *(_window(one, centre) for one in sorted(windows, key=near)),
    )


def _service(one: Service, centre: Centre) -> Choice:
    agency = centre.agencies[one.agency]
    words = [*_both(one.name), *_names(agency), *one.matters, *agency.matters]
    return Choice("service", one.id, one.name, centre.halls[one.hall].name, agency.short, _search(words))


def _window(one: Window, centre: Centre) -> Choice:
    agency, hall = centre.agencies[one.agency], centre.halls[one.hall]
    # People write 西12 for 西厅12号窗口, and west/12 as the address has it.
    short = hall.name.zh.removesuffix("厅")
    words = [f"{one.number}", f"{short}{one.number}", one.id, f"{one.hall}{one.number}", f"{one.hall} {one.number}"]
    words += [f"{hall.name.zh}{one.number}号窗口", f"{hall.name.en} window {one.number}", *_names(agency)]
    name = Phrase("place.window", {"hall": hall.name, "window": one.number})
    return Choice("window", one.id, name, hall.name, agency.short, _search(words))


def _names(agency: Agency) -> list[str]:
    return [*_both(agency.short), *_both(agency.name)]


def _both(text: Text) -> list[str]:
    return [text.zh, text.en]


def _search(words: Iterable[str]) -> str:
    # A bar around each word, so that the page can tell a whole word and its beginning from its middle.
    return "|" + "".join(f"{one.lower()}|" for one in dict.fromkeys(words))

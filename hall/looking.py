"""The commands that look into a hall and change nothing (查看): `hall events`, `hall state`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from hall.options import DAY, EVENT
from hall.processes import queue_server
from hall.settings import Settings

if TYPE_CHECKING:
    from hall.handles import Handles


@click.command()
@click.option("--after", type=EVENT, default=0, help="Only events after this number.")
@click.option("--day", type=DAY, help="Only events of this day, such as 2014-08-20, in the centre's zone.")
@click.option("--ticket", default="", help="Tell the story of one ticket in words, by its number or its id.")
@click.option("--recorded", is_flag=True, help="From the ledger, which keeps what the stream has let go.")
@click.option("--language", default="zh-CN", type=click.Choice(["zh-CN", "en"]), help="The language of a story.")
def events(after: int, day: datetime | None, ticket: str, recorded: bool, language: str) -> None:
    """Print the event log as JSON lines, or the story of one ticket."""
    from hall.handles import handles
    from hall.reports import story
    from hall.reports.telling import local_day
    from hall.rules.events import event_json
    from hall.web.language import words

    with queue_server() as url:
        opened = handles(Settings(), url)
        log = _recorded(after) if recorded else _log(opened, after)
        wanted = day.date().isoformat() if day else ""
        found = (one for one in log if not wanted or local_day(one, opened.centre.zone) == wanted)
        if not ticket:
            for event in found:
                print(json.dumps(event_json(event), ensure_ascii=False))
            return
        t = words(language)
        mine = story.of_ticket(found, ticket)
        proved = opened.presence.proved(mine[-1].get("ticket", "")) if mine else None
        marks = [*proved.shown, *proved.spoken] if proved else []
        names = opened.presence.screen_names(one.screen for one in marks)
        for line in story.tell(mine, opened.centre, t, proved, names):
            print(line)
        if not mine:
            raise click.ClickException(t("story.nothing"))


def _log(opened: Handles, after: int) -> Iterator[dict[str, str]]:
    """Read the whole log, some at a time."""
    while found := opened.reading.events(after, 5000):
        yield from found
        after = int(found[-1]["seq"])


def _recorded(after: int) -> Iterator[dict[str, str]]:
    """Read the whole ledger, the logs of earlier queue servers first; `after` is a number of each of them."""
    from hall.store.ledger.asking import Asking
    from hall.store.ledger.opening import open_ledger, url_of

    asking = Asking(open_ledger(url_of(Settings().ledger_url, Settings().data)))
    return (event for event in asking.events() if int(event["seq"]) > after)


@click.command()
def state() -> None:
    """Print what waits, is called, served and held now, as JSON."""
    from hall.handles import handles
    from hall.reports.telling import state_json

    with queue_server() as url:
        opened = handles(Settings(), url)
        print(json.dumps(state_json(opened.centre, opened.reading), ensure_ascii=False, indent=1))

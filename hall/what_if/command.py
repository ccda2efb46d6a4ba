"""The command `hall what-if` (如果当天): a past day otherwise, as a table or as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from hall.options import DAY
from hall.processes import queue_server
from hall.settings import Settings

if TYPE_CHECKING:
    from hall.web.what_if import ComparisonView, Row

#: A window and what it does for a while, such as "east/12=tax@10:00-11:00" or "+=tax@10:00-11:00".
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_OPENS = re.compile(rf"(?P<window>\+|[^=@]+)=(?P<service>[^=@]+)@(?P<from>{_CLOCK})-(?P<until>{_CLOCK})")
_SHUTS = re.compile(rf"(?P<window>[^=@]+)@(?P<from>{_CLOCK})-(?P<until>{_CLOCK})")
#: What these options look like.
LIKE = {"--open": "east/12=SERVICE@10:00-11:00", "--close": "east/12@10:00-11:00"}
MINUTES = click.IntRange(0, 24 * 60)


@click.command("what-if")
@click.option("--day", type=DAY, help="Which day; yesterday when none is named.")
@click.option("--ha", type=MINUTES, help="Head start of appointments, in minutes.")
@click.option("--hp", type=MINUTES, help="Head start of priorities.")
@click.option("--early", "e", type=MINUTES, help="How long before its slot an appointment counts.")
@click.option("--grace", "g", type=MINUTES, help="How late an appointment may check in.")
@click.option("--handicap", type=MINUTES, help="Handicap of every service that a window helps out with.")
@click.option("--earlier", type=click.IntRange(-24 * 60, 24 * 60), help="All shifts so many minutes earlier.")
@click.option("--open", "opens", multiple=True, help=f"{LIKE['--open']}; + for one window more.")
@click.option("--close", "shuts", multiple=True, help=f"{LIKE['--close']}.")
@click.option("--folder", is_flag=True, help="By the configuration of HALL_CONFIG that is not yet in force.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@click.option("--language", default="zh-CN", type=click.Choice(["zh-CN", "en"]), help="The language of the table.")
def what_if(
    day: datetime | None, opens: tuple[str, ...], shuts: tuple[str, ...], as_json: bool, language: str, **rules: Any
) -> None:
    """Replay a past day as it was and otherwise, and say who waits longer."""
    from hall.directory import read
    from hall.store.ledger.asking import LedgerAway
    from hall.web.language import words
    from hall.what_if.answering import CannotBeAsked, answer, events_of

    asked = {name: value for name, value in rules.items() if value is not None and value is not False}
    windows = [*(_named("--open", _OPENS, one) for one in opens), *(_named("--close", _SHUTS, one) for one in shuts)]
    asked |= {"windows": windows} if windows else {}
    with queue_server() as url:
        centre, history, today, now = _opened(url)
        on = day.date() if day else datetime.fromtimestamp(now / 1000, ZoneInfo(centre.zone)).date() - timedelta(days=1)
        try:
            events = events_of(on, centre.zone, now, history, today)
            found = answer(on, asked, centre, read(Settings().config) if asked.get("folder") else None, events)
        except CannotBeAsked as no:
            raise click.ClickException(words(language)(f"job.fault_{no.why}")) from no
        except LedgerAway as no:
            raise click.ClickException(str(no)) from no
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    from hall.web.what_if import view

    _print(view(found, centre), language)


def _opened(url: str) -> Any:
    """Open what a question needs: the centre, its ledger, its stream, and what time it is."""
    from hall.handles import handles
    from hall.store.ledger.history import History
    from hall.store.ledger.opening import open_ledger, url_of
    from hall.web.today import Today

    settings = Settings()
    opened = handles(settings, url)
    history = History(open_ledger(url_of(settings.ledger_url, settings.data)))
    return opened.centre, history, Today(opened.reading), opened.reading.now()


def _named(option: str, form: re.Pattern[str], text: str) -> Mapping[str, str]:
    found = form.fullmatch(text)
    if not found:
        raise click.BadParameter(f"{text!r} is not like {LIKE[option]}", param_hint=f"'{option}'")
    return {name: value for name, value in found.groupdict().items() if value != "+"}


def _print(found: ComparisonView, language: str) -> None:
    from hall.web.language import words
    from hall.web.what_if import minutes

    t = words(language)

    def line(row: Row) -> str:
        figures = [
            # A group of whom nobody was called has no share either.
            (minutes(side["mean"]), minutes(side["p90"]), "–" if side["within"] is None else f"{side['within']}")
            for side in (row.was, row.would)
        ]
        told = "".join(f"{was:>9}{would:>9}" for was, would in zip(*figures, strict=True))
        return f"{row.was['n']:>6}{told}{row.longer:>8}  {t(row.name)}"

    print(t("what_if.result", day=found.day))
    for one in found.changes:
        print(f"  {t(one)}")
    names = " / ".join(t(f"what_if.{name}") for name in ("people", "mean", "p90", "within", "difference"))
    print(f"{names}: {t('what_if.was')}, {t('what_if.would')}")
    for row in (found.total, *found.standings, *found.services):
        print(line(row))
    kept = [found.on_time[side] for side in ("was", "would")]
    print(f"{t('what_if.on_time')}: " + ", ".join(f"{one['kept']}/{one['n']}" for one in kept))
    for word, who in (("pays", found.pays), ("gains", found.gains)):
        told = "; ".join(t(one) for one in who) or t(f"what_if.{word}_nobody")
        print(f"{t(f'what_if.{word}')}: {told}")
    for said in (found.honest, *found.left_out, found.advice):
        if said:
            print(t(said))

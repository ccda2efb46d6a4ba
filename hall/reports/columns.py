"""Name the columns of reports (报表列) once: pages, csv and xlsx tell the same figures under the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hall.reports.figures import Figures
from hall.rules.times import MINUTE_MS

HOUR_MS = 60 * MINUTE_MS
#: What is told where there is nothing to tell of.
NOTHING = "–"
#: Percent of calls above which calls out of order ask for a look (特呼).
SPECIAL_MARK = 2.0
#: By what a figure in ms is divided where it is told in minutes or hours.
UNITS = {"minutes": MINUTE_MS, "hours": HOUR_MS}


@dataclass(frozen=True)
class Column:
    """Hold one column: its word, where in the figures it stands, and its form: count, minutes, hours or percent."""

    word: str
    path: tuple[str, ...]
    form: str = "count"
    #: Above which value it is marked, None for never.
    mark: float | None = None

    def value(self, figures: Figures | None) -> Any:
        """Return the figure as it was counted, None where there is nothing to tell of."""
        found: Any = figures
        for name in self.path:
            found = found[name] if found is not None else None
        return found

    def tell(self, figures: Figures | None) -> str:
        """Return a line's cell of this column."""
        found = self.value(figures)
        if found is None:
            return NOTHING
        return f"{found / UNITS[self.form]:.1f}" if self.form in UNITS else str(found)

    def marked(self, figures: Figures | None) -> bool:
        """Say whether somebody should look at this cell."""
        found = self.value(figures)
        return self.mark is not None and found is not None and found > self.mark


WAITING = (
    Column("taken", ("taken",)),
    Column("called", ("called",)),
    Column("finished", ("finished",)),
    Column("no_show", ("no_show_percent",), "percent"),
    Column("wait_mean", ("waiting", "mean_ms"), "minutes"),
    Column("wait_p50", ("waiting", "p50_ms"), "minutes"),
    Column("wait_p90", ("waiting", "p90_ms"), "minutes"),
    Column("within_15", ("waiting", "within_15_min_percent"), "percent"),
    Column("within_20", ("waiting", "within_20_min_percent"), "percent"),
    Column("on_time", ("appointments", "within_10_min_percent"), "percent"),
)
SERVING = (
    Column("service_mean", ("service_time", "mean_ms"), "minutes"),
    Column("service_p50", ("service_time", "p50_ms"), "minutes"),
    Column("service_p90", ("service_time", "p90_ms"), "minutes"),
    Column("walking", ("walking", "mean_ms"), "minutes"),
    Column("calls", ("calls",)),
    Column("recalls", ("recalls",)),
    Column("special_calls", ("special_calls",)),
    Column("special_percent", ("special_call_percent",), "percent", SPECIAL_MARK),
    Column("transfers", ("transfers",)),
    Column("serving_hours", ("windows", "serving_ms"), "hours"),
    Column("idle_hours", ("windows", "idle_ms"), "hours"),
    Column("idle", ("windows", "idle_percent"), "percent"),
    Column("paused_hours", ("windows", "paused_ms"), "hours"),
)
RATED = (
    Column("finished_services", ("ratings", "finished_services")),
    Column("rated", ("ratings", "rated")),
    Column("satisfied", ("ratings", "satisfied_percent"), "percent"),
    Column("low", ("ratings", "low")),
    Column("unrated", ("ratings", "unrated_percent"), "percent"),
    Column("deflected", ("entries", "deflected")),
    Column("guided", ("entries", "guided")),
)
#: The tables of a report's page, one under the other, by the word that heads them.
TABLES = (("waiting", WAITING), ("serving", SERVING), ("rated", RATED))
#: What is of the whole centre alone.
WHOLE = (
    Column("notices", ("entries", "notices")),
    Column("group_visits", ("entries", "group_visits")),
    Column("group_persons", ("entries", "group_persons")),
)
COLUMNS = (*WAITING, *SERVING, *RATED)
#: Figures of a half hour, a day, or an hour of a service (reports.course).
SLOT = (
    Column("taken", ("taken",)),
    Column("first_calls", ("calls",)),
    Column("wait_mean", ("waiting", "mean_ms"), "minutes"),
    Column("wait_p50", ("waiting", "p50_ms"), "minutes"),
    Column("wait_p90", ("waiting", "p90_ms"), "minutes"),
    Column("within_15", ("waiting", "within_15_min_percent"), "percent"),
    Column("within_20", ("waiting", "within_20_min_percent"), "percent"),
)
#: What a heat map may show.
HEAT = {column.word: column for column in SLOT if column.word in ("taken", "wait_p50", "wait_p90", "within_15")}

"""Build the options of charts (图表) as plain data; `charts.js` only hands them to ECharts.

Colours are names of the page's own (`var(--accent)`), so that a chart follows its paper; every chart has the table of
the same figures beneath it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hall.reports.course import Row
from hall.rules.measures import SHORT_WAIT_MS
from hall.rules.times import MINUTE_MS
from hall.web.language import Words

Option = dict[str, Any]
FIRST, WARN, INK, LINE = "var(--accent)", "var(--bad)", "var(--soft)", "var(--line)"


def arrivals(rows: Sequence[Row], t: Words) -> Option:
    """Draw how many numbers were taken, and how many first called, in each half hour."""
    return _chart(
        rows,
        [_axis(t("course.axis_visits"))],
        [
            _bars(t("report.taken"), [one.figures["taken"] for one in rows], FIRST),
            _line(t("report.first_calls"), [one.figures["calls"] for one in rows], WARN, "triangle"),
        ],
    )


def waits(rows: Sequence[Row], t: Words) -> Option:
    """Draw the waits of the numbers taken in each half hour, with the 15 minutes that are promised."""
    median = _line(t("report.wait_p50"), _minutes(rows, "p50_ms"), FIRST, "circle")
    long = _line(t("report.wait_p90"), _minutes(rows, "p90_ms"), WARN, "triangle")
    long["markLine"] = {
        "silent": True, "symbol": "none", "lineStyle": {"color": INK, "type": "dashed"},
        "label": {"formatter": t("course.mark"), "color": INK, "position": "insideEndTop"},
        "data": [{"yAxis": SHORT_WAIT_MS // MINUTE_MS}],
    }
    return _chart(rows, [_axis(t("course.axis_minutes"))], [median, long])


def days(rows: Sequence[Row], t: Words) -> Option:
    """Draw how many numbers were taken each day, and their waits."""
    waited = _line(t("report.wait_p90"), _minutes(rows, "p90_ms"), WARN, "triangle")
    waited["yAxisIndex"] = 1
    return _chart(
        [Row(one.name[5:], one.figures) for one in rows],
        [_axis(t("course.axis_visits")), {**_axis(t("course.axis_minutes"), "right"), "splitLine": {"show": False}}],
        [_bars(t("report.taken"), [one.figures["taken"] for one in rows], FIRST), waited],
    )


def _chart(rows: Sequence[Row], axes: list[Option], series: list[Option]) -> Option:
    return {
        "textStyle": {"fontFamily": "inherit", "color": INK},
        "grid": {"left": 8, "right": 8, "top": 56, "bottom": 4, "containLabel": True},
        "legend": {"top": 0, "left": 0, "textStyle": {"color": INK}, "itemGap": 24},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "xAxis": {
            "type": "category", "data": [one.name for one in rows], "axisLine": {"lineStyle": {"color": LINE}},
            "axisLabel": {"color": INK, "hideOverlap": True}, "axisTick": {"show": False},
        },
        "yAxis": axes,
        "series": series,
    }


def _axis(name: str, align: str = "left") -> Option:
    return {
        "type": "value", "name": name, "nameTextStyle": {"color": INK, "align": align}, "min": 0, "minInterval": 1,
        "axisLabel": {"color": INK}, "splitLine": {"lineStyle": {"color": LINE}},
    }


def _bars(name: str, values: list[int], colour: str) -> Option:
    return {"type": "bar", "name": name, "data": values, "itemStyle": {"color": colour}, "barMaxWidth": 36}


def _line(name: str, values: Sequence[float | None], colour: str, symbol: str) -> Option:
    # A shape of its own besides the colour, for those who see no colours and for grey paper.
    return {
        "type": "line", "name": name, "data": list(values), "symbol": symbol, "symbolSize": 8,
        "itemStyle": {"color": colour}, "lineStyle": {"color": colour, "width": 2}, "connectNulls": False,
    }


def _minutes(rows: Sequence[Row], name: str) -> list[float | None]:
    found = [one.figures["waiting"][name] for one in rows]
    return [round(ms / MINUTE_MS, 1) if ms is not None else None for ms in found]

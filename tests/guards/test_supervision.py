"""Hold the dashboard and the alert rules that are shipped against what /metrics really tells."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client.parser import text_string_to_metric_families

from hall.store.at_kiosks import KioskSays
from hall.store.recorded import Recorded
from tests.api import Api

DEPLOY = Path(__file__).parents[2] / "deploy"
BOARD: dict[str, Any] = json.loads((DEPLOY / "grafana" / "hall.json").read_text("utf-8"))
ALERTS = yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text("utf-8"))
RULES: list[dict[str, Any]] = ALERTS["groups"][0]["rules"]
#: What Prometheus itself puts to every figure, and what it tells of each target.
OF_PROMETHEUS = {"instance", "job", "le", "__name__"}
UP = "up"
#: The functions and words of PromQL that are used, with what stands in brackets after them.
FUNCTIONS = {
    "sum", "max", "min", "count", "topk", "rate", "increase", "histogram_quantile", "time", "vector", "absent", "on",
    "by", "group_left", "and", "or",
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def queries() -> Iterator[tuple[str, str]]:
    """Return every query of the dashboard and the rules, with where it stands."""
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for rule in RULES:
        yield rule["alert"], rule["expr"]


def bare(query: str) -> str:
    """Return a query without its texts, and with the dashboard's own variables filled in."""
    return re.sub(r'"[^"]*"', '""', query.replace("$__rate_interval", "5m"))


@pytest.fixture
def told(api: Api) -> dict[str, set[str]]:
    """Return each figure of a hall that has everything, with its labels."""
    tickets, presence = api.handles.tickets, api.handles.presence
    Recorded(api.handles.redis, api.handles.keys).join()
    presence.list_webhooks({"one": "https://a.example"})
    presence.assign("screen-1", {"name": "n", "kind": "board", "place": "east-a", "sound": True}, 1, "0123456789abcdef")
    api.opens("east/1")
    api.takes("tax")
    api.calls()
    tickets.hear_kiosk(KioskSays("kiosk-1"), 1)
    api.handles.redis.hset(api.handles.keys("alerts"), "voice_missing:east-a", '{"since": "1", "raised_at": "1"}')
    found: dict[str, set[str]] = {UP: set()}
    for family in text_string_to_metric_families(api.get("/metrics").get_data(as_text=True)):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_figure_that_is_asked_for_is_told_with_its_labels(told: dict[str, set[str]]) -> None:
    for title, query in queries():
        text = bare(query)
        names = set(re.findall(r"\b(?:hall|process)_\w+", text)) | ({UP} if re.search(r"\bup\b", text) else set())
        assert names, title
        assert names <= set(told), f"{title}: {names - set(told)}"
        labels = set(re.findall(r"(\w+)=~?\"", text))
        for listed in re.findall(r"(?:by|on|group_left) \(([^)]*)\)", text):
            labels |= {one.strip() for one in listed.split(",") if one.strip()}
        known = OF_PROMETHEUS.union(*(told[name] for name in names))
        assert labels <= known, f"{title}: {labels - known}"


def test_every_query_has_its_brackets_and_known_functions() -> None:
    for title, query in queries():
        text = bare(query)
        for opens, closes in ("()", "[]", "{}"):
            assert text.count(opens) == text.count(closes), title
        assert set(re.findall(r"\b([a-z_]+) ?\(", text)) <= FUNCTIONS, title
        assert not re.search(r"\b(rate|increase)\((?!hall_\w+_total|hall_\w+_bucket|process_\w+_total)", text), title


def test_promtool_takes_every_query_and_the_configuration(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if not promtool:
        pytest.skip("NOBODY ELSE JUDGES THE QUERIES: no promtool here (Debian's prometheus); their names alone are")
    rules = [{"record": f"a:{n}", "expr": re.sub(r"\$hall", ".*", query.replace("$__rate_interval", "5m"))}
             for n, (_, query) in enumerate(queries())]
    file = tmp_path / "all.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}), "utf-8")
    for arguments in (["rules", str(file)], ["config", str(DEPLOY / "prometheus.yml")]):
        done = subprocess.run([promtool, "check", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_is_read_by_both_and_takes_the_reader_s_own_data_source() -> None:
    ids = [panel["id"] for panel in BOARD["panels"]]
    assert len(ids) == len(set(ids)) and BOARD["schemaVersion"] >= 39
    assert [panel["title"] for panel in BOARD["panels"] if panel["type"] == "row"] == ["办事人", "窗口", "设备", "系统"]
    for panel in BOARD["panels"]:
        assert HAN.search(panel["title"])
        if panel["type"] != "row":
            assert re.fullmatch(r"[A-Z][\x20-\x7e]+\.", panel["description"]), panel["title"]
            assert panel["datasource"]["uid"] == "${datasource}"
            assert all(target["datasource"]["uid"] == "${datasource}" for target in panel["targets"])


def test_grafana_s_own_types_know_every_setting_of_the_dashboard() -> None:
    """What they do not know is lost when Grafana's own builder reads the dashboard and writes it again."""
    register_default_plugins()
    again = json.loads(JSONEncoder().encode(Dashboard.from_json(BOARD)))
    assert list(lost(BOARD, again)) == []


def lost(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Say where something is not as it was; what was added besides is a default."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            yield from lost(value, after.get(name), f"{where}/{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, same) in enumerate(zip(before, after, strict=True)):
            yield from lost(one, same, f"{where}/{number}")
    elif before != after:
        yield where


def test_no_panel_covers_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken and at["x"] + at["w"] <= 24, panel["title"]
        taken |= cells


def test_an_alert_says_what_is_wrong_in_both_languages_and_what_to_do() -> None:
    for rule in RULES:
        said = rule["annotations"]
        assert HAN.search(said["summary"]) and not HAN.search(said["description"] + said["action"])
        assert rule["labels"]["severity"] in ("info", "warning", "critical") and rule["for"]

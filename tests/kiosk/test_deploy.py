"""What installers copy onto a kiosk lets its browser open nothing else."""

from __future__ import annotations

import json
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"


def test_the_browser_may_open_the_kiosk_s_own_pages_and_nothing_else() -> None:
    policies = json.loads((DEPLOY / "kiosk" / "policies.json").read_text("utf-8"))
    assert policies["URLBlocklist"] == ["*"]
    screen = (DEPLOY / "kiosk" / "hall-kiosk-screen.service").read_text("utf-8")
    assert all(f"{one}/" in screen for one in policies["URLAllowlist"])

"""Keep the floors: acts go down, news goes up, nothing goes sideways."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: All that may be known of Redis outside of the store: the handle's type, and that it does not answer.
OF_REDIS = frozenset({"Redis", "RedisError"})


def test_the_floors_hold() -> None:
    # In a process of its own: it silences the loggers of whoever runs it.
    linter = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    found = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_commands_load_no_socket_before_a_web_process_has_made_them_cooperative() -> None:
    loaded = "import sys, hall.cli; print([name for name in ('redis', 'requests') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_only_the_store_talks_to_the_queue_server() -> None:
    for file in (ROOT / "hall").rglob("*.py"):
        if "store" in file.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "redis":
                assert {name.name for name in node.names} <= OF_REDIS, file
            if isinstance(node, ast.Import):
                assert not [name for name in node.names if name.name.split(".")[0] == "redis"], file

"""Keep the floors: acts go down, news goes up, nothing goes sideways."""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
#: All that may be known of Redis outside of the store: the handle's type, and that it does not answer.
OF_REDIS = frozenset({"Redis", "RedisError"})


def test_the_floors_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), is_debug_mode=False, no_cache=True)
    assert not broken, said.getvalue()


def test_only_the_store_talks_to_the_queue_server() -> None:
    for file in (ROOT / "hall").rglob("*.py"):
        if "store" in file.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "redis":
                assert {name.name for name in node.names} <= OF_REDIS, file
            if isinstance(node, ast.Import):
                assert not [name for name in node.names if name.name.split(".")[0] == "redis"], file

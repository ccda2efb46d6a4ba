"""Read what is tracked: small modules, small functions, no machine's paths, no hosts, nothing left for later."""

from __future__ import annotations

import ast
import contextlib
import re
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: A module that grows past this has two jobs.
MODULE_LINES = 300
FUNCTION_LINES = 50
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-emupos.lock")
#: Built from pieces, so that this file does not name them itself.
MACHINES = re.compile("|".join(["/wor" "k/", "/hom" r"e/\w", "/roo" "t/", "/User" r"s/\w", r"\bC:\\\\"]))
HOSTS = re.compile("|".join(["py" r"pi\.org", "python" "hosted", "npm" r"js\.org", "js" "delivr", "unp" "kg"]))
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


@cache
def tracked() -> tuple[Path, ...]:
    """List the tracked files; without git there is nothing to read."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("this is no git checkout: the guards of tracked files are not run")
    return tuple(path for name in found.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    """Return the tracked text files."""
    found = {}
    for path in tracked():
        with contextlib.suppress(UnicodeDecodeError):
            found[str(path.relative_to(ROOT))] = path.read_text("utf-8")
    return found


def modules() -> list[Path]:
    """List the program's modules."""
    return sorted(path for folder in ("hall", "inputs", "kiosk", "pad") for path in (ROOT / folder).rglob("*.py"))


def test_modules_are_small() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in sizes.items() if lines >= MODULE_LINES} == {}


def test_functions_are_small() -> None:
    large = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines >= FUNCTION_LINES:
                    large[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert large == {}


def test_no_module_is_called_utils() -> None:
    banned = {"utils", "helpers", "common", "manager", "service_layer", "misc"}
    assert [path for path in modules() if path.stem in banned] == []


@pytest.mark.parametrize("pattern", [MACHINES, LATER], ids=["a machine's path", "something for later"])
def test_tracked_files_hold_none_of(pattern: re.Pattern[str]) -> None:
    assert [(name, found.group()) for name, text in texts().items() if (found := pattern.search(text))] == []


def test_tracked_files_name_no_registry() -> None:
    found = [(name, host.group()) for name, text in texts().items() if (host := HOSTS.search(text))]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_every_package_has_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text and "index-url" not in text.replace("--no-emit-index-url", "")
    packages = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.DOTALL | re.MULTILINE)
    assert len(packages) > 20
    assert [one.splitlines()[0] for one in packages if "--hash=sha256:" not in one] == []


def test_the_printer_s_library_is_the_right_one() -> None:
    assert metadata.version("python-escpos")
    with pytest.raises(metadata.PackageNotFoundError):
        metadata.version("escpos")

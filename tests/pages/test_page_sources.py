"""The sources of the pages: no word outside the catalogues, nothing inline, nothing of others that was changed."""

from __future__ import annotations

import hashlib
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from tests.pages.making import WEB

TEMPLATES = sorted(WEB.glob("templates/*.html"))
SCRIPTS = sorted(WEB.glob("static/*.js"))
SHEETS = sorted(WEB.glob("static/*.css"))
VENDOR = WEB / "static" / "vendor"
#: Attributes that people read or hear.
READ = {"alt", "title", "aria-label", "placeholder", "aria-description", "label"}
#: Attributes with which a page could run or style something inline.
INLINE = re.compile(r"^(on\w+|style)$")
#: Where a template puts something: one letterless sign stands for it.
HOLE = "\u25a1"


class _Reader(HTMLParser):
    """Collect what people read of a page, and what the content policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.inline: list[str] = []
        self._quiet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.read += [value for name, value in given.items() if name in READ]
        self.inline += [f"{tag} {name}" for name in given if INLINE.match(name)]
        data_block = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not data_block):
            self.inline.append(tag)

    def handle_data(self, data: str) -> None:
        self.read.append(data)


def _parsed(file: Path) -> _Reader:
    """Read a template with a hole wherever it says something."""
    pieces: list[str] = []
    inside = False
    for _, kind, value in Environment().lex(file.read_text(encoding="utf-8")):
        if kind in ("variable_begin", "block_begin", "comment_begin"):
            inside = True
            pieces.append(HOLE if kind == "variable_begin" else " ")
        elif kind in ("variable_end", "block_end", "comment_end"):
            inside = False
        elif kind == "data" and not inside:
            pieces.append(value)
    reader = _Reader()
    reader.feed("".join(pieces))
    return reader


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_has_no_word_of_its_own(file: Path) -> None:
    assert [words for words in _parsed(file).read if re.search(r"[^\W\d_]", words)] == []


def test_the_guard_finds_a_word_and_an_inline_style(tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.html"
    faulty.write_text('<p style="color:red" title="早">{{ t("a.b") }} Next</p><script>go()</script>', encoding="utf-8")
    found = _parsed(faulty)
    assert "早" in found.read and any("Next" in words for words in found.read)
    assert found.inline == ["p style", "script"]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_has_nothing_inline(file: Path) -> None:
    assert _parsed(file).inline == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_has_no_word_in_chinese_outside_its_comments(file: Path) -> None:
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"[\u4e00-\u9fff]+", code) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_writes_no_markup_and_evaluates_nothing(file: Path) -> None:
    code = file.read_text(encoding="utf-8")
    for dangerous in ("innerHTML =", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert dangerous not in code


@pytest.mark.parametrize("file", SHEETS, ids=lambda file: file.name)
def test_a_style_sheet_is_read_by_chromium_109(file: Path) -> None:
    """No nesting, no colour-mix, nothing from elsewhere."""
    css = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
    assert "&" not in css and "color-mix" not in css and "url(" not in css and "@import" not in css


@pytest.mark.parametrize("file", [*SCRIPTS, *SHEETS], ids=lambda file: file.name)
def test_a_file_has_under_three_hundred_lines(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) < 300


def test_what_others_wrote_is_listed_and_unchanged() -> None:
    listed = tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))["file"]
    for entry in listed:
        assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["name"]
        assert {"name", "version", "licence", "source"} <= set(entry)
    assert {entry["file"] for entry in listed} == {file.name for file in VENDOR.glob("*.js")}


def test_every_drawing_that_a_template_asks_for_is_on_the_sheet() -> None:
    sheet = set(re.findall(r'symbol id="([\w-]+)"', (WEB / "static" / "icons.svg").read_text(encoding="utf-8")))
    wanted = {name for file in TEMPLATES for name in re.findall(r'icon\("([\w-]+)"[,)]', file.read_text("utf-8"))}
    wanted |= {f"stage-{stage}" for stage in ("closed", "paused", "free", "called", "serving")}
    wanted |= {f"phone-{stage}" for stage in ("waiting", "soon", "called", "serving", "finished", "missed")}
    assert wanted - sheet == set()

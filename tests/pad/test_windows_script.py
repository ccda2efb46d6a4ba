"""Look at the Windows script without Windows: its keys and words are ours, and its C# is pressed on where mono is.

What RegisterHotKey, the small window and PowerShell itself do can only be tried on Windows; its README says so.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pad.acts import Act
from pad.keymap import DEFAULT
from pad.saying import catalogue
from tests.api import Api, said
from tests.builders import PATIENCE_SECONDS, wait_until
from tests.pad.conftest import WINDOW, Losing

FOLDER = Path(__file__).parents[2] / "deploy" / "pad"
SCRIPT = FOLDER / "hall-pad.ps1"
#: C# 2, which is what Windows 7 compiles; more would not start there.
COMPILE = ("mcs", "-langversion:ISO-2", "-warnaserror", "-r:System.Windows.Forms", "-r:System.Drawing",
           "-r:System.Web.Extensions")  # fmt: skip


def part(name: str) -> str:
    """Return one of the script's here-strings."""
    return SCRIPT.read_text(encoding="utf-8-sig").split(f"${name} = @'\n")[1].split("\n'@")[0]


def test_it_is_written_so_that_windows_powershell_reads_chinese() -> None:
    raw = SCRIPT.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "without the mark, PowerShell 5 reads the PC's own code page"
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_it_says_plainly_that_it_was_not_tried_on_windows() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "not tried on Windows" in readme and "没有在 Windows 上试过" in readme
    assert "NOT TRIED ON WINDOWS" in SCRIPT.read_text(encoding="utf-8-sig")


def test_its_keys_are_those_of_the_other_program() -> None:
    lines = part("Settings").split("[keys]\n")[1].splitlines()
    assert dict(line.split(" = ") for line in lines) == {key: str(act) for key, act in DEFAULT.keys.items()}
    assert f"with = {'+'.join(DEFAULT.together)}" in part("Settings")
    assert f"pause = {DEFAULT.pause}" in part("Settings")


def test_its_words_are_those_of_the_other_program() -> None:
    program, chinese, english = part("Program"), catalogue("zh"), catalogue("en")
    for key in chinese:
        # A plug that is pulled out is Windows's own to tell.
        if not key.startswith("line.keys_"):
            assert f'"{key}", "{chinese[key]}", "{english[key]}"' in program, key


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Compile the script's C# together with a main program of the tests."""
    if not (shutil.which("mcs") and shutil.which("mono")):
        pytest.skip("THE WINDOWS SCRIPT'S C# IS NOT TESTED: no mono here (apt-get install mono-mcs mono-runtime "
                    "libmono-system-windows-forms4.0-cil libmono-system-web-extensions4.0-cil)")  # fmt: skip
    folder = tmp_path_factory.mktemp("windows")
    (folder / "pad.cs").write_text(part("Program"), encoding="utf-8")
    sources = [str(folder / "pad.cs"), str(Path(__file__).parent / "windows_desk.cs")]
    done = subprocess.run([*COMPILE, f"-out:{folder}/desk.exe", *sources], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ["mono", str(folder / "desk.exe")]


class WindowsDesk:
    """Hold the script's own classes at a window, and every line that they said."""

    def __init__(self, program: list[str], line: Losing, token: str, whole_ms: int = 5000) -> None:
        self.lines: list[str] = []
        self._presses = 0
        self._program = subprocess.Popen(
            [*program, "desk", line.url, WINDOW, token, "zh-CN", str(whole_ms)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self._program.stdin and self._program.stdout
        self._stdin, self._stdout = self._program.stdin, self._program.stdout

    def send(self, line: str) -> None:
        """Press a key: its name and its act."""
        self._stdin.write(line + "\n")
        self._stdin.flush()

    def says(self) -> str:
        """Wait for the next line."""
        self.lines.append(self._stdout.readline().rstrip("\n"))
        return self.lines[-1]

    def press(self, act: Act) -> str:
        """Press a key of its own each time, so that none is an echo; return the word."""
        self._presses += 1
        self.send(f"key{self._presses} {act}")
        said = self.says()
        return self.says() if said == "warn 连不上 · 正在重试" else said

    def close(self) -> None:
        """Let it end."""
        self._stdin.close()
        assert self._program.wait(PATIENCE_SECONDS) == 0
        self._stdout.close()


@pytest.fixture
def desk(program: list[str], api: Api, losing: Losing) -> Iterator[WindowsDesk]:
    """Put the Windows program on the desk of window 1."""
    made = WindowsDesk(program, losing, api.token("clerk"))
    yield made
    made.close()


@pytest.mark.slow
def test_a_visit_on_a_line_that_loses_answers(desk: WindowsDesk, api: Api, losing: Losing) -> None:
    first, second = (api.takes()["number"] for _ in range(2))
    api.at("9:17")
    losing.losses = ["answer"]
    assert desk.press(Act.NEXT) == "done 开始服务"
    losing.losses = ["silence", 503, 503, 503, "question"]
    assert desk.press(Act.NEXT) == f"called 已叫 {first} · 等候 12 分钟"
    assert len(losing.keys) == 2 + 6 and len(set(losing.keys)) == 2
    assert desk.press(Act.RECALL) == f"done 重呼 {first} · 第 2 次"
    assert desk.press(Act.NO_SHOW).startswith("ask 还差 150 秒")
    assert desk.press(Act.NO_SHOW) == f"done {first} 过号"
    assert desk.press(Act.NEXT) == f"called 已叫 {second} · 等候 12 分钟"
    assert desk.press(Act.NEXT) == f"done {second} 开始办理"
    assert desk.press(Act.PAUSE) == "warn 未成功 · 窗口还有办事人，请先办理完毕或过号"
    assert desk.press(Act.HOLD) == f"done {second} 挂起"
    assert desk.press(Act.UNDO) == f"done 已撤销 · 窗口现在是 {second}"
    assert desk.press(Act.NEXT) == f"nobody 没有人等候 · {second} 办理完毕"
    assert desk.press(Act.FINISH) == "soft 窗口没有办事人"
    assert desk.press(Act.PAUSE) == "done 暂停服务"
    events = [event["type"] for event in api.events()]
    assert events.count("called") == 2
    assert api.events()[-1]["reason"] == "lunch"


@pytest.mark.slow
def test_the_next_step_is_the_hall_s_while_it_is_stopped_and_at_a_window_that_closes(
    desk: WindowsDesk, api: Api
) -> None:
    first, second = (api.takes()["number"] for _ in range(2))
    for _ in range(3):
        desk.press(Act.NEXT)
    said(api.post("/centre/stop", {"reason": "typhoon"}, role="manager"))
    assert desk.press(Act.NEXT) == f"done {first} 办理完毕"
    assert desk.press(Act.NEXT) == "warn 全厅暂停 · typhoon"
    said(api.post("/centre/resume", role="manager"))
    for _ in range(2):
        desk.press(Act.NEXT)
    said(api.act(WINDOW, "close", {"visitor": "serve"}))
    assert desk.press(Act.NEXT) == f"done {second} 办理完毕"


@pytest.mark.slow
def test_echoes_and_presses_too_many(desk: WindowsDesk, api: Api, losing: Losing) -> None:
    api.takes()
    api.opens()
    losing.losses = ["silence"]
    desk.send("KP_ADD next")
    wait_until(lambda: bool(losing.keys), "the press is under way")
    # The second of the two comes at once and is the echo of the first.
    desk.send("now KP_MULTIPLY recall\nnow KP_MULTIPLY recall")
    losing.released.set()
    said = []
    while not said or not said[-1].startswith("called"):
        said.append(desk.says())
    assert [line for line in said if line.startswith("soft")] == ["soft 请稍候 · 上一次按键还在处理"]
    assert [event["type"] for event in api.events()].count("called") == 1


@pytest.mark.slow
def test_after_a_press_without_an_answer_it_looks_first(program: list[str], api: Api, losing: Losing) -> None:
    desk = WindowsDesk(program, losing, api.token("clerk"), whole_ms=1500)
    number = api.takes()["number"]
    api.opens()
    losing.losses = ["answer"] * 100
    assert desk.press(Act.NEXT).startswith("warn 结果不明")
    losing.losses = []
    assert desk.press(Act.NEXT) == f"ask 已叫 {number} · 刚才的结果是这样，需要时请再按一次"
    assert desk.press(Act.NEXT) == f"done {number} 开始办理"
    desk.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "said"),
    [("KP_ADD = next\n# here\nKP_PLUS = hold", "lines 5 and 7: KP_ADD may be there only once"),
     ("KP_ADD = call", "line 5: KP_ADD: call is no act; one of next, recall, no-show, hold, undo, pause, finish"),
     ("Return = next", "line 5: Return may not be used: typed all day;"), ("KP_X = next", "line 5: KP_X is no key")],
)  # fmt: skip
def test_its_settings_are_refused_with_their_lines(
    program: list[str], tmp_path: Path, keys: str, said: str
) -> None:
    (tmp_path / "pad.ini").write_text(f"hall = http://127.0.0.1\nwindow = east/1\ntoken-file = t\n[keys]\n{keys}\n")
    command = [*program, "settings", str(tmp_path / "pad.ini")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith(said)


@pytest.mark.slow
def test_its_own_settings_are_right(program: list[str], tmp_path: Path) -> None:
    (tmp_path / "pad.ini").write_text(part("Settings"), encoding="utf-8")
    done = subprocess.run([*program, "settings", str(tmp_path / "pad.ini")], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:2] == ["with 2", f"KP_ADD next {0x6B}"]
    assert len(done.stdout.splitlines()) == 1 + len(Act)

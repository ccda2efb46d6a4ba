"""The table of faults in the documents is what happens: every fault is acted here, and the table written from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.paper_roll.faults import BREAKING, HOLDING, WORDS, Ability, Fault
from kiosk.words import Words
from tests.kiosk.desk import Desk, Hardware, plugged_in
from tests.kiosk.keeping import assert_as_kept
from tests.kiosk.visits import Books, small

DOCS = Path(__file__).parents[2] / "docs"
#: Bytes after which the small slip of this test is half printed.
MIDDLE = 6_000
#: Faults that a printer has from the beginning, and those that come in the middle of a slip.
FROM_THE_BEGINNING = [fault for fault in Fault if fault not in BREAKING]
IN_THE_MIDDLE = [fault for fault in Fault if fault in BREAKING | HOLDING | {Fault.OFF, Fault.MUTE}]

HEAD = """# 打印故障对照表 What happens in a printer's faults

本表由测试生成：每一行都在模拟打印机上做过，和真实的叫号系统一起。修好之后再看一次，数打印出来的号票。
Made by a test: each row was acted by the simulated printer with the real hall behind it, then mended, and its slips
counted.

“已排队”：号码在排队，会被叫到。“存疑”：屏幕显示大号码并问“号票打印出来了吗？”；15 秒不答，照样排队。
*waits*: the number is in the queue. *asked*: the screen shows the number and asks whether the slip came out; after 15 s
of silence it waits all the same.

"""
COLUMNS = """| 故障 fault | 办事人看到 she sees | 号码 number | 号票 slips | 修好以后 after mending |
|---|---|---|---|---|
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waiting for what does not come, and the slips."""
    monkeypatch.setattr("kiosk.job.PRINT_SECONDS", 3.0)
    monkeypatch.setattr("kiosk.paper_roll.machine.SLOW_MM_A_SECOND", 400)
    monkeypatch.setattr("kiosk.slips.draw", small)


@pytest.fixture
def hardware(request: pytest.FixtureRequest) -> Iterator[Hardware]:
    """Put a printer on the desk; some cannot be cleared."""
    with plugged_in(getattr(request, "param", frozenset())) as there:
        yield there


def row(books: Books, fault: Fault, at: int, key: str) -> str:
    """Act one fault and write its row."""
    desk = books.desk
    desk.hardware.has(fault, at)
    visit = books.visit(key, service="tax")
    slips = len(books.came_out())
    state = "—" if not visit.ticket else "已排队 waits" if visit.told["printed"] == "confirmed" else "存疑 asked"
    sees = seen(visit.status, visit.told)
    desk.hardware.has(Fault.NONE)
    cause = desk.look()
    later = len(books.came_out())
    desk.silence(20)
    if visit.ticket:
        assert desk.hall_says(visit.ticket) == "waiting"
    after = f"又出 {later} 张 {later} more" if later else "不再出纸 nothing comes out"
    if cause == "held":
        books.repair()
        after += "；停用，断电重开并打出测试页后恢复 out of use until switched off and on, and a test slip"
    else:
        assert cause is None
    name = fault.value.replace("_", " ")
    return f"| {WORDS[fault]} {name} | {sees} | {state} | {slips} | {after} |\n"


def seen(status: int, told: dict[str, str]) -> str:
    """Say in both languages what the screen says."""
    if status == 201:
        key = "done.take" if told["printed"] == "confirmed" else "done.unverified"
    else:
        key = f"cause.{told['cause']}"
    return " ".join(Words(language)(key) for language in ("zh", "en"))


def table(desk: Desk, faults: list[Fault], at: int, key: str) -> str:
    """Act all faults, one visitor each."""
    books = Books(desk)
    return COLUMNS + "".join(row(books, fault, at, f"{key}-{n:04d}") for n, fault in enumerate(faults))


@pytest.mark.slow
def test_the_table_of_faults_is_what_happens(desk: Desk) -> None:
    before = table(desk, FROM_THE_BEGINNING, 0, "before")
    middle = table(desk, IN_THE_MIDDLE, MIDDLE, "middle")
    assert_as_kept("printer-faults.md", (
        HEAD + "## 触摸之前就有 Already there when she touches\n\n" + before
        + "\n## 打印到一半发生 In the middle of her slip\n\n" + middle
        + "\n不能清除残留的打印机见 [printer-faults-unclearable.md](printer-faults-unclearable.md)。\n").encode(), DOCS)


@pytest.mark.slow
@pytest.mark.parametrize("hardware", [frozenset({Ability.CLEAR})], indirect=True)
def test_the_table_of_a_printer_that_cannot_be_cleared_is_what_happens(desk: Desk) -> None:
    middle = table(desk, IN_THE_MIDDLE, MIDDLE, "middle")
    assert_as_kept("printer-faults-unclearable.md", (
        "# 不能清除残留的打印机 A printer that cannot be told to forget\n\n"
        "说明见 [printer-faults.md](printer-faults.md)。The words are told there.\n\n"
        "## 打印到一半发生 In the middle of her slip\n\n" + middle).encode(), DOCS)

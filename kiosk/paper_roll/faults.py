"""Name the faults the paper printer can act (故障演示), as a real one has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Name one fault (故障); NONE is a healthy printer."""

    NONE = "none"
    OFF = "off"
    MUTE = "mute"
    PAPER_OUT = "paper_out"
    NEAR_END = "near_end"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    OFFLINE = "offline"
    SLOW = "slow"
    NO_CONFIRMATION = "no_confirmation"
    NO_PROCESS_ID = "no_process_id"
    WRONG_PROCESS_ID = "wrong_process_id"
    CUT_CONNECTION = "cut_connection"


#: Faults under which nothing is printed: what is heard waits, and comes out when the fault is gone.
HOLDING = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER, Fault.OFFLINE})

#: What the page's buttons say.
WORDS = {
    Fault.NONE: "正常",
    Fault.OFF: "关机",
    Fault.MUTE: "无应答",
    Fault.PAPER_OUT: "缺纸",
    Fault.NEAR_END: "纸将尽",
    Fault.COVER_OPEN: "上盖打开",
    Fault.CUTTER: "切刀故障",
    Fault.OFFLINE: "脱机",
    Fault.SLOW: "打印很慢",
    Fault.NO_CONFIRMATION: "不确认",
    Fault.NO_PROCESS_ID: "不识打印编号",
    Fault.WRONG_PROCESS_ID: "错误编号",
    Fault.CUT_CONNECTION: "打印中断线",
}


@dataclass(frozen=True)
class Trouble:
    """Hold the fault that acts now; `at` is after how many bytes from now on it begins (0: at once)."""

    fault: Fault = Fault.NONE
    at: int = 0

    def status(self, near_end: bool) -> tuple[int, int, int, int]:
        """Give the four DLE EOT answers of a printer in this trouble."""
        fault = self.fault
        printer = 0x12 | (0x08 if fault in HOLDING else 0)
        offline = 0x12 | {Fault.COVER_OPEN: 0x04, Fault.PAPER_OUT: 0x20, Fault.CUTTER: 0x40}.get(fault, 0)
        error = 0x12 | (0x08 if fault is Fault.CUTTER else 0)
        paper = 0x12 | (0x6C if fault is Fault.PAPER_OUT else 0x0C if near_end or fault is Fault.NEAR_END else 0)
        return printer, offline, error, paper

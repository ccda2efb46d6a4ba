"""Name the faults the paper printer can act (故障演示), as a real one has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Name one fault (故障); NONE is a healthy printer."""

    NONE = "none"
    PAPER_OUT = "paper_out"
    NEAR_END = "near_end"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    BROKEN = "broken"
    OFFLINE = "offline"
    SLOW = "slow"
    OFF = "off"
    BLACKHOLE = "blackhole"
    MUTE = "mute"
    STALE = "stale"
    STALL = "stall"
    CUT_CONNECTION = "cut_connection"
    HANG_UP = "hang_up"
    REBOOT = "reboot"
    NO_PROCESS_ID = "no_process_id"
    ONLY_AUTOMATIC = "only_automatic"
    NO_CONFIRMATION = "no_confirmation"
    NO_CLEAR = "no_clear"
    WRONG_PROCESS_ID = "wrong_process_id"
    TWICE_PROCESS_ID = "twice_process_id"
    LATE_PROCESS_ID = "late_process_id"


#: What the page's buttons say.
WORDS = {
    Fault.NONE: "正常",
    Fault.PAPER_OUT: "缺纸",
    Fault.NEAR_END: "纸将尽",
    Fault.COVER_OPEN: "上盖打开",
    Fault.CUTTER: "切刀故障",
    Fault.BROKEN: "打印头故障",
    Fault.OFFLINE: "脱机",
    Fault.SLOW: "打印很慢",
    Fault.OFF: "关机",
    Fault.BLACKHOLE: "网络不通",
    Fault.MUTE: "无应答",
    Fault.STALE: "残留应答",
    Fault.STALL: "不再收数据",
    Fault.CUT_CONNECTION: "打印中断线",
    Fault.HANG_UP: "打印中挂断",
    Fault.REBOOT: "打印中重启",
    Fault.NO_PROCESS_ID: "不识打印编号",
    Fault.ONLY_AUTOMATIC: "只有自动状态",
    Fault.NO_CONFIRMATION: "不确认",
    Fault.NO_CLEAR: "不能清除",
    Fault.WRONG_PROCESS_ID: "错误编号",
    Fault.TWICE_PROCESS_ID: "重复编号",
    Fault.LATE_PROCESS_ID: "编号迟到",
}

#: Faults under which nothing is printed: what is heard waits, and comes out when the fault is gone.
HOLDING = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER, Fault.BROKEN, Fault.OFFLINE})
#: Faults that break the line once so many bytes of a connection were heard.
BREAKING = frozenset({Fault.CUT_CONNECTION, Fault.HANG_UP, Fault.REBOOT, Fault.STALL})


class Ability(StrEnum):
    """Name what not every printer can (能力)."""

    PROCESS_ID = "process_id"
    SENSOR = "sensor"
    AUTOMATIC = "automatic"
    CLEAR = "clear"
    NAME = "name"
    CHINESE = "chinese"
    QR = "qr"
    KNIFE = "knife"


#: What a printer cannot do while it acts one of these.
LACKS: dict[Fault, frozenset[Ability]] = {
    Fault.NO_PROCESS_ID: frozenset({Ability.PROCESS_ID}),
    Fault.ONLY_AUTOMATIC: frozenset({Ability.PROCESS_ID, Ability.SENSOR}),
    Fault.NO_CONFIRMATION: frozenset({Ability.PROCESS_ID, Ability.SENSOR, Ability.AUTOMATIC}),
    Fault.NO_CLEAR: frozenset({Ability.CLEAR}),
}


@dataclass(frozen=True)
class Trouble:
    """Hold the fault that acts now; `at` is after how many bytes from now on it begins (0: at once).

    A fault that breaks the line counts the bytes of each connection instead.
    """

    fault: Fault = Fault.NONE
    at: int = 0

    def status(self, near_end: bool) -> tuple[int, int, int, int]:
        """Give the four DLE EOT answers of a printer in this trouble."""
        fault = self.fault
        printer = 0x12 | (0x08 if fault in HOLDING else 0)
        why = {Fault.COVER_OPEN: 0x04, Fault.PAPER_OUT: 0x20, Fault.CUTTER: 0x40, Fault.BROKEN: 0x40}
        offline = 0x12 | why.get(fault, 0)
        error = 0x12 | {Fault.CUTTER: 0x08, Fault.BROKEN: 0x20}.get(fault, 0)
        paper = 0x12 | (0x6C if fault is Fault.PAPER_OUT else 0x0C if near_end or fault is Fault.NEAR_END else 0)
        return printer, offline, error, paper

    def automatic(self, near_end: bool) -> bytes:
        """Give the four bytes a printer in this trouble sends by itself (ASB)."""
        fault = self.fault
        first = 0x10 | (0x08 if fault in HOLDING else 0) | (0x20 if fault is Fault.COVER_OPEN else 0)
        second = {Fault.CUTTER: 0x08, Fault.BROKEN: 0x20}.get(fault, 0)
        third = 0x0F if fault is Fault.PAPER_OUT else 0x03 if near_end or fault is Fault.NEAR_END else 0
        return bytes((first, second, third, 0x0F))

"""Say what stands on the paper (号票), in order: pure, no drawing, no clock.

`lay_out` turns the facts of one ticket into lines of Chinese and English, `lay_out_guide` the way to the windows of a
service that gives no number; `kiosk.picture` gives each part its size.
A line with nothing to say is left out, never printed empty. Times come in as ms since 1970 and the place's time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

#: Minutes the expected range is widened to: a visitor plans by the quarter hour, not by the minute.
RANGE_STEP_MINUTES = 5


class Part(StrEnum):
    """Name the parts of a slip (号票各栏), in the order they stand on the paper."""

    CENTRE = "centre"
    HALL = "hall"
    GUIDE = "guide"
    NUMBER = "number"
    STANDING = "standing"
    SERVICE = "service"
    AGENCY = "agency"
    WINDOWS = "windows"
    WAY = "way"
    MATERIALS = "materials"
    MATERIAL = "material"
    WAIT = "wait"
    AHEAD = "ahead"
    SLOT = "slot"
    RANGE = "range"
    TIME = "time"
    QR = "qr"
    MISSED = "missed"
    PHONE = "phone"
    COPY = "copy"
    NOTE = "note"


@dataclass(frozen=True)
class Wording:
    """Hold one thing said in Chinese and in English (中英文对照); English may be missing."""

    zh: str
    en: str = ""


@dataclass(frozen=True)
class Line:
    """Hold one line of the slip (栏): what it is and what it says; `code` is what a QR leads to."""

    part: Part
    zh: str
    en: str = ""
    code: str = ""


@dataclass(frozen=True)
class Slip:
    """Hold the whole paper (号票): its lines from top to bottom."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Facts:
    """Gather what the hall said of one ticket (取号结果). `copy` is 1 for the first paper, 2 for the first reprint.

    The range of the wait is counted from `told_at`, where that is not the moment of the number: on a reprint.
    """

    number: str
    hall: Wording
    area: Wording
    service: Wording
    agency: Wording
    standing: str
    issued_at: int
    ahead: int | None = None
    low_seconds: int | None = None
    high_seconds: int | None = None
    slot_at: int | None = None
    track_url: str | None = None
    copy: int = 1
    told_at: int | None = None


@dataclass(frozen=True)
class Guide:
    """Gather what shows somebody to the windows of a direct service (指引单): `windows` are named hall by hall, `way`
    is said as on the page."""

    hall: Wording
    service: Wording
    agency: Wording
    windows: tuple[Wording, ...]
    way: Wording
    materials: tuple[Wording, ...]
    printed_at: datetime


@dataclass(frozen=True)
class House:
    """Say what every slip of this place carries (本厅信息): its name, time zone, desk phone, a closing note."""

    centre: Wording
    zone: tzinfo
    desk_phone: str = ""
    note: Wording = Wording("")


#: How a visitor stands in the queue, where the paper says so; a walk-in needs no word.
STANDINGS = {
    "appointment": Wording("预约", "Appointment"),
    "priority": Wording("优先", "Priority"),
}


def lay_out(facts: Facts, house: House) -> Slip:
    """Put the lines of a slip in order (号票版面)."""
    lines = [*_heading(facts, house), *_place(facts), *_waiting(facts, house.zone), *_closing(facts, house)]
    return Slip(tuple(line for line in lines if line.zh))


def lay_out_guide(guide: Guide, house: House) -> Slip:
    """Put the lines of a guide slip in order (指引单版面): a number stands nowhere on it."""
    materials = [_line(Part.MATERIAL, one) for one in guide.materials]
    lines = [
        _line(Part.CENTRE, house.centre),
        _line(Part.HALL, guide.hall),
        Line(Part.GUIDE, "不用取号，直接到窗口", "No number: go straight to the window"),
        _line(Part.SERVICE, guide.service),
        _line(Part.AGENCY, guide.agency),
        *(_line(Part.WINDOWS, one) for one in guide.windows),
        _line(Part.WAY, guide.way),
        *([Line(Part.MATERIALS, "需要带的材料", "What to bring"), *materials] if materials else []),
        Line(Part.TIME, f"打印时间 {guide.printed_at:%Y-%m-%d %H:%M}"),
        *_phone(house),
        _line(Part.NOTE, house.note),
    ]
    return Slip(tuple(line for line in lines if line.zh))


def _line(part: Part, both: Wording) -> Line:
    """Set a name; one that has no English of its own stands once."""
    return Line(part, both.zh, both.en if both.en != both.zh else "")


def _heading(facts: Facts, house: House) -> Iterator[Line]:
    """Say whose number this is: centre, hall, number, and the standing where it explains the order."""
    yield Line(Part.CENTRE, house.centre.zh, house.centre.en)
    yield Line(Part.HALL, facts.hall.zh, facts.hall.en)
    yield Line(Part.NUMBER, facts.number)
    standing = STANDINGS.get(facts.standing, Wording(""))
    yield Line(Part.STANDING, standing.zh, standing.en)


def _place(facts: Facts) -> Iterator[Line]:
    """Say what it is for and where to wait."""
    yield Line(Part.SERVICE, facts.service.zh, facts.service.en)
    yield Line(Part.AGENCY, facts.agency.zh, facts.agency.en)
    yield Line(Part.WAIT, f"请到{place_zh(facts.hall, facts.area)}等候",
               f"Please wait in {place_en(facts.hall, facts.area)}")


def _waiting(facts: Facts, zone: tzinfo) -> Iterator[Line]:
    """Say how many are ahead, the booked time, when the call is expected, and when the slip was made."""
    if facts.ahead is not None:
        yield Line(Part.AHEAD, *ahead_words(facts.ahead, known=facts.high_seconds is not None))
    if facts.slot_at is not None:
        slot = f"{_moment(facts.slot_at, zone):%H:%M}"
        yield Line(Part.SLOT, f"预约时间 {slot}", f"Appointment {slot}")
    if facts.low_seconds is not None and facts.high_seconds is not None:
        told_at = facts.issued_at if facts.told_at is None else facts.told_at
        yield Line(Part.RANGE, *_range_words(told_at, facts.low_seconds, facts.high_seconds, zone))
    yield Line(Part.TIME, f"取号时间 {_moment(facts.issued_at, zone):%Y-%m-%d %H:%M}")


def _closing(facts: Facts, house: House) -> Iterator[Line]:
    """Say how to follow the queue, what to do when the call was missed, whom to ask."""
    if facts.track_url:
        yield Line(Part.QR, "扫码查看排队进度", "Scan to follow your place", code=facts.track_url)
    yield Line(Part.MISSED, "请留意屏幕和广播，过号请到咨询台", "Missed your call? Please go to the guide desk.")
    yield from _phone(house)
    if facts.copy > 1:
        yield Line(Part.COPY, f"补打 第{facts.copy}份", f"Reprint, copy {facts.copy}")
    yield Line(Part.NOTE, house.note.zh, house.note.en)


def _phone(house: House) -> Iterator[Line]:
    """Say whom to call, where the hall tells a number."""
    if house.desk_phone:
        yield Line(Part.PHONE, f"咨询台电话 {house.desk_phone}", f"Guide desk {house.desk_phone}")


def ahead_words(ahead: int, *, known: bool = False) -> tuple[str, str]:
    """Say how many wait before this one (前面人数); without a `known` wait no window is open."""
    if ahead == 0:
        return ("前面没有人，请准备", "You are next") if known else ("前面没有人", "Nobody is ahead of you")
    return f"前面还有{ahead}人", f"{ahead} {'person' if ahead == 1 else 'people'} ahead of you"


def place_zh(hall: Wording, area: Wording) -> str:
    """Name the waiting area with its hall, once (东厅A区, not 东厅东厅A区)."""
    return area.zh if hall.zh in area.zh else f"{hall.zh}{area.zh}"


def place_en(hall: Wording, area: Wording) -> str:
    """Name the waiting area with its hall in English, once."""
    return area.en if hall.en.lower() in area.en.lower() else f"{area.en}, {hall.en}"


def expected_between(told_at: int, low: int, high: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """Give the range of the call (预计叫到时段): the low end rounded down, the high end up, to full steps."""
    step = timedelta(minutes=RANGE_STEP_MINUTES)
    start = _moment(told_at, zone) + timedelta(seconds=low)
    end = _moment(told_at, zone) + timedelta(seconds=high)
    return _floor(start), end if end == _floor(end) else _floor(end) + step


def _range_words(told_at: int, low: int, high: int, zone: tzinfo) -> tuple[str, str]:
    """Say when the call is expected, and that it may be earlier; a range that begins now has only an end."""
    start, end = expected_between(told_at, low, high, zone)
    if start <= _moment(told_at, zone):
        return f"预计{end:%H:%M}前叫到，请勿离开", f"Expected before {end:%H:%M}. Please stay."
    return (
        f"预计{start:%H:%M}—{end:%H:%M}叫到，可能提前，请勿离开",
        f"Expected {start:%H:%M}–{end:%H:%M}, may be earlier. Please stay.",
    )


def _floor(moment: datetime) -> datetime:
    """Round a moment down to the step."""
    return moment.replace(minute=moment.minute - moment.minute % RANGE_STEP_MINUTES, second=0, microsecond=0)


def _moment(at: int, zone: tzinfo) -> datetime:
    """Turn ms since 1970 into the local time of the hall."""
    return datetime.fromtimestamp(at / 1000, zone)

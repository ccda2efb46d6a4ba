"""What was written down is still there after a power failure, and says what is open."""

from __future__ import annotations

from pathlib import Path

from kiosk.journal import KEPT_DAYS, Journal, Step
from kiosk.touches import Touches


def journal(folder: Path, day: str = "2025-11-22") -> Journal:
    """Open a journal on a day."""
    return Journal(folder, lambda: 1, lambda: day)


def test_a_torn_last_line_hides_nothing_before_or_after_it(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.write(Step.ASKED, key="touch-1", body={})
    (file,) = tmp_path.glob("journal-*")
    with file.open("a") as torn:
        torn.write('{"step": "taken", "key": "tou')
    first.write(Step.ASKED, key="touch-2", body={})
    assert list(first.read().stories) == ["touch-1", "touch-2"]


def test_yesterday_is_read_and_the_day_before_yesterday_is_not(tmp_path: Path) -> None:
    for day in ("2025-11-20", "2025-11-21", "2025-11-22"):
        one = journal(tmp_path, day)
        one.write(Step.ASKED, key=f"touch-{day}", body={})
        one.close()
    assert list(journal(tmp_path).read().stories) == ["touch-2025-11-21", "touch-2025-11-22"]


def test_old_days_are_removed(tmp_path: Path) -> None:
    for day in range(10, 10 + KEPT_DAYS + 5):
        one = journal(tmp_path, f"2025-11-{day}")
        one.write(Step.NEW_ROLL)
        one.close()
    journal(tmp_path).close()
    assert len(list(tmp_path.glob("journal-*"))) == KEPT_DAYS


def test_a_story_is_open_until_the_hall_knows_its_end(tmp_path: Path) -> None:
    touches = Touches(journal(tmp_path))
    touches.asked("touch-1", {})
    touches.taken("touch-1", {"id": "t1", "number": "A001"})
    touches.sent("t1", 1)
    touches.printed("t1", 1, "confirmed", 170)
    assert [story.key for story in touches.open_ends()] == ["touch-1"]
    touches.reported("t1")
    assert touches.open_ends() == [] and touches.used_mm == 170


def test_a_touch_that_tries_again_is_open_again(tmp_path: Path) -> None:
    touches = Touches(journal(tmp_path))
    touches.asked("touch-1", {})
    touches.closed("touch-1")
    assert touches.open_ends() == []
    touches.asked("touch-1", {})
    assert [story.key for story in touches.open_ends()] == ["touch-1"]

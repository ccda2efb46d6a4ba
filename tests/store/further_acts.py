"""Name the acts that send visitors on, let them step aside, come back, or that take something back (see acts.py)."""

from __future__ import annotations

from hall.rules.times import MINUTE_MS
from hall.store.tickets import Onward
from tests.builders import ZONE_OFFSET_MS, Story, moment
from tests.store.acts import (
    WINDOW,
    Act,
    Press,
    Wrong,
    _at_window,
    a_called_visitor,
    called,
    cancelled,
    empty,
    missed,
    nothing,
    paused,
    served,
    serving,
    unopened,
    waiting,
)

DEEDS = Onward("deeds", "east", "east-a", 3 * MINUTE_MS)
CARS = Onward("cars", "west", "west-a", 3 * MINUTE_MS)
#: The ordinal of the business day of the stories and of the one after it.
TOMORROW = (moment("9:00") + 8 * 60 * MINUTE_MS) // (24 * 60 * MINUTE_MS) + 1


def call_this(centre: Story) -> Press:
    centre.opens(WINDOW)
    centre.takes("tax", at="9:00")
    later = centre.takes("tax", at="9:01")
    return lambda press: centre.tickets.call_this(press, WINDOW, later, "her flight leaves")


def transfer(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.transfer(press, WINDOW, DEEDS, end_of_line=True)


def transfer_to_the_other_hall(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.transfer(press, WINDOW, CARS, chain=[DEEDS])


def transfer_to_a_window(centre: Story) -> Press:
    she = a_called_visitor(centre)
    centre.opens("east/13")
    return lambda press: centre.tickets.transfer(press, WINDOW, DEEDS, she, to="east/13")


def transfer_to_a_closed_window(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.transfer(press, WINDOW, DEEDS, to="east/13")


def finish_a_part_of_a_chain(centre: Story) -> Press:
    a_called_visitor(centre)
    centre.tickets.transfer(centre.press(), WINDOW, Onward("tax", "east", "east-a"), chain=[DEEDS])
    centre.calls(WINDOW, at="9:03")
    return lambda press: centre.tickets.finish(press, WINDOW)


def hold(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.hold(press, WINDOW)


def held(centre: Story) -> None:
    """The visitor stepped aside."""
    a_called_visitor(centre)
    centre.tickets.hold(centre.press(), WINDOW)


def return_held(centre: Story) -> Press:
    held(centre)
    return lambda press: centre.tickets.return_held(press, WINDOW, "tax-1")


def return_held_late(centre: Story) -> Press:
    held(centre)
    centre.at("9:50")
    return lambda press: centre.tickets.return_held(press, WINDOW, "tax-1")


def rejoin(centre: Story) -> Press:
    missed(centre)
    return lambda press: centre.tickets.rejoin(press, "tax-1")


def defer(centre: Story) -> Press:
    waiting(centre)
    return lambda press: centre.tickets.defer(press, "tax-1", 20 * MINUTE_MS)


def grant_priority(centre: Story) -> Press:
    waiting(centre)
    return lambda press: centre.tickets.grant_priority(press, "tax-1", "elderly")


def undo_a_call(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.undo(press, WINDOW)


def undo_finish_and_call_next(centre: Story) -> Press:
    serving(centre)
    centre.tickets.finish_and_call_next(centre.press(), WINDOW)
    return lambda press: centre.tickets.undo(press, WINDOW)


def undo_a_pause(centre: Story) -> Press:
    centre.opens(WINDOW)
    centre.pauses(WINDOW)
    return lambda press: centre.tickets.undo(press, WINDOW)


def pause_and_send_back(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.pause_window(press, WINDOW, "lunch", "send_back")


def pause_and_miss(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.pause_window(press, WINDOW, "lunch", "no_show")


def close_and_serve(centre: Story) -> Press:
    serving(centre)
    return lambda press: centre.tickets.close_window(press, WINDOW, "serve")


def give_notice(centre: Story) -> Press:
    return lambda press: centre.tickets.give_notice(press, "lunch", ["east-a", "east-b"], 60_000)


def take_notice_down(centre: Story) -> Press:
    centre.tickets.give_notice(centre.press(), "lunch", ["east-a"], 60_000)
    return lambda press: centre.tickets.give_notice(press, "lunch", ["east-a"], 0)


def stop_hall(centre: Story) -> Press:
    return lambda press: centre.tickets.stop_hall(press, "typhoon")


def stopped(centre: Story) -> None:
    """The whole hall is stopped while somebody waits."""
    centre.opens(WINDOW)
    centre.takes("tax", at="9:00")
    centre.tickets.stop_hall(centre.press(), "typhoon")


def resume_hall(centre: Story) -> Press:
    stopped(centre)
    return lambda press: centre.tickets.stop_hall(press, "")


def skip_numbers(centre: Story) -> Press:
    return lambda press: centre.tickets.skip_numbers(press, 100, ZONE_OFFSET_MS)


def end_day(centre: Story) -> Press:
    a_called_visitor(centre)
    return lambda press: centre.tickets.end_day(press, TOMORROW, "2014-08-20", [WINDOW])


def end_an_empty_day(centre: Story) -> Press:
    return lambda press: centre.tickets.end_day(press, TOMORROW, "2014-08-20", [WINDOW])


FURTHER_ACTS = (
    Act("call_this", call_this, ("called",)),
    Act("transfer", transfer, ("transferred",)),
    Act("transfer", transfer_to_the_other_hall, ("transferred",)),
    Act("transfer", transfer_to_a_window, ("transferred",)),
    Act("transfer", transfer_to_a_closed_window, ("transferred",)),
    Act("finish", finish_a_part_of_a_chain, ("transferred",)),
    Act("hold", hold, ("held",)),
    Act("return_held", return_held, ("returned",)),
    Act("return_held", return_held_late, ("returned",)),
    Act("rejoin", rejoin, ("rejoined",)),
    Act("defer", defer, ("deferred",)),
    Act("grant_priority", grant_priority, ("standing_granted",)),
    Act("undo", undo_a_call, ("undone",)),
    Act("undo", undo_finish_and_call_next, ("undone", "undone")),
    Act("undo", undo_a_pause, ("undone",)),
    Act("pause_window", pause_and_send_back, ("sent_back", "window_paused")),
    Act("pause_window", pause_and_miss, ("no_show", "window_paused")),
    Act("close_window", close_and_serve, ("window_closed",)),
    Act("stop_hall", stop_hall, ("hall_stopped",)),
    Act("stop_hall", resume_hall, ("hall_resumed",)),
    Act("skip_numbers", skip_numbers, ("numbers_skipped",)),
    Act("give_notice", give_notice, ("notice_given",)),
    Act("give_notice", take_notice_down, ("notice_ended",)),
    Act("end_day", end_day, ("expired", "expired", "window_closed", "day_closed")),
    Act("end_day", end_an_empty_day, ()),
)


def missed_long_ago(centre: Story) -> None:
    """The visitor missed her call more than an hour ago."""
    missed(centre)
    centre.later(minutes=61)


def missed_three_times(centre: Story) -> None:
    """The visitor came back twice and missed her call again."""
    centre.opens(WINDOW)
    she = centre.takes("tax", at="9:00")
    centre.calls(WINDOW)
    centre.misses(WINDOW, early=True)
    for _ in range(2):
        centre.tickets.rejoin(centre.press(), she)
        centre.calls(WINDOW)
        centre.misses(WINDOW, early=True)


def deferred(centre: Story) -> None:
    """The visitor put her turn off."""
    waiting(centre)
    centre.tickets.defer(centre.press(), "tax-1", 10 * MINUTE_MS)


def called_ten_seconds_ago(centre: Story) -> None:
    """The window called ten seconds ago."""
    called(centre)
    centre.later(seconds=10)


def taken_back_and_called_elsewhere(centre: Story) -> None:
    """What this window missed has come back and was called at another one, all within seconds."""
    called(centre)
    centre.misses(WINDOW, early=True)
    centre.tickets.rejoin(centre.press(), "tax-1")


def _further_wrong() -> list[Wrong]:
    rows = {
        "hold": {"WINDOW_EMPTY": (unopened, empty, served, missed)},
        "undo": {
            "NOTHING_TO_UNDO": (unopened, empty),
            "UNDO_TOO_LATE": (called_ten_seconds_ago,),
            "UNDO_OVERTAKEN": (taken_back_and_called_elsewhere,),
        },
        "call_next": {"HALL_STOPPED": (stopped,)},
        "finish_and_call_next": {"HALL_STOPPED": (stopped,)},
    }
    plain = [
        Wrong(code, method, situation, _at_window(method))
        for method, codes in rows.items()
        for code, situations in codes.items()
        for situation in situations
    ]
    return [
        *plain,
        Wrong("STALE", "hold", called, _at_window("hold", ticket="somebody-else")),
        Wrong("STALE", "transfer", called, lambda c, p: c.tickets.transfer(p, WINDOW, DEEDS, "somebody-else")),
        *(Wrong("WINDOW_EMPTY", "transfer", one, lambda c, p: c.tickets.transfer(p, WINDOW, DEEDS))
          for one in (unopened, empty, served)),
        *(Wrong("WINDOW_NOT_OPEN", "call_this", one, lambda c, p: c.tickets.call_this(p, WINDOW, "tax-1", "why"))
          for one in (unopened, paused)),
        Wrong("WINDOW_BUSY", "call_this", called, lambda c, p: c.tickets.call_this(p, WINDOW, "tax-2", "why")),
        *(Wrong("NOT_POSSIBLE", "call_this", one, lambda c, p: c.tickets.call_this(p, WINDOW, "tax-1", "why"))
          for one in (served, missed)),
        Wrong("TICKET_UNKNOWN", "call_this", empty, lambda c, p: c.tickets.call_this(p, WINDOW, "nobody", "why")),
        Wrong("HALL_STOPPED", "call_this", stopped, lambda c, p: c.tickets.call_this(p, WINDOW, "tax-1", "why")),
        *(Wrong("NOT_POSSIBLE", "return_held", one, lambda c, p: c.tickets.return_held(p, WINDOW, "tax-1"))
          for one in (waiting, called, missed)),
        Wrong("NOT_POSSIBLE", "return_held", held, lambda c, p: c.tickets.return_held(p, "east/13", "tax-1")),
        Wrong("TICKET_UNKNOWN", "return_held", nothing, lambda c, p: c.tickets.return_held(p, WINDOW, "nobody")),
        *(Wrong("NOT_POSSIBLE", "rejoin", one, lambda c, p: c.tickets.rejoin(p, "tax-1"))
          for one in (waiting, called, served, cancelled)),
        Wrong("TICKET_UNKNOWN", "rejoin", nothing, lambda c, p: c.tickets.rejoin(p, "nobody")),
        Wrong("REJOIN_TOO_LATE", "rejoin", missed_long_ago, lambda c, p: c.tickets.rejoin(p, "tax-1")),
        Wrong("REJOIN_TOO_OFTEN", "rejoin", missed_three_times, lambda c, p: c.tickets.rejoin(p, "tax-1")),
        Wrong("HALL_STOPPED", "rejoin", stopped, lambda c, p: c.tickets.rejoin(p, "tax-1")),
        *(Wrong("NOT_POSSIBLE", "defer", one, lambda c, p: c.tickets.defer(p, "tax-1", 10 * MINUTE_MS))
          for one in (called, missed, served)),
        Wrong("TICKET_UNKNOWN", "defer", nothing, lambda c, p: c.tickets.defer(p, "nobody", 10 * MINUTE_MS)),
        Wrong("DEFERRED_BEFORE", "defer", deferred, lambda c, p: c.tickets.defer(p, "tax-1", 10 * MINUTE_MS)),
        *(Wrong("NOT_POSSIBLE", "grant_priority", one, lambda c, p: c.tickets.grant_priority(p, "tax-1", "elderly"))
          for one in (called, missed, cancelled)),
        Wrong("TICKET_UNKNOWN", "grant_priority", nothing,
              lambda c, p: c.tickets.grant_priority(p, "nobody", "elderly")),
        Wrong("HALL_STOPPED", "take", stopped, lambda c, p: c.tickets.take(p, c.newcomer("tax", id="tax-new"))),
        Wrong("NOT_POSSIBLE", "pause_window", serving,
              lambda c, p: c.tickets.pause_window(p, WINDOW, "lunch", "no_show")),
        Wrong("NOT_POSSIBLE", "close_window", serving, lambda c, p: c.tickets.close_window(p, WINDOW, "no_show")),
    ]


FURTHER_WRONG = tuple(_further_wrong())

"""Say no in the hall's own words: a refusal is an expected no, never our fault.

Each class is one code; its data are the attributes of the answer, the sentence in the reader's language is in the
catalogues under `refusal.<CODE>`. "Nobody waits" is an answer and not a refusal.
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """An act is not possible now; the data say why."""

    code: ClassVar[str] = ""

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data


class Unknown(Refusal):
    """What was asked for does not exist."""


class Invalid(Refusal):
    """What was asked for can never be done, whatever the state of the hall."""


class Forbidden(Refusal):
    """Whoever asks may not do this."""


class UnknownTicket(Unknown):
    """No ticket has this id."""

    code = "TICKET_UNKNOWN"


class UnknownService(Unknown):
    """No service has this id."""

    code = "SERVICE_UNKNOWN"


class UnknownWindow(Unknown):
    """No window has this hall and number."""

    code = "WINDOW_UNKNOWN"


class UnknownHall(Unknown):
    """No hall of the centre has this id."""

    code = "HALL_UNKNOWN"


class UnknownArea(Unknown):
    """No waiting area has this id."""

    code = "AREA_UNKNOWN"


class UnknownAppointment(Unknown):
    """No appointment has this code."""

    code = "APPOINTMENT_UNKNOWN"


class ServiceClosed(Refusal):
    """The service gives no numbers at this hour."""

    code = "SERVICE_CLOSED"


class QuotaReached(Refusal):
    """All numbers of the day for this service are taken (限号)."""

    code = "QUOTA_REACHED"


class PersonNeeded(Refusal):
    """This service gives one number a person, and nobody has said whose it is (实名取号)."""

    code = "PERSON_NEEDED"


class AlreadyWaiting(Refusal):
    """The same person holds a number for this service already (请勿重复取号)."""

    code = "ALREADY_WAITING"


class AgentLimit(Refusal):
    """Who acts for others (代办人) holds numbers for as many people as the hall allows at once."""

    code = "AGENT_LIMIT"


class LeaseUnknown(Refusal):
    """The number is none of those leased to this kiosk today, or was given to somebody else."""

    code = "LEASE_UNKNOWN"


class DirectService(Refusal):
    """This service needs no number: the visitor goes straight to a window (直接到窗口办理)."""

    code = "DIRECT_SERVICE"


class WindowBusy(Refusal):
    """The window still has a visitor: finish or miss her first."""

    code = "WINDOW_BUSY"


class WindowNotOpen(Refusal):
    """The window is closed or paused and calls nobody."""

    code = "WINDOW_NOT_OPEN"


class WindowEmpty(Refusal):
    """The window has no visitor whom this act could be about."""

    code = "WINDOW_EMPTY"


class Stale(Refusal):
    """Another visitor is at the window than the one the clerk saw."""

    code = "STALE"


class TooEarly(Refusal):
    """A called visitor may not be missed yet; she gets her time to walk."""

    code = "TOO_EARLY"


class NotPossible(Refusal):
    """The ticket's state does not allow this move."""

    code = "NOT_POSSIBLE"


class ConfigMovedOn(Refusal):
    """The configuration was changed while this press was decided; it is decided anew."""

    code = "CONFIG_MOVED_ON"


class ConfigEffectChanged(Refusal):
    """Since the effect of a changed configuration was looked at, somebody came who needs what it takes away."""

    code = "CONFIG_EFFECT_CHANGED"


class ConfigStrands(Refusal):
    """A changed configuration would leave people waiting where no window calls them."""

    code = "CONFIG_STRANDS"


class ConfigFaulty(Invalid):
    """The configuration that was read has faults."""

    code = "CONFIG_FAULTY"


class WindowWithdrawn(Refusal):
    """The window was taken out of service: it finishes with its visitors and calls nobody."""

    code = "WINDOW_WITHDRAWN"


class HallStopped(Refusal):
    """The whole hall is stopped for now (全厅暂停): no numbers and no calls, every place kept."""

    code = "HALL_STOPPED"


class HallClosing(Refusal):
    """What waits already takes the time that is left today (限号)."""

    code = "HALL_CLOSING"


class RejoinTooLate(Refusal):
    """The call was missed too long ago: a new number is needed."""

    code = "REJOIN_TOO_LATE"


class RejoinTooOften(Refusal):
    """The call was missed too often: a new number is needed."""

    code = "REJOIN_TOO_OFTEN"


class DeferredBefore(Refusal):
    """A visitor may put her turn off once."""

    code = "DEFERRED_BEFORE"


class NothingToUndo(Refusal):
    """The window has done nothing that could be taken back."""

    code = "NOTHING_TO_UNDO"


class UndoTooLate(Refusal):
    """The window's last act is too long ago to be taken back."""

    code = "UNDO_TOO_LATE"


class UndoOvertaken(Refusal):
    """The ticket was called elsewhere, or went on, since the act that should be taken back."""

    code = "UNDO_OVERTAKEN"


class CheckInTooEarly(Refusal):
    """The slot is too far away to check in."""

    code = "CHECK_IN_TOO_EARLY"


class AppointmentUsed(Refusal):
    """The appointment was checked in or cancelled before."""

    code = "APPOINTMENT_USED"


class AppointmentElsewhere(Refusal):
    """The appointment is for another service than the one asked for."""

    code = "APPOINTMENT_ELSEWHERE"


class NotBookable(Refusal):
    """This service takes no appointments."""

    code = "NOT_BOOKABLE"


class SlotFull(Refusal):
    """All places of this slot are booked."""

    code = "SLOT_FULL"


class SlotNotOffered(Refusal):
    """This service offers no appointment at that moment."""

    code = "SLOT_NOT_OFFERED"


class TooLateToCancel(Refusal):
    """The slot is too near to cancel."""

    code = "TOO_LATE_TO_CANCEL"


class PriorityNeedsStaff(Forbidden):
    """A priority is granted by staff who saw the document, never by a kiosk alone."""

    code = "PRIORITY_NEEDS_STAFF"


class NotAllowed(Forbidden):
    """The role of whoever asks does not include this."""

    code = "NOT_ALLOWED"


class RequestReused(Invalid):
    """The same Idempotency-Key came with another body."""

    code = "REQUEST_REUSED"


def by_code(kind: type[Refusal] = Refusal) -> dict[str, type[Refusal]]:
    """Return every refusal by its code; the store maps Redis' error replies with it."""
    found = {kind.code: kind} if kind.code else {}
    for narrower in kind.__subclasses__():
        found |= by_code(narrower)
    return found

"""Say no to whoever acts on an alert (告警处置); like `refusals`."""

from __future__ import annotations

from hall.rules.refusals import Refusal, Unknown


class UnknownAlert(Unknown):
    """Nothing of this name is wrong any more."""

    code = "ALERT_UNKNOWN"


class NotLent(Refusal):
    """The window was not lent to this service, or is no more."""

    code = "NOT_LENT"


class NumbersStopped(Refusal):
    """A manager has this service's numbers stopped for now (停止取号)."""

    code = "NUMBERS_STOPPED"

"""Say no to whoever rates a visit or follows a rating up (好差评); like `refusals`."""

from __future__ import annotations

from hall.rules.refusals import Refusal, Unknown


class NothingToRate(Refusal):
    """No service of this number is finished that could be rated."""

    code = "NOTHING_TO_RATE"


class RatedBefore(Refusal):
    """A finished service is rated once, and once more afterwards."""

    code = "RATED_BEFORE"


class RatingTooLate(Refusal):
    """The visit was too long ago to be rated."""

    code = "RATING_TOO_LATE"


class UnknownFollowUp(Unknown):
    """Nothing has to be followed up about this number."""

    code = "FOLLOW_UP_UNKNOWN"

"""Say no to a request that cannot be heard at all, by whoever asks (谁在问); like `refusals`."""

from __future__ import annotations

from hall.rules.refusals import Forbidden, Invalid, Refusal


class SignInNeeded(Refusal):
    """Nobody is signed in, or the bearer token is not known."""

    code = "SIGN_IN_NEEDED"


class PageExpired(Forbidden):
    """The page was open too long: its protection against forged requests has run out."""

    code = "PAGE_EXPIRED"


class KeyMalformed(Invalid):
    """An Idempotency-Key has 8 to 64 visible ASCII characters."""

    code = "IDEMPOTENCY_KEY_MALFORMED"

"""Tell two visitors apart where a service gives one number a person (实名取号), by a phone or an identity card.

What is typed is checked, masked and made a keyed digest here; whole numbers are never kept. Sources: mobile numbers of
the Chinese mainland have 11 digits beginning with 1; identity cards are GB 11643-1999, 17 digits, the birthday among
them, and a check character.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date
from enum import StrEnum

#: How a person can be told from others: by her mobile number (手机号), by her identity card (身份证号).
PHONE, CARD = "phone", "id"
#: Signs of a whole number of each kind.
LENGTHS = {PHONE: 11, CARD: 18}
#: What the beginning of a number looks like, as a pattern that a page's script knows too.
BEGINNINGS = {PHONE: "1($|[3-9])", CARD: "[1-9]"}
_SIGNS = {PHONE: re.compile(r"[0-9]*", re.ASCII), CARD: re.compile(r"[0-9]*|[0-9]{17}X", re.ASCII)}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
#: Hexadecimal digits kept of a digest: 128 bits, no two people share them.
DIGEST_LENGTH = 32


class Wrong(StrEnum):
    """Name what is wrong with a typed number (输错), so that she can be told kindly."""

    BEGINNING = "beginning"
    LENGTH = "length"
    BIRTHDAY = "birthday"
    CHECK = "check"


def wrong(kind: str, number: str) -> Wrong | None:
    """Say what is wrong with a number of this kind, or None when it can be one."""
    if number and not re.match(BEGINNINGS[kind], number):
        return Wrong.BEGINNING
    if len(number) != LENGTHS[kind] or not _SIGNS[kind].fullmatch(number):
        return Wrong.LENGTH
    if kind == PHONE:
        return None
    if not _is_day(number[6:14]):
        return Wrong.BIRTHDAY
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return None if _CHECKS[total % 11] == number[17] else Wrong.CHECK


def _is_day(digits: str) -> bool:
    """Say whether eight digits are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def is_phone(number: str) -> bool:
    """Say whether this is a mobile number (手机号)."""
    return wrong(PHONE, number) is None


def is_card(number: str) -> bool:
    """Say whether this is the number of an identity card (身份证号), its check character included."""
    return wrong(CARD, number) is None


def mask(number: str) -> str:
    """Return what may be shown of a number: its first three and last two characters (脱敏)."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def digest(key: str, number: str) -> str:
    """Return what is kept of a number: a digest that nobody can make, or try numbers against, without the key."""
    return hmac.new(key.encode(), f"person {number}".encode(), hashlib.sha256).hexdigest()[:DIGEST_LENGTH]

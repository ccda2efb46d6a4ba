"""Tell two visitors apart where a service gives one number a person (实名取号), by a phone or an identity card.

What is typed is checked and masked here; whole numbers are never kept. Sources: mobile numbers of the Chinese
mainland have 11 digits beginning with 1; identity cards are GB 11643-1999, 17 digits and a check character.
"""

from __future__ import annotations

import re

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_phone(number: str) -> bool:
    """Say whether this is a mobile number (手机号)."""
    return _PHONE.fullmatch(number) is not None


def is_card(number: str) -> bool:
    """Say whether this is the number of an identity card (身份证号), its check character included."""
    if not _CARD.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]


def mask(number: str) -> str:
    """Return what may be shown of a number: its first three and last two characters (脱敏)."""
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"

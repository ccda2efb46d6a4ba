"""Know the keys by name (键名): the names of a keys file, and the numbers that Linux gives the same keys."""

from __future__ import annotations

from collections.abc import Mapping

#: Name → number of the key in linux/input-event-codes.h. They tell where a key is, whatever Num Lock says.
CODES: Mapping[str, int] = {
    "KP_0": 82, "KP_1": 79, "KP_2": 80, "KP_3": 81, "KP_4": 75,
    "KP_5": 76, "KP_6": 77, "KP_7": 71, "KP_8": 72, "KP_9": 73,
    "KP_ADD": 78, "KP_SUBTRACT": 74, "KP_MULTIPLY": 55, "KP_DIVIDE": 98,
    "KP_DECIMAL": 83, "KP_EQUAL": 117, "KP_ENTER": 96,
    "SPACE": 57, "ENTER": 28, "BACKSPACE": 14, "TAB": 15, "ESCAPE": 1,
    "F1": 59, "F2": 60, "F3": 61, "F4": 62, "F5": 63, "F6": 64,
    "F7": 65, "F8": 66, "F9": 67, "F10": 68, "F11": 87, "F12": 88,
    **{f"F{number}": 170 + number for number in range(13, 25)},
}  # fmt: skip
NAMES: Mapping[int, str] = {code: name for name, code in CODES.items()}
#: Left and right one of what is held together with a key.
HELD: Mapping[int, str] = {29: "ctrl", 97: "ctrl", 56: "alt", 100: "alt", 125: "win", 126: "win"}
#: Other names that people and manuals use for the same keys.
ALIASES: Mapping[str, str] = {
    "KP_PLUS": "KP_ADD", "KP_MINUS": "KP_SUBTRACT", "KP_ASTERISK": "KP_MULTIPLY", "KP_STAR": "KP_MULTIPLY",
    "KP_SLASH": "KP_DIVIDE", "KP_DOT": "KP_DECIMAL", "KP_POINT": "KP_DECIMAL", "KP_RETURN": "KP_ENTER",
    "RETURN": "ENTER", "ESC": "ESCAPE", "SPACEBAR": "SPACE",
}  # fmt: skip


def name_of(code: int) -> str:
    """Return the name of a key by its number; one without a name is CODE_ and the number."""
    return NAMES.get(code, f"CODE_{code}")


def canonical(written: str) -> str:
    """Return the one name of a key however it is written: kp-plus, KP_PLUS and CODE_78 are KP_ADD."""
    name = written.strip().upper().replace("-", "_")
    # linux/input-event-codes.h writes KEY_KPPLUS.
    name = name.removeprefix("KEY_")
    if name.startswith("KP") and not name.startswith("KP_"):
        name = f"KP_{name[2:]}"
    name = ALIASES.get(name, name)
    number = name.removeprefix("CODE_")
    return name_of(int(number)) if number != name and number.isascii() and number.isdigit() else name

"""Write `kiosk/pinyin.txt`: each syllable with the characters that may be read so, from the package pypinyin.

    pip install pypinyin==0.55.0
    python tools/pinyin/make_table.py > kiosk/pinyin.txt

The kiosk searches by any reading of a character (行 is xing, hang and heng), so that it needs no words and no
context: 30 KB of the characters of GB 2312 instead of a dictionary of phrases.
"""

from __future__ import annotations

import sys
from collections import defaultdict

from pypinyin import Style, pinyin

HEADER = """\
# Syllables and the characters that may be read so: GB 2312, without tones. Made by tools/pinyin/make_table.py from the
# readings of pypinyin 0.55.0 (MIT, see NOTICE).
"""


def main() -> None:
    """Write the table."""
    found: dict[str, list[str]] = defaultdict(list)
    for point in range(0x4E00, 0x9FA6):
        sign = chr(point)
        try:
            sign.encode("gb2312")
        except UnicodeEncodeError:
            continue
        for syllable in dict.fromkeys(pinyin(sign, style=Style.NORMAL, heteronym=True)[0]):
            if syllable.isascii() and syllable.isalpha():
                found[syllable].append(sign)
    sys.stdout.write(HEADER)
    for syllable in sorted(found):
        sys.stdout.write(f"{syllable} {''.join(found[syllable])}\n")


if __name__ == "__main__":
    main()

"""Make workbooks (Excel 文件), whatever is written in them: their sheets, heads, formats, and their first sheet.

Rows go to the file as they are made (`constant_memory`), so that a month takes no more memory than a day. Texts are
written as texts, whatever they begin with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hall.reports.columns import UNITS, Column
from hall.reports.figures import Figures
from hall.web.language import Words

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: How cells are shown; percents are shares of 1 in a spreadsheet.
FORMS = {"count": "#,##0", "people": "0.0", "minutes": "0.0", "hours": "#,##0.0", "percent": "0.0%"}
#: Widths of the first column and of those with figures, in characters.
NAME_WIDTH, FIGURE_WIDTH, TEXT_WIDTH = 34, 13, 90


@dataclass
class Book:
    """Hold a workbook on its way: its formats and the reader's words."""

    file: Workbook
    t: Words
    head: Format
    strong: Format
    wrapped: Format
    cells: dict[str, Format]

    def sheet(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> Worksheet:
        """Begin a sheet whose head stays in sight and on each printed page."""
        sheet = self.file.add_worksheet(self.t(f"workbook.{name}") if f"workbook.{name}" in self.t else name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, self.head)
        return sheet

    def definitions(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write the first sheet: what each figure means, and whatever else a reader has to know."""
        heads = self.t("workbook.term"), self.t("workbook.meaning")
        sheet = self.sheet("definitions", heads, (NAME_WIDTH, TEXT_WIDTH))
        for place, (term, meaning) in enumerate(rows, 1):
            sheet.write_string(place, 0, term, self.strong)
            sheet.write_string(place, 1, meaning, self.wrapped)

    def figures(self, sheet: Worksheet, row: int, columns: Sequence[Column], found: Figures, first: int = 1) -> None:
        """Write the figures of one row as numbers."""
        for place, column in enumerate(columns, first):
            value = column.value(found)
            if value is not None:
                number = value / UNITS[column.form] if column.form in UNITS else value
                sheet.write_number(row, place, number / 100 if column.form == "percent" else number,
                                   self.cells[column.form])


@contextmanager
def opened(part: Path, t: Words) -> Iterator[Book]:
    """Begin a workbook in a file, and close it."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(part), options) as file:
        yield _book(file, t)


def made_now(t: Words, zone: ZoneInfo) -> tuple[str, str]:
    """Say when a workbook was made, for its first sheet."""
    return t("workbook.made"), f"{datetime.now(zone):%Y-%m-%d %H:%M:%S}"


def _book(file: Workbook, t: Words) -> Book:
    head = file.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E4EEF9", "bottom": 1})
    strong = file.add_format({"bold": True})
    wrapped = file.add_format({"text_wrap": True, "valign": "top"})
    cells = {form: file.add_format({"num_format": shown}) for form, shown in FORMS.items()}
    return Book(file, t, head, strong, wrapped, cells)

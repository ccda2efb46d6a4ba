"""Every fault of a configuration is named, with its file and its key, and all of them at once.

Each story is one mistake of an administrator in a copy of the real configuration. Exactly the faults written down
must be found: a check that is missing fails its story, and one that complains too much fails it as well.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hall.directory import ConfigFaults, Fault, faults, read

CONFIG = Path(__file__).parents[2] / "config"
CENTRE = "centre.toml"
POLICY = "policy.toml"
SCREENS = "screens.toml"
KIOSKS = "kiosks.toml"
MARKET = "agencies/east/market-supervision.toml"
STATE_TAX = "agencies/east/state-tax.toml"
LOCAL_TAX = "agencies/east/local-tax.toml"
CIVIL = "agencies/west/civil-affairs.toml"
ETHNIC = "agencies/west/ethnic-religious.toml"
ARCHIVES = "agencies/west/archives.toml"

Edit = tuple[str, str, str]
Found = tuple[str, str, str]


class Copy:
    """A copy of the configuration that an administrator edits, not always with luck."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace the first `old` by `new`; without `old`, add `new` at the end of the file, or make the file."""
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        text = path.read_text("utf-8") if path.exists() else ""
        assert old in text, f"{file} has no {old!r} to edit any more"
        path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")

    def replace(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, "utf-8")


@pytest.fixture(scope="session")
def small_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut a centre of six agencies out of the real one: the whole takes a tenth of a second for each story."""
    small = Copy(tmp_path_factory.mktemp("small") / "config")
    for file in (CENTRE, POLICY, SCREENS, KIOSKS, MARKET, STATE_TAX, LOCAL_TAX, CIVIL, ETHNIC, ARCHIVES):
        (small.folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONFIG / file, small.folder / file)
    for file in (MARKET, STATE_TAX, LOCAL_TAX):
        text = (CONFIG / file).read_text("utf-8")
        small.replace(file, re.sub(r"guide\.materials = \[\n(  .*\n)+\]\n|(matters|online) = .*\n", "", text))
    small.edit(CENTRE, "windows = 58", "windows = 31")
    small.edit(CENTRE, "windows = 70", "windows = 6")
    small.edit(CIVIL, "numbers = [62, 63]", "numbers = [1, 2]")
    small.edit(CIVIL, "numbers = [64]", "numbers = [3]")
    small.edit(ETHNIC, "numbers = [69]", "numbers = [4]")
    small.edit(ARCHIVES, "numbers = [70]", "numbers = [5, 6]")
    assert faults(small.folder) == ()
    return small.folder


@pytest.fixture
def copy(small_centre: Path, tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(small_centre, tmp_path / "config")))


def assert_found(copy: Copy, expected: list[Found]) -> None:
    found = faults(copy.folder)
    assert [(fault.file, fault.key) for fault in found] == [(file, key) for file, key, _ in sorted(expected)]
    for fault, (_, _, words) in zip(found, sorted(expected), strict=True):
        assert words in fault.message


def story(name: str, edits: list[Edit], *found: Found) -> object:
    return pytest.param(edits, list(found), id=name)


TEXT = '{ zh = "新", en = "New" }'
SERVICE = (
    f'area = "west-d"\nminutes = 5\nguide.conditions = {TEXT}\n'
    f"guide.time_limit = {TEXT}\nguide.basis = {TEXT}\nname = {TEXT}\n"
)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        story(
            "an id of the centre that is no path segment",
            [(CENTRE, 'id = "civic"', 'id = "Civic Center"')],
            (CENTRE, "id", "a-z, 0-9 and hyphen"),
        ),
        story(
            "a zone that nobody knows",
            [(CENTRE, "Asia/Shanghai", "Asia/Shenzen")],
            (CENTRE, "zone", "unknown time zone"),
        ),
        story(
            "a name without English",
            [(CENTRE, ', en = "Example of 2014"', "")],
            (CENTRE, "note.en", "is missing"),
        ),
        story(
            "a name of blanks",
            [(CENTRE, 'en = "Example of 2014"', 'en = " "')],
            (CENTRE, "note.en", "1 to 300 characters"),
        ),
        story(
            "an empty name",
            [(CENTRE, 'en = "Example of 2014"', 'en = ""')],
            (CENTRE, "note.en", "1 to 300 characters"),
        ),
        story(
            "a name as long as a page",
            [(CENTRE, 'en = "Example of 2014"', f'en = "{"x" * 301}"')],
            (CENTRE, "note.en", "1 to 300 characters"),
        ),
        story(
            "an address that ends with a slash",
            [(CENTRE, 'public_url = ""', 'public_url = "https://hall.example/"')],
            (CENTRE, "public_url", "no slash at the end"),
        ),
        story(
            "holidays as text",
            [(CENTRE, "closed = []", 'closed = ["2014-10-01"]')],
            (CENTRE, "closed[1]", "date"),
        ),
        story(
            "one holiday instead of a list",
            [(CENTRE, "made_up = []", "made_up = 2014-09-28")],
            (CENTRE, "made_up", "must be a list"),
        ),
        story(
            "a key that does not exist",
            [(CENTRE, "closed = []", "holidays = []")],
            (CENTRE, "holidays", "unknown key"),
        ),
        story(
            "a span that is none",
            [(CENTRE, 'mon = ["9:00-12:00", "13:30-17:30"]', 'mon = ["9:00-12:00", "13.30-17.30"]')],
            (CENTRE, "hours.standard.mon[2]", "must be a span"),
        ),
        story(
            "spans that overlap",
            [(CENTRE, 'mon = ["9:00-12:00", "13:30-17:30"]', 'mon = ["9:00-14:00", "13:30-17:30"]')],
            (CENTRE, "hours.standard", "follow one another"),
        ),
        story(
            "a span that ends the next day",
            [(CENTRE, '"13:30-17:30"', '"13:30-25:30"')],
            (CENTRE, "hours.standard", "between 0:00 and 24:00"),
        ),
        story(
            "a timetable that is never open",
            [(CENTRE, "[hours.morning]", "[hours.never]\n[hours.morning]")],
            (CENTRE, "hours.never", "is never open"),
        ),
        story(
            "no hours of the centre",
            [(CENTRE, "[hours.standard]", "[hours.usual]")],
            (CENTRE, "hours.standard", "is missing"),
        ),
        story(
            "an id with a capital",
            [(CENTRE, "", f'[areas.Lobby]\nhall = "east"\nname = {TEXT}\n')],
            (CENTRE, "areas.Lobby", "a-z, 0-9 and hyphen"),
        ),
        story(
            "a hall without windows",
            [(CENTRE, "windows = 6", "windows = 0")],
            (CENTRE, "halls.west.windows", "greater than or equal to 1"),
        ),
        story(
            "an area in a hall that does not exist",
            [(CENTRE, "", f'[areas.north-a]\nhall = "north"\nname = {TEXT}\n')],
            (CENTRE, "areas.north-a.hall", "no hall 'north'"),
        ),
        story(
            "a service time of text",
            [(MARKET, "minutes = 15", 'minutes = "15"')],
            (MARKET, "services.company-setup.minutes", "valid integer"),
        ),
        story(
            "a service that takes no time",
            [(MARKET, "minutes = 15", "minutes = 0")],
            (MARKET, "services.company-setup.minutes", "greater than or equal to 1"),
        ),
        story(
            "a negative scatter of service times",
            [(MARKET, "cv = 0.4", "cv = -0.4")],
            (MARKET, "services.licence-collection.cv", "greater than or equal to 0"),
        ),
        story(
            "a quota of nothing",
            [(MARKET, "quota = 60", "quota = 0")],
            (MARKET, "services.food-licence.quota", "greater than or equal to 1"),
        ),
        story(
            "an unknown mode",
            [(MARKET, 'mode = "direct"', 'mode = "straight"')],
            (MARKET, "services.metrology.mode", "'queue' or 'direct'"),
        ),
        story(
            "an unknown way to identify",
            [(MARKET, 'identify = "id"', 'identify = "face"')],
            (MARKET, "services.company-archive.identify", "'none', 'phone' or 'id'"),
        ),
        story(
            "a series with the letter O",
            [(MARKET, 'series = "A"', 'series = "AO"')],
            (MARKET, "services.company-setup.series", "without I and O"),
        ),
        story(
            "a queue service without a series",
            [(MARKET, 'series = "A"\n', "")],
            (MARKET, "services.company-setup", "needs a series"),
        ),
        *(
            story(
                f"a direct service with {key}",
                [(ARCHIVES, "minutes = 10", f"minutes = 10\n{key}")],
                (ARCHIVES, "services.archive-reading", "gives no numbers"),
            )
            for key in ('series = "PQ"', "bookable = true", "quota = 9", 'identify = "id"')
        ),
        story(
            "a guide without its law",
            [(ARCHIVES, "guide.basis", "#")],
            (ARCHIVES, "services.archive-reading.guide.basis", "is missing"),
        ),
        story(
            "a material in one language",
            [(ARCHIVES, ', en = "Identity card, original and copy"', "")],
            (ARCHIVES, "services.archive-reading.guide.materials[1].en", "is missing"),
        ),
        story(
            "an agency without a name",
            [(ARCHIVES, "name =", "# name =")],
            (ARCHIVES, "name", "is missing"),
        ),
        story(
            "a group of windows without windows",
            [(ARCHIVES, "numbers = [5, 6]", "numbers = []")],
            (ARCHIVES, "windows[1].numbers", "at least 1 item"),
        ),
        story(
            "a group of windows that serves nothing",
            [(ARCHIVES, 'serves = ["archive-reading"]', "serves = []")],
            (ARCHIVES, "windows[1].serves", "at least 1 item"),
        ),
        story(
            "a window with the number 0",
            [(ARCHIVES, "numbers = [5, 6]", "numbers = [5, 6, 0]")],
            (ARCHIVES, "windows[1].numbers[3]", "greater than or equal to 1"),
        ),
        story(
            "a handicap of nothing, which would be a service of its own",
            [(STATE_TAX, 'helps = ["local-return", "tax-proof"]', "helps = { tax-proof = 0 }")],
            (STATE_TAX, "windows[3].helps.tax-proof", "greater than or equal to 1"),
        ),
        story(
            "help for a service without a name",
            [(STATE_TAX, 'helps = ["local-return", "tax-proof"]', "helps = [3]")],
            (STATE_TAX, "windows[3].helps", "valid dictionary"),
        ),
        story(
            "windows in one table instead of groups",
            [(ARCHIVES, "[[windows]]", "[windows]")],
            (ARCHIVES, "windows", "[[windows]]"),
        ),
        story(
            "a kiosk without a place",
            [(KIOSKS, "", '[kiosks.new]\narea = "east-a"\n')],
            (KIOSKS, "kiosks.new.place", "is missing"),
        ),
        story(
            "a table of kiosks that does not exist",
            [(KIOSKS, "", "[printers]\n")],
            (KIOSKS, "printers", "unknown key"),
        ),
        story(
            "a board without width",
            [(SCREENS, "width = 1920", "width = 0")],
            (SCREENS, "boards.east-a-1.width", "greater than or equal to 64"),
        ),
        story(
            "an unknown kind of screens",
            [(SCREENS, "", "[lamps]\n")],
            (SCREENS, "lamps", "unknown key"),
        ),
        story(
            "a setting below its bounds",
            [(POLICY, "grace_minutes = 15", "grace_minutes = -15")],
            (POLICY, "discipline.grace_minutes", "greater than or equal to 0"),
        ),
        story(
            "a share in percent",
            [(POLICY, "booked_share_max = 0.45", "booked_share_max = 45.0")],
            (POLICY, "bookings.booked_share_max", "less than or equal to 1"),
        ),
        story(
            "repeats that do not rise",
            [(POLICY, "recall_after_seconds = [20, 40]", "recall_after_seconds = [40, 20]")],
            (POLICY, "acts.recall_after_seconds", "must rise"),
        ),
        story(
            "less time for priority visitors than for others",
            [(POLICY, "no_show_after_priority_seconds = 120", "no_show_after_priority_seconds = 30")],
            (POLICY, "acts", "must not be below"),
        ),
        story(
            "a day's end that is no time",
            [(POLICY, 'day_end_at = "22:00"', 'day_end_at = "24:00"')],
            (POLICY, "day.day_end_at", "time of the day"),
        ),
        story(
            "a setting that does not exist",
            [(POLICY, "undo_seconds", "undo_second")],
            (POLICY, "acts.undo_second", "unknown key"),
        ),
    ],
)
def test_one_mistake_in_an_entry(copy: Copy, edits: list[Edit], expected: list[Found]) -> None:
    for edit in edits:
        copy.edit(*edit)
    assert_found(copy, expected)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        story(
            "windows near an area that does not exist",
            [(ARCHIVES, 'area = "west-d"', 'area = "west-x"')],
            (ARCHIVES, "windows[1].area", "no area 'west-x'"),
        ),
        story(
            "a service whose visitors wait in another hall",
            [(ARCHIVES, 'area = "west-d"\nmode', 'area = "east-d"\nmode')],
            (ARCHIVES, "services.archive-reading.area", "not in the west hall"),
        ),
        story(
            "a timetable that does not exist",
            [(MARKET, 'hours = "through-lunch"', 'hours = "night"')],
            (MARKET, "services.company-setup.hours", "no timetable 'night'"),
        ),
        story(
            "an agency in a folder that is no hall",
            [("agencies/north/post.toml", "", f"name = {TEXT}\nshort = {TEXT}\n[services]\n")],
            ("agencies/north/post.toml", "", "no hall: 'north'"),
            ("agencies/north/post.toml", "services", "has no service"),
        ),
        story(
            "an agency that stands in two halls",
            [
                (
                    "agencies/west/state-tax.toml",
                    "",
                    f"name = {TEXT}\nshort = {TEXT}\n[services.mail]\n" + SERVICE + 'mode = "direct"\n',
                )
            ],
            ("agencies/west/state-tax.toml", "", "already in agencies/east/state-tax.toml"),
            ("agencies/west/state-tax.toml", "services.mail", "no window serves it"),
        ),
        story(
            "a file whose name is no id",
            [("agencies/west/Post Office.toml", "", f"name = {TEXT}\nshort = {TEXT}\n")],
            ("agencies/west/Post Office.toml", "", "an id is 2 to 40"),
            ("agencies/west/Post Office.toml", "services", "has no service"),
        ),
        story(
            "a service that two agencies offer",
            [
                (ARCHIVES, "", '\n[services.adoption]\nmode = "direct"\n' + SERVICE),
                (ARCHIVES, 'serves = ["archive-reading"]', 'serves = ["archive-reading", "adoption"]'),
            ],
            (CIVIL, "services.adoption", "already in agencies/west/archives.toml"),
        ),
        story(
            "a series that another service has",
            [(LOCAL_TAX, 'series = "FA"', 'series = "KA"')],
            (STATE_TAX, "services.tax-registration.series", "already the series of 'deed-tax'"),
        ),
        story(
            "two letters of one area that sound alike",
            [(LOCAL_TAX, 'series = "FA"', 'series = "FP"')],
            (STATE_TAX, "services.vat-return.series", "T sounds like P of 'deed-tax'"),
        ),
        story(
            "M and N in one area",
            [(LOCAL_TAX, 'series = "FA"', 'series = "FM"'), (STATE_TAX, 'series = "KA"', 'series = "NK"')],
            (STATE_TAX, "services.tax-registration.series", "N sounds like M of 'deed-tax'"),
        ),
        story(
            "two letters of one series that sound alike",
            [(STATE_TAX, 'series = "T"', 'series = "TV"')],
            (STATE_TAX, "services.vat-return.series", "sounds like"),
        ),
        story(
            "a window that two groups have",
            [(STATE_TAX, "[22, 23]", "[21, 22, 23]")],
            (STATE_TAX, "windows[3].numbers", "east/21 is already in agencies/east/state-tax.toml windows[2]"),
        ),
        story(
            "a window beyond the hall's last one",
            [(ARCHIVES, "[5, 6]", "[5, 6, 7]")],
            (ARCHIVES, "windows[1].numbers", "has no window 7"),
        ),
        story(
            "windows that nobody has",
            [(CENTRE, "windows = 6", "windows = 8")],
            (CENTRE, "halls.west.windows", "belong to no agency: 7, 8"),
        ),
        story(
            "a service that does not exist at a window",
            [(STATE_TAX, '"export-refund"]', '"export-refund", "stamps"]')],
            (STATE_TAX, "windows[2].serves", "no service 'stamps'"),
        ),
        story(
            "a service of another agency at a window",
            [(STATE_TAX, '"export-refund"]', '"export-refund", "deed-tax"]')],
            (STATE_TAX, "windows[2].serves", "another agency"),
        ),
        story(
            "help with a service that does not exist",
            [(STATE_TAX, '"local-return"', '"stamps"')],
            (STATE_TAX, "windows[3].helps.stamps", "no service 'stamps'"),
        ),
        story(
            "help in the other hall",
            [(STATE_TAX, '"local-return"', '"elder-card"')],
            (STATE_TAX, "windows[3].helps.elder-card", "wait in another hall"),
        ),
        story(
            "help with a service that has no queue",
            [(STATE_TAX, '"local-return"', '"metrology"')],
            (STATE_TAX, "windows[3].helps.metrology", "no queue"),
        ),
        story(
            "help with a window's own service",
            [(STATE_TAX, '"local-return"', '"vehicle-tax"')],
            (STATE_TAX, "windows[3].helps.vehicle-tax", "anyhow"),
        ),
        story(
            "a service without a window",
            [(STATE_TAX, '"vehicle-tax", "tax-device"', '"tax-device"')],
            (STATE_TAX, "services.vehicle-tax", "no window serves it"),
        ),
        story(
            "a kiosk in an area that does not exist",
            [(KIOSKS, 'area = "east-b"', 'area = "east-z"')],
            (KIOSKS, "kiosks.east-taxes.area", "no area 'east-z'"),
        ),
        story(
            "a board in an area that does not exist",
            [(SCREENS, 'area = "east-a"', 'area = "east-z"')],
            (SCREENS, "boards.east-a-1.area", "no area 'east-z'"),
        ),
        story(
            "a board with the id of a window sign",
            [(SCREENS, "[boards.east-a-1]", "[boards.sign-east-1]")],
            (SCREENS, "boards.sign-east-1", "is that of a window"),
        ),
        story(
            "signs in a hall that does not exist",
            [(SCREENS, "[signs.west]", "[signs.north]")],
            (SCREENS, "signs.north", "no hall 'north'"),
        ),
        story(
            "a day that ends before the hall closes",
            [(POLICY, 'day_end_at = "22:00"', 'day_end_at = "17:00"')],
            *(
                (POLICY, "day.day_end_at", f"before centre.toml hours.{name} closes")
                for name in ("standard", "through-lunch", "tue-thu")
            ),
        ),
    ],
)
def test_one_mistake_between_entries(copy: Copy, edits: list[Edit], expected: list[Found]) -> None:
    for edit in edits:
        copy.edit(*edit)
    assert_found(copy, expected)


#: A number of an entry, as it stands in the small centre, and one below and one above what can be meant.
BOUNDS = [
    (CENTRE, "halls.east.windows", "windows = 31", "0", "1000"),
    (MARKET, "services.company-setup.minutes", "minutes = 15", "0", "241"),
    (MARKET, "services.licence-collection.cv", "cv = 0.4", "-0.1", "3.1"),
    (MARKET, "services.food-licence.quota", "quota = 60", "0", "10000"),
    (SCREENS, "boards.east-a-1.width", "width = 1920", "63", "16385"),
    (SCREENS, "boards.east-a-1.height", "height = 1080", "15", "16385"),
    (SCREENS, "boards.east-a-1.diagonal_inches", "diagonal_inches = 65", "0", "501"),
    (SCREENS, "boards.east-a-1.farthest_seat_metres", "farthest_seat_metres = 12", "0", "201"),
]


@pytest.mark.parametrize("side", [3, 4], ids=["too small", "too large"])
def test_numbers_that_cannot_be_meant(copy: Copy, side: int) -> None:
    for bound in BOUNDS:
        copy.edit(bound[0], bound[2], f"{bound[2].split()[0]} = {bound[side]}")
    copy.edit(STATE_TAX, 'helps = ["local-return", "tax-proof"]', f"helps = {{ tax-proof = {(0, 241)[side - 3]} }}")
    keys = {(file, key) for file, key, *_ in BOUNDS} | {(STATE_TAX, "windows[3].helps.tax-proof")}
    assert {(fault.file, fault.key) for fault in faults(copy.folder)} == keys


def test_an_address_may_have_a_path(copy: Copy) -> None:
    copy.edit(CENTRE, 'public_url = ""', 'public_url = "https://hall.example:8443/queue"')
    assert read(copy.folder).public_url == "https://hall.example:8443/queue"


def test_many_mistakes_in_many_files_are_listed_at_once(copy: Copy) -> None:
    copy.edit(CENTRE, "closed = []", "closed = []\nholidays = []")
    copy.edit(MARKET, "minutes = 15", 'minutes = "15"')
    copy.edit(MARKET, "cv = 0.4", "cv = 40")
    copy.edit(LOCAL_TAX, 'series = "FA"', 'series = "KA"')
    copy.edit(ARCHIVES, "[5, 6]", "[4, 5]")
    copy.edit(KIOSKS, 'area = "east-b"', 'area = "north"')
    copy.replace(POLICY, "[discipline\n")
    assert_found(
        copy,
        [
            (CENTRE, "holidays", "unknown key"),
            (CENTRE, "halls.west.windows", "belong to no agency: 6"),
            (MARKET, "services.company-setup.minutes", "valid integer"),
            (MARKET, "services.licence-collection.cv", "less than or equal to 3"),
            (STATE_TAX, "services.tax-registration.series", "already the series"),
            (ETHNIC, "windows[1].numbers", "west/4 is already in"),
            (KIOSKS, "kiosks.east-taxes.area", "no area 'north'"),
            (POLICY, "", "line 1"),
        ],
    )


def test_reading_raises_what_checking_lists(copy: Copy) -> None:
    copy.edit(MARKET, "minutes = 15", "minutes = 0")
    copy.edit(POLICY, "undo_seconds = 8", "undo_seconds = -8")
    with pytest.raises(ConfigFaults) as caught:
        read(copy.folder)
    assert caught.value.faults == faults(copy.folder)
    assert len(caught.value.faults) == 2
    assert str(caught.value).splitlines()[0].startswith(f"{MARKET}: services.company-setup.minutes: ")


def test_a_file_that_is_no_toml_is_named_with_the_line(copy: Copy) -> None:
    copy.edit(KIOSKS, "[kiosks.east-taxes]", "[kiosks.east-taxes")
    (fault,) = faults(copy.folder)
    assert (fault.file, fault.key) == (KIOSKS, "")
    assert "line" in fault.message


def test_a_file_that_is_no_text_is_named(copy: Copy) -> None:
    (copy.folder / KIOSKS).write_bytes('place = "东厅"'.encode("gb18030"))
    assert_found(copy, [(KIOSKS, "", "is not UTF-8")])


def test_a_folder_in_the_place_of_a_file_is_named(copy: Copy) -> None:
    (copy.folder / KIOSKS).unlink()
    (copy.folder / KIOSKS).mkdir()
    assert_found(copy, [(KIOSKS, "", "cannot be read")])


def test_a_broken_agency_is_one_fault_and_not_forty(copy: Copy) -> None:
    copy.replace(LOCAL_TAX, "[[windows\n")
    assert_found(copy, [(LOCAL_TAX, "", "is not TOML")])


def test_a_broken_centre_file_is_one_fault_and_not_a_thousand(copy: Copy) -> None:
    copy.replace(CENTRE, "id = civic\n")
    assert_found(copy, [(CENTRE, "", "is not TOML")])


def test_a_broken_entry_is_not_unknown_to_those_who_name_it(copy: Copy) -> None:
    copy.edit(CENTRE, 'name = { zh = "东厅乙区", en = "East Hall, area B" }', "")
    copy.edit(LOCAL_TAX, 'series = "S"\nminutes = 4', 'series = "S"\nminutes = 0')
    assert_found(
        copy,
        [
            (CENTRE, "areas.east-b.name", "is missing"),
            (LOCAL_TAX, "services.tax-proof.minutes", "greater than or equal to 1"),
        ],
    )


@pytest.mark.parametrize("file", [KIOSKS, SCREENS])
def test_a_table_that_is_no_table_is_named(copy: Copy, file: str) -> None:
    name = file.removesuffix(".toml").replace("screens", "boards")
    copy.replace(file, f"{name} = 3\n")
    assert_found(copy, [(file, name, "must be a table")])


@pytest.mark.parametrize("file", [CENTRE, POLICY, KIOSKS, SCREENS])
def test_a_missing_file_is_named(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    assert_found(copy, [(file, "", "the file is missing")])


def test_an_empty_folder_lacks_everything(tmp_path: Path) -> None:
    found = faults(tmp_path)
    assert [fault.file for fault in found] == ["agencies", CENTRE, KIOSKS, POLICY, SCREENS]
    with pytest.raises(ConfigFaults):
        read(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaults, match="no such configuration folder"):
        read(tmp_path / "confg")


def test_a_centre_without_days_off_and_helpers_is_sound(copy: Copy) -> None:
    copy.edit(STATE_TAX, 'helps = ["local-return", "tax-proof"]\n', "")
    copy.edit(CENTRE, "closed = []\n", "")
    assert_found(copy, [])


def test_days_off_and_their_exchange_reach_every_service(copy: Copy) -> None:
    copy.edit(CENTRE, "closed = []", "closed = [2014-10-01]")
    copy.edit(CENTRE, "made_up = []", "made_up = [2014-09-28]")
    for service in read(copy.folder).services.values():
        assert service.hours.closed == {"2014-10-01"}
        assert service.hours.made_up == {"2014-09-28"}


def test_a_handicap_follows_the_policy(copy: Copy) -> None:
    copy.edit(POLICY, "handicap_minutes = 5", "handicap_minutes = 7")
    assert read(copy.folder).windows["east/22"].serves["local-return"] == 7


def test_a_fault_reads_like_a_sentence() -> None:
    assert str(Fault("kiosks.toml", "kiosks.a.area", "there is no area 'x'")) == (
        "kiosks.toml: kiosks.a.area: there is no area 'x'"
    )
    assert str(Fault("kiosks.toml", "", "the file is missing")) == "kiosks.toml: the file is missing"

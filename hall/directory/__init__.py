"""Know the centre (行政服务大厅): its halls, agencies, services, windows, screens and settings.

`config/` is data that a hall's administrator edits; `read` turns it into one frozen `Centre`, or names every
fault in it with file and key. Nothing here talks to Redis or looks at a clock.
"""

from hall.directory.centre import (
    Agency,
    Area,
    Bulletin,
    Centre,
    Guide,
    Hall,
    Identify,
    Kiosk,
    Layout,
    Mode,
    Screen,
    ScreenKind,
    Service,
    Speech,
    Text,
    Window,
)
from hall.directory.changing import Change, Effect, Needed, plan, without_withdrawn
from hall.directory.faults import ConfigFaults, Fault
from hall.directory.policy import Acts, Bookings, Day, DisciplineSettings, Policy
from hall.directory.reading import centre_id, faults, read, read_policy

__all__ = [
    "Acts",
    "Agency",
    "Area",
    "Bookings",
    "Bulletin",
    "Centre",
    "Change",
    "ConfigFaults",
    "Day",
    "DisciplineSettings",
    "Effect",
    "Fault",
    "Guide",
    "Hall",
    "Identify",
    "Kiosk",
    "Layout",
    "Mode",
    "Needed",
    "Policy",
    "Screen",
    "ScreenKind",
    "Service",
    "Speech",
    "Text",
    "Window",
    "centre_id",
    "faults",
    "plan",
    "read",
    "read_policy",
    "without_withdrawn",
]

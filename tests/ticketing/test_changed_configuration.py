"""A manager changes the configuration in mid-day: no restart, nobody loses her place, the effect is seen first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from hall.app import Program
from hall.rules.refusals import ConfigMovedOn
from hall.store.tickets import Request
from hall.ticketing import reconfiguring
from tests.api import CONFIG, Api, Programs, refused, said
from tests.invariants import check_store

pytestmark = pytest.mark.slow

TAXES = "agencies/east/taxes.toml"


class Folder:
    """Edit a configuration as an administrator does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(CONFIG, path)

    def edit(self, file: str, *changes: tuple[str, str]) -> None:
        """Replace a text once for each change."""
        text = (self.path / file).read_text("utf-8")
        for before, after in changes:
            assert text.count(before) >= 1, before
            text = text.replace(before, after)
        (self.path / file).write_text(text, "utf-8")

    def without(self, file: str, beginning: str, end: str = "") -> None:
        """Take a part of a file away, up to where the next one begins."""
        text = (self.path / file).read_text("utf-8")
        first = text.index(beginning)
        last = text.index(end, first + 1) if end else len(text)
        (self.path / file).write_text(text[:first] + text[last:], "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "config")


@pytest.fixture
def hall(redis: Redis, programs: Programs, folder: Folder) -> Iterator[Api]:
    """Run a hall by a folder of its own, open at any hour."""
    found = Api(programs.build(folder.path, always_open=True))
    yield found
    check_store(redis, found.handles.keys)


def effect(hall: Api) -> Any:
    """Look at what the folder would do."""
    return said(hall.get("/centre/configuration", role="manager"))


def kinds(hall: Api) -> list[str]:
    return [one["kind"] for one in effect(hall)["effects"]]


def reload(hall: Api) -> Any:
    """Put what the folder says into force."""
    return said(hall.post("/centre/configuration", {"folder": effect(hall)["folder"]}, role="manager"))


def rename_deeds(folder: Folder) -> None:
    """Replace the service "deeds" by "stamps", which takes over who waits."""
    folder.edit(TAXES, ("[services.deeds]", "[services.stamps]"), ('"deeds"', '"stamps"'),
                ('series = "B"', 'series = "B"\nsucceeds = ["deeds"]'))


def remove_deeds(folder: Folder) -> None:
    folder.without(TAXES, "[services.deeds]", "[services.papers]")
    folder.edit(TAXES, ('"deeds", ', ""))


def test_an_untouched_folder_says_what_is_in_force(hall: Api) -> None:
    told = effect(hall)
    assert (told["effects"], told["faults"], told["stranded"]) == ([], [], {})
    assert told["version"]


def test_a_faulty_folder_names_file_and_key_and_changes_nothing(hall: Api, folder: Folder) -> None:
    folder.edit(TAXES, ("minutes = 8", 'minutes = "eight"'))
    assert [(one["file"], one["key"]) for one in effect(hall)["faults"]] == [(TAXES, "services.tax.minutes")]
    body = refused(hall.post("/centre/configuration", role="manager"), 422, "CONFIG_FAULTY")
    assert body["faults"][0]["key"] == "services.tax.minutes"
    assert hall.takes("tax")["number"] == "A001"


def test_what_changed_since_it_was_looked_at_is_looked_at_again(hall: Api, folder: Folder) -> None:
    seen = effect(hall)["folder"]
    folder.edit(TAXES, ("minutes = 8", "minutes = 9"))
    refused(hall.post("/centre/configuration", {"folder": seen}, role="manager"), 409, "CONFIG_EFFECT_CHANGED")


def test_nobody_but_a_manager_changes_the_configuration(hall: Api) -> None:
    for role in ("kiosk", "guide", "clerk", "screen"):
        refused(hall.post("/centre/configuration", role=role), 403, "NOT_ALLOWED")


def test_the_same_press_changes_it_once(hall: Api, folder: Folder) -> None:
    folder.edit(TAXES, ("minutes = 8", "minutes = 9"))
    first = said(hall.post("/centre/configuration", role="manager", key="reload-key-1"))
    assert said(hall.post("/centre/configuration", role="manager", key="reload-key-1")) == first
    assert [one["type"] for one in hall.events()] == ["config_changed"]
    assert hall.events()[0]["actor"] == "manager:manager-1"


def test_a_service_gets_a_new_name_while_people_wait(hall: Api, folder: Folder) -> None:
    hall.takes("tax")
    folder.edit(TAXES, ("纳税申报", "纳税服务"), ("Tax return", "Tax service"))
    assert effect(hall)["effects"] == [
        {"kind": "service_changed", "id": "tax", "service": {"zh": "纳税服务", "en": "Tax service"},
         "people": 1, "booked": 0, "fields": ["name"]},
    ]
    reload(hall)
    assert said(hall.get("/services/tax"))["name"]["en"] == "Tax service"
    assert hall.opens() and hall.calls()


def test_people_who_wait_stand_where_they_stood_in_the_queue_of_the_successor(hall: Api, folder: Folder) -> None:
    first, second = hall.takes("deeds"), hall.takes("deeds")
    hall.opens("east/3")
    rename_deeds(folder)
    first_effect = effect(hall)["effects"][0]
    assert (first_effect["kind"], first_effect["id"], first_effect["people"]) == ("service_succeeded", "deeds", 2)
    assert reload(hall)["moved"] == 2
    third = hall.takes("stamps")
    assert (third["number"], third["ahead"]) == ("B003", 2)
    for one in (first, second, third):
        assert hall.calls("east/3") == one["id"]
        told = said(hall.act("east/3", "finish"))["ticket"]
        assert (told["number"], told["service"]) == (one["number"], "stamps")


def test_a_kiosk_that_still_shows_the_old_service_gives_numbers_of_its_successor(hall: Api, folder: Folder) -> None:
    rename_deeds(folder)
    reload(hall)
    assert hall.takes("deeds")["service"] == "stamps"


def test_a_service_is_split_and_those_who_wait_go_to_the_part_that_succeeds_it(hall: Api, folder: Folder) -> None:
    waiting = hall.takes("deeds")
    rename_deeds(folder)
    text = (folder.path / TAXES).read_text("utf-8")
    part = text[text.index("[services.stamps]") : text.index("[services.papers]")]
    part = part.replace("stamps", "seals").replace('series = "B"\nsucceeds = ["deeds"]', 'series = "Y"')
    folder.edit(TAXES, ("[services.papers]", part + "[services.papers]"), ('"stamps"', '"stamps", "seals"'))
    assert [kind for kind in kinds(hall) if kind.startswith("service")] == ["service_succeeded", "service_added"]
    reload(hall)
    new = hall.takes("seals")
    hall.opens("east/4")
    assert hall.calls("east/4") == waiting["id"]
    said(hall.act("east/4", "finish"))
    assert hall.calls("east/4") == new["id"]


def test_a_visitor_at_a_window_and_one_on_a_chain_follow_their_service(hall: Api, folder: Folder) -> None:
    hall.opens("east/3")
    at_window = hall.takes("deeds")
    assert hall.calls("east/3") == at_window["id"]
    on_a_chain = hall.takes("tax", role="guide", then=["deeds"])
    rename_deeds(folder)
    reload(hall)
    said(hall.act("east/3", "finish"))
    assert hall.calls("east/3") == on_a_chain["id"]
    said(hall.act("east/3", "finish"))
    assert said(hall.get(f"/tickets/{on_a_chain['id']}"))["service"] == "stamps"


def test_who_missed_her_call_before_the_change_comes_back_to_the_successor(hall: Api, folder: Folder) -> None:
    hall.opens("east/3")
    she = hall.takes("deeds")["id"]
    hall.calls("east/3")
    said(hall.act("east/3", "no-show", {"early": True}))
    rename_deeds(folder)
    reload(hall)
    assert said(hall.post(f"/tickets/{she}/rejoin", role="guide"))["service"] == "stamps"
    assert hall.calls("east/3") == she


def test_an_appointment_is_kept_by_the_successor(hall: Api, folder: Folder) -> None:
    slots = [one["slot_at"] for one in said(hall.get("/slots?service=deeds"))["slots"]]
    slot = next(one for one in slots if one > hall.clock.now)
    code = said(hall.post("/appointments", {"service": "deeds", "slot_at": slot}), 201)["code"]
    rename_deeds(folder)
    assert effect(hall)["effects"][0]["booked"] == 1
    reload(hall)
    told = said(hall.post("/tickets", {"appointment": code}, role="kiosk"), 201)
    assert (told["service"], told["standing"]) == ("stamps", "appointment")
    later = slots[-1]
    other = said(hall.post("/appointments", {"service": "stamps", "slot_at": later}), 201)["code"]
    said(hall.post(f"/appointments/{other}/cancel"))


def test_a_service_without_successor_is_served_to_its_end_and_lets_nobody_new_in(hall: Api, folder: Folder) -> None:
    hall.opens("east/3")
    waiting = hall.takes("deeds")["id"]
    remove_deeds(folder)
    assert [(one["kind"], one["people"]) for one in effect(hall)["effects"] if one["kind"].startswith("service")] == [
        ("service_withdrawn", 1)
    ]
    reload(hall)
    refused(hall.post("/tickets", {"service": "deeds"}, role="kiosk"), 409, "SERVICE_CLOSED")
    assert "deeds" not in [one["id"] for one in said(hall.get("/services"))["services"]]
    assert hall.calls("east/3") == waiting
    said(hall.act("east/3", "finish"))
    assert not tidied(hall), "who missed a call may still come back"
    hall.at("10:10")
    assert tidied(hall)
    refused(hall.post("/tickets", {"service": "deeds"}, role="kiosk"), 404, "SERVICE_UNKNOWN")
    assert hall.handles.reading.window("east/3").reach == {"tax": 0}


def tidied(hall: Api) -> bool:
    return reconfiguring.tidy(hall.program.app.extensions["hall.opened"], hall.handles.tickets)


def test_nobody_is_sent_on_to_a_service_that_was_withdrawn(hall: Api, folder: Folder) -> None:
    hall.takes("deeds")
    remove_deeds(folder)
    reload(hall)
    hall.opens("east/1")
    hall.takes("tax")
    hall.calls("east/1")
    refused(hall.act("east/1", "transfer", {"service": "deeds"}), 409, "SERVICE_CLOSED")


def test_a_window_that_is_taken_away_finishes_with_its_visitor(hall: Api, folder: Folder) -> None:
    hall.opens("west/2")
    at_window = hall.takes("cars")["id"]
    assert hall.calls("west/2") == at_window
    waiting = hall.takes("cars")["id"]
    folder.edit("agencies/west/traffic.toml", ("numbers = [1, 2]", "numbers = [1]"))
    folder.edit("centre.toml", ("windows = 2", "windows = 1"))
    assert "window_withdrawn" in kinds(hall)
    reload(hall)
    said(hall.act("west/2", "start"))
    refused(hall.act("west/2", "finish-and-call-next"), 409, "WINDOW_NOT_OPEN")
    refused(hall.act("west/2", "open"), 409, "WINDOW_WITHDRAWN")
    assert said(hall.get("/windows/west/2", role="clerk"))["primary"] == "finish"
    said(hall.act("west/2", "finish"))
    assert said(hall.get("/windows/west/2", role="clerk"))["primary"] is None, "it does not open again"
    hall.opens("west/1")
    assert hall.calls("west/1") == waiting
    assert tidied(hall)
    refused(hall.get("/windows/west/2", role="clerk"), 404, "WINDOW_UNKNOWN")


def test_who_waits_for_one_window_alone_waits_for_the_service_when_it_is_taken_away(hall: Api, folder: Folder) -> None:
    for window in ("west/1", "west/2"):
        hall.opens(window)
    she = hall.takes("cars")["id"]
    hall.calls("west/1")
    said(hall.act("west/1", "transfer", {"window": "west/2"}))
    folder.edit("agencies/west/traffic.toml", ("numbers = [1, 2]", "numbers = [1]"))
    folder.edit("centre.toml", ("windows = 2", "windows = 1"))
    reload(hall)
    assert hall.calls("west/1") == she


def test_open_windows_call_at_once_what_they_have_been_given(hall: Api, folder: Folder) -> None:
    hall.opens("east/1")
    hall.takes("deeds")
    assert hall.calls("east/1") is None
    folder.edit(TAXES, ('serves = ["tax"]', 'serves = ["tax", "deeds"]'))
    reload(hall)
    assert [one["services"] for one in hall.events() if one["type"] == "window_services"] == ["deeds,tax"]
    assert hall.calls("east/1")


def test_a_change_that_would_leave_people_without_a_window_is_refused(hall: Api, folder: Folder) -> None:
    waiting = hall.takes("cars")["id"]
    folder.edit("agencies/west/traffic.toml", ('"cars", "licences"', '"licences"'))
    folder.without("agencies/west/traffic.toml", "[services.cars]", "[services.licences]")
    (folder.path / "agencies/west/traffic.toml").rename(folder.path / "agencies/west/police.toml")
    assert effect(hall)["stranded"] == {"cars": 1}
    body = refused(hall.post("/centre/configuration", role="manager"), 409, "CONFIG_STRANDS")
    assert body["services"] == {"cars": 1}
    hall.opens("west/1")
    assert hall.calls("west/1") == waiting


def test_who_waits_in_an_area_that_is_no_more_is_shown_where_her_service_is_now(hall: Api, folder: Folder) -> None:
    she = hall.takes("pension")["id"]
    folder.edit("agencies/east/social.toml", ("east-b", "east-a"))
    folder.without("centre.toml", "[areas.east-b]", "[areas.west-a]")
    folder.edit("agencies/east/social.toml", ('series = "K"', 'series = "Y"'))
    for file in ("screens.toml", "kiosks.toml"):
        folder.edit(file, ("east-b", "east-a")) if "east-b" in (folder.path / file).read_text("utf-8") else None
    reload(hall)
    hall.opens("east/6")
    assert hall.calls("east/6") == she
    rows = said(hall.get("/areas/east-a/board", role="screen"))["rows"]
    assert [row["number"] for row in rows] == ["K001"]


def test_new_rules_hold_from_the_next_call_on(hall: Api, folder: Folder) -> None:
    hall.at("9:30")
    slot = said(hall.get("/slots?service=tax"))["slots"][0]["slot_at"]
    code = said(hall.post("/appointments", {"service": "tax", "slot_at": slot}), 201)["code"]
    walk_in = hall.takes("tax")["id"]
    booked = said(hall.post("/tickets", {"appointment": code}, role="kiosk"), 201)["id"]
    (folder.path / "policy.toml").write_text("[discipline]\nappointment_head_start_minutes = 0\n", "utf-8")
    reload(hall)
    hall.at("9:45")
    hall.opens()
    assert [hall.calls(), said(hall.act("east/1", "finish")) and hall.calls()] == [walk_in, booked]


def test_the_centre_s_own_name_and_zone_stay_while_it_runs(hall: Api, folder: Folder) -> None:
    folder.edit("centre.toml", ("Asia/Shanghai", "Asia/Urumqi"))
    assert [one["key"] for one in effect(hall)["faults"]] == ["zone"]


def test_another_web_process_decides_by_the_new_configuration_at_once(
    hall: Api, folder: Folder, programs: Programs
) -> None:
    other = Api(programs.build(folder.path, always_open=True))
    other.takes("deeds")
    rename_deeds(folder)
    reload(hall)
    assert other.takes("deeds")["service"] == "stamps", "the old one would have put her where no window calls"
    other.opens("east/3")
    assert other.calls("east/3") and said(other.act("east/3", "finish")) and other.calls("east/3")


def test_a_process_that_begins_in_the_middle_of_an_edit_works_by_what_is_in_force(
    hall: Api, folder: Folder, programs: Programs
) -> None:
    hall.takes("tax")
    folder.edit(TAXES, ("minutes = 8", "minutes = "))
    late: Program = programs.build(folder.path, always_open=True)
    assert late.handles.centre.services["tax"].minutes == 8


def test_of_two_changes_that_were_planned_on_the_same_one_only_the_first_is_done(hall: Api, folder: Folder) -> None:
    opened, tickets = hall.program.app.extensions["hall.opened"], hall.handles.tickets
    remove_deeds(folder)
    late = reconfiguring.propose(opened)
    shutil.rmtree(folder.path)
    shutil.copytree(CONFIG, folder.path)
    rename_deeds(folder)
    reload(hall)
    she = hall.takes("stamps")["id"]
    assert late.change
    with pytest.raises(ConfigMovedOn):
        reconfiguring._change(opened, tickets, Request("late", "", "manager:b"), late.change, late.planned_on)
    hall.opens("east/3")
    assert hall.calls("east/3") == she


def test_what_was_decided_by_a_configuration_of_before_is_not_done(hall: Api, folder: Folder) -> None:
    """The process knows the new one already, and this press waited for the store in between."""
    before = hall.handles.in_force.version
    rename_deeds(folder)
    reload(hall)
    with pytest.raises(ConfigMovedOn):
        hall.handles.tickets.open_window(Request("late", "", "clerk:x", config=before), "east/3", {"deeds": 0})


def test_an_appointment_finds_its_service_after_two_changes_of_its_name(hall: Api, folder: Folder) -> None:
    slots = [one["slot_at"] for one in said(hall.get("/slots?service=deeds"))["slots"]]
    slot = next(one for one in slots if one > hall.clock.now)
    code = said(hall.post("/appointments", {"service": "deeds", "slot_at": slot}), 201)["code"]
    rename_deeds(folder)
    reload(hall)
    folder.edit(TAXES, ('succeeds = ["deeds"]', 'succeeds = ["stamps"]'), ("[services.stamps]", "[services.seals]"),
                ('"tax", "stamps"', '"tax", "seals"'))
    reload(hall)
    assert said(hall.post("/tickets", {"appointment": code}, role="kiosk"), 201)["service"] == "seals"


def test_who_is_late_for_her_appointment_keeps_the_service_open(hall: Api, folder: Folder) -> None:
    slots = [one["slot_at"] for one in said(hall.get("/slots?service=deeds"))["slots"]]
    slot = next(one for one in slots if one > hall.clock.now)
    code = said(hall.post("/appointments", {"service": "deeds", "slot_at": slot}), 201)["code"]
    hall.clock.now = slot + 10 * 60_000
    remove_deeds(folder)
    reload(hall)
    assert said(hall.post("/tickets", {"appointment": code}, role="kiosk"), 201)["standing"] == "appointment"


def test_a_window_that_nothing_changes_for_may_still_take_its_last_act_back(hall: Api, folder: Folder) -> None:
    hall.opens("east/1")
    she = hall.takes("tax")["id"]
    hall.calls("east/1")
    folder.edit(TAXES, ("minutes = 8", "minutes = 9"))
    reload(hall)
    said(hall.act("east/1", "undo"))
    assert said(hall.get(f"/tickets/{she}"))["state"] == "waiting"

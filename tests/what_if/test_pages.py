"""A manager asks what if on her page, and what new rules would have done before she puts them into force."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from redis import Redis
from werkzeug.test import TestResponse

from hall.cli import main
from hall.processes import Child
from tests.api import CONFIG, Api, Programs
from tests.builders import Story, wait_until
from tests.what_if.worked import the_day

DAY = "2014-08-20"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


@pytest.fixture
def hall(redis: Redis, programs: Programs, config: Path) -> Iterator[Api]:
    """Run a hall by a folder of its own, with a day behind it."""
    found = Api(programs.build(config, always_open=True))
    the_day(Story(redis), seed=4)
    return found


@pytest.fixture
def worker(programs: Programs, config: Path) -> Iterator[None]:
    told = {"HALL_REDIS_URL": programs.url, "HALL_CONFIG": str(config), "HALL_DATA": str(programs.data)}
    with Child("hall", "work", environment=told) as running:
        running.ready()
        yield


def asks(hall: Api, path: str, **form: str) -> TestResponse:
    return hall.post(path, role="manager", data=form)


def text(hall: Api, path: str) -> str:
    answer = hall.get(path, role="manager")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def answered(hall: Api, answer: TestResponse) -> str:
    """Wait until the page to which a press leads shows an answer, or why there is none; returns its address."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    found = urlsplit(answer.headers["Location"])
    path = f"{found.path}?{found.query}"
    wait_until(lambda: 'id="compared"' in text(hall, path) or "job-is-failed" in text(hall, path), path)
    return path


@pytest.mark.slow
def test_a_manager_sees_who_would_have_waited_longer(hall: Api, worker: None, config: Path) -> None:
    window = {"s1": "tax", "f1": "10:00", "u1": "11:00"}
    path = answered(hall, asks(hall, "/manage/what-if", day=DAY, **window))
    said = text(hall, f"{path}&lang=en")
    assert "One more window for “" in said and "10:00–11:00" in said and "one visitor differs by 0.0 minutes" in said
    gains = said[said.index("Who waits less"):]
    tax = hall.handles.centre.services["tax"].name.en
    assert tax in gains[:gains.index("By standing")]
    assert "No group waits longer" in said and 'value="10:00"' in said, "the question stands there as it was asked"
    assert "谁等得更久" in text(hall, f"{path}&lang=zh")

    assert "/manage/configuration/what-if" not in text(hall, "/manage/configuration"), "nothing is otherwise yet"
    policy = config / "policy.toml"
    policy.write_text("[discipline]\nappointment_head_start_minutes = 0\n", "utf-8")
    assert "/manage/configuration/what-if" in text(hall, "/manage/configuration")
    path = answered(hall, asks(hall, "/manage/configuration/what-if", day=DAY))
    said = text(hall, f"{path}&lang=en")
    pays = said[said.index("Who waits longer"):said.index("Who waits less")]
    assert "Appointment head start 90 → 0 minutes" in said and "Appointment: " in pays
    assert said.index("Who waits longer") < said.index('id="go"'), "it stands before the button that puts it into force"

    nobody = answered(hall, asks(hall, "/manage/what-if", day="2014-08-17", ha="0"))
    assert "nobody took a number" in text(hall, f"{nobody}&lang=en")


def test_the_same_is_told_on_the_command_line(hall: Api, config: Path, programs: Programs) -> None:
    told = {"HALL_REDIS_URL": programs.url, "HALL_CONFIG": str(config), "HALL_DATA": str(programs.data)}

    def run(*arguments: str) -> str:
        found = CliRunner().invoke(main, arguments, env=told)
        assert found.exit_code == 0, found.output
        return found.output

    asked = ("what-if", "--day", DAY, "--language", "en")
    shut = run(*asked, "--close", "west/1@9:30-10:30", "--open", "+=tax@10:00-11:00")
    assert "West Hall, Window 1 closed 9:30–10:30" in shut and "Who waits longer: " in shut
    assert json.loads(run(*asked, "--ha", "30", "--json"))["asked_rules"]["ha"] == 30
    assert "what-if" not in run("reload", "--show", "--language", "en")
    (config / "policy.toml").write_text("[discipline]\nappointment_head_start_minutes = 45\n", "utf-8")
    assert "hall what-if --folder" in run("reload", "--show", "--language", "en")
    assert "Appointment head start 90 → 45 minutes" in run(*asked, "--folder")


def test_a_group_of_whom_nobody_was_called_has_a_dash_for_every_figure(
    redis: Redis, programs: Programs, config: Path
) -> None:
    programs.build(config, always_open=True)
    Story(redis).takes("tax", at="9:00")
    told = {"HALL_REDIS_URL": programs.url, "HALL_CONFIG": str(config), "HALL_DATA": str(programs.data)}
    found = CliRunner().invoke(main, ["what-if", "--day", DAY, "--ha", "30", "--language", "en"], env=told)
    [everybody] = [line.split() for line in found.stdout.splitlines() if line.endswith("Everybody")]
    assert everybody == ["0", *["–"] * 6, "0.0", "Everybody"]


def test_a_question_that_is_none_is_not_replayed(hall: Api) -> None:
    nothing = asks(hall, "/manage/what-if?lang=en", day=DAY)
    assert nothing.status_code == 200 and "Nothing is changed yet" in nothing.get_data(as_text=True)
    wrong = asks(hall, "/manage/what-if?lang=en", day=DAY, ha="ninety")
    assert wrong.status_code == 422 and "not filled in right" in wrong.get_data(as_text=True)
    assert hall.get("/manage/what-if?ha=-1", role="manager").status_code == 422
    assert hall.get("/manage/what-if").status_code == 303 and hall.post("/manage/what-if").status_code == 401

"""Webhooks arrive in order, signed, without what is secret; and receivers that are dead cost nobody else anything."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.util
import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from hall.delivering.sending import Sender, senders
from hall.directory import ConfigFaults
from hall.directory.webhooks import read_webhooks, secrets_of, webhook_faults
from hall.handles import Handles, handles
from hall.processes import Child
from hall.rules.webhooks import next_try_seconds, secret_from
from hall.settings import Settings
from hall.store.server import QueueServer
from hall.ticketing.watching import look
from tests.api import Api
from tests.builders import Story, wait_until
from tests.outside.hasty import HASTY
from tests.outside.receivers import OTHER_SECRET, SECRET, Receiver, receiving

ROOT = Path(__file__).parents[2]


class Sending:
    """Hold the senders of a configuration, which is written beside the small hall's."""

    def __init__(self, folder: Path, server: QueueServer, redis: Redis) -> None:
        self.folder = folder
        self.url = server.url
        self.opened: Handles = handles(Settings(), server.url)
        self.patience = HASTY
        (folder / "a.secret").write_text(SECRET + "\n", "utf-8")

    def configured(self, **webhooks: tuple[Receiver, str]) -> list[Sender]:
        """Write the configuration and make its senders."""
        text = ""
        for name, (receiver, more) in webhooks.items():
            secrets = "" if "secrets" in more else 'secrets = ["file:a.secret"]\n'
            text += f'[webhooks.{name}]\nurl = "{receiver.url}"\nplain_http = true\n{secrets}{more}\n'
        (self.folder / "webhooks.toml").write_text(text, "utf-8")
        return senders(self.opened, self.url, self.folder, self.patience)

    def deliver(self, *found: Sender) -> None:
        """Let senders do what there is to do, as the program does."""
        for one in found:
            while self.state(one.name).seq < self.opened.reading.as_of():
                one.step()

    @contextmanager
    def program(self, **webhooks: Receiver) -> Iterator[Child]:
        """Deliver meanwhile by a whole program, which is as hasty as a test has to be."""
        self.configured(**{name: (one, "") for name, one in webhooks.items()})
        with Child("tests.outside.hasty", str(self.folder), environment={"HALL_REDIS_URL": self.url}) as child:
            child.ready()
            yield child

    def state(self, name: str = "one") -> Any:
        """Return what is known of a webhook."""
        return self.opened.presence.webhook(name)


@pytest.fixture
def sending(tmp_path: Path, server: QueueServer, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Sending:
    monkeypatch.setenv("HALL_CONFIG", str(ROOT / "tests" / "config-small"))
    monkeypatch.setenv("HALL_DATA", str(tmp_path))
    return Sending(tmp_path, server, redis)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def example(name: str) -> ModuleType:
    """Load one of the examples that are shipped."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "deploy" / "examples" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def some_acts(centre: Story) -> int:
    """Let four visitors be served by one window; returns the number of the last event."""
    centre.opens("east/1")
    for _ in range(4):
        centre.takes("tax")
    centre.serves_all("east/1")
    return len(centre.events())


def test_events_arrive_in_their_order_from_when_the_webhook_began(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    centre.takes("tax")
    [sender] = sending.configured(one=(receiver, ""))
    last = some_acts(centre)
    sending.deliver(sender)
    assert receiver.seqs == list(range(2, last + 1)) == receiver.took
    assert [body["previous"] for _, body in receiver.asked] == [0, *range(2, last)]
    body = receiver.asked[0][1]
    assert body["type"] == body["data"]["type"] == "window_opened" and body["timestamp"].endswith("+00:00")


def test_only_the_types_that_are_asked_for_are_sent(centre: Story, sending: Sending, receiver: Receiver) -> None:
    [sender] = sending.configured(one=(receiver, 'events = ["called", "no_show"]'))
    some_acts(centre)
    sending.deliver(sender)
    assert [body["type"] for _, body in receiver.asked] == ["called"] * 4
    assert [body["previous"] for _, body in receiver.asked] == [0, *receiver.seqs[:-1]]


def test_a_receiver_that_verifies_believes_the_hall_and_nobody_else(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    theirs = example("receive_webhooks")
    [sender] = sending.configured(one=(receiver, ""))
    centre.takes("tax")
    sending.deliver(sender)
    headers, body = receiver.raw[0]
    assert theirs.is_genuine(headers, body, SECRET)
    assert not theirs.is_genuine(headers, body, OTHER_SECRET), "another secret"
    assert not theirs.is_genuine(headers, body + b" ", SECRET), "another body"
    assert not theirs.is_genuine({**headers, "webhook-id": "event_9_9"}, body, SECRET), "another name"
    old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
    signed = f"{old['webhook-id']}.{old['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(secret_from(SECRET), signed, hashlib.sha256)
    old["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    assert not theirs.is_genuine(old, body, SECRET), "recorded, and played again later"


def test_while_a_secret_is_changed_both_are_good(
    centre: Story, sending: Sending, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALL_WEBHOOK_NEW", OTHER_SECRET)
    [sender] = sending.configured(one=(receiver, 'secrets = ["env:HALL_WEBHOOK_NEW", "file:a.secret"]'))
    centre.takes("tax")
    sending.deliver(sender)
    headers, body = receiver.raw[0]
    for secret in (SECRET, OTHER_SECRET):
        assert example("receive_webhooks").is_genuine(headers, body, secret)


@pytest.mark.slow
def test_what_was_not_taken_comes_again_under_its_name_and_nothing_overtakes_it_nor_waits_for_others(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    moods: dict[str, int | str] = {"fails": 500, "moved": 302, "hangs": "hang", "trickles": "trickle", "cuts": "cut"}
    with ExitStack() as open_ones:
        bad = {name: open_ones.enter_context(receiving()) for name in moods}
        for name, mood in moods.items():
            bad[name].mood = mood
        open_ones.enter_context(sending.program(good=receiver, **bad))
        last = some_acts(centre)
        everything = list(range(1, last + 1))
        wait_until(lambda: receiver.took == everything, "all events where somebody takes them")
        for name, one in bad.items():
            wait_until(lambda one=one: len(one.asked) >= 3, f"three tries where it {name}")  # type: ignore[misc]
            assert set(one.seqs) == {1} and one.took == [], name
            wait_until(lambda name=name: sending.state(name).failing_since > 0, name)  # type: ignore[misc]
            one.mood = 204
            wait_until(lambda name=name: sending.state(name).seq == last, f"the rest where it {name}")  # type: ignore[misc]
            assert one.took == everything and one.seqs == sorted(one.seqs), name
            tries = {(headers["webhook-id"], body) for headers, body in one.raw if body == one.raw[0][1]}
            assert len(tries) == 1, "a try is the same delivery"
            assert not sending.state(name).failing_since and not sending.state(name).fault
            assert not one.redirected, "another address than the configured one is none of ours"


def test_one_that_fails_for_days_is_given_up_with_an_alert_and_goes_on_when_somebody_says_so(
    api: Api, sending: Sending, receiver: Receiver
) -> None:
    centre = Story(api.handles.redis)
    [sender] = sending.configured(one=(receiver, ""))
    receiver.mood = 503
    centre.takes("tax")
    sender.step()
    assert (sending.state().fault, sending.state().paused_at) == ("HTTP_503", 0)
    patient = sending.configured(one=(receiver, ""))[0]
    patient._patience = replace(HASTY, give_up_ms=0)
    patient.step()
    assert sending.state().paused_at > 0
    asked = len(receiver.asked)
    patient.step()
    assert len(receiver.asked) == asked, "nobody is asked any more"
    opened = api.program.app.extensions["hall.opened"]
    api.clock.now = sending.opened.reading.now()
    look(opened, api.handles.tickets, api.handles.reading.overdue(api.clock.now))
    alert = api.get("/alerts", role="manager").json["alerts"][0]
    assert (alert["cause"], alert["level"], alert["area"]) == ("webhook_paused", "alarm", None)
    receiver.mood = 200
    sending.opened.presence.resume_webhook("one")
    patient.step()
    assert receiver.took == [1, 2] and sending.state().sent == 2, "the second one tells of the alert"
    api.clock.now += 10_000
    look(opened, api.handles.tickets, api.handles.reading.overdue(api.clock.now))
    assert api.get("/alerts", role="manager").json["alerts"] == []
    # Its clock was the real one; the store is left as a story may be.
    api.handles.redis.flushdb()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make a certificate of this machine's address and one of another, each with its key."""
    openssl = shutil.which("openssl")
    if not openssl:
        reason = "CERTIFICATES ARE NOT TESTED: there is no openssl here, run `make browser`"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder, found = tmp_path_factory.mktemp("certificates"), {}
    for name, address in (("own", "127.0.0.1"), ("other", "192.0.2.1")):
        found[name] = folder / f"{name}.pem"
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=receiver", "-addext", f"subjectAltName=IP:{address}",
             "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.crt"],
            check=True, capture_output=True,
        )
        found[name].write_text((folder / f"{name}.crt").read_text() + (folder / f"{name}.key").read_text(), "utf-8")
    return found


@pytest.mark.parametrize(
    ("certificate", "trusted", "fault"),
    [("own", "", "CERTIFICATE"), ("other", "other", "CERTIFICATE"), ("own", "own", "")],
    ids=["of nobody who is trusted", "of another address", "of one's own authority"],
)
def test_a_receiver_has_to_be_who_it_says(
    centre: Story, sending: Sending, certificates: dict[str, Path], certificate: str, trusted: str, fault: str
) -> None:
    with receiving(certificates[certificate]) as receiver:
        [sender] = sending.configured(one=(receiver, f'ca = "{certificates[trusted]}"' if trusted else ""))
        centre.takes("tax")
        sender.step()
        assert sending.state().fault == fault and receiver.took == ([] if fault else [1])


def test_one_that_says_it_is_gone_is_asked_no_more(centre: Story, sending: Sending, receiver: Receiver) -> None:
    receiver.mood = 410
    [sender] = sending.configured(one=(receiver, ""))
    centre.takes("tax")
    sender.step()
    assert sending.state().paused_at > 0 and sending.state().fault == "HTTP_410"


def test_a_new_queue_server_is_followed_from_its_first_event(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    for _ in range(3):
        centre.takes("tax")
    [sender] = sending.configured(one=(receiver, ""))
    centre.redis.flushall()
    centre.takes("tax")
    sender.step()
    sending.deliver(sender)
    assert receiver.took == [1]


def test_two_senders_beside_each_other_lose_nothing_and_go_no_step_back(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    one, two = sending.configured(one=(receiver, "")) + sending.configured(one=(receiver, ""))
    for _ in range(4):
        centre.takes("tax")
        one.step()
        two.step()
    stale = sending.state()
    centre.takes("tax")
    one.step()
    assert not sending.opened.presence.move_webhook(stale, 3), "who comes late with what he knew moves nothing"
    assert sending.state().seq == 5
    assert receiver.took == [1, 2, 3, 4, 5]


def test_no_key_no_name_and_nothing_that_was_typed_leaves_the_hall(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    with receiving() as trusted:
        found = sending.configured(one=(receiver, ""), two=(trusted, "ticket_ids = true"))
        she = centre.takes("tax", person="0123456789abcdef0123456789abcdef", mask="138******99", case_no="X-1")
        booked = centre.checks_in("tax", slot="8:30")
        centre.opens("east/1")
        centre.tickets.call_this(centre.press(), "east/1", she, "zhangsan")
        sending.deliver(*found)
    said = b"".join(body for _, body in receiver.raw).decode()
    assert not [one for one in (she, booked, "CODE", "zhangsan", "138", "0123456789abcdef", "X-1") if one in said]
    called = next(body["data"] for _, body in receiver.asked if body["type"] == "called")
    issued = next(body["data"] for _, body in receiver.asked if body["type"] == "issued")
    assert called["ticket"] == issued["ticket"] and called["actor"] == "clerk", "it can be followed all the same"
    assert "reason" not in called and called["why"] == "called_out" and called["number"] == "A001"
    assert she in [body["data"].get("ticket") for _, body in trusted.asked]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('url = "http://a.example/"', "not encrypted"),
        ('url = "ftp://a.example/"', "no https:// address"),
        ('url = "https://me:pass@a.example/"', "password"),
        ('url = "https://a.example/"\nevents = ["caled"]', "no type of event"),
        ('url = "https://a.example/"\nretries = 3', "unknown key"),
    ],
)
def test_a_mistake_in_the_configuration_is_told(tmp_path: Path, line: str, fault: str) -> None:
    text = f'[webhooks.sms]\nsecrets = ["env:S"]\n{line}\n'
    (tmp_path / "webhooks.toml").write_text(text, "utf-8")
    [found] = webhook_faults(tmp_path)
    assert found.key.startswith("webhooks.sms") and fault in found.message
    with pytest.raises(ConfigFaults):
        read_webhooks(tmp_path)


@pytest.mark.parametrize("secret", ["", "hunter2", "whsec_short", "whsec_" + "A" * 8])
def test_a_secret_that_is_none_is_told_without_telling_it(tmp_path: Path, secret: str) -> None:
    text = '[webhooks.sms]\nsecrets = ["env:S"]\nurl = "https://a.example/"\n'
    (tmp_path / "webhooks.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError) as fault:
        secrets_of(read_webhooks(tmp_path)["sms"], tmp_path, {"S": secret})
    assert "env:S" in str(fault.value) and (not secret or secret not in str(fault.value))


def test_tries_are_twice_as_far_apart_each_time_up_to_the_longest() -> None:
    def waits(chance: float) -> list[float]:
        return [next_try_seconds(n, 1, 600, chance) for n in (1, 2, 3, 99)]

    assert waits(0) == [1, 2, 4, 600]
    assert waits(1) == [0.5, 1, 2, 300]


@pytest.mark.slow
def test_a_sender_that_is_killed_before_it_hears_the_answer_delivers_again_under_the_same_name(
    centre: Story, sending: Sending, receiver: Receiver
) -> None:
    theirs, book = example("receive_webhooks"), sqlite3.connect(":memory:")
    book.execute("CREATE TABLE events (id TEXT PRIMARY KEY, seq INTEGER, event TEXT)")
    with sending.program(one=receiver) as sender:
        receiver.before_answer = lambda seq: os.kill(sender.pid, signal.SIGKILL) if seq == 3 else None
        last = some_acts(centre)
        wait_until(lambda: not sender.alive(), "its end")
    receiver.before_answer = lambda seq: None
    assert receiver.seqs == [1, 2, 3] and sending.state().sent == 2
    with sending.program(one=receiver):
        wait_until(lambda: sending.state().seq == last, "the rest")
    assert receiver.seqs == [1, 2, 3, 3, *range(4, last + 1)]
    first, again = receiver.raw[2:4]
    assert first[0]["webhook-id"] == again[0]["webhook-id"] and first[1] == again[1]
    for headers, body in receiver.raw:
        theirs.take(book, headers["webhook-id"], json.loads(body))
    assert [seq for (seq,) in book.execute("SELECT seq FROM events")] == list(range(1, last + 1))


def test_a_manager_sees_how_each_is_and_what_to_do(api: Api, sending: Sending, receiver: Receiver) -> None:
    page = api.get("/manage/webhooks?lang=en", role="manager").get_data(as_text=True)
    assert "There are no webhooks" in page
    [one, two] = sending.configured(one=(receiver, ""), two=(receiver, ""))
    api.takes("tax")
    sending.deliver(one)
    receiver.mood = 410
    two.step()
    page = api.get("/manage/webhooks?lang=en", role="manager").get_data(as_text=True)
    assert "Well, last delivered at" in page and "answers HTTP 410" in page and "hall webhooks --resume two" in page
    assert receiver.url not in page, "the rest of an address may be a secret"
    assert api.get("/manage/webhooks", role="clerk").headers["Location"] == "/sign-in?next=/manage/webhooks"
    found = {(one.name, one.labels.get("webhook")): one.value for family in text_string_to_metric_families(
        api.get("/metrics").get_data(as_text=True)) for one in family.samples}
    assert found["hall_webhook_up", "one"] == 1 and found["hall_webhook_paused", "two"] == 1
    assert found["hall_webhook_lag_events", "one"] == 0 and found["hall_webhook_lag_events", "two"] == 1

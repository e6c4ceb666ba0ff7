"""The sites side by side, each behind a gunicorn of the same kind, on one database each."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from alliance_site import environment

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / ".cache" / "peers"
PEERS = {
    "survey_and_report": ["django-survey-and-report==1.5.0"],
    "form_surveys": ["django-form-surveys==2.5.0"],
}
BESIDE = ["Django==5.2.19", "gunicorn==27.0.1", "psycopg2-binary==2.9.13"]
GUNICORN = ["--config=/dev/null", "--worker-class=gthread", "--threads=8"]
GUNICORN += ["--keep-alive=60", "--no-control-socket", "--log-level=warning"]
SECRET = "known to everybody, for measuring only: 0123456789 abcdefghij"
PATIENCE = 60


@dataclass
class Site:
    """`offer`: what its preparation has printed: addresses, fields, cookies."""

    name: str
    port: int
    offer: dict[str, Any]
    process: "subprocess.Popen[bytes]"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def peer_python(name: str) -> Path:
    """The Python of a peer's own environment, which is made where it is missing."""
    folder = ENVIRONMENTS / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"Installing {name} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*install, *BESIDE, *PEERS[name]], check=True)
        (folder / "ready").touch()
    return python


def surroundings(name: str, url: str, folder: Path, port: int) -> dict[str, str]:
    """The environment of a site: nothing of the developer's own."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    settings = environment.database({"DATABASE_URL": url}, folder)
    return kept | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "BENCH_SITE": name,
        "BENCH_FOLDER": str(folder),
        "BENCH_DATABASE": json.dumps(settings, default=str),
        "DATABASE_URL": url,
        "SITE_URL": f"http://localhost:{port}",
        "SECRET_KEY": SECRET,
        "MASTER_KEY": SECRET[::-1],
        "EMAIL_URL": "memorymail://",
    }


@contextmanager
def running(
    name: str, url: str, folder: Path, material: dict[str, Any], processes: int = 1
) -> Iterator[Site]:
    """One site, prepared and served until the end of the block."""
    port = free_port()
    ours = name.startswith("ours")
    python = peer_python(name) if name in PEERS else Path(sys.executable)
    surrounding = surroundings(name, url, folder, port)
    if url.startswith("postgres"):
        url = surrounding["DATABASE_URL"] = new_database(url, name, folder)
        settings = environment.database({"DATABASE_URL": url}, folder)
        surrounding["BENCH_DATABASE"] = json.dumps(settings, default=str)
    file = folder / f"{name}.json"
    file.write_text(json.dumps(material), encoding="utf-8")
    start = "benchmarks.world" if ours else "benchmarks.sites.start"
    told = subprocess.run(
        [python, "-m", start, file], check=True, env=surrounding, cwd=folder, stdout=subprocess.PIPE
    )
    application = "alliance_site.wsgi" if ours else "benchmarks.sites.wsgi"
    bound = [f"--workers={processes}", f"--bind=127.0.0.1:{port}", application]
    process = subprocess.Popen(
        [python, "-m", "gunicorn", *GUNICORN, *bound], env=surrounding, cwd=folder
    )
    try:
        wait_for(port)
        yield Site(name, port, json.loads(told.stdout), process)
    finally:
        process.terminate()
        process.wait()


def new_database(url: str, name: str, folder: Path) -> str:
    """An empty database of this name on the server of an address."""
    import psycopg2  # type: ignore[import-untyped]

    server = environment.database({"DATABASE_URL": url}, folder)
    connection = psycopg2.connect(host=server["HOST"], user=server["USER"], dbname=server["NAME"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return f"{url.rpartition('/')[0]}/{name}"


def wait_for(port: int) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise TimeoutError(port)

"""How long a bad file of people takes and how much memory it needs: `make bench`.

Each file of the tests' catalogue, and the largest good one, is sent to the page in a forked process
of its own. Told are time and processor's time, and by how much the peak of the memory was above
that of a process that sends nothing. At most 2 s and 100 MB each.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_PEOPLE = 5_000
SLOWEST = 8


def forked(do: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds, the processor's seconds and the peak in megabytes of doing it in a process."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        do()
        os._exit(0)
    _pid, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure() -> None:
    """The slowest files, and the most of each figure over all of them."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from tests.factories import make_member, make_partnership
    from tests.partnerships.tables import BAD_FILES, HEAD

    call_command("migrate", verbosity=0)
    partnership = make_partnership()
    facilitator = make_member(partnership, "facilitator", None)

    def send(content: bytes | None) -> Callable[[], None]:
        def act() -> None:
            client = Client(SERVER_NAME="localhost")
            client.force_login(facilitator)
            file = {"file": SimpleUploadedFile("people.csv", content)} if content else {}
            page = f"/p/{partnership.slug}/people/import/"
            reply = client.post(page, {"side": "contractor", **file})
            assert reply.status_code == 200

        connection.close()
        return act

    people = "\n".join(f"Ada {n},ada{n}@x.example,contractor," for n in range(MOST_PEOPLE))
    files = {name: content for name, (content, _sentence) in BAD_FILES.items()}
    files["5,000 people, as they should be"] = f"{HEAD}\n{people}".encode()
    send(None)()  # what a server has done before: modules are read, and templates
    connection.close()
    _wall, idle, nothing = forked(send(None))
    found = {name: forked(send(content)) for name, content in files.items()}
    for name in sorted(found, key=lambda one: -found[one][0])[:SLOWEST]:
        wall, processor, memory = found[name]
        print(f"{wall:6.3f} s {processor:6.3f} s cpu {memory - nothing:6.1f} MB  {name}")
    most = [max(figures) for figures in zip(*found.values(), strict=True)]
    print(
        f"{len(found)} files: at most {most[0]:.3f} s, {most[1]:.3f} s of the processor "
        f"({idle:.3f} s for a page without a file), {most[2] - nothing:.1f} MB above such a page"
    )


def main() -> None:
    if sys.argv[1:] == ["measure"]:
        measure()
        return
    with tempfile.TemporaryDirectory() as folder:
        place = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/people.sqlite3"}
        subprocess.run([sys.executable, __file__, "measure"], check=True, env=place)


if __name__ == "__main__":
    main()

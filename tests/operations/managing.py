"""`manage.py` by a process of its own, on another database."""

import os
import subprocess
import sys


def manage(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def run_code(address: str, code: str) -> subprocess.CompletedProcess[str]:
    """Python there, with the settings of that database."""
    return manage(address, "shell", "--verbosity=0", "--command", code)

"""Prepares one of these sites: `python -m benchmarks.sites.start MATERIAL.json`.

MATERIAL holds what the site asks and how many have answered it; what the site then offers (where
it is answered, by which fields, and who may read the results) is printed as JSON.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.sites.settings"
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)
    site = import_module(f"benchmarks.sites.{os.environ['BENCH_SITE']}")
    material = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(site.load(**material)))


if __name__ == "__main__":
    main()

"""The settings under test: nothing of the developer's own environment, but for the database."""

import os

os.environ |= {
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "http://localhost:8000",
    "EMAIL_URL": "memorymail://",
    "REDIS_URL": "",
    "SECRET_KEY": "a secret for the tests, 0123456789 and known to everybody",
    "MASTER_KEY": "a master key for the tests, 0123456789 and known to everybody",
}
os.environ.setdefault("DATABASE_URL", "sqlite:///.test.sqlite3")
# Playwright keeps an event loop running in the thread of the tests
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from alliance_site.settings import *  # noqa: F403
from alliance_site.settings import HUEY, STORAGES

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Nobody is woken: tests say themselves when something is done
HUEY |= {"huey_class": "huey.MemoryHuey", "connection": {}}

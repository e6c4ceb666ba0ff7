"""The settings of the sites that are measured beside ours: as little as each needs.

BENCH_SITE: the module with the addresses and the data of one site. BENCH_DATABASE: Django's
settings of its database, as JSON.
"""

import json
import os

SITE = os.environ["BENCH_SITE"]
PACKAGES = {
    "floor": ["benchmarks.sites.apps.Floor"],
    "survey_and_report": ["survey"],
    "form_surveys": ["tinymce", "djf_surveys"],
}

SECRET_KEY = "known to everybody, for measuring only"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
DATABASES = {"default": json.loads(os.environ["BENCH_DATABASE"])}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = f"benchmarks.sites.{SITE}"
INSTALLED_APPS = [
    *PACKAGES[SITE],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
# What a new project has; compression because ours has it too
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
if SITE == "form_surveys":
    PROCESSORS.append("djf_surveys.context_processors.surveys_context")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
]
STATIC_URL = "/static/"
CSV_DIRECTORY = os.environ.get("BENCH_FOLDER", "")
LOGGING = {"version": 1, "root": {"level": "ERROR"}}

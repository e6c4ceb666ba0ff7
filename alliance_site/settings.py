"""Settings of an installation, read from the environment: see docs/operations.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from alliance_site import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# The owner's choices

DEBUG = environment.switch(os.environ, "DEBUG")
DEMO = environment.switch(os.environ, "DEMO")
PRODUCTION = not (DEBUG or DEMO)
SITE_URL = environment.address(os.environ, "SITE_URL", "http://localhost:8000")
OPERATOR = environment.words(os.environ, "OPERATOR")
SECRET_KEY = environment.secret(
    os.environ, "SECRET_KEY", BASE_DIR / ".secret-key", strict=PRODUCTION
)
MASTER_KEY = environment.secret(
    os.environ, "MASTER_KEY", BASE_DIR / ".master-key", strict=PRODUCTION
)
if PRODUCTION:
    environment.different(SECRET_KEY, MASTER_KEY)
DATABASES = {"default": environment.database(os.environ, BASE_DIR)}
REDIS_URL = environment.redis(os.environ)
BACKUP_DIR = environment.folder(os.environ, "BACKUP_DIR")
METRICS_TOKEN = environment.token(os.environ, "METRICS_TOKEN")
LOG_FORMAT = environment.one_of(os.environ, "LOG_FORMAT", ("text", "json"))
SITE_HOST = str(urlsplit(SITE_URL).hostname)
MAIL = environment.mail(os.environ, SITE_HOST)
MAIL_DELIVERY_BACKEND = MAIL["EMAIL_BACKEND"]
vars().update(MAIL | {"EMAIL_BACKEND": "assessments.mail.OutboxBackend"})

# The application

INSTALLED_APPS = [
    "partnerships",
    "assessments",
    "operations",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "alliance_site.last_statement.SaysNothing",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "alliance_site.cookies.AsNamed",
    "alliance_site.other_sites.AsStrangers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alliance_site.caches.NothingKept",
    "django.middleware.gzip.GZipMiddleware",
    "alliance_site.refusals.OneWayOfWriting",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "assessments.views.respond.length.OneLength",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alliance_site.refusals.WrongMethodPage",
]
ROOT_URLCONF = "alliance_site.urls"
WSGI_APPLICATION = "alliance_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alliance_site.context.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CACHES = {"default": environment.cache(REDIS_URL)}

# The worker: its queue only wakes it, so that nothing is lost with it

HUEY = environment.queue(DATABASES["default"], REDIS_URL, BASE_DIR, SECRET_KEY)
WORKER = {"workers": 3, "max_delay": 1, "graceful_signal": "TERM", "shutdown_timeout": 20}

# Language, dates and numbers

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["alliance_site.formats"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Sign-in: by a code sent by e-mail, for people whom somebody has entered

AUTH_USER_MODEL = "partnerships.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partnerships.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "partnerships.account_forms.AddressForm",
    "confirm_login_code": "partnerships.account_forms.CodeForm",
}
MFA_ADAPTER = "partnerships.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Alongside"
MFA_FORMS = {
    "authenticate": "partnerships.account_forms.AppCodeForm",
    "reauthenticate": "partnerships.account_forms.AppCodeAgainForm",
    "activate_totp": "partnerships.account_forms.NewAppForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code itself proves the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # a mail that goes to nobody: the same work for everybody
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Asking for codes has those of partnerships.limits; wrong codes count by person, not by network
ACCOUNT_RATE_LIMITS = {"request_login_code": "", "login_failed": "5/5m/key"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}

# Headers, cookies and the way to the server

BEHIND_TLS = SITE_URL.startswith("https://")
HOST_PREFIX = ""
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [SITE_HOST, *LOOPBACK]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_ENGINE = "alliance_site.sessions"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = BEHIND_TLS and PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "assessments.views.respond.refused.refused_form"
SECURE_REFERRER_POLICY = "strict-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_TLS and PRODUCTION:
    # TLS ends at one proxy in front of this server, which sets both headers
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz(/all)?$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    # Browsers take such names from this very host alone, not from a neighbour in its domain
    HOST_PREFIX = "__Host-"
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_PREFIX}sessionid", f"{HOST_PREFIX}csrftoken"
MESSAGE_STORAGE = "alliance_site.notices.Notices"
# Other sites under the same domain are not ours to decide about
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Uploads stay in memory, bounded; the form after a preview carries the whole file once more

FILE_UPLOAD_HANDLERS = ["partnerships.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024

# Static files: plotly.js comes from the npm package, else from plotly's own wheel

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "alliance_site.staticfiles.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Logs name routes: an address can hold a personal link

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes": {"()": "alliance_site.logs.RouteNames"}},
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "alliance_site.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["routes"],
            "formatter": LOG_FORMAT,
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "huey": {"level": "WARNING"},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
    },
}

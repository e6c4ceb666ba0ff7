"""The application that a web server calls."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from alliance_site.refusals import refuse_odd_content_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_site.settings")

application = refuse_odd_content_types(get_wsgi_application())

from assessments.forms.answer import prepared  # noqa: E402  needs the applications

# Before anybody comes, so that the time of a page does not tell whether somebody has
for language, _name in settings.LANGUAGES:
    prepared(language)

# Reading the routes takes half a second, for which nobody should wait
get_resolver().url_patterns  # noqa: B018

# All that is there now stays: looking through it for garbage would take a tenth of a second
gc.collect()
gc.freeze()

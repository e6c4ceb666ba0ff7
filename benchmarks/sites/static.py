"""Static files of the measured sites, whole and compressed as pages are."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def serve(request: HttpRequest, name: str) -> HttpResponse:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404
    return HttpResponse(Path(found).read_bytes())


urlpatterns = [path("static/<path:name>", serve)]

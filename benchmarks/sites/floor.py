"""The floor: the least that a Django site can do. A page that never changes, of a given size, and
a form of so many fields that checks each and commits one row.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@lru_cache(maxsize=16)
def _page(name: str) -> bytes:
    from benchmarks.sites.models import Line

    return Line.objects.get(pk=int(name)).data.encode()


def constant(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_page(name))


@lru_cache(maxsize=1)
def _form() -> type[forms.Form]:
    from benchmarks.sites.models import Line

    codes = Line.objects.earliest("pk").data.split()
    options = [(str(value), str(value)) for value in range(5)]
    fields = {code: forms.ChoiceField(choices=options, required=False) for code in codes}
    return type("BareForm", (forms.Form,), fields)


@csrf_exempt
def save(request: HttpRequest) -> HttpResponse:
    from benchmarks.sites.models import Line

    form = _form()(request.POST)
    if not form.is_valid():
        return HttpResponse(str(form.errors), status=400)
    Line.objects.create(data=repr(form.cleaned_data).ljust(2048))
    return HttpResponse(status=204)


def load(codes: list[str], pages: Mapping[str, str], **_unused: Any) -> dict[str, Any]:
    """`pages`: what the constant pages hold, by name."""
    from benchmarks.sites.models import Line

    Line.objects.create(data=" ".join(codes))
    made = {name: Line.objects.create(data=text).pk for name, text in pages.items()}
    return {
        "pages": {name: f"/constant/{key}/" for name, key in made.items()},
        "save": "/save/",
        "fields": dict.fromkeys(codes, "3"),
    }


urlpatterns = [path("constant/<name>/", constant), path("save/", save)]

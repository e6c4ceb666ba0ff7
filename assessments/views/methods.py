"""How every figure is made, in plain words: for everybody, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """The one page to which every figure leads."""
    return render(request, "assessments/methods.html")

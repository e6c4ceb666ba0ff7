"""The demo's own addresses: there are none outside the demo."""

from django.urls import URLPattern, URLResolver, path

from partnerships.views import demo

urlpatterns: list[URLPattern | URLResolver] = [
    path("", demo.demo, name="demo"),
    path("enter/<int:person_id>/", demo.enter, name="demo-enter"),
]

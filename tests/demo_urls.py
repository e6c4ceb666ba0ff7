"""The addresses of the site as it is in the demo."""

from django.urls import URLPattern, URLResolver, include, path

import alliance_site.urls  # noqa: F401  read while nobody plays the demo yet

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("alliance_site.urls")),
    path("demo/", include("partnerships.demo_urls")),
    path("demo/", include("assessments.demo_urls")),
]

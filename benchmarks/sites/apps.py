from django.apps import AppConfig


class Floor(AppConfig):
    name = "benchmarks.sites"
    label = "floor"

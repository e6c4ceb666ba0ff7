"""The statements, to look at. Answers, results and what belongs to them are never registered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from assessments.models import Element, Instrument, Practice, Statement


class ReadOnly:
    """Loaded from a data file, and never edited once used."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ElementInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Element
    fields = ("position", "code", "name", "summary")


class PracticeInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Practice
    fields = ("position", "code", "name", "statement")


class StatementInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Statement
    fields = ("position", "code", "element", "vendor", "partnership")


@admin.register(Instrument)
class InstrumentAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    actions = None
    list_display = ("code", "version", "title")
    fields = ("code", "version", "title", "sha256")
    inlines = (ElementInline, StatementInline, PracticeInline)

"""The demo's own addresses that show live rounds: there are none outside the demo."""

from django.urls import URLPattern, URLResolver, path

from assessments.views import demo_mail

urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/", demo_mail.mails, name="demo-mail"),
]

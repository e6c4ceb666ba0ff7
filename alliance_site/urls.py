"""Addresses of the site."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.base import views as mfa
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from operations.health import all_well, healthz, readyz
from operations.metrics import metrics
from partnerships.views import second_step
from partnerships.views.sign_in import ask_for_code, confirm_code

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def not_found(_request: HttpRequest, **_named: str) -> HttpResponse:
    raise Http404


handler500 = "alliance_site.failures.server_error"

sign_in = [
    path("login/", ask_for_code, name="account_login"),
    path("login/", ask_for_code, name="account_request_login_code"),
    path("login/code/", confirm_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("login/app/", mfa.authenticate, name="mfa_authenticate"),
    path("second-step/", mfa.index, name="mfa_index"),
    path("second-step/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/", second_step.activate, name="mfa_activate_totp"),
    path("second-step/app/remove/", second_step.deactivate, name="mfa_deactivate_totp"),
    path("second-step/codes/", second_step.spare_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", second_step.new_spare_codes, name="mfa_generate_recovery_codes"),
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("readyz/all", all_well, name="all_well"),
    path("metrics", metrics, name="metrics"),
    path("accounts/", include(sign_in)),
    # It would look for rows of everything that is stored
    path("admin/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(not_found)),
    path("admin/", admin.site.urls),
    path("", include("partnerships.urls")),
    path("", include("assessments.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("partnerships.demo_urls")))
    urlpatterns.append(path("demo/", include("assessments.demo_urls")))

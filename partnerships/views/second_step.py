"""The pages about the second step of signing in; none of them is kept by a cache."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from partnerships.access import SignedInRequest
from partnerships.account_forms import NewAppForm
from partnerships.second_step import newest_step, spend

View = Callable[..., HttpResponse]


def freshly_shown(view: View) -> View:
    """For whoever has an app and gave its code within the last five minutes."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if is_reauthentication_required(request, app="allauth.mfa"):
            asked = urlencode({"next": request.path})
            return redirect(f"{reverse('mfa_reauthenticate')}?{asked}")
        return view(request)

    return guarded


@freshly_shown
@require_safe
def spare_codes(request: SignedInRequest) -> HttpResponse:
    """The spare codes that have not been used."""
    kept = get_object_or_404(
        Authenticator, user=request.user, type=Authenticator.Type.RECOVERY_CODES
    )
    return render(
        request, "mfa/recovery_codes/index.html", {"codes": kept.wrap().get_unused_codes()}
    )


class AppView(totp.ActivateTOTPView):  # type: ignore[misc]
    """The code that proves a new app opens nothing afterwards."""

    def form_valid(self, form: NewAppForm) -> HttpResponse:
        with transaction.atomic():
            reply: HttpResponse = super().form_valid(form)
            app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
            spend(app, newest_step())
        return reply


activate = freshly_shown(AppView.as_view())
deactivate = freshly_shown(totp.deactivate_totp)
new_spare_codes = freshly_shown(recovery.generate_recovery_codes)

"""Who is answering in this browser: a signed cookie of its own, apart from sign-in.

There is no row on the server. `origin` names the beginning of a draft: the devices that know it
go on with the draft, any other one must give its resume code. Before that, the code of a slip that
was typed waits in another one until somebody begins.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from assessments.keys import Purpose, derive_key, keyed_hash
from assessments.models import Invitation

COOKIE = "respondent"
COOKIE_SECONDS = 14 * 24 * 60 * 60
TYPED_COOKIE = "slip"
TYPED_SECONDS = 15 * 60
ORIGIN_BYTES = 16
CODE_DIGITS = 6
TOKEN_LENGTH = 32


@dataclass(frozen=True, repr=False)
class RespondentSession:
    selector: str
    link_version: int
    origin: str


def begin_session(invitation: Invitation, earlier: RespondentSession | None) -> RespondentSession:
    """A session of this invitation; a browser that had one goes on with its draft."""
    known = earlier is not None and earlier.selector == invitation.selector
    origin = earlier.origin if earlier and known else new_origin()
    return RespondentSession(invitation.selector, invitation.link_version, origin)


def _named(cookie: str) -> str:
    """Its name, under which browsers behind TLS take it from this very host alone: a neighbour in
    the domain could plant a session of its own, and read what is answered in it.
    """
    return settings.HOST_PREFIX + cookie


def new_origin() -> str:
    return secrets.token_urlsafe(ORIGIN_BYTES)


def read_session(request: HttpRequest) -> RespondentSession | None:
    """The session of this browser, if its cookie is whole and not older than 14 days."""
    try:
        content = signing.loads(
            request.COOKIES.get(_named(COOKIE), ""),
            key=derive_key(Purpose.COOKIE),
            salt=COOKIE,
            max_age=COOKIE_SECONDS,
        )
        return RespondentSession(**content)
    except (signing.BadSignature, TypeError):
        return None


def keep_session(response: HttpResponse, session: RespondentSession) -> None:
    """Let the browser remember the session for 14 days from now."""
    response.set_cookie(
        _named(COOKIE),
        signing.dumps(asdict(session), key=derive_key(Purpose.COOKIE), salt=COOKIE),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep_typed(response: HttpResponse, code: str) -> None:
    """Let the browser hold what was typed, which nobody but us can read, until it is closed."""
    response.set_cookie(
        _named(TYPED_COOKIE),
        _cipher().encrypt(code.encode()).decode(),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def read_typed(request: HttpRequest) -> str | None:
    """What was typed in this browser in the last quarter of an hour, if nobody has begun since."""
    try:
        kept = request.COOKIES.get(_named(TYPED_COOKIE), "")
        return _cipher().decrypt(kept.encode(), ttl=TYPED_SECONDS).decode()
    except InvalidToken:
        return None


def forget_typed(response: HttpResponse) -> None:
    response.delete_cookie(_named(TYPED_COOKIE), samesite="Strict")


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(derive_key(Purpose.TYPED)))


def holds_trace(request: HttpRequest) -> bool:
    """Whether this browser still says whose answers may be opened in it."""
    return read_session(request) is not None or read_typed(request) is not None


def leave_no_trace(response: HttpResponse) -> None:
    """Let the browser forget the session, what was typed, the token of its forms and what it keeps
    of pages.
    """
    response.delete_cookie(_named(COOKIE), samesite="Lax")
    forget_typed(response)
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite=settings.CSRF_COOKIE_SAMESITE)
    response["Clear-Site-Data"] = '"cache", "storage"'


def form_token(selector: str) -> str:
    """What a form carries to tell whose it is."""
    return f"{selector}.{keyed_hash(Purpose.FORM, selector).hex()[:TOKEN_LENGTH]}"


def selector_of_form(token: str) -> str | None:
    """Whose form carried this token; None if we did not make it."""
    selector = token.partition(".")[0]
    matches = hmac.compare_digest(form_token(selector).encode(), token.encode())
    return selector if matches else None


def resume_code(selector: str, origin: str) -> str:
    """The six digits that let another device go on with the draft of this origin."""
    number = int.from_bytes(keyed_hash(Purpose.RESUME, selector, origin))
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"

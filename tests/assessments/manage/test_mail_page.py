import re

import pytest
from django.core import mail
from django.test import Client

from assessments.models import Invitation, Outbox
from assessments.services.delivery import send_due
from partnerships.models import Partnership
from tests.assessments.manage.desk import PAGE, as_, text, the_round
from tests.live_round import START, drafted, opened, person

pytestmark = pytest.mark.django_db
MAIL = f"{PAGE}mail/"


def test_a_word_of_ones_own_is_kept_shown_and_sent(nora: Client, partnership: Partnership) -> None:
    drafted(partnership)
    note = "We meet at <ten>.\r\n\r\nBring   tea. "
    page = text(nora.post(MAIL, {"note": note, "reminder_days": ["5", "1"]}, follow=True))
    assert "The mail is saved." in page
    assert page.count("We meet at &lt;ten&gt;.</p> <p>Bring tea.</p>") == 1
    assert the_round().reminder_days == [5, 1]
    nora.post(f"{PAGE}open/")
    send_due(now=START)
    sent = next(one for one in mail.outbox if one.to == ["client3@example.org"])
    assert "\n\nA word of those who run this round:\n\nWe meet at <ten>.\n\nBring tea.\n\n" in str(
        sent.body
    )
    assert "its mails stay as they are" in text(nora.get(MAIL))
    nora.post(MAIL, {"note": "Other"})
    assert the_round().note == "We meet at <ten>.\n\nBring tea."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"note": "x" * 601}, "at most 600 characters"),
        ({"note": "a\x07b"}, "invisible control character"),
        ({"note": "Here:\n\nhttp://LOCALHOST:8000/a/A.B"}, "everybody gets their own link"),
        ({"note": "http://\uff4cocalhost:8000\\.\\a\\A.B"}, "everybody gets their own link"),
        ({"note": "http://local\u00adhost:8000/%2561/A.B"}, "everybody gets their own link"),
        ({"note": f"http://127.0.0.1/a/{'A' * 22}.{'B' * 22}"}, "everybody gets their own link"),
        ({"note": "See localhost:8000/x/../%61/A.B"}, "everybody gets their own link"),
        ({"note": "", "reminder_days": ["4"]}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said(
    nora: Client, partnership: Partnership, data: dict[str, object], words: str
) -> None:
    drafted(partnership)
    assert words in text(nora.post(MAIL, data))
    assert (the_round().note, the_round().reminder_days) == ("", [3, 1])


def test_a_mail_is_shown_as_mail_programs_show_it(nora: Client, partnership: Partnership) -> None:
    drafted(partnership)
    for kind, words in (("invitation", "Your view, please"), ("reminder", "Still open")):
        response = nora.get(f"{MAIL}{kind}/")
        assert words in text(response)
        policy = response["Content-Security-Policy"]
        assert re.search(r"style-src 'sha256-[\w+/]+='(;|$)", policy)
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in f"{policy};"
    assert nora.get(f"{MAIL}released/").status_code == 404


def test_a_test_goes_to_oneself_and_its_link_stores_nothing(partnership: Partnership) -> None:
    round = opened(partnership)
    Outbox.objects.all().delete()
    fay = as_(person("client", 1))
    assert "A test is on its way to client1@example.org." in text(
        fay.post(f"{MAIL}test/", follow=True)
    )
    assert send_due(now=round.closes_at or START) == 1
    (sent,) = mail.outbox
    assert sent.to == ["client1@example.org"]
    assert sent.subject.startswith("Test: How do Brightline Services and Northgate Council")
    assert "/a/" not in str(sent.body)
    assert f"http://localhost:8000{PAGE}try/" in str(sent.body)
    page = text(fay.get(f"{PAGE}try/"))
    assert "nothing is stored" in page
    assert "one of <b>Northgate Council's</b> people" in page
    assert Invitation.objects.count() == 12

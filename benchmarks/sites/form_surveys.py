"""django-form-surveys with the same statements, on one page, answered without an account."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import include, path

CHUNK = 5000


def load(statements: list[str], options: list[str], answered: int, **_: Any) -> dict[str, Any]:
    from djf_surveys.models import TYPE_FIELD, Answer, Question, Survey, UserAnswer

    survey = Survey.objects.create(name="Alliance", slug="alliance", can_anonymous_user=True)
    questions = [
        Question.objects.create(
            survey=survey,
            label=text,
            type_field=TYPE_FIELD.radio,
            choices=",".join(options),
            required=False,
            ordering=order,
            key=f"q{order}",
        )
        for order, text in enumerate(statements)
    ]
    people = UserAnswer.objects.bulk_create(UserAnswer(survey=survey) for _ in range(answered))
    Answer.objects.bulk_create(
        (
            Answer(question=question, user_answer=one, value=options[n % len(options)])
            for n, one in enumerate(people)
            for question in questions
        ),
        batch_size=CHUNK,
    )
    reader = get_user_model().objects.create_superuser("reader", password="reader")
    client = Client()
    client.force_login(reader)
    return {
        "page": "/surveys/create/alliance/",
        "fields": {f"field_survey_{one.pk}": options[3] for one in questions},
        "results": "/surveys/dashboard/summary/survey/alliance/",
        "cookie": f"sessionid={client.cookies['sessionid'].value}",
    }


urlpatterns = [
    path("", include("benchmarks.sites.static")),
    path("surveys/", include("djf_surveys.urls")),
]

"""django-survey-and-report with the same statements, on one page, answered without an account."""

from typing import Any

from django.urls import include, path

CHUNK = 5000


def load(statements: list[str], options: list[str], answered: int, **_: Any) -> dict[str, Any]:
    from survey.models import Answer, Question, Response, Survey

    survey = Survey.objects.create(
        name="Alliance", description="", need_logged_user=False, is_published=True
    )
    questions = [
        Question.objects.create(
            text=text,
            order=order,
            required=False,
            survey=survey,
            type=Question.RADIO,
            choices=",".join(options),
        )
        for order, text in enumerate(statements)
    ]
    responses = Response.objects.bulk_create(
        Response(survey=survey, interview_uuid=f"{n:032x}") for n in range(answered)
    )
    # A row asks for its question when it is made: the plain way in is slower still
    Answer.check_answer_body = lambda *_: None
    Answer.objects.bulk_create(
        (
            Answer(question=question, response=response, body=options[n % len(options)])
            for n, response in enumerate(responses)
            for question in questions
        ),
        batch_size=CHUNK,
    )
    return {
        "page": f"/survey/{survey.pk}/",
        "fields": {f"question_{one.pk}": options[3] for one in questions},
        "results": f"/survey/csv/{survey.pk}/",
    }


urlpatterns = [
    path("", include("benchmarks.sites.static")),
    path("survey/", include("survey.urls")),
]

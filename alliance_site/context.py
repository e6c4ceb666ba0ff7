"""What every template can read."""

from django.conf import settings
from django.http import HttpRequest

from alliance_site.staticfiles import plotly_script


def site(request: HttpRequest) -> dict[str, object]:
    """`demo`: whether this is the demo; `plotly_script`: the chart script for `{% static %}`."""
    return {"demo": settings.DEMO, "plotly_script": plotly_script()}

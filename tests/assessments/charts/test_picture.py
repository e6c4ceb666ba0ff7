import pytest

from assessments.charts import picture
from assessments.charts.palette import LIGHT
from assessments.charts.spec import Symbol
from assessments.wording import say
from tests.assessments.charts import rounds
from tests.assessments.charts.test_svg import charts


def test_a_saved_picture_says_its_title_and_its_key() -> None:
    spec = next(s for s in charts(rounds.both(), rounds.NASTY) if s.code == "elements")
    told = picture.caption(spec, say)
    assert told["title"] == "Six elements of partnership"
    assert told["key"][0] == {
        "text": "● &lt;b&gt;Bright&lt;/b&gt; &amp; Co 8 of 18 answered",
        "colour": LIGHT["contractor"],
    }
    assert [entry["text"][0] for entry in told["key"]] == ["●", "◆", "○", "├", "━"]


@pytest.mark.parametrize("symbol", Symbol)
def test_every_symbol_has_a_place_in_a_key(symbol: Symbol) -> None:
    assert picture.KEY_LETTERS[symbol]
    assert picture.KEY_COLOURS[symbol] in LIGHT

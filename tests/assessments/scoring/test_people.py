from fractions import Fraction

from assessments.scoring.cells import Count
from assessments.scoring.people import (
    Dispersion,
    Spread,
    averaged,
    dispersion,
    spread_of_answers,
    spread_of_means,
)

F = Fraction
SCORES = (0, 25, 50, 75, 100)


def test_how_far_answers_to_one_statement_lie_apart() -> None:
    # 0, 0, 50, 100: mean 37.5; 2 x 1406.25 + 156.25 + 3906.25. Three half steps twice, one, five
    found = dispersion(Count((2, 0, 1, 0, 1), SCORES))
    assert found == Dispersion(4, squares=F(6875), deviation=F("1.5"), low=F(2), high=F(1))
    assert spread_of_answers(found, F(40)) == Spread(4, F(40), F(6875))
    assert spread_of_answers(found, F(40)).variance == F(6875, 3)


def test_an_average_counts_each_as_often_as_it_says() -> None:
    # Means 0 and 70: nothing and 3 x 400 + 2 x 900; in steps nothing and (3 x 0.8 + 2 x 1.2) / 5
    one, other = Count((5, 0, 0, 0, 0), SCORES), Count((0, 0, 3, 0, 2), SCORES)
    mean = Dispersion(5, squares=F(2250), deviation=F("0.72"), low=F("1.25"), high=F("1.5"))
    assert averaged([(one, 1), (other, 3)]) == mean
    assert averaged([(other, 7)]) == dispersion(other)


def test_peoples_means_spread_as_if_what_they_give_correlated_by_a_half() -> None:
    # Variances 100 and 200: 150 x (1 + 1/2) / 2 = 112.5; eight of eight and nine: x 7
    parts = [Spread(8, F(10), F(700)), Spread(9, F(90), F(1600))]
    assert spread_of_means(parts, F(60)) == Spread(8, F(60), F("787.5"))
    # Five of variance 100: 100 x (1 + 4/2) / 5, which is an alpha of 5/4 x (1 - 500 / 1500) = 5/6
    alike = [Spread(6, F(50), F(500))] * 5
    assert spread_of_means(alike, F(50)).variance == 60
    assert spread_of_means(alike[:1], F(50)) == alike[0]

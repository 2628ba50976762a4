"""The figure that is wrong is found, with the slip that explains it, and ties are told as ties."""

from test_relation import fact, total

from wenxiao.checks.locate import locate
from wenxiao.checks.relation import Kind, Relation
from wenxiao.checks.slips import DIRECTION, LOST_DIGIT, NEIGHBOUR, ONE_DIGIT, POINT, SWAPPED, UNIT, slip
from wenxiao.facts.model import Direction, Fact, Measure
from wenxiao.vocabulary.shown import PER_CENT, WAN, Shown


def change(text: str, word: str, sign: int) -> Fact:
    stated = fact(text, WAN, Measure.CHANGE)
    stated.value *= sign
    stated.direction = Direction(word, sign, 0, 2)
    return stated


def rate(text: str, word: str, sign: int) -> Fact:
    stated = fact(text, PER_CENT, Measure.CHANGE_RATE)
    stated.value *= sign
    stated.direction = Direction(word, sign, 0, 2)
    return stated


def best(*relations: Relation):
    (located,) = locate(relations)
    return located


def test_nothing_is_located_where_everything_agrees():
    assert locate([total(fact("10.00"), fact("4.00"), fact("6.00"))]) == []


def test_a_figure_stated_three_times_outvotes_the_one_that_differs():
    one, two, odd = fact("888.20"), fact("888.20"), fact("806.00")
    hub = [Relation("S005", Kind.LINEAR, ((1, other), (-1, one)), restates=True) for other in (two, odd)]
    located = best(*hub)
    assert [cause.fact for cause in located.explanations[0].causes] == [odd]
    assert len(located.tied) == 1


def test_two_statements_alone_are_a_tie():
    one, two = fact("29"), fact("25")
    located = best(Relation("S005", Kind.LINEAR, ((1, one), (-1, two)), restates=True))
    assert len(located.tied) == 2


def test_swapped_neighbours_in_a_base_carry_the_change_and_the_rate_computed_from_it():
    current, previous = fact("10.73"), fact("31.18")
    difference, percent = change("20.45", "减少", -1), rate("65.59", "减少", -1)
    parts = [change("21.00", "减少", -1), change("0.08", "减少", -1)]
    located = best(
        Relation("S006", Kind.LINEAR, ((1, current), (-1, previous), (-1, difference)), difference),
        Relation("S007", Kind.RATIO, ((1, difference),), percent, percent, ((1, previous),)),
        Relation("R083", Kind.LINEAR, ((1, difference), *((-1, part) for part in parts)), difference),
    )
    (cause,) = located.explanations[0].causes
    assert (cause.fact, cause.value, cause.slip) == (previous, 31_810_000, SWAPPED)
    assert dict(cause.consequences) == {difference: -21_080_000, percent: -662_700}


def test_a_turned_direction_word_is_named_and_not_the_figure():
    wrong, basic, project = change("13.73", "减少", -1), change("51.17", "增加", 1), change("37.44", "减少", -1)
    located = best(total(wrong, basic, project))
    assert located.explanations[0].causes[0].slip is DIRECTION
    assert len(located.tied) == 1


def test_figures_moved_by_one_place_need_two_causes_and_get_them():
    first, printed, before = fact("207.00"), fact("170.03"), fact("241.76")
    percent = rate("21.74", "增加", 1)
    located = best(
        Relation("S005", Kind.LINEAR, ((1, printed), (-1, first)), restates=True),
        Relation("S007", Kind.RATIO, ((1, printed), (-1, before)), percent, percent, ((1, before),)),
    )
    found = {cause.fact: cause.value for cause in located.explanations[0].causes}
    assert found == {printed: first.value, before: 170_030_000}
    assert all(cause.slip is NEIGHBOUR for cause in located.explanations[0].causes)


def test_an_amount_is_never_made_negative_to_suit_a_sum():
    located = best(total(fact("3.00"), fact("5.00"), fact("6.00")))
    assert all(cause.value >= 0 for explanation in located.explanations for cause in explanation.causes)


def test_slips_are_told_apart():
    def told(printed: str, meant: str) -> object:
        return slip(fact(printed), Shown.parse(meant, WAN).value)

    assert told("31.18", "31.81") is SWAPPED
    assert told("31.18", "31.28") is ONE_DIGIT
    assert told("3.18", "31.18") is LOST_DIGIT
    assert told("311.8", "31.18") is POINT
    assert told("78600", "7.86") is UNIT

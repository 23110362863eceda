"""Every public page in every state, in a real browser: the gates that no change may go around.

`make page` looks at each in all widths, modes and languages, and asks Lighthouse and pa11y; this is the thinner cut.
"""

from tests.page import budgets, look, site, way
from tests.page.look import Sight

EXPECTED = {
    "form-error": 422,
    "check-wrong-code": 422,
    "busy-form": 503,
    "busy-confirm": 503,
    "busy-code": 503,
    "remark-error": 422,
    "mastodon-error": 422,
    "closed": 410,
    "broken-link": 404,
    "old-link": 410,
    "used-link": 410,
    "mine-error": 422,
    "not-found": 404,
    "trouble": 500,
}


def name(sight: Sight) -> str:
    return f"{sight.language} {sight.state}"


def test_every_page_and_state_is_visited_with_the_answer_that_is_meant(sights: list[Sight]) -> None:
    wanted = {f"{language} {state}" for language in site.LANGUAGES for state in way.states(language)}

    assert {name(sight): sight.status for sight in sights} == {
        one: EXPECTED.get(one.partition(" ")[2], 200) for one in wanted
    }


def test_axe_looks_at_every_state_and_in_each_width_mode_and_language(sights: list[Sight]) -> None:
    examined = [(sight.state, sight.language, variant) for sight in sights for variant in sight.axe]

    assert sorted(state for state, _, _ in examined) == sorted(way.STATES + way.OF_NO_CAMPAIGN)
    assert {language for _, language, _ in examined} == set(site.LANGUAGES)
    assert {variant for _, _, variant in examined} == {
        f"{width} {mode}" for width in look.WIDTHS for mode in look.MODES
    }


def test_axe_finds_nothing(sights: list[Sight]) -> None:
    found = {f"{name(sight)} {variant}": said for sight in sights for variant, said in sight.axe.items() if said}

    assert found == {}


def test_nothing_is_wider_than_the_screen(sights: list[Sight]) -> None:
    assert {name(sight): wide for sight in sights if any((wide := sight.too_wide).values())} == {}


def test_every_page_comes_compressed(sights: list[Sight]) -> None:
    assert {name(sight) for sight in sights if look.should_be_smaller(sight)} == set()


def test_every_page_keeps_its_budget(sights: list[Sight]) -> None:
    assert [line for sight in sights for line in budgets.overruns(sight)] == []


def test_nothing_moves_while_a_page_is_loading(sights: list[Sight]) -> None:
    assert {name(sight): sight.shift for sight in sights if sight.shift > budgets.MOST_SHIFT} == {}


def test_nothing_is_asked_of_anybody_else(sights: list[Sight]) -> None:
    assert {name(sight): sight.foreign for sight in sights if sight.foreign} == {}


def test_the_browser_complains_of_nothing(sights: list[Sight]) -> None:
    assert {name(sight): sight.complaints for sight in sights if sight.complaints} == {}

"""Every public page: its outline, its weight, what it shows when something is wrong, and that typed text stays text."""

import itertools
import re

import brotli
import pytest

from tests.design import outline, samples

CAMPAIGN_BUDGET = 14_000
OTHER_BUDGET = 8_000


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_has_one_h1_and_skips_no_level(name: str) -> None:
    found = outline.of(samples.html(name)).headings

    # The list of problems stands above the page's own heading.
    levels = found[1:] if found[0] == 2 else found
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [below for above, below in itertools.pairwise(levels) if below > above + 1] == []


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_has_no_attribute_that_its_policy_refuses(name: str) -> None:
    found = outline.of(samples.html(name)).attributes

    assert [attribute for attribute in sorted(found) if attribute == "style" or attribute.startswith("on")] == []


@pytest.mark.parametrize("name", samples.PAGES)
def test_every_input_has_a_label_and_every_description_is_there(name: str) -> None:
    found = outline.of(samples.html(name))

    assert [one for one in found.inputs if one not in found.labelled] == []
    assert sorted(found.described - set(found.ids)) == []
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_link_within_the_page_leads_somewhere(name: str) -> None:
    found = outline.of(samples.html(name))

    assert [link for link in found.links if link.startswith("#") and link[1:] not in found.ids] == []


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_loads_nothing_from_elsewhere(name: str) -> None:
    loaded = re.findall(r"""(?:src|srcset|poster)="([^"]*)\"""", samples.html(name))

    assert [address for address in loaded if "//" in address] == []


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_keeps_its_budget(name: str) -> None:
    budget = CAMPAIGN_BUDGET if name.startswith("campaign") else OTHER_BUDGET

    assert len(brotli.compress(samples.html(name).encode(), quality=5)) <= budget


def test_a_form_with_a_problem_says_so_first() -> None:
    found = outline.of(samples.html("form"))

    assert found.title.startswith("Error: ")
    assert "#email" in found.links
    assert "email-problem" in found.described


def test_a_form_with_a_problem_keeps_what_was_typed_as_text() -> None:
    html = samples.html("form")

    assert 'value="Rosa &lt;b&gt;García&lt;/b&gt;"' in html
    assert 'value="rosa@example"' in html
    assert 'name="updates" value="yes" checked' in html


def test_a_form_carries_the_versions_of_what_is_signed() -> None:
    html = samples.html("campaign")

    assert '<input type="hidden" name="text" value="3"><input type="hidden" name="wording" value="2">' in html


def test_a_remark_stays_text_and_a_sample_is_labelled() -> None:
    html = samples.html("campaign")

    assert "It is &lt;i&gt;warm&lt;/i&gt; there." in html
    assert 'A sample <span class="chip">Sample</span></figcaption>' in html
    assert "Rosa, Riverton</figcaption>" in html


def test_the_count_is_shown_as_number_and_as_meter() -> None:
    html = samples.html("campaign")

    assert '<span class="number" data-live>1,204</span> people have signed' in html
    assert '<meter min="0" max="1500" value="1204"' in html


def test_who_signed_last_is_named_with_a_day_in_whole_sentences() -> None:
    html = samples.html("campaign")

    assert re.findall(r"<li>(\w+ signed \w+)</li>", html) == ["Inés signed today", "Theo signed yesterday"]


def test_the_box_for_the_name_is_not_ticked_and_stays_as_it_was_sent() -> None:
    assert '<input type="checkbox" id="show_name" name="show_name" value="yes">' in samples.html("campaign")
    assert 'name="show_name" value="yes" checked' in samples.html("form")


def test_few_signers_see_no_number() -> None:
    html = samples.html("campaign", signers=7)

    assert "Be one of the first to sign." in html
    assert "<meter" not in html


def test_samples_in_the_count_are_labelled() -> None:
    assert "412 of these are sample signatures." in samples.html("campaign", samples=412)
    assert "sample signatures" not in samples.html("campaign")


def test_a_case_without_a_source_is_the_campaigns_own_account() -> None:
    assert "Source: the campaign’s own account" in samples.html("campaign")


def test_a_closed_campaign_has_no_form() -> None:
    html = samples.html("campaign closed")

    assert "<form" not in html
    assert "This petition is closed" in html
    assert "The council has answered." in html


def test_a_video_elsewhere_is_a_link_that_says_where_it_leads() -> None:
    html = samples.html("campaign")

    assert 'href="https://www.youtube.com/watch?v=x"' in html
    assert "Playing a video loads it from YouTube, which may set cookies." in html
    assert "<iframe" not in html


@pytest.mark.parametrize("name", ["confirm", "withdraw"])
def test_a_page_behind_a_letters_link_posts_to_its_own_address(name: str) -> None:
    assert re.findall(r"<form[^>]*>", samples.html(name))[0].count("action") == 0


@pytest.mark.parametrize("name", ["campaign", "privacy", "home"])
def test_a_page_for_everybody_may_be_found(name: str) -> None:
    assert '<meta name="robots" content="index, follow">' in samples.html(name)


@pytest.mark.parametrize(
    "name", sorted(set(samples.PAGES) - {"campaign", "campaign delivered", "campaign closed", "privacy", "home"})
)
def test_a_page_of_one_visitor_may_not_be_found(name: str) -> None:
    assert '<meta name="robots" content="noindex">' in samples.html(name)

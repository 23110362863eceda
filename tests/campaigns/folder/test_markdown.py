"""Rich text survives the way into Markdown and back, whatever signs are in the words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undersigned.campaigns.folder import html, markdown
from undersigned.campaigns.folder.markdown import Problem
from undersigned.campaigns.folder.prose import (
    BREAK,
    Document,
    Item,
    Listing,
    Run,
    passage,
    tidy,
    tidy_blocks,
    tidy_items,
)

SIGNS = [*"ab1 .,()-+#>*_`[]<&;!\\=~|é\u00a0:\"'/\n\t", "&amp;", "&#35;", "**", "__", "1. ", "- ", "# ", "http://x.y"]
HREFS = ["", "", "https://a.org/x_y?a=1&copy=2&copy;", "mailto:a@b.c", "https://e.org/(a) b", "/x/é"]

words = st.lists(st.sampled_from(SIGNS), max_size=8).map("".join) | st.text(max_size=5)
run = st.builds(Run, text=words | st.just(BREAK), bold=st.booleans(), italic=st.booleans(), href=st.sampled_from(HREFS))
runs = st.lists(run, max_size=6).map(tidy)
passages = st.builds(passage, kind=st.sampled_from(["p", "h3"]), runs=runs)


def listings(inner: st.SearchStrategy[tuple[Listing, ...]]) -> st.SearchStrategy[Listing]:
    items = st.lists(st.builds(Item, runs=runs, inner=inner), max_size=3).map(tidy_items)
    return st.builds(Listing, kind=st.sampled_from(["ul", "ol"]), items=items)


lists_in_lists = listings(st.lists(listings(st.just(())), max_size=2).map(tuple))
documents = st.lists(passages | lists_in_lists, max_size=4).map(tidy_blocks)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_any_rich_text_comes_back_from_markdown_and_from_html_as_it_was(document: Document) -> None:
    assert html.read(html.write(document)) == document
    assert markdown.read(markdown.write(document)) == (document, [])


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<p>Plain words.</p>", "Plain words.\n"),
        ("<p>a*b _c_ &lt;d&gt; &amp; [e] f\\g</p>", "a\\*b \\_c\\_ \\<d> & \\[e\\] f\\\\g\n"),
        ("<p>R&amp;D &amp;amp; C# costs 1.5</p>", "R&D \\&amp; C# costs 1.5\n"),
        ("<p># not a heading</p>", "\\# not a heading\n"),
        ("<p>1. not a list</p><p>- nor this</p>", "1\\. not a list\n\n\\- nor this\n"),
        ("<p><b>bold</b>, <i>italic</i>, <b><i>both</i></b></p>", "**bold**, _italic_, **_both_**\n"),
        ('<p>See <a href="https://e.org/?a=1&amp;b=2">this</a>!</p>', "See [this](https://e.org/?a=1&b=2)!\n"),
        ('<p>Wow!<a href="https://e.org/">this</a></p>', "Wow\\![this](https://e.org/)\n"),
        ("<h3>Heading</h3><p>Text</p>", "### Heading\n\nText\n"),
        ("<p>one<br/>two</p>", "one\\\ntwo\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b\n"),
        ("<p>in<b>(side)</b>out</p>", "i&#110;**(side)**&#111;ut\n"),
        ("<p></p>", ""),
    ],
)
def test_rich_text_is_written_as_a_person_would_and_reads_back(source: str, written: str) -> None:
    assert markdown.write(html.read(source)) == written
    assert markdown.read(written) == (html.read(source), [])


def test_what_the_editor_leaves_in_its_html_is_no_difference() -> None:
    kept = '<p data-block-key="x1">We <b>ask </b>you</p><p data-block-key="x2"></p>'

    assert html.write(html.read(kept)) == "<p>We <b>ask</b> you</p>"


def test_emphasis_by_either_sign_is_the_same() -> None:
    assert markdown.read("*a* __b__") == markdown.read("_a_ **b**")


@pytest.mark.parametrize(
    ("source", "line", "sentence"),
    [
        (
            "Fine.\n\n# Large",
            3,
            "Write headings with three signs: ### Heading. The larger ones are the page's own.",
        ),
        ("> quoted", 1, "A quotation with > cannot stand here: write it as a paragraph."),
        ("Fine.\n\n```\ncode\n```", 3, "Program code cannot stand here: take the lines with ``` away."),
        ("Fine.\n\n    code", 3, "Four blanks before a line mean program code: take the blanks away."),
        ("a `b` c", 1, "Program code cannot stand here: take the signs ` away."),
        ("a\n\n---\n\nb", 3, "A line across the page cannot stand here: take it away."),
        (
            "![Tree](tree.png)",
            1,
            'A picture cannot stand in a text: give it a section of its own, type = "image".',
        ),
        ("- one\n\n  two", 1, "A point of a list can have one paragraph only."),
    ],
)
def test_what_rich_text_cannot_hold_is_named_by_its_line(source: str, line: int, sentence: str) -> None:
    assert markdown.read(source)[1] == [Problem(line, sentence)]


def test_html_in_markdown_is_only_words() -> None:
    document, problems = markdown.read("<script>alert(1)</script>")

    assert html.write(document) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert problems == []


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_a_program_is_no_link(href: str) -> None:
    document, _ = markdown.read(f"[a]({href})")

    assert "<a" not in html.write(document)

"""The four papers, as Markdown and as HTML, in English and in Spanish. Each language has a file of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string, select_template
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from undersigned.records import facts


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    title: Any
    about: Any


PAPERS = (
    Paper(
        "record", _("Record of processing"), _("What is processed, why, how long and by whom: article 30 of the GDPR.")
    ),
    Paper(
        "assessment",
        _("Impact assessment"),
        _("A beginning, with the risks of a petition and what stands against each."),
    ),
    Paper("breach", _("After a breach"), _("Who is affected, which fields, sealed or not; what to do in 72 hours.")),
    Paper(
        "agreement", _("Agreement with a processor"), _("A template for whoever hosts this site for you: article 28.")
    ),
)
NAMES = {paper.name: paper for paper in PAPERS}


def markdown(name: str, *, at: datetime, language: str) -> str:
    """`language`: English where there is no such file."""
    with translation.override(language):
        template = select_template([f"records/{name}.{language}.md", f"records/{name}.en.md"])
        return str(template.render(facts.of(at=at))).strip() + "\n"


def html(name: str, *, at: datetime, language: str) -> str:
    """Of our own words and of what organisers typed; nothing typed is taken for HTML."""
    return str(
        MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown(name, at=at, language=language))
    )


def page(name: str, *, at: datetime, language: str) -> str:
    """A whole page to be kept."""
    body = html(name, at=at, language=language)
    return render_to_string("records/page.html", {"title": NAMES[name].title, "language": language, "body": body})

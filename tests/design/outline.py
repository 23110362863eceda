"""A page's skeleton, read from its html: headings, ids, and which words label which input."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN_INPUTS = {"hidden"}


@dataclass(slots=True)
class Outline:
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    inputs: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    title: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outline = Outline()
        self._labels = 0
        self._is_in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.outline.attributes |= given.keys()
        self._is_in_title = tag == "title"
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.outline.headings.append(int(tag[1]))
        if "id" in given:
            self.outline.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.outline.links.append(given["href"])
        if tag == "label":
            self._labels += 1
            self.outline.labelled |= {given["for"]} if "for" in given else set()
        self.outline.described |= set(given.get("aria-describedby", "").split())
        if tag in ("input", "textarea") and given.get("type") not in UNSEEN_INPUTS:
            name = given.get("id", given.get("name", ""))
            self.outline.inputs.append(name)
            self.outline.labelled |= {name} if self._labels else set()

    def handle_endtag(self, tag: str) -> None:
        self._labels -= tag == "label"
        self._is_in_title = False

    def handle_data(self, data: str) -> None:
        self.outline.title += data if self._is_in_title else ""


def of(html: str) -> Outline:
    reader = _Reader()
    reader.feed(html)
    return reader.outline
